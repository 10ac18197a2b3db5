import Postgres

extension ReadInductions {
  /// As many are read at once.
  private static let batch = 500

  /// A body’s whole list, narrowed as its pages are, as comma-separated values (RFC 4180); nothing in it is taken for a
  /// formula. Throws ``DomainError``.
  public func csv(
    of authority: Place, _ filter: Filter = Filter(), by actor: Actor
  ) async throws -> String {
    try await CSV.text(Self.columns(on: services.today)) { after in
      try await list(of: authority, filter, limit: Self.batch, after: after, by: actor)
    }
  }

  /// A school’s whole list, the same way. Throws ``DomainError``.
  public func csv(at school: OrganisationID, by actor: Actor) async throws -> String {
    try await CSV.text(Self.columns(on: services.today)) { after in
      try await list(at: school, limit: Self.batch, after: after, by: actor)
    }
  }

  private static func columns(on today: CivilDate) -> [CSVColumn<Induction>] {
    [
      .init("reference") { $0.reference }, .init("name") { $0.name }, .init("trn") { $0.trn },
      .init("school") { $0.schoolName }, .init("regime") { $0.currentRegime.rawValue },
      .init("state") { $0.state.rawValue }, .init("began_on") { $0.beganOn.description },
      .init("expected_end") { $0.plan?.expectedEnd?.description }, .init("no_end") { $0.noEnd },
      .init("next") { $0.next?.title }, .init("next_on") { $0.next?.dueOn.description },
      .flag("overdue") { $0.next?.isOverdue(on: today) ?? false },
      .init("at_risk") { induction in induction.risks.map(\.title).joined(separator: "; ") },
      .flag("appeal") { $0.isAppealed }, .init("induction") { $0.id.description },
    ]
  }
}
