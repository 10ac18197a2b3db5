import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Interest for a vacancy, and closed accounts, on pages") struct PoolStandingPageTests {
  private static let applying: KeyValuePairs<String, String> = [
    "statement": "For your class.", "close_relationship": "no",
  ]

  private static func actor(_ site: Website) async throws -> Actor {
    let id = try await site.services.pool.value(
      "SELECT id FROM account WHERE email = 'ada@example.org'", as: AccountID.self)
    return Actor(
      .account(
        ActingAccount(
          id: id, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
      face: .web)
  }

  /// Ada's entry in a pool that is open, which has been checked.
  private static func entry(_ site: Website) async throws -> PoolEntry {
    let authority = try await Authority.find(code: "883", in: site.services.pool)
    let today = site.services.today
    _ = try await OpenPoolYear(site.services)(
      today.year + 1, of: authority, from: today.adding(days: -10), to: today.adding(days: 300),
      by: .operatorAtCommandLine)
    var wanted = PoolPreferences()
    wanted.phases = [.primary]
    wanted.subjects = ["music"]
    wanted.hours = .either
    wanted.availableFrom = today.adding(days: 200)
    let entry = try await JoinPool(site.services)(
      today.year + 1, of: authority.id, wanted, consents: true, by: try await actor(site))
    try await site.services.pool.execute("UPDATE pool_entry SET checked_at = \(site.services.now())")
    return entry
  }

  @Test("Who has applied since finds no form; the school is told, and sees no link while names are hidden")
  func standing() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let ada = try await site.applicant()
      let entry = try await Self.entry(site)
      let head = try await site.staff()
      let person = "/school/pool/\(entry.id)"
      func ask() async throws -> ShownPage {
        try await head.submit(
          try await head.get("\(person)?school=123456"), to: "\(person)/interest",
          ["message": "May we?", "vacancy_id": vacancy.id.description])
      }
      #expect(try await ask().status == .seeOther)
      let asked = try await site.mailedLink(to: "ada@example.org")
      let form = try await ada.get(asked)
      #expect(form.shows("Yes, send my application"))
      let apply = "/vacancies/\(vacancy.id)/apply"
      _ = try await ada.submit(try await ada.get(apply), to: apply, Self.applying)
      let page = try await ada.get(asked)
      #expect(page.shows("You sent your application") && !page.shows("Yes, send my application"))
      let late = try await ada.submit(
        form, to: asked, ["statement": "Newer.", "close_relationship": "no", "answer": "accept"])
      #expect(late.status == .unprocessableContent && late.shows("nothing else was sent"))
      #expect(late.shows("Newer."))
      #expect(try await ask().shows("already applied for this vacancy"))
      let choice = "<option value=\"\(vacancy.id)\""
      let known = try await head.get("\(person)?school=123456")
      #expect(known.shows("applied for are left out") && !known.shows(choice))
      let application = try await site.services.pool.value(
        "SELECT id::text FROM application", as: String.self)
      try await site.services.pool.execute(
        """
        UPDATE pool_interest SET state = 'accepted', reply = '', answered_at = now(),
          application_id = (SELECT id FROM application)
        """)
      let (all, link) = ("/school/pool?school=123456", "/received/\(application)")
      for address in [all, "\(person)?school=123456"] {
        #expect(try await head.get(address).shows(link), "\(address)")
      }
      try await site.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        SELECT id, authority_id, true FROM vacancy
        """)
      for address in [all, "\(person)?school=123456"] {
        let hidden = try await head.get(address)
        #expect(hidden.shows("Waiting for an answer") && !hidden.shows("Accepted"), "\(address)")
        #expect(!hidden.shows(application) && !hidden.shows("Take back the question"), "\(address)")
      }
      #expect(try await head.get("\(person)?school=123456").shows(choice))
      // A question in general has nothing to hide: it is taken back, once.
      _ = try await head.submit(
        try await head.get("\(person)?school=123456"), to: "\(person)/interest", ["message": "May we?"])
      let list = try await head.get(all)
      let general = try await site.services.pool.value(
        "SELECT id::text FROM pool_interest WHERE vacancy_id IS NULL", as: String.self)
      let back = try await head.submit(list, to: "/school/pool/interest/\(general)/withdraw", [:])
      #expect(list.shows("Take back the question") && back.status == .seeOther)
      #expect(!(try await head.get(all).shows("Take back the question")))
      try await site.services.pool.execute(
        "UPDATE pool_interest SET state = 'declined', application_id = NULL WHERE vacancy_id IS NOT NULL")
      let declined = try await head.get("\(person)?school=123456")
      #expect(declined.shows("have said no to are left out") && !declined.shows(choice))
      #expect(declined.shows("Not all can be found"))
      #expect(try await head.get(all).shows("Names are not searched"))
    }
  }

  @Test("A question for a withdrawn vacancy is read and declined, and nothing typed is lost")
  func withdrawn() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      _ = try await SetVacancyQuestions(site.services)(
        vacancy.id, VacancyQuestions(questions: ["What do you sing?"]), expectedVersion: 0,
        by: .operatorAtCommandLine)
      let ada = try await site.applicant()
      let person = "/school/pool/\(try await Self.entry(site).id)"
      let head = try await site.staff()
      let shown = try await head.get("\(person)?school=123456")
      _ = try await head.submit(
        shown, to: "\(person)/interest", ["message": "May we?", "vacancy_id": vacancy.id.description])
      let asked = try await site.mailedLink(to: "ada@example.org")
      let form = try await ada.get(asked)
      #expect(!(try await ada.get("/pool").shows("has withdrawn this vacancy")))
      _ = try await WithdrawVacancy(site.services)(
        vacancy.id, reason: "No longer needed.", by: .operatorAtCommandLine)
      let pool = try await ada.get("/pool")
      #expect(pool.shows("<br>The school has withdrawn this vacancy.</td>"))
      #expect(pool.shows("<br>The school has withdrawn this vacancy. You can still say no"))
      #expect(!pool.shows("Say whether Example Primary School may contact you"))
      func accept() async throws -> ShownPage {
        try await ada.submit(
          form.inAnotherTab, to: asked,
          [
            "reply": "Gladly.", "statement": "Typed in vain.", "close_relationship": "no",
            "own_1": "Songs of the sea.", "answer": "accept",
          ])
      }
      let typed = ["Gladly.", "Typed in vain.", "What do you sing?", "Songs of the sea."]
      let late = try await accept()
      #expect(late.status == .unprocessableContent && late.shows("has withdrawn this vacancy"))
      let read = try await ada.get(asked)
      #expect(read.status == .ok && read.shows("May we?") && read.shows("has withdrawn this vacancy"))
      #expect(!read.shows("Yes, send my application") && !read.shows("/vacancies/\(vacancy.id)"))
      let declined = try await ada.submit(read, to: asked, ["reply": "A pity.", "answer": "decline"])
      #expect(declined.status == .seeOther)
      let answered = try await accept()
      #expect(answered.shows("You have answered this already") && answered.shows("What you had typed"))
      try await site.services.pool.execute("UPDATE pool_interest SET state = 'withdrawn', reply = NULL")
      let back = try await accept()
      #expect(back.shows("The school has taken its interest back"))
      for page in [late, answered, back] {
        #expect(typed.allSatisfy { page.shows($0) })
      }
      // Who pauses is not found any more, and no more is said; the head’s words are.
      try await site.services.pool.execute("UPDATE pool_entry SET state = 'paused'")
      let gone = try await head.submit(
        shown.inAnotherTab, to: "\(person)/interest",
        ["message": "Once <more>?", "vacancy_id": vacancy.id.description])
      #expect(gone.status == .notFound && gone.shows("Once &lt;more&gt;?"))
      #expect(gone.shows(vacancy.content.title))
    }
  }

  @Test("The school reads that an account is closed, and is not offered to invite or make an offer")
  func closed() async throws {
    try await Website.run { site async throws in
      let vacancy = try await site.vacancy()
      let ada = try await site.applicant()
      let apply = "/vacancies/\(vacancy.id)/apply"
      _ = try await ada.submit(try await ada.get(apply), to: apply, Self.applying)
      try await site.services.pool.execute("UPDATE application SET state = 'shortlisted'")
      let application = try await site.services.pool.value(
        "SELECT id::text FROM application", as: String.self)
      let head = try await site.staff()
      let received = "/received/\(application)"
      let invite = try await head.get("\(received)/invite")
      #expect(try await !head.get(received).shows("has closed their account"))
      _ = try await CloseOwnAccount(site.services)(
        password: Website.password, by: try await Self.actor(site))
      #expect(try await head.get(received).shows("has closed their account"))
      let refused = try await head.submit(invite, to: "\(received)/invite", ["message": "Monday at 9am."])
      #expect(refused.status == .unprocessableContent)
      #expect(refused.shows("invited to interview or given a time"))
      #expect(!refused.shows("<textarea"))
      try await site.services.pool.execute("UPDATE application SET state = 'interviewing'")
      let offer = try await head.get("\(received)/offer")
      #expect(offer.shows("or made an offer") && !offer.shows("Make this offer"))
    }
  }
}
