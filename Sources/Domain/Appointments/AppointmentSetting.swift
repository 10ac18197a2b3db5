import Foundation
public import Postgres

/// When a vacancy’s panel may read references of its applicants, and interviewers of those they interview.
public enum PanelReading: String, Sendable, Codable, CaseIterable, PostgresValue {
  case atOnce = "at_once"
  case afterInterview = "after_interview"
  case never

  /// The words for it.
  public var title: String {
    switch self {
    case .atOnce: "As soon as they arrive"
    case .afterInterview: "Once the interview has been scored or an offer made"
    case .never: "Never"
    }
  }
}

/// What a school has settled for the way from shortlist to appointment of one vacancy.
public struct AppointmentSetting: Sendable, RowDecodable {
  /// When panel members may read references.
  public let panelReadsReferences: PanelReading
  /// The recruiters who, beside the head, may read self-disclosures.
  public let disclosureReaders: [AccountID]
  /// Rises with every change; 0 while the usual holds.
  public let version: Int

  /// What holds where a school has settled nothing.
  static let usual = AppointmentSetting(
    panelReadsReferences: .afterInterview, disclosureReaders: [], version: 0)

  private init(panelReadsReferences: PanelReading, disclosureReaders: [AccountID], version: Int) {
    self.panelReadsReferences = panelReadsReferences
    self.disclosureReaders = disclosureReaders
    self.version = version
  }

  /// Reads a row of `appointment_setting`.
  public init(row: Row) throws {
    panelReadsReferences = try row.decode("panel_reads_references")
    disclosureReaders = try row.decode("disclosure_readers", as: [AccountID].self)
    version = try row.decode("version")
  }

  static func load(_ vacancy: VacancyID, in db: some Queryable) async throws -> AppointmentSetting {
    try await db.first(
      """
      SELECT panel_reads_references, disclosure_readers, version FROM appointment_setting
      WHERE vacancy_id = \(vacancy)
      """, as: AppointmentSetting.self) ?? usual
  }
}

/// Reads and changes what a school has settled for the way from shortlist to appointment of one vacancy.
public struct SetAppointmentSetting: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What holds for a vacancy, and the recruiters who could be named. Throws ``DomainError``.
  public func read(
    _ vacancy: VacancyID, by actor: Actor
  ) async throws -> (setting: AppointmentSetting, recruiters: [StaffMember]) {
    let found = try await VacancyStore.find(vacancy, in: services.pool)
    try actor.require(.requestReferences, at: found.place, orHide: "vacancy")
    try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: services.pool)
    return (
      try await AppointmentSetting.load(vacancy, in: services.pool),
      try await ListStaff.holding([.recruiter], at: found.place.organisation, in: services.pool)
    )
  }

  /// Stores what a head has settled. Readers must be recruiters of the school. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, panelReadsReferences: PanelReading?, disclosureReaders: [AccountID],
    expectedVersion: Int?, by actor: Actor
  ) async throws -> AppointmentSetting {
    try await services.pool.withTransaction { tx in
      let found = try await VacancyStore.find(vacancy, in: tx)
      try actor.require(.requestReferences, at: found.place, orHide: "vacancy")
      try await ApplicationReaders.hideFromApplicants(vacancy, thing: "vacancy", actor, in: tx)
      try actor.require(.makeOffer, at: found.place)
      try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(vacancy) FOR UPDATE")
      let stored = try await AppointmentSetting.load(vacancy, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: stored.version)
      let recruiters = try await ListStaff.holding([.recruiter], at: found.place.organisation, in: tx)
      var problems = Problems()
      problems.require(
        panelReadsReferences != nil, "panel_reads_references", "Choose when the panel may read references.")
      problems.require(
        Set(disclosureReaders).isSubset(of: recruiters.map(\.account)), "disclosure_readers",
        "Choose among the recruiters of your school.")
      try problems.throwIfAny()
      let reading = panelReadsReferences ?? .never
      let readers = Set(disclosureReaders.map(\.rawValue)).sorted { $0.uuidString < $1.uuidString }
      try await tx.execute(
        """
        INSERT INTO appointment_setting AS s (vacancy_id, panel_reads_references, disclosure_readers, changed_at)
        VALUES (\(vacancy), \(reading), \(readers), \(services.now()))
        ON CONFLICT (vacancy_id) DO UPDATE SET panel_reads_references = excluded.panel_reads_references,
          disclosure_readers = excluded.disclosure_readers, version = s.version + 1,
          changed_at = excluded.changed_at
        """)
      try await Audit.record(
        "vacancy.appointment_setting_changed", AuditSubject("vacancy", vacancy), at: found.place,
        details: [
          "panel_reads_references": .string(reading.rawValue),
          "disclosure_readers": .number(Double(readers.count)),
        ], by: actor, services, in: tx)
      return try await AppointmentSetting.load(vacancy, in: tx)
    }
  }
}
