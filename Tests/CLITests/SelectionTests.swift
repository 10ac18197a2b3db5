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
      var people: [AccountID] = []
      for role in [Role.head, .recruiter] {
        let account = try await CreateAccount(services)(
          email: "\(role.rawValue)@example.org", name: "Robin \(role.title)", password: "three brown horses",
          by: system)
        try await GrantRole(services)(role, to: account, at: school.id, by: system)
        people.append(account)
      }
      let draft = try await DraftVacancy(services)(
        school: school.id,
        content: VacancyContent(
          title: "Year 4 class teacher", jobRoles: ["teacher"], phases: [.primary], keyStages: ["ks2"],
          contractType: .permanent, workingPatterns: [.fullTime], fte: 1, payMinimum: "M1", payMaximum: "M6",
          startsInTerm: "2027-spring", closesOn: day("2026-11-20"), closesAtTime: "12:00", nqtsWelcome: true,
          description: "A class of 28 in a two-form school by the river, with a partner teacher next door."),
        by: system)
      let vacancy = try await PublishVacancy(services)(draft.id, by: system)
      let ada = try await CreateAccount(services)(
        email: "ada@example.org", name: "Ada Sample", password: "three brown horses", by: system)
      let applicant = Actor(
        .account(
          ActingAccount(
            id: ada, email: "ada@example.org", name: "Ada Sample", emailConfirmed: true, memberships: [])),
        face: .cli)
      try await CompleteApplication.save(by: applicant, services)
      _ = try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: applicant)
      _ = try await NamePanel(services)(
        vacancy.id, members: people, chair: people[0], isAnonymous: true, expectedVersion: nil, by: system)

      let panel = try await run("selection", "panel", vacancy.reference, with: services)
      #expect(panel.lines.contains { $0.contains("Robin Head (chair)") })
      #expect(panel.remarks == [Panel.trainingWarning])
      let shown = try await run("selection", "panel", vacancy.reference, "--json", with: services).object()
      #expect(shown["hides_names"] as? Bool == true)
      let list = try await run("selection", "list", vacancy.reference, "--order", "sent", with: services)
      #expect(list.lines.count == 2 && list.lines[1].contains("Applicant 1") && list.lines[1].contains("0/2"))
      let sent = try await services.pool.value("SELECT id::text FROM application", as: String.self)
      #expect(
        await status { try await run("selection", "compare", vacancy.reference, sent, with: services) }
          == .invalidData)
      let file = try await run("selection", "export", vacancy.reference, with: services)
      #expect(file.lines[0].hasPrefix("applicant,reference") && file.lines[1].hasPrefix("Applicant 1,"))
      let one = try await run("applications", "show", sent, with: services)
      #expect(!one.lines.contains { $0.contains("ada@example.org") })
      let all = try await run("applications", "list", "--json", with: services)
      #expect(!all.lines.joined().contains("Ada") && !all.lines.joined().contains(ada.description))
    }
  }
}
