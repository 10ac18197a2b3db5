import Postgres

/// Names the panel of a vacancy, and says whether it shortlists without names.
public struct NamePanel: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Replaces the panel. `isAnonymous` stays as it is when it is nil. `expectedVersion` is that of the
  /// ``Selection`` that was read. Once somebody has submitted scores, only the head takes members off, and
  /// whether names are hidden stays until the shortlist is agreed. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: VacancyID, members: [AccountID], chair: AccountID?, isAnonymous: Bool? = nil,
    expectedVersion: Int?, by actor: Actor
  ) async throws -> Panel {
    try await services.pool.withTransaction { tx in
      // Nobody applies in between, so that everybody gets a number; rows that point at the vacancy may be added.
      try await tx.execute("SELECT 1 FROM vacancy WHERE id = \(id) FOR NO KEY UPDATE")
      let vacancy = try await SelectionAccess.run(id, .runSelection, by: actor, in: tx)
      let selection = try await SelectionStore.lock(vacancy, services, in: tx)
      try VacancyStore.requireVersion(expectedVersion, of: selection.version)
      if vacancy.storedState == .withdrawn {
        throw DomainError.conflict(Panel.withdrawn)
      }
      let before = try await PanelStore.members(id, in: tx)
      let anonymous = isAnonymous ?? selection.isAnonymous
      try await check(vacancy, members, chair, in: tx)
      let isUnchanged =
        Set(before.map(\.account)) == Set(members) && before.first { $0.isChair }?.account == chair
        && anonymous == selection.isAnonymous
      if isUnchanged { return try await ReadPanel.panel(vacancy, services, in: tx) }
      try await guardSift(vacancy, selection, before, members, anonymous, actor, tx)
      try await store(vacancy, members, chair, tx)
      if anonymous != selection.isAnonymous {
        try await AnonymityStore.set(vacancy, hidesNames: anonymous, in: tx)
      }
      try await SelectionStore.change(id, ", is_anonymous = \(anonymous)", services, in: tx)
      try await SiftStore.revealWhatIsComplete(id, services, in: tx)
      try await Audit.record(
        "selection.panel_named", AuditSubject("vacancy", id), at: vacancy.place,
        details: ["members": .number(Double(members.count)), "anonymous": .bool(anonymous)], by: actor,
        services, in: tx)
      return try await ReadPanel.panel(vacancy, services, in: tx)
    }
  }

  private func check(
    _ vacancy: Vacancy, _ members: [AccountID], _ chair: AccountID?, in tx: Transaction
  ) async throws {
    var problems = Problems()
    problems.require(
      Set(members).count == members.count, "members", "Name each member of the panel once.")
    problems.require(
      Set(members).count >= Panel.fewest, "members",
      "Choose at least two people for the panel, so that nobody chooses alone.")
    problems.require(
      members.count <= Panel.most, "members", "Choose at most \(Panel.most) people for the panel.")
    problems.require(
      chair.map { members.contains($0) } ?? false, "chair",
      "Choose who chairs the panel, out of its members.")
    let staff = Dictionary(
      try await ReadPanel.staff(vacancy, in: tx).map { ($0.account, $0.name) }, uniquingKeysWith: { $1 })
    for (index, member) in members.enumerated() {
      guard let name = staff[member] else {
        problems.add("members[\(index)]", "Choose people who have a role at this school.")
        continue
      }
      if try await ApplicationReaders.isApplicant(member, for: vacancy.id, in: tx) {
        problems.add(
          "members[\(index)]", "\(name) can’t be on the panel of this vacancy. Choose somebody else.")
      }
    }
    try problems.throwIfAny()
  }

  /// What may no longer change once somebody has submitted scores.
  private func guardSift(
    _ vacancy: Vacancy, _ selection: Selection, _ before: [PanelMember], _ members: [AccountID],
    _ anonymous: Bool, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let hasScores = try await PanelStore.hasScores(vacancy.id, in: tx)
    if anonymous != selection.isAnonymous,
      let reason = Panel.namesStay(vacancy, selection, hasScores: hasScores)
    {
      throw DomainError.conflict(reason)
    }
    let leaves = before.contains { !members.contains($0.account) }
    if leaves && hasScores && !actor.may(.closeSift, at: vacancy.place) {
      throw DomainError.notAllowed(
        "Only the school's head can take somebody off the panel once scores have been submitted.")
    }
  }

  private func store(
    _ vacancy: Vacancy, _ members: [AccountID], _ chair: AccountID?, _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      DELETE FROM panel_member WHERE vacancy_id = \(vacancy.id)
        AND account_id <> ALL (\(members.map(\.rawValue)))
      """)
    try await tx.execute("UPDATE panel_member SET is_chair = false WHERE vacancy_id = \(vacancy.id)")
    for member in members {
      try await tx.execute(
        """
        INSERT INTO panel_member (vacancy_id, account_id, authority_id, is_chair, named_at)
        VALUES (\(vacancy.id), \(member), \(vacancy.place.authority), \(member == chair), \(services.now()))
        ON CONFLICT (vacancy_id, account_id) DO UPDATE SET is_chair = excluded.is_chair
        """)
    }
  }
}
