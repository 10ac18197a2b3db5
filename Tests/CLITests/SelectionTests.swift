import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct SelectionTests {
  @Test
  func `a panel is shown, its applications listed and written as CSV without names while they are hidden`()
    async throws
  {
    try await withServices { services, _ async throws in
      let system = Actor.operatorAtCommandLine
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "900101", name: "Sample Primary School", phase: .primary, authority: "883"),
        by: system)
      for role in [Role.head, .recruiter] {
        let account = try await CreateAccount(services)(
          email: "\(role.rawValue)@example.org", name: "Robin \(role.title)", password: "three brown horses",
          by: system)
        try await GrantRole(services)(role, to: account, at: school.id, by: system)
      }
      let draft = try await DraftVacancy(services)(
        school: school.id,
        content: VacancyContent(
          title: "Year 4 class teacher", jobRoles: ["teacher"], phases: [.primary], keyStages: ["ks2"],
          contractType: .permanent, workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6",
          startsInTerm: "2027-spring", closesOn: day("2026-11-20"), closesAtTime: "12:00", nqtsWelcome: true,
          description: "A class of 28 in a two-form school by the river, with a partner teacher next door."),
        by: system)
      _ = try await SetCriteria(services)(
        draft.id, [Criterion(wording: "Teaching this age"), Criterion(wording: "Calm in a crowd")],
        expectedVersion: nil, by: system)
      let vacancy = try await PublishVacancy(services)(draft.id, by: system)
      let (ada, sent) = try await Self.apply("ada@example.org", "Ada Sample", for: vacancy.id, services)
      let name = ["selection", "name-panel", vacancy.reference, "--chair", "head@example.org"]
      let members = ["--member", "head@example.org", "--member", "recruiter@example.org"]
      #expect(await status { try await run(name, with: services) } == .invalidData)
      let named = try await run(name + members + ["--anonymous"], with: services)
      #expect(named.lines.contains { $0.hasPrefix("Names") && $0.hasSuffix("hidden") })
      #expect(
        await status { try await run(name + members + ["--if-version", "0"], with: services) }
          == .invalidData)

      let panel = try await run("selection", "panel", vacancy.reference, with: services)
      #expect(panel.lines.contains { $0.contains("Robin Head (chair)") })
      #expect(panel.remarks == [Panel.trainingWarning])
      let untrained = try await run("figures", "panels", "883", with: services)
      #expect(untrained.lines.count == 2 && untrained.lines[1].contains(vacancy.reference))
      let shown = try await run("selection", "panel", vacancy.reference, "--json", with: services).object()
      #expect(shown["hides_names"] as? Bool == true)
      let list = try await run("selection", "list", vacancy.reference, "--order", "sent", with: services)
      #expect(list.lines.count == 2 && list.lines[1].contains("Applicant 1") && list.lines[1].contains("0/2"))
      // Nothing is said of scores that nobody has given: average, spread, what was failed; and there is no agency.
      #expect(list.lines[1].split(separator: " ").filter { $0 == "–" }.count == 4)
      #expect(
        await status { try await run("selection", "compare", vacancy.reference, sent, with: services) }
          == .invalidData)
      let file = try await run("selection", "export", vacancy.reference, with: services)
      #expect(file.lines[0].hasPrefix("applicant,reference") && file.lines[1].hasPrefix("Applicant 1,"))
      let one = try await run("applications", "show", sent, with: services)
      #expect(!one.lines.contains { $0.contains("ada@example.org") })
      let reference = try await services.pool.value("SELECT reference FROM application", as: String.self)
      let again = try await run("applications", "show", reference.lowercased(), with: services)
      #expect(again.lines == one.lines && again.lines[0].hasSuffix(reference))
      #expect(
        await status { try await run("applications", "show", "A-NONE", with: services) } == .notFound)
      try await Self.hold(reference, services)
      let all = try await run("applications", "list", "--json", with: services)
      #expect(!all.lines.joined().contains("Ada") && !all.lines.joined().contains(ada.description))
      try await Self.sift(sent, vacancy.reference, services)
      try await Self.decide(sent, vacancy, services)
    }
  }

  /// An application is held, and the hold lifted, by the reference that the list of holds shows.
  private static func hold(_ reference: String, _ services: Services) async throws {
    let lift = ["retention", "lift", reference]
    #expect(try await run(lift, with: services).lines == ["There was no hold on the application."])
    _ = try await run(
      "retention", "hold", reference, "--reason", "A claim, number 7.", "--review-on", "2027-06-01",
      with: services)
    let held = try await run("retention", "holds", "883", with: services)
    #expect(held.lines.count == 2 && held.lines[1].contains(reference))
    #expect(try await run(lift, with: services).lines == ["The hold is lifted."])
  }

  /// Somebody who applies: their account, and the application's id.
  private static func apply(
    _ email: String, _ name: String, for vacancy: VacancyID, _ services: Services
  ) async throws -> (AccountID, String) {
    let account = try await CreateAccount(services)(
      email: email, name: name, password: "three brown horses", by: .operatorAtCommandLine)
    let applicant = Actor(
      .account(
        ActingAccount(id: account, email: email, name: name, emailConfirmed: true, memberships: [])),
      face: .cli)
    try await CompleteApplication.save(by: applicant, services)
    let sent = try await SendApplication(services)(vacancy: vacancy, submission: UUID(), by: applicant)
    return (account, sent.application.id.description)
  }

  /// The head scores in two goes, takes the scores back and hands them in again; then the sift is closed.
  private static func sift(_ id: String, _ vacancy: String, _ services: Services) async throws {
    let criteria = try await run("selection", "criteria", vacancy, with: services)
    #expect(criteria.lines.contains { $0.hasPrefix("2") && $0.contains("Calm in a crowd") })
    let score = ["selection", "score", id]
    let head = ["--as", "head@example.org"]
    #expect(await status { try await run(score + ["--score", "1=2"], with: services) } == .invalidData)
    for wrong in ["3=1", "1=many", "1"] {
      #expect(
        await status { try await run(score + ["--score", wrong] + head, with: services) } == .invalidData)
    }
    let begun = try await run(
      score + ["--score", "1=2", "--note", "1=Two placements."] + head, with: services)
    #expect(begun.lines.contains { $0.contains("Robin Head 2 (Two placements.)") })
    #expect(
      await status { try await run(score + ["--score", "1=3", "--if-version", "0"] + head, with: services) }
        == .invalidData)
    let handIn = score + ["--score", "2=3", "--recommend", "shortlist", "--hand-in"] + head
    #expect(try await run(handIn, with: services).lines.contains { $0.contains("Shortlist, handed in") })
    #expect(await status { try await run(handIn, with: services) } == .invalidData)
    let back = try await run(["selection", "reopen-scores", id] + head, with: services)
    #expect(back.lines.contains { $0.contains("Robin Head 3") })
    _ = try await run(handIn, with: services)
    #expect(await status { try await run("selection", "agree", vacancy, id, with: services) } == .invalidData)
    for state in ["close-sift", "reopen-sift", "close-sift"] {
      let reason = state == "reopen-sift" ? ["--reason", "One came late."] : []
      let changed = try await run(["selection", state, vacancy] + reason + head, with: services)
      let isOpen = changed.lines.contains { $0.hasPrefix("Sift") && $0.hasSuffix("open") }
      #expect(isOpen == (state == "reopen-sift"))
    }
    let sheet = try await run("selection", "sheet", id, "--json", with: services).object()
    let sheets = try #require(sheet["sheets"] as? [[String: Any]])
    #expect(sheets.count == 1 && (sheets[0]["scores"] as? [Any])?.count == 2)
  }

  /// One goes on the shortlist, another who came later is turned down.
  private static func decide(_ id: String, _ vacancy: Vacancy, _ services: Services) async throws {
    let head = ["--as", "head@example.org"]
    let why = ["--exception", "The recruiter is ill."]
    let (_, late) = try await apply("ben@example.org", "Ben Sample", for: vacancy.id, services)
    let agree = ["selection", "agree", vacancy.reference]
    let unfitLists: [[String]] = [[id], ["\(id)=99"] + why, ["\(id)=soon"] + why]
    for unfit in unfitLists {
      #expect(await status { try await run(agree + unfit + head, with: services) } == .invalidData)
    }
    let agreed = try await run(agree + [id] + why + head, with: services)
    #expect(agreed.lines.contains { $0.hasPrefix("Applications on it now") && $0.hasSuffix(" 1") })
    let list = try await run("selection", "list", vacancy.reference, "--state", "shortlisted", with: services)
    #expect(list.lines.count == 2 && list.lines[1].contains("Ada Sample"))
    let reject = ["selection", "reject", vacancy.reference, late]
    let unfitReasons: [[String]] = [[], ["--criterion", "2"], ["--criterion", "3"] + why]
    for unfit in unfitReasons {
      #expect(await status { try await run(reject + unfit + head, with: services) } == .invalidData)
    }
    let rejected = try await run(reject + ["--criterion", "2"] + why + head, with: services)
    #expect(rejected.lines.contains { $0.contains(late) && $0.contains("unsuccessful") })
    let decisions = try await run("appointments", "decisions", late, with: services)
    #expect(decisions.lines.contains { $0.contains("Not met: Calm in a crowd") && $0.contains("Robin Head") })
    let exceptions = try await run("selection", "exceptions", vacancy.reference, with: services)
    #expect(exceptions.lines.count == 3)
    try await marks(vacancy, [id, late], services)
  }

  /// Who has closed their account is marked wherever applications are listed, and never while names are hidden.
  private static func marks(_ vacancy: Vacancy, _ both: [String], _ services: Services) async throws {
    try await services.pool.execute("UPDATE account SET closed_at = now() WHERE email = 'ada@example.org'")
    for hidesNames in [false, true] {
      try await services.pool.execute("UPDATE vacancy_anonymity SET hides_names = \(hidesNames)")
      for list in [
        ["selection", "list", vacancy.reference],
        ["applications", "list", "--vacancy", vacancy.id.description],
      ] {
        let table = try await run(list, with: services)
        #expect(table.lines.count { $0.contains("(account closed)") } == (hidesNames ? 0 : 1))
        #expect(hidesNames || table.lines.contains { $0.contains("Ada Sample (account closed)") })
        let shown = try await run(list + ["--json"], with: services)
        let applications = try #require(try shown.json() as? [[String: Any]])
        let closed = applications.count { $0["is_account_closed"] as? Bool == true }
        #expect(closed == (hidesNames ? 0 : 1))
      }
      let compare = ["selection", "compare", vacancy.reference] + both
      let sideBySide = try await run(compare, with: services)
      // The header has capitals.
      #expect(sideBySide.lines[0].contains("ADA SAMPLE (ACCOUNT CLOSED)") == !hidesNames)
      let compared = try await run(compare + ["--json"], with: services).object()["applications"]
      let marked = (compared as? [[String: Any]])?.map { $0["is_account_closed"] as? Bool }
      #expect(marked == [!hidesNames, false])
      let file = try await run("selection", "export", vacancy.reference, with: services)
      #expect(file.lines[0].hasSuffix(",account_closed"))
      #expect(file.lines.count { $0.hasSuffix(",true") } == (hidesNames ? 0 : 1))
    }
  }
}
