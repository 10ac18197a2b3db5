import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("Selection on its pages") struct SelectionPageTests {
  /// A vacancy with two criteria, applicants, and a head and a panel member who have signed in.
  struct Desk {
    let vacancy: Vacancy
    let head: Browser
    let member: Browser
    let applicant: Browser
    let applications: [String]
    var base: String { "/school/vacancies/\(vacancy.id)/selection" }
    /// Both applications, ticked.
    var both: String { applications.map { "application=\($0)" }.joined(separator: "&") }
  }

  static func desk(_ site: Website) async throws -> Desk {
    let vacancy = try await site.vacancy()
    _ = try await SetCriteria(site.services)(
      vacancy.id,
      [Criterion(wording: "Teaching this age"), Criterion(isEssential: false, wording: "A choir")],
      expectedVersion: nil, by: .operatorAtCommandLine)
    let head = try await site.staff()
    let member = try await site.staff(.panelMember, "panel@school.example")
    var browsers: [Browser] = []
    for (email, name) in [("ada@example.org", "Ada Sample"), ("bo@example.org", "Bo Sample")] {
      site.clock.advance(seconds: 5)
      let browser = try await site.applicant(email, name: name)
      let id = try #require(AccountID(try await account(email, site)))
      let applicant = ActingAccount(id: id, email: email, name: name, emailConfirmed: true, memberships: [])
      _ = try await SendApplication(site.services)(
        vacancy: vacancy.id, submission: UUID(), by: Actor(.account(applicant), face: .web))
      browsers.append(browser)
    }
    let applications = try await site.services.pool.query("SELECT id FROM application ORDER BY sent_at").map {
      try $0.decode("id", as: ApplicationID.self).description
    }
    return Desk(
      vacancy: vacancy, head: head, member: member, applicant: browsers[0], applications: applications)
  }

  private static func account(_ email: String, _ site: Website) async throws -> String {
    try await site.services.pool.value(
      "SELECT id FROM account WHERE email = \(email)", as: AccountID.self
    ).description
  }

  static func panel(_ desk: Desk, _ site: Website, anonymous: String) async throws -> ShownPage {
    let (head, member) = (
      try await account("head@school.example", site), try await account("panel@school.example", site)
    )
    let page = try await desk.head.get("\(desk.base)/panel")
    return try await desk.head.submit(
      page, to: "\(desk.base)/panel",
      ["member": head, "member": member, "chair": head, "anonymous": anonymous])
  }

  @Test("How many can be compared is said before, and what was ticked and how the list was narrowed stay")
  func comparing() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      #expect(try await Self.panel(desk, site, anonymous: "no").status == .seeOther)
      #expect(try await desk.head.get(desk.base).shows("Tick 2 to 6 to compare them."))
      let standing = try await desk.head.get("/school/vacancies/\(desk.vacancy.id)")
      #expect(
        standing.shows("class=\"govuk-button\" data-module=\"govuk-button\">Panel, sift and shortlist</a>"))
      let parts = try await desk.head.get("/school/vacancies/\(desk.vacancy.id)/parts")
      #expect(parts.status == .ok && !parts.shows("Check and publish"))
      let school = try await desk.head.open("/school")
      #expect(school.title == "My school: Example Primary School")
      let both = try await desk.head.get("\(desk.base)/compare?\(desk.both)")
      #expect(both.shows("role=\"region\" tabindex=\"0\" aria-label=\"The sift, side by side\""))
      #expect(both.shows("class=\"staffroom-landscape\""))
      let one = try await desk.head.get("\(desk.base)/compare?application=\(desk.applications[0])&order=name")
      #expect(one.status == .unprocessableContent && one.shows("Only one is chosen."))
      #expect(one.shows("value=\"\(desk.applications[0])\" checked"))
      #expect(!one.shows("value=\"\(desk.applications[1])\" checked"))
      #expect(one.shows("name=\"order\" value=\"name\"") && one.shows("href=\"#application\""))
      try await onePerson(desk, site)
    }
  }

  /// Both applications state one teacher reference number: the head sees it in the lists and on their pages, which say
  /// no more than that while names are hidden; others see nothing of it.
  private func onePerson(_ desk: Desk, _ site: Website) async throws {
    let pool = site.services.pool
    try await pool.execute("ALTER TABLE application DISABLE TRIGGER application_is_frozen")
    try await pool.execute(
      "UPDATE application SET answers = jsonb_set(answers, '{teaching,trn}', '\"7654321\"')")
    try await pool.execute("ALTER TABLE application ENABLE TRIGGER application_is_frozen")
    let (first, second) = (desk.applications[0], desk.applications[1])
    for address in [desk.base, "/school/vacancies/\(desk.vacancy.id)"] {
      #expect(try await desk.head.get(address).shows("May be the same person as A-"), "\(address)")
    }
    let named = try await desk.head.get("/received/\(first)")
    #expect(named.shows("This may be the same person as A-") && named.shows("Both state the same"))
    #expect(named.shows("href=\"/received/\(second)\""))
    #expect(try await !desk.member.get("/received/\(first)").shows("same person"))
    #expect(try await !desk.applicant.get("/applications/\(first)").shows("same person"))
    try await pool.execute(
      """
      INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
      VALUES (\(desk.vacancy.id), \(desk.vacancy.place.authority), true)
      ON CONFLICT (vacancy_id) DO UPDATE SET hides_names = true
      """)
    let hidden = try await desk.head.get("/received/\(first)")
    #expect(hidden.shows("This may be the same person as A-") && !hidden.shows("Both state the same"))
  }

  @Test("A state that nothing has is named with those there are, and gives no file of every row")
  func unknownState() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      let file = try await desk.head.get("\(desk.base)/export.csv?state=nonsense")
      #expect(file.status == .unprocessableContent && !file.text.contains("Ada Sample"))
      #expect(file.shows("There is no state “nonsense”. Choose among: sent, under_consideration"))
      let list = try await desk.head.get("\(desk.base)?state=nonsense&order=name")
      #expect(list.status == .unprocessableContent && list.shows("There is no state “nonsense”."))
      #expect(try await desk.head.get("\(desk.base)/export.csv?state=sent&order=").status == .ok)
      #expect(try await desk.head.get("\(desk.base)?state=sent").status == .ok)
    }
  }

  @Test("An induction tutor on the panel opens the selection from the list of their panels")
  func tutor() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      let tutor = try await site.staff(.inductionTutor, "tutor@school.example")
      let page = try await desk.head.get("\(desk.base)/panel")
      let saved = try await desk.head.submit(
        page, to: "\(desk.base)/panel",
        [
          "member": try await Self.account("head@school.example", site),
          "member": try await Self.account("tutor@school.example", site),
          "chair": try await Self.account("head@school.example", site), "anonymous": "no",
        ])
      #expect(saved.status == .seeOther)
      #expect(try await tutor.open(desk.base).shows("Selection for"))
    }
  }

  /// The link that changes whether names are hidden.
  private static let changeNames = "<span class=\"govuk-visually-hidden\"> names</span>"

  private static func scores(_ site: Website, _ score: String) async throws -> [(String, String)] {
    let criteria = try await site.services.pool.query("SELECT id FROM vacancy_criterion ORDER BY position")
      .map { try $0.decode("id", as: CriterionID.self) }
    return criteria.map { ("score-\($0)", score) } + [("recommendation", "shortlist")]
  }

  private static func submit(
    _ browser: Browser, _ address: String, _ fields: [(String, String)]
  ) async throws -> ShownPage {
    let page = try await browser.get(address)
    return try await browser.post(address, try page.hiddenFields(ofFormTo: address) + fields)
  }

  @Test(
    "Where everybody who could read messages is on the panel, a warning comes before what may tell a name")
  func messagesOfHiddenNames() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      #expect(try await Self.panel(desk, site, anonymous: "yes").location == "\(desk.base)?done=panel")
      let (own, received) = (
        "/applications/\(desk.applications[0])/messages", "/received/\(desk.applications[0])/messages"
      )
      let form = try await desk.applicant.get(own)
      #expect(form.shows("is hidden from the panel for now, and everybody who can read this is on it"))
      _ = try await desk.applicant.submit(form, to: own, ["message": "Ada here: is there a crèche?"])
      #expect(try await desk.head.get("/received/\(desk.applications[0])").shows("1 new"))
      let sealed = try await desk.head.get(received)
      #expect(sealed.shows("What applicants write can tell who they are") && !sealed.shows("crèche"))
      #expect(try await desk.head.get("/received/\(desk.applications[0])").shows("1 new"))
      let open = try await desk.head.get("\(received)?open=1")
      #expect(open.shows("[name] here: is there a crèche?") && open.shows("Messages with Applicant 1"))
      let answered = try await desk.head.submit(open, to: received, ["message": "There is one."])
      #expect(try await desk.head.get(answered.location ?? "").shows("There is one."))
      #expect(try await desk.applicant.get(own).shows("There is one."))
    }
  }

  @Test("A panel is named, sifts without names and each alone, the head agrees and turns the other down")
  func journey() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      // Somebody who is not on the panel reads what applicants write.
      _ = try await site.staff(.recruiter, "recruiter@school.example")
      let start = try await desk.head.get(desk.base)
      #expect(start.shows("Nobody has been named yet") && start.shows("Ada Sample"))
      for state in ApplicationState.allCases {
        #expect(start.shows("name=\"state\" type=\"checkbox\" value=\"\(state.rawValue)\""), "\(state)")
      }
      let longlist = try await desk.head.get("\(desk.base)/agree?stage=longlist")
      #expect(longlist.status == .conflict && longlist.shows("Only headships have a longlist."))
      let faulty = try await desk.head.submit(
        try await desk.head.get("\(desk.base)/panel"), to: "\(desk.base)/panel", ["anonymous": "yes"])
      #expect(faulty.status == .unprocessableContent && faulty.shows("Choose at least two people"))
      #expect(try await Self.panel(desk, site, anonymous: "yes").location == "\(desk.base)?done=panel")
      let hub = try await desk.head.get(desk.base)
      #expect(hub.shows("Nobody on this panel has training") && hub.shows("Applicant 1"))
      #expect(hub.shows("Hidden until the shortlist is agreed") && hub.shows(Self.changeNames))
      for address in [
        desk.base, "\(desk.base)/sift", "\(desk.base)/sift/\(desk.applications[0])",
        "\(desk.base)/export.csv",
        "\(desk.base)/agree", "/received/\(desk.applications[0])", "/received/\(desk.applications[0])/print",
        "/school/vacancies/\(desk.vacancy.id)", "\(desk.base)/reject?application=\(desk.applications[0])",
        "\(desk.base)/compare?\(desk.both)", "\(desk.base)/references?\(desk.both)",
        "\(desk.base)/invite?\(desk.both)",
      ] {
        let page = try await desk.head.get(address)
        #expect(page.status == .ok, "\(address)")
        for secret in [
          "Ada", "Bo Sample", "Bea Sample", "RM17", "outside the United Kingdom", "full-time education",
          "ada@",
        ] {
          #expect(!page.shows(secret), "\(address) shows \(secret)")
        }
        #expect(!page.shows("/messages\"") && !page.shows("Write to those ticked"), "\(address)")
      }
      // What must come first is said before anybody ticks.
      let early = try await desk.head.get("\(desk.base)/agree")
      #expect(early.shows("both applications lack somebody’s scores"))
      #expect(early.shows("href=\"\(desk.base)/close\"") && !early.shows("name=\"application\""))
      #expect(!early.shows("Agree the shortlist</button>"))
      let own = try await desk.applicant.get("/applications/\(desk.applications[0])/messages")
      #expect(own.shows("only a head or recruiter who is not on the panel") && !own.shows("The head and the"))
      let one = "\(desk.base)/sift/\(desk.applications[0])"
      let half = try await Self.submit(desk.member, one, [("submit", "1")])
      #expect(half.status == .unprocessableContent && half.shows("Choose a score for criterion 1."))
      for (index, score) in ["3", "0"].enumerated() {
        let address = "\(desk.base)/sift/\(desk.applications[index])"
        for browser in [desk.head, desk.member] {
          let done = try await Self.submit(
            browser, address, try await Self.scores(site, score) + [("submit", "1")])
          #expect(done.location == "\(desk.base)/sift?submitted=1")
        }
      }
      #expect(try await desk.member.get(one).shows("Scores of Hester Sample"))
      let lateSheet = try await desk.member.post(
        one,
        try await half.hiddenFields(ofFormTo: one) + Self.scores(site, "1")
          + [("note", "Typed too late."), ("submit", "1")])
      #expect(lateSheet.shows("What you had typed") && lateSheet.shows("Typed too late."))
      #expect(lateSheet.shows("You have submitted your scores") && lateSheet.shows("Your scores"))
      let scored = try await desk.head.get(desk.base)
      #expect(scored.shows("because scores have been submitted.") && !scored.shows(Self.changeNames))
      let failed = try await desk.head.get("\(desk.base)?essentials=failed")
      #expect(failed.shows("Applicant 2") && !failed.shows("Applicant 1</a>"))
      let agree = "\(desk.base)/agree"
      let form = try await desk.head.get(agree)
      let agreed = try await desk.head.submit(form, to: agree, ["application": desk.applications[0]])
      #expect(agreed.location == "\(desk.base)?done=agreed")
      let after = try await desk.head.get(desk.base)
      #expect(after.shows("Ada Sample") && !after.shows(Self.changeNames))
      #expect(after.shows("Names stay shown, because the shortlist is agreed."))
      #expect(!(try await desk.member.get(desk.base)).shows("Names stay shown"))
      let naming = try await desk.head.get("\(desk.base)/panel")
      #expect(naming.shows("Names stay shown") && !naming.shows("Should names be hidden"))
      let late = try await desk.head.submit(form, to: agree, ["application": desk.applications[1]])
      #expect(late.status == .conflict && late.shows("Somebody else has moved"))

      let reject = "\(desk.base)/reject"
      let down = try await desk.head.get("\(reject)?application=\(desk.applications[1])")
      #expect(down.shows("Thank you for applying"))
      let bare = try await desk.head.submit(down, to: reject, ["message": "We chose somebody else."])
      #expect(bare.status == .unprocessableContent && bare.shows("Choose a criterion"))
      let done = try await desk.head.submit(
        down, to: reject,
        ["message": "We chose somebody else.", "reason-\(desk.applications[1])": "Private words."])
      #expect(done.location == "\(desk.base)?done=rejected")
      let twice = try await desk.head.submit(
        down, to: reject,
        ["message": "We chose somebody else.", "reason-\(desk.applications[1])": "Other words."])
      #expect(twice.status == .conflict && twice.shows("with the reason noted then, which stays"))
      let received = "/received/\(desk.applications[1])"
      #expect(try await desk.head.get(desk.base).shows("Private words."))
      let moved = try await desk.head.submit(
        try await desk.head.get(received), to: "\(received)/state",
        ["state": "unsuccessful", "reason": "Other words."])
      #expect(moved.status == .unprocessableContent && moved.shows("take the decision back first"))
      #expect(try await desk.head.get(received).shows("Private words."))
    }
  }

  @Test("Scores save while they are typed, tell of another window, and are reopened until all are in")
  func autosave() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      _ = try await Self.panel(desk, site, anonymous: "no")
      let one = "\(desk.base)/sift/\(desk.applications[0])"
      let page = try await desk.member.get(one)
      let hidden = try page.hiddenFields(ofFormTo: one)
      let saved = try await desk.member.post(
        one, hidden + [("autosave", "1"), ("note", "So far")])
      #expect(saved.status == .ok && saved.text == "{\"version\":1}")
      let stale = try await desk.member.post(one, hidden + [("autosave", "1"), ("note", "Other")])
      #expect(stale.status == .preconditionFailed)
      let shown = try await desk.member.post(one, hidden + [("save", "1"), ("note", "Other")])
      #expect(shown.status == .conflict && shown.shows("So far") && shown.shows("Other"))
      #expect(shown.shows("Saved in another window") && !shown.shows("Stored by somebody else"))
      _ = try await Self.submit(desk.member, one, try await Self.scores(site, "2") + [("submit", "1")])
      let frozen = try await desk.member.get(one)
      #expect(frozen.shows("1 of 2 members have submitted") && frozen.shows("Reopen my scores"))
      #expect(!(try await desk.head.get(one)).shows("Scores of"))
      let open = try await desk.member.submit(frozen, to: "\(one)/reopen")
      #expect(open.location == "\(one)?reopened=1")
      #expect(try await desk.member.get("\(one)?reopened=1").shows("Your scores are open again."))
      #expect(try await desk.member.get(one).shows("Submit my scores"))
    }
  }

  @Test("The applicant reads the school's words; others at the school read nothing of a selection")
  func others() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      let reject = "\(desk.base)/reject"
      let down = try await desk.head.get("\(reject)?application=\(desk.applications[0])")
      let alone = try await desk.head.submit(
        down, to: reject, ["message": "Thank you.", "reason-\(desk.applications[0])": "Private words."])
      #expect(alone.status == .unprocessableContent && alone.shows("href=\"#exception\""))
      _ = try await desk.head.submit(
        down, to: reject,
        [
          "message": "Thank you, and good luck.", "reason-\(desk.applications[0])": "Private words.",
          "exception": "Nobody else could read it.",
        ])
      #expect(try await desk.head.get(desk.base).shows("Nobody else could read it."))
      let own = try await desk.applicant.get("/applications/\(desk.applications[0])")
      #expect(own.shows("Thank you, and good luck.") && !own.shows("Private words."))
      for address in [
        desk.base, "\(desk.base)/sift", "\(desk.base)/panel", "\(desk.base)/agree", reject,
        "\(desk.base)/export.csv", "\(desk.base)/training", "\(desk.base)/close",
        "/received/\(desk.applications[0])", "/received/\(desk.applications[0])/pdf",
      ] {
        #expect(try await desk.member.get(address).status == .notFound, "\(address)")
        #expect(try await desk.applicant.get(address).status == .notFound, "\(address)")
        #expect(try await site.browser().get(address).status == .seeOther, "\(address)")
      }
      #expect(try await desk.member.open("/school").shows("You are on no panel yet"))
      _ = try await Self.panel(desk, site, anonymous: "no")
      #expect(try await desk.member.open("/school").shows("\(desk.base)/sift"))
      #expect(try await desk.member.get("\(desk.base)/panel").status == .notFound)
      #expect(try await desk.member.get("\(desk.base)/close").status == .forbidden)
      let open = try await desk.head.get(desk.base)
      #expect(open.shows(">Score applications</a>") && open.shows("Close the sift"))
      // Once the post is filled there is nothing to score or to agree any more.
      let system = Actor.operatorAtCommandLine
      _ = try await CloseVacancyEarly(site.services)(desk.vacancy.id, by: system)
      _ = try await RecordVacancyOutcome(site.services)(desk.vacancy.id, outcome: "agency", by: system)
      let filled = try await desk.head.get(desk.base)
      #expect(filled.shows("Names can’t be hidden any more, because the selection is over."))
      for step in [
        ">Score applications</a>", "Agree the shortlist", "Close the sift", "Not agreed yet",
        Self.changeNames,
      ] { #expect(!filled.shows(step), "\(step)") }
      #expect(filled.shows("Your scores") && filled.shows("\(desk.base)/sift"))
      let panels = try await desk.member.open("/school")
      #expect(!panels.shows("\(desk.base)/sift") && panels.shows("Nothing at the moment"))
    }
  }

  @Test("The sift is closed and opened again with a reason; training is recorded and struck out")
  func closing() async throws {
    try await Website.run { site async throws in
      let desk = try await Self.desk(site)
      _ = try await Self.panel(desk, site, anonymous: "no")
      let close = "\(desk.base)/close"
      let closed = try await desk.head.submit(try await desk.head.get(close), to: close)
      #expect(closed.location == "\(desk.base)?done=closed")
      let reopen = "\(desk.base)/reopen"
      let bare = try await desk.head.submit(try await desk.head.get(close), to: reopen)
      #expect(bare.status == .unprocessableContent)
      let open = try await desk.head.submit(bare, to: reopen, ["reason": "Two came late."])
      #expect(open.location == "\(desk.base)?done=reopened")
      let training = "/school/123456/people/training"
      let people = try await desk.head.get("/school/123456/people")
      #expect(people.shows(training) && people.shows(">Change</th>"))
      let recruiter = try await site.staff(.recruiter, "recruiter@school.example")
      let seen = try await recruiter.get("/school/123456/people")
      #expect(seen.shows("People with access") && !seen.shows(">Change</th>"))
      let from = "\(training)?vacancy=\(desk.vacancy.id)"
      #expect(try await desk.head.get("\(desk.base)/training").location == from)
      let page = try await desk.head.get(from)
      #expect(page.shows("href=\"\(desk.base)\""))
      let empty = try await desk.head.submit(page, to: training)
      for sentence in [
        "Choose who was trained.", "Enter who gave the training, in 2 to 200 characters.",
        "Enter the day the training was completed", "Enter the last day the training is valid",
      ] { #expect(empty.shows(sentence), "\(sentence)") }
      let recorded = try await desk.head.submit(
        page, to: training,
        [
          "account": try await Self.account("panel@school.example", site), "provider": "Sample Trainers",
          "completed_on-day": "1", "completed_on-month": "9", "completed_on-year": "2026",
          "valid_until-day": "1", "valid_until-month": "9", "valid_until-year": "2029",
        ])
      #expect(recorded.location == "\(from)&done=recorded")
      #expect(try await desk.head.open(recorded.location ?? "").shows("The training is recorded."))
      #expect(!(try await desk.head.get(desk.base)).shows("Nobody on this panel has training"))
      let record = try await site.services.pool.value(
        "SELECT id::text FROM safer_recruitment_training", as: String.self)
      let ask = "\(training)/strike?record=\(record)"
      #expect(try await desk.head.get(training).shows(ask))
      let sure = try await desk.head.get(ask)
      #expect(sure.shows("It can’t be brought back") && sure.shows("Keep it"))
      let struck = try await desk.head.submit(sure, to: "\(training)/strike")
      #expect(struck.location == "\(training)?done=struck")
      #expect(try await desk.head.open(struck.location ?? "").shows("is struck out."))
      #expect(try await desk.member.get(training).status == .notFound)
      let received = try await desk.head.get("/received/\(desk.applications[0])")
      #expect(received.shows("ada@example.org"))
      let printed = try await desk.head.get("/received/\(desk.applications[0])/print")
      #expect(printed.shows("ada@example.org") && printed.title == "Application of Ada Sample")
      #expect(try await desk.head.get("\(desk.base)/compare").shows("None is chosen."))
      await Self.checkFile(try await desk.head.get("/received/\(desk.applications[0])/pdf"))
    }
  }

  /// The file is made where the program for it is there; otherwise the page says what to do.
  static func checkFile(_ file: ShownPage) async {
    if await PDFFiles.canBeMade {
      #expect(file.status == .ok && file.text.hasPrefix("%PDF"))
    } else {
      #expect(file.status == .serviceUnavailable && file.shows("Page to print"))
    }
  }
}
