import Foundation
import Postgres

/// Brings the whole sample borough into the database: schools, people, vacancies in every state, applications.
///
/// Every step looks at what is there first, so a start that was cut off goes on where it stopped, and a whole
/// sample is left alone.
public struct LoadSampleBorough: Sendable {
  let services: Services

  /// Loads into the database of these services.
  public init(_ services: Services) { self.services = services }

  /// Loads what is missing. `accountsFile` is where the sign-ins are kept; when it is missing, everybody of
  /// the sample gets a new password and token. Answers whether anything was done. Workers leave their
  /// scheduled work until it is done: none closes a vacancy that is about to be withdrawn.
  @discardableResult
  public func callAsFunction(accountsFile: String?, by actor: Actor = .operatorAtCommandLine) async throws
    -> Bool
  {
    guard actor.isSystem else {
      throw DomainError.notAllowed("Only the operator at the command line can load the sample.")
    }
    // A start that finds everything there waits for no worker, and holds none up.
    if try await isLoaded(), Self.isKnown(accountsFile) { return false }
    let runner = TaskRunner(services: services, tasks: ScheduledTask.all, worker: Worker.processName)
    return try await runner.holding { try await loadMissing(accountsFile, by: actor) }
  }

  private static func isKnown(_ accountsFile: String?) -> Bool {
    accountsFile.map { SampleAccount.read($0) != nil } ?? true
  }

  private func loadMissing(_ accountsFile: String?, by actor: Actor) async throws -> Bool {
    // Another may have loaded it while this waited.
    let loaded = try await isLoaded()
    if loaded && Self.isKnown(accountsFile) { return false }
    try await LoadSampleSchools(services)(by: actor)
    let people = try SampleBorough.people()
    let accounts = try await LoadSamplePeople(services)(people, by: actor)
    if let accountsFile { try SampleAccount.write(accounts, to: accountsFile) }
    if loaded { return true }
    let vacancies = try await LoadSampleVacancies(services)(by: actor)
    try await sendApplications(people, vacancies)
    try await LoadSamplePool(services)(people, by: actor)
    if let sifted = vacancies[LoadSampleSelection.vacancyKey] {
      try await LoadSampleSelection(services)(sifted.id, by: actor)
    }
    try await LoadSampleHiring(services)(vacancies)
    if let released = vacancies[LoadSampleAgency.vacancyKey] {
      try await LoadSampleAgency(services)(released.id, by: actor)
    }
    try await LoadSampleInductions(services)(by: actor)
    try await LoadSampleSupport(services)()
    try await LoadSampleOutcomes(services)(by: actor)
    try await LoadSampleActivities(services)(by: actor)
    try await LoadSampleSchemes(services)(by: actor)
    try await LoadSampleGuidance(services)(by: actor)
    try await finish(vacancies, by: actor)
    return true
  }

  private func isLoaded() async throws -> Bool {
    try await services.pool.value(
      "SELECT EXISTS (SELECT FROM audit_event WHERE subject_type = 'sample' AND action = 'sample.loaded')",
      as: Bool.self)
  }

  private func sendApplications(_ people: SamplePeople, _ vacancies: [String: LoadedVacancy]) async throws {
    for person in people.applicants {
      let actor = try await LoadSamplePeople(services).actor(of: person.email)
      for (section, answers) in person.sections.sorted(by: { $0.key < $1.key }) {
        _ = try await SaveSection(services)(section, answers: answers, expectedVersion: nil, by: actor)
      }
      for key in person.appliesTo {
        guard let vacancy = vacancies[key], let published = vacancy.publishedAt, !vacancy.isOver else {
          continue
        }
        let then = services.standing(at: min(published.addingTimeInterval(86_400), services.now()))
        _ = try await SendApplication(then)(
          vacancy: vacancy.id, answers: ["close_relationship": "no"], submission: UUID(), by: actor)
      }
    }
  }

  /// What the sample shows handed over, scheduled, or in a state after closing; done once, however often it runs.
  private func bring(_ id: VacancyID, to wanted: VacancyState, by actor: Actor) async throws {
    if try await FindVacancy(services)(id, by: actor).storedState == wanted { return }
    switch wanted {
    case .awaitingApproval: _ = try await SubmitVacancyForApproval(services)(id, by: actor)
    case .scheduled:
      let morning = services.now().addingTimeInterval(3 * 86_400)
      _ = try await ScheduleVacancy(services)(id, at: morning, by: actor)
    case .interviewing: _ = try await StartInterviewing(services)(id, by: actor)
    case .filled: _ = try await RecordVacancyOutcome(services)(id, outcome: "staffroom", by: actor)
    case .notFilled: _ = try await RecordVacancyOutcome(services)(id, outcome: "none-suitable", by: actor)
    case .draft, .published, .closed, .withdrawn: break
    }
  }

  /// Withdraws and closes what the sample shows so, and notes that the sample is whole.
  private func finish(_ vacancies: [String: LoadedVacancy], by actor: Actor) async throws {
    for vacancy in vacancies.values {
      guard let reason = vacancy.withdrawnReason else { continue }
      _ = try await WithdrawVacancy(services)(vacancy.id, reason: reason, by: actor)
    }
    while try await CloseDueVacancies(services)(by: actor) > 0 {}
    for vacancy in vacancies.values { try await bring(vacancy.id, to: vacancy.wanted, by: actor) }
    try await services.pool.withTransaction { tx in
      try await Audit.record(
        "sample.loaded", AuditSubject("sample", SampleBorough.authorityCode), by: actor, services, in: tx)
    }
  }
}
