public import Postgres

/// Somebody on a vacancy's panel.
public struct PanelMember: Sendable {
  /// Who it is.
  public let account: AccountID
  /// Their name.
  public let name: String
  /// Whether they chair it.
  public let isChair: Bool
  /// Their training in safer recruitment that lasts longest, if any is recorded.
  public let training: SaferRecruitmentTraining?
}

/// The people who choose for a vacancy, and how they go about it.
public struct Panel: Sendable {
  /// The vacancy.
  public let vacancy: Vacancy
  /// Its members, the chair first.
  public let members: [PanelMember]
  /// How they go about it.
  public let selection: Selection
  /// The day on which training is looked at.
  public let today: CivilDate
  /// Why it can’t be chosen any more whether names are hidden, in a sentence; nil while it can.
  public let namesStay: String?

  /// How few there may be, so that nobody chooses alone.
  public static let fewest = 2
  /// How many there may be.
  public static let most = 12

  /// Members whose training counts today.
  public var trained: [PanelMember] { members.filter { $0.training?.counts(on: today) ?? false } }
  /// Whether nobody on it is trained in safer recruitment, which the law and statutory guidance ask for.
  public var lacksTraining: Bool { trained.isEmpty }
  /// What to say when nobody is.
  public static let trainingWarning =
    "Nobody on this panel has training in safer recruitment that is valid today. At least one member must have it "
    + "before anybody is interviewed."

  /// Why it can’t be chosen any more whether names are hidden: it is chosen before anybody’s scores are in, and once
  /// the shortlist is agreed names are shown. Nil while it can.
  static func namesStay(_ vacancy: Vacancy, _ selection: Selection, hasScores: Bool) -> String? {
    let isAnonymous = selection.isAnonymous
    if vacancy.storedState == .withdrawn { return withdrawn }
    if selection.shortlistAgreedAt != nil {
      return isAnonymous
        ? "Names stay shown, because the shortlist is agreed."
        : "Names can’t be hidden any more, because the shortlist is agreed."
    }
    if hasScores || !selection.isSiftOpen {
      let reason = hasScores ? "scores have been submitted" : "the sift is closed"
      return isAnonymous
        ? "Names stay hidden until the shortlist is agreed, because \(reason)."
        : "Names can’t be hidden any more, because \(reason)."
    }
    return vacancy.isSelectionOver && !isAnonymous
      ? "Names can’t be hidden any more, because the selection is over." : nil
  }

  /// What is said of the panel of a vacancy that was withdrawn.
  static let withdrawn = "This vacancy is withdrawn, so it needs no panel."
}

/// Statements on panels.
enum PanelStore {
  /// Whether somebody has submitted scores in the sift.
  static func hasScores(_ vacancy: VacancyID, in db: some Queryable) async throws -> Bool {
    try await db.value(
      """
      SELECT EXISTS (SELECT FROM sift_sheet WHERE vacancy_id = \(vacancy) AND submitted_at IS NOT NULL)
      """, as: Bool.self)
  }

  /// The members, the chair first, each with the training that lasts longest.
  static func members(_ vacancy: VacancyID, in db: some Queryable) async throws -> [PanelMember] {
    let rows = try await db.query(
      """
      SELECT p.account_id, a.name, p.is_chair FROM panel_member p JOIN account a ON a.id = p.account_id
      WHERE p.vacancy_id = \(vacancy) ORDER BY p.is_chair DESC, a.name, p.account_id
      """)
    let accounts = try rows.map { try $0.decode("account_id", as: AccountID.self) }
    let training = try await RecordTraining.of(accounts, in: db)
    return try rows.map { row in
      let account = try row.decode("account_id", as: AccountID.self)
      return PanelMember(
        account: account, name: try row.decode("name"), isChair: try row.decode("is_chair"),
        training: training.first { $0.account == account })
    }
  }

  /// Who must have submitted a sheet before those of an application are shown: every member who works at the
  /// school and has never applied for the post.
  static func sifting(_ vacancy: VacancyID, in db: some Queryable) async throws -> [AccountID] {
    try await db.query(
      """
      SELECT p.account_id FROM panel_member p JOIN vacancy v ON v.id = p.vacancy_id
      WHERE p.vacancy_id = \(vacancy)
        AND EXISTS (SELECT FROM membership m WHERE m.account_id = p.account_id
          AND m.organisation_id = v.school_id AND m.ended_at IS NULL)
        AND NOT EXISTS (SELECT FROM application a WHERE a.vacancy_id = p.vacancy_id
          AND a.account_id = p.account_id)
      ORDER BY p.account_id
      """
    ).map { try $0.decode("account_id") }
  }
}

/// Reads the panel of a vacancy.
public struct ReadPanel: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The panel, for those who run the selection and those on it. Throws ``DomainError``.
  public func callAsFunction(_ vacancy: VacancyID, by actor: Actor) async throws -> Panel {
    let found = try await SelectionAccess.read(vacancy, by: actor, in: services.pool)
    return try await Self.panel(found, services, in: services.pool)
  }

  /// The people who could sit on the panel: everybody with a role at the school, by name. Throws ``DomainError``.
  public func possible(_ vacancy: VacancyID, by actor: Actor) async throws -> [StaffMember] {
    let found = try await SelectionAccess.run(vacancy, .readSelection, by: actor, in: services.pool)
    return try await Self.staff(found, in: services.pool)
  }

  static func panel(_ vacancy: Vacancy, _ services: Services, in db: some Queryable) async throws -> Panel {
    let selection = try await SelectionStore.read(vacancy.id, in: db)
    return Panel(
      vacancy: vacancy, members: try await PanelStore.members(vacancy.id, in: db), selection: selection,
      today: services.today,
      namesStay: Panel.namesStay(
        vacancy, selection, hasScores: try await PanelStore.hasScores(vacancy.id, in: db)))
  }

  /// One entry for each person with a role at the vacancy's school.
  static func staff(_ vacancy: Vacancy, in db: some Queryable) async throws -> [StaffMember] {
    var seen: Set<AccountID> = []
    return try await ListStaff.holding(Set(Role.allCases), at: vacancy.place.organisation, in: db)
      .filter { seen.insert($0.account).inserted }
  }
}
