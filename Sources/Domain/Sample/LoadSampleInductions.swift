import Foundation
import Postgres

/// Lets the sample's authority act as appropriate body, and gives its schools new teachers in several states.
struct LoadSampleInductions: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private static let teachers = [
    SampleTeacher(
      names: ("Ada", "Sample-Okafor"), email: "ada.sample-okafor@example.org", trn: "0000101",
      school: "Abbots Hall Primary", post: "Year 3 class teacher", phase: "primary", state: .accepted),
    SampleTeacher(
      names: ("Ilse", "Sample-Novak"), email: "ilse.sample-novak@example.org", trn: "0000111",
      school: "Gable Hall School", post: "Teacher of German", phase: "secondary", subject: "German",
      fte: Decimal(string: "0.6") ?? 1, state: .accepted, then: .absence),
    SampleTeacher(
      names: ("Bram", "Sample-Hollis"), email: "bram.sample-hollis@example.org", trn: "0000115",
      school: "Abbots Hall Primary", post: "Year 5 class teacher", phase: "primary", state: .accepted),
    SampleTeacher(
      names: ("Marek", "Sample-Dunne"), email: "marek.sample-dunne@example.org", trn: "0000114",
      school: "Dilkes Primary", post: "Year 2 class teacher", phase: "primary", state: .accepted, then: .pause
    ),
    SampleTeacher(
      names: ("Jonah", "Sample-Adu"), email: "jonah.sample-adu@example.org", trn: "0000112",
      school: "Abbots Hall Primary", post: "Reception class teacher", phase: "primary", state: .submitted),
    SampleTeacher(
      names: ("Kaya", "Sample-Ivers"), email: "kaya.sample-ivers@example.org", trn: "0000113",
      school: "Gable Hall School", post: "Teacher of mathematics", phase: "secondary", subject: "Mathematics",
      state: .queried),
    SampleTeacher(
      names: ("Lowri", "Sample-Penn"), email: "lowri.sample-penn@example.org", trn: "",
      school: "Abbots Hall Primary", post: "Year 6 class teacher", phase: "primary", state: .draft),
  ]

  /// Makes what is missing.
  func callAsFunction(by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let manage = ManageAppropriateBodies(services)
    if try await manage.bodies(of: authority.id).isEmpty {
      _ = try await manage.setBody(
        "Thurrock Appropriate Body (sample)", of: authority, from: CivilDate(year: 2012, month: 9, day: 1),
        until: nil,
        source: "Made up for the sample: in England authorities ended as appropriate bodies in 2024",
        address: "Sample Offices\n1 Sample Road\nSampletown\nRM99 9ZZ", by: actor)
      let prices = [
        ("basic", "Registration and decision", 25_000), ("full", "Full assurance with visits", 45_000),
      ]
      for (code, title, pence) in prices {
        try await manage.setLevel(
          code, title, pricePence: pence, from: CivilDate(year: 2020, month: 9, day: 1), of: authority,
          by: actor)
      }
    }
    try await LoadSampleEmployers(services)(by: actor)
    // Those who have begun were registered before their first day, if that day has come.
    let summer = CivilDate(year: 2026, month: 8, day: 25).flatMap {
      LondonTime.instant($0, hour: 12, minute: 0)
    }
    let past = services.standing(at: min(services.now(), summer ?? services.now()))
    for teacher in Self.teachers {
      try await register(teacher, teacher.state == .accepted ? past : services, by: actor)
    }
  }

  /// Brings a teacher's registration as far as it shall come; what is there is left alone.
  func register(_ teacher: SampleTeacher, _ then: Services, by actor: Actor) async throws {
    let known = try await services.pool.value(
      "SELECT EXISTS (SELECT FROM induction_registration WHERE content ->> 'email' = \(teacher.email))",
      as: Bool.self)
    if known { return }
    let school = try await services.pool.value(
      "SELECT organisation_id FROM school WHERE name = \(teacher.school)", as: OrganisationID.self)
    let content = teacher.content
    let draft = try await DraftRegistration(then)(at: school, content, by: actor)
    if teacher.state == .draft { return }
    _ = try await SubmitRegistration(then)(draft.id, expectedVersion: nil, by: actor)
    let decide = DecideRegistration(then)
    switch teacher.state {
    case .queried:
      _ = try await decide.query(
        draft.id, "Who covers her classes while she is out for training?", expectedVersion: nil, by: actor)
    case .accepted:
      _ = try await decide.verify(draft.id, expectedVersion: nil, by: actor)
      let accepted = try await decide.accept(
        draft.id, startsOn: content.startsOn, expectedVersion: nil, by: actor)
      if let induction = accepted.induction, let since = teacher.then {
        try await record(since, in: induction, by: actor)
      }
    default: break
    }
  }

  private func record(_ since: SampleTeacher.Since, in id: InductionID, by actor: Actor) async throws {
    let record = RecordInduction(services)
    switch since {
    case .absence:
      _ = try await record.absence(
        id, from: CivilDate(year: 2026, month: 10, day: 5), until: CivilDate(year: 2026, month: 10, day: 9),
        days: 3,
        kind: "sickness", expectedVersion: nil, by: actor)
    case .pause:
      let period = try await InductionStore.periods(id, in: services.pool).last
      guard let period else { return }
      _ = try await record.endPeriod(
        period.id, of: id, on: CivilDate(year: 2026, month: 10, day: 23), leavesTeaching: false,
        expectedVersion: nil,
        by: actor)
    }
  }
}
