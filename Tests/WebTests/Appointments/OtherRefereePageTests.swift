import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Another referee, checks and offers anew, as pages") struct OtherRefereePageTests {
  private static func sent(
    _ website: Website, _ state: String
  ) async throws -> (id: String, applicant: Browser, head: Browser) {
    let vacancy = try await website.vacancy()
    let applicant = try await website.applicant()
    let address = "/vacancies/\(vacancy.id)/apply"
    _ = try await applicant.submit(
      try await applicant.get(address), to: address,
      ["statement": "For your class.", "close_relationship": "no"])
    for step in ["shortlisted", state] {
      try await website.services.pool.execute(
        "UPDATE application SET state = \(step) WHERE state <> \(step)")
    }
    let id = try await website.services.pool.value("SELECT id::text FROM application", as: String.self)
    return (id, applicant, try await website.staff())
  }

  private static let dee: KeyValuePairs<String, String> = [
    "name": "Dee <Sample>", "relationship": "other", "is_relative": "no", "position": "Head",
    "organisation": "Second School", "email": "dee@second.example", "contact_before_interview": "yes",
  ]

  @Test("A referee declines, the applicant names another from their application, and the school asks them")
  func names() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.sent(website, "shortlisted")
      let (list, page) = ("/received/\(id)/references", "/applications/\(id)/referee")
      #expect(try await applicant.get(page).shows("Nobody else is needed now."))
      _ = try await head.submit(try await head.get(list), to: list, ["referees": "1"])
      let link = try await website.mailedLink(to: "bea@university.example")
      let referee = website.browser()
      let decline = try await referee.get("\(link)/decline")
      _ = try await referee.submit(decline, to: "\(link)/decline", ["reason": "I hardly know her."])
      let own = try await applicant.get("/applications/\(id)")
      #expect(own.shows(page) && own.shows("Name another referee") && !own.shows("hardly know"))
      let form = try await applicant.get(page)
      #expect(form.shows("Bea Sample has told the school that they can’t give a reference."))
      let empty = try await applicant.submit(form, to: page, ["name": "Dee"])
      #expect(empty.status == .unprocessableContent && empty.shows("value=\"Dee\""))
      #expect(empty.shows("href=\"#email\""))
      #expect(try await applicant.submit(form, to: page, Self.dee).location == "\(page)?named=1")
      let late = try await applicant.submit(form.inAnotherTab, to: page, Self.dee)
      #expect(late.status == .conflict && late.shows("Nobody else is needed now."))
      #expect(late.shows("What you had typed") && late.shows("dee@second.example"))
      #expect(!late.shows("href=\"#replaces\""))
      #expect(try await applicant.get("\(page)?named=1").shows("Thank you."))
      let lines = try await head.get(list)
      #expect(lines.shows("Dee &lt;Sample&gt;") && lines.shows("in place of Bea Sample"))
      #expect(lines.shows("Another referee named") && lines.shows("Declined once"))
      #expect(try await head.submit(lines, to: list, ["referees": "11"]).status == .seeOther)
      #expect(try await website.mailedLink(to: "dee@second.example").hasPrefix("/references/"))
      let reference = try await website.services.pool.value(
        "SELECT id::text FROM reference_request WHERE referee = 1", as: String.self)
      #expect(try await head.get("\(list)/\(reference)").shows("I hardly know her."))
    }
  }

  @Test("The school asks for another referee and records one, with every fault at its field")
  func records() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.sent(website, "interviewing")
      let page = "/received/\(id)/other-referee"
      #expect(try await applicant.get(page).status == .notFound)
      #expect(try await head.get("/received/\(id)/references").shows(page))
      let form = try await head.get(page)
      let none = try await head.submit(form, to: "\(page)/ask")
      #expect(none.shows("href=\"#ask_replaces\""))
      let asked = try await head.submit(
        form, to: "\(page)/ask", ["ask_replaces": "2", "message": "Your head, please."])
      #expect(asked.location == "\(page)?asked=1")
      #expect(try await head.get(page).shows("The applicant has not named one yet."))
      #expect(try await applicant.get("/applications/\(id)/referee").shows("Your head, please."))
      #expect(form.shows("How they know the applicant") && !form.shows("How they know you"))
      let bare = try await head.submit(form, to: page)
      for field in ["replaces", "consent", "email"] { #expect(bare.shows("href=\"#\(field)\"")) }
      var fields: [(String, String)] = Self.dee.map { ($0, $1) }
      fields += [("replaces", "2"), ("consent", "By telephone.")]
      let hidden = try (try await head.get(page)).hiddenFields(ofFormTo: page)
      #expect(
        try await head.post(page, hidden + fields).location == "/received/\(id)/references?done=referee")
      #expect(try await head.get("/received/\(id)/references").shows("By telephone."))
      let open = try await head.get(page)
      #expect(open.shows("Ask the applicant for another one"))
      try await website.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let late = try await head.submit(
        open, to: "\(page)/ask", ["ask_replaces": "further", "message": "One <more>, please."])
      #expect(late.status == .unprocessableContent && late.shows("Record another referee yourself"))
      #expect(late.shows("href=\"#ask_replaces\"") && late.shows("id=\"ask_replaces\""))
      #expect(late.shows("What you had typed") && late.shows("One &lt;more&gt;, please."))
      let closed = try await head.get(page)
      #expect(!closed.shows("What you had typed"))
      #expect(closed.shows("has closed their account and can’t be written to"))
      #expect(!closed.shows("Ask the applicant") && closed.shows("Record this referee"))
      // Once the state has moved there is no form: what was typed about a referee stands on the page.
      try await website.services.pool.execute("UPDATE application SET state = 'unsuccessful'")
      let moved = try await head.post(page, try closed.hiddenFields(ofFormTo: page) + fields)
      #expect(moved.status == .conflict && moved.shows("between the shortlist and the appointment"))
      #expect(moved.shows("What you had typed") && moved.shows("Dee &lt;Sample&gt;"))
      #expect(moved.shows("dee@second.example") && moved.shows("By telephone."))
      #expect(!moved.shows("href=\"#replaces\""))
    }
  }

  @Test("The offer form tells every fault at once and keeps what was typed; somebody is taken up again")
  func offers() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.sent(website, "interviewing")
      let base = "/received/\(id)/offer"
      let form = try await head.get(base)
      let wrong = try await head.submit(
        form, to: base,
        [
          "salary_pounds": "36000 a year", "starts_on-day": "31", "starts_on-month": "2",
          "starts_on-year": "2027", "fte": "half",
        ])
      #expect(wrong.status == .unprocessableContent)
      for field in ["salary_pounds", "starts_on", "salary", "contract_type", "fte", "reason"] {
        #expect(wrong.shows("href=\"#\(field)"), "\(field)")
      }
      let order = ["reason", "salary", "salary_pounds", "starts_on"].compactMap {
        wrong.text.firstRange(of: "href=\"#\($0)\"")?.lowerBound
      }
      #expect(order.count == 4 && order == order.sorted())
      #expect(wrong.shows("value=\"36000 a year\"") && wrong.shows("value=\"half\""))
      let good: KeyValuePairs<String, String> = [
        "reason": "Best lesson.", "exception": "Interviewed by telephone.", "salary": "M3",
        "salary_pounds": "£36,000.50", "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
        "contract_type": "permanent", "fte": "0.6", "conditions": "Checks.", "answer_by-day": "9",
        "answer_by-month": "11", "answer_by-year": "2026",
      ]
      #expect(try await head.submit(form, to: base, good).status == .seeOther)
      #expect(try await head.get(base).shows("£36,000.50"))
      let own = "/applications/\(id)/offer"
      _ = try await applicant.submit(try await applicant.get(own), to: own, ["answer": "decline"])
      #expect(try await applicant.get("/applications/\(id)").shows("Offer not taken up"))
      let ended = try await head.get(base)
      #expect(ended.shows("Take Ada Sample up again"))
      let reopen = "\(base)/reopen"
      #expect(try await head.submit(ended, to: reopen).shows("Enter the reason for this decision."))
      #expect(
        try await head.submit(ended, to: reopen, ["reason": "They rang."]).location
          == "\(base)?done=reopened")
      #expect(try await head.get(base).shows("Make a conditional offer"))
    }
  }

  @Test(
    "An amount is taken whole or not at all",
    arguments: [
      ("36000", 3_600_000), ("£36,000", 3_600_000), ("36 000.5", 3_600_050), ("36,00", nil), ("36.000", nil),
      ("36000 a year", nil), ("-5", nil), ("", nil),
    ])
  func pounds(typed: String, pence: Int?) {
    #expect(PoundsEntry.pence(typed) == pence)
  }

  @Test("The page of a check says what it must state")
  func needs() async throws {
    try await Website.run { website async throws in
      let (id, applicant, head) = try await Self.sent(website, "interviewing")
      let application = try #require(ApplicationID(id))
      _ = try await MakeOffer(website.services)(
        application,
        OfferTerms(
          salary: "M3", startsOn: TestSupport.day("2027-01-04"), contractType: .permanent, fte: 1,
          answerBy: TestSupport.day("2026-11-09")), because: OfferReasons("Best.", exception: "On paper."),
        by: .operatorAtCommandLine)
      // More time that is given after the account was closed: the fault leads to what can still be done.
      let (offer, extend) = ("/received/\(id)/offer", "/received/\(id)/offer/extend")
      let open = try await head.get(offer)
      try await website.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
      let late = try await head.submit(
        open, to: extend, ["answer_by-day": "10", "answer_by-month": "11", "answer_by-year": "2026"])
      #expect(late.status == .unprocessableContent && late.shows("href=\"#answer_by\""))
      #expect(late.shows("id=\"answer_by\" tabindex=\"-1\">The offer can’t be answered."))
      try await website.services.pool.execute(
        "UPDATE account SET closed_at = NULL WHERE email = 'ada@example.org'")
      let own = "/applications/\(id)/offer"
      _ = try await applicant.submit(try await applicant.get(own), to: own, ["answer": "accept"])
      let page = "/received/\(id)/checks/right_to_work"
      let form = try await head.get(page)
      #expect(form.shows("Needed for a satisfactory check."))
      let bare = try await head.submit(
        form, to: page,
        [
          "outcome": "satisfactory", "checked_on-day": "2", "checked_on-month": "11",
          "checked_on-year": "2026",
          "checked_by": "Robin Sample",
        ])
      #expect(bare.shows("href=\"#document_type\"") && bare.shows("Online check with a share code"))
      #expect(try await head.get("/received/\(id)/checks/qts").shows("The day of the award"))
    }
  }
}
