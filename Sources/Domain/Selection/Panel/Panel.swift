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
}

/// Statements on panels.
enum PanelStore {
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

  /// The vacancies whose panel the acting person sits on, newest first. Throws ``DomainError``.
  public func own(by actor: Actor) async throws -> [Vacancy] {
    let account = try actor.requireAccount()
    let found = try await services.pool.query(
      """
      SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables)
      JOIN panel_member p ON p.vacancy_id = v.id AND p.account_id = \(account.id)
      ORDER BY v.created_at DESC, v.id DESC LIMIT 200
      """, as: Vacancy.self)
    var own: [Vacancy] = []
    for vacancy in found
    where try await ApplicationReaders.mayRead(vacancy.id, at: vacancy.place, actor, in: services.pool) {
      own.append(vacancy)
    }
    return own
  }

  /// The people who could sit on the panel: everybody with a role at the school, by name. Throws ``DomainError``.
  public func possible(_ vacancy: VacancyID, by actor: Actor) async throws -> [StaffMember] {
    let found = try await SelectionAccess.run(vacancy, .readSelection, by: actor, in: services.pool)
    return try await Self.staff(found, in: services.pool)
  }

  static func panel(_ vacancy: Vacancy, _ services: Services, in db: some Queryable) async throws -> Panel {
    Panel(
      vacancy: vacancy, members: try await PanelStore.members(vacancy.id, in: db),
      selection: try await SelectionStore.read(vacancy.id, in: db), today: services.today)
  }

  /// One entry for each person with a role at the vacancy's school.
  static func staff(_ vacancy: Vacancy, in db: some Queryable) async throws -> [StaffMember] {
    var seen: Set<AccountID> = []
    return try await ListStaff.holding(Set(Role.allCases), at: vacancy.place.organisation, in: db)
      .filter { seen.insert($0.account).inserted }
  }
}
