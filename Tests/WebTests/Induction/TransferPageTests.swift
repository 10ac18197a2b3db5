import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Postgres
import TestSupport
import Testing

@Suite("Transfers to another body, on their pages") struct TransferPageTests {
  private struct People {
    let address: String
    let head: Browser
    let teacher: Browser
    let officer: Browser
  }

  private static func begin(_ website: Website) async throws -> People {
    _ = try await website.vacancy()
    let services = website.services
    let school = try await FindSchool(services)(
      id: try await services.pool.value("SELECT organisation_id FROM school", as: OrganisationID.self))
    let id = try await BegunInduction.make(at: school, services)
    let authority = try await Authority.find(code: "883", in: services.pool)
    let account = try await website.account("officer@authority.example", name: "Olive Sample")
    try await GrantRole(services)(
      .officer, to: account.id, at: authority.organisation, by: .operatorAtCommandLine)
    let officer = website.browser()
    try await officer.signIn("officer@authority.example")
    return People(
      address: "/inductions/\(id)", head: try await website.staff(),
      teacher: try await website.signedIn(BegunInduction.email, name: "Nia Sample"), officer: officer)
  }

  /// Sends the form of the page of the induction that goes to an address below it.
  private static func send(
    _ browser: Browser, _ people: People, _ step: String, _ fields: KeyValuePairs<String, String> = [:]
  ) async throws -> ShownPage {
    try await browser.submit(
      try await browser.get(people.address), to: "\(people.address)/\(step)", fields)
  }

  private static func asking(_ first: CivilDate) -> KeyValuePairs<String, String> {
    [
      "transfer-ask-cause": "moves", "transfer-ask-body_name": "Example Hub",
      "transfer-ask-contact_email": "hub@hub.example", "transfer-ask-school_name": "Far Academy",
      "transfer-ask-transfers_on-day": "\(first.day)", "transfer-ask-transfers_on-month": "\(first.month)",
      "transfer-ask-transfers_on-year": "\(first.year)",
      "transfer-ask-reason": "A post at Far Academy from spring.",
    ]
  }

  /// Lets the head ask and the officer agree, and says which transfer it is.
  private static func agree(_ people: People, _ website: Website) async throws -> String {
    let empty = try await send(people.head, people, "transfers/ask")
    #expect(
      empty.status == .unprocessableContent && empty.shows("Choose why the induction goes to another body"))
    let asked = try await people.head.submit(
      empty, to: "\(people.address)/transfers/ask", asking(website.services.today.adding(days: 20)))
    let said = try await people.head.get(try #require(asked.location))
    #expect(said.shows("The transfer is asked for.") && said.shows("Take back what was asked for"))
    // A second person with the form open reads what the first one did, and keeps what they typed.
    let late = try await people.head.submit(
      empty.inAnotherTab, to: "\(people.address)/transfers/ask",
      asking(website.services.today.adding(days: 21)))
    #expect(late.status == .conflict && late.shows("A transfer has been begun already"))
    #expect(late.shows("The transfer was asked for") && late.shows("What you had typed"))
    #expect(late.shows(LondonTime.dateAndTime(website.services.now())) && late.shows("hub@hub.example"))
    #expect(late.shows(LondonTime.longDate(website.services.today.adding(days: 21))))
    #expect(!late.shows("Somebody else has just changed this"))
    website.clock.advance(seconds: 60)
    let page = try await people.officer.get(people.address)
    #expect(page.shows("Agree to the transfer") && page.shows("hub@hub.example"))
    let id = try await website.services.pool.value(
      "SELECT id::text FROM induction_transfer", as: String.self)
    let agreed = try await people.officer.submit(
      page, to: "\(people.address)/transfers/\(id)/agree",
      [
        "transfer-agree-cause": "moves", "transfer-agree-body_name": "Example Hub",
        "transfer-agree-contact_email": "hub@hub.example",
        "transfer-agree-transfers_on-day": "\(website.services.today.adding(days: 20).day)",
        "transfer-agree-transfers_on-month": "\(website.services.today.adding(days: 20).month)",
        "transfer-agree-transfers_on-year": "\(website.services.today.adding(days: 20).year)",
        "transfer-agree-reason": "A post at Far Academy from spring.",
      ])
    #expect(agreed.location == "\(people.address)?done=transfer-agree", "\(agreed.text.prefix(2_000))")
    // Whoever would refuse it, or take it back, reads who agreed to it and when, and keeps what they typed.
    let refused = try await people.officer.submit(
      page.inAnotherTab, to: "\(people.address)/transfers/\(id)/refuse",
      ["transfer-refuse-reason": "The hub is no appropriate body yet."])
    let takenBack = try await people.head.submit(said, to: "\(people.address)/transfers/\(id)/withdraw")
    for late in [refused, takenBack] {
      #expect(late.shows("The transfer has moved on") && late.shows("The transfer was agreed to"))
      #expect(late.text.contains(/>By<\/dt><dd[^>]*>Olive Sample</))
      #expect(late.shows(LondonTime.dateAndTime(website.services.now())))
      #expect(!late.shows("Somebody else has just changed this"))
    }
    #expect(refused.status == .conflict && refused.shows("The hub is no appropriate body yet."))
    #expect(!takenBack.shows("What you had typed"))
    return id
  }

  @Test("Asked for, agreed and given over; the other body fetches the record once and acknowledges it")
  func whole() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      let id = try await Self.agree(people, website)
      let list = "/authority/inductions/transfers"
      #expect(try await people.officer.get(list).shows("Nia Sample"))
      #expect(try await people.officer.get("\(list)?state=all").shows("Example Hub"))
      #expect(try await people.head.get(list).status == .notFound)
      #expect(try await people.officer.get("/authority/inductions/board").shows("Transfers to other bodies"))
      let seen = try await people.teacher.get(people.address)
      #expect(seen.shows("Transfer to Example Hub") && !seen.shows("hub@hub.example"))
      #expect(!seen.shows("Undo the transfer"))
      let held = try await people.teacher.get("/account/data")
      #expect(held.shows("Waiting: the record is still to be given over"))
      let before = try await people.officer.get(people.address)
      website.clock.advance(seconds: 60)
      let preview = try await people.officer.get("/inductions/transfers/\(id)/record")
      #expect(preview.shows("as it would be given over now") && preview.shows("Outstanding"))
      #expect(try await people.head.get("/inductions/transfers/\(id)/record").status == .notFound)
      let given = try await Self.send(people.officer, people, "transfers/\(id)/give")
      #expect(given.location == "\(people.address)?done=transfer-give")
      #expect(try await people.officer.get(people.address).shows("Works until"))
      // It can still be undone: who has given the record over meanwhile is said beside what was typed.
      let undone = try await people.officer.submit(
        before, to: "\(people.address)/transfers/\(id)/undo",
        ["transfer-undo-reason": "The post there fell through."])
      let now = LondonTime.dateAndTime(website.services.now())
      #expect(undone.status == .unprocessableContent && undone.shows("The post there fell through."))
      let who = "by Olive Sample, \(now)."
      #expect(undone.shows("Meanwhile this was recorded: the record was given over, \(who)"))
      try await Self.receive(website)
      let after = try await people.officer.get(people.address)
      #expect(after.shows("Received by the other body") && after.shows("by Hal Sample"))
      #expect(try await people.officer.get("\(people.address)/timeline").shows("Receipt acknowledged"))
    }
  }

  /// Fetches the record by the link in the mail, once, without an account.
  private static func receive(_ website: Website) async throws {
    let body = try await website.services.pool.value(
      "SELECT body FROM outbox_mail WHERE recipient = 'hub@hub.example'", as: String.self)
    let token = try #require(body.firstMatch(of: /transferred-inductions\/([A-Za-z0-9_-]+)/)?.1)
    let (visitor, address) = (website.browser(), "/transferred-inductions/\(token)")
    let offer = try await visitor.get(address)
    #expect(offer.shows("Fetch the record") && !offer.shows("Nia Sample"))
    #expect(try await visitor.get(address).status == .ok)
    let nameless = try await visitor.submit(offer, to: address)
    #expect(nameless.status == .unprocessableContent && nameless.shows("Enter your name"))
    let fetched = try await visitor.submit(nameless, to: address, ["person": "Hal Sample"])
    let read = try #require(fetched.location)
    #expect(read.hasPrefix("/transferred-inductions/read/"))
    #expect(try await website.browser().get(address).status == .gone)
    let record = try await visitor.get(read)
    #expect(record.shows("Nia Sample") && record.headers[.cacheControl] == "no-store")
    let json = try await visitor.get("\(read)/json")
    #expect(json.headers[.contentType] == "application/json" && json.text.contains("\"trn\" : \"1234567\""))
    #expect(try await visitor.get("\(read)/csv").text.contains("teacher,TRN,,,1234567,"))
    let pdf = try await visitor.get("\(read)/pdf")
    #expect(pdf.text.hasPrefix("%PDF-") || pdf.shows("Print the page instead"))
    let done = try await visitor.submit(
      record, to: "\(read)/acknowledge", ["person": "Hal Sample"])
    #expect(done.location == read)
    #expect(try await visitor.get(read).shows("Receipt is acknowledged by Hal Sample"))
    website.clock.advance(seconds: 3_600)
    #expect(try await visitor.get(read).status == .gone)
  }

  @Test("Undone with a reason; once it has taken effect the head registers who comes back")
  func back() async throws {
    try await Website.run { website async throws in
      let people = try await Self.begin(website)
      let id = try await Self.agree(people, website)
      let without = try await Self.send(people.officer, people, "transfers/\(id)/undo")
      #expect(without.status == .unprocessableContent && without.shows("Enter the reasons"))
      // It is of no other induction.
      let hidden = try await people.officer.get(people.address).hiddenFields(
        ofFormTo: "\(people.address)/transfers/\(id)/undo")
      let elsewhere = try await people.officer.post(
        "/inductions/\(UUID())/transfers/\(id)/undo",
        hidden + [("transfer-undo-reason", "The post there fell through.")])
      #expect(elsewhere.status == .notFound)
      website.clock.advance(days: 20)
      while try await SettleInductions(website.services)() > 0 {}
      try await people.head.signIn("head@school.example")
      try await people.officer.signIn("officer@authority.example")
      let gone = try await people.head.get(people.address)
      #expect(gone.shows("Transferred to another appropriate body") && gone.shows("The teacher comes back"))
      let begun = try await Self.send(people.head, people, "return")
      let draft = try #require(begun.location)
      #expect(try await people.head.get("\(draft)/edit/teacher").shows("1234567"))
      let earlier = try await people.head.get("\(draft)/edit/earlier")
      #expect(earlier.shows("Example Hub") && earlier.shows("was the teacher absent there?"))
      let undone = try await Self.send(
        people.officer, people, "transfers/\(id)/undo",
        ["transfer-undo-reason": "The post there fell through."])
      let after = try await people.officer.get(try #require(undone.location))
      #expect(after.shows("The transfer is undone. The teacher has been told by mail."))
      #expect(after.shows("In induction") && after.shows("The post there fell through."))
      // A transfer that has ended says itself by whom and when.
      let last = try await TransferInduction(website.services).lastDone(
        try #require(TransferID(id)), by: .operatorAtCommandLine)
      #expect(last?.title == nil)
    }
  }
}
