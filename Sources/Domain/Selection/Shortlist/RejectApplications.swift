public import Foundation
import Postgres

/// Why one application is not taken forward.
public struct Rejection: Sendable {
  /// The application.
  public var application: ApplicationID
  /// Its version as it was read.
  public var version: Int?
  /// The criteria of the person specification that it doesn't meet.
  public var criteria: [CriterionID]
  /// Further words, for the school.
  public var reason: String

  /// A decision against an application.
  public init(
    _ application: ApplicationID, version: Int?, criteria: [CriterionID] = [], reason: String = ""
  ) {
    self.application = application
    self.version = version
    self.criteria = criteria
    self.reason = reason
  }
}

/// Why several applications at once are not taken forward, where it is the same for them.
public struct SharedRejection: Sendable {
  /// The criteria that they don't meet.
  public var criteria: [CriterionID]
  /// Further words, for the school.
  public var reason: String

  /// What is the same for all; nothing unless given.
  public init(criteria: [CriterionID] = [], reason: String = "") {
    (self.criteria, self.reason) = (criteria, reason)
  }

  /// A decision with these criteria and words where it has none of its own.
  func filling(_ rejection: Rejection) -> Rejection {
    guard rejection.criteria.isEmpty, rejection.reason.trimmed.isEmpty else { return rejection }
    var filled = rejection
    (filled.criteria, filled.reason) = (criteria, reason)
    return filled
  }
}

/// What an applicant who was not taken forward is told.
public struct Feedback: Sendable {
  /// The school's words.
  public let message: String
  /// When it decided.
  public let decidedAt: Date
}

/// Does not take applications forward: any number at once, each with its reason, all told in the same words.
public struct RejectApplications: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// How many may be turned down at once.
  public static let most = 200
  /// How long the message may be, in characters.
  public static let longestMessage = 4000

  /// A considerate message to begin with, which the school changes as it likes; true for those who are told.
  public static func usualMessage(
    for vacancy: Vacancy, to applications: [SentApplication] = [], at now: Date? = nil
  ) -> String {
    RejectionWords.text(
      vacancy, isFilled: vacancy.storedState == .filled, to: applications, at: now)
  }

  /// Turns all of them down, or none: each needs a criterion that isn't met or words. The message goes to every
  /// applicant by mail and stands on their page of the application; reasons stay with the school. Problems are of
  /// the fields `rejections[n].reason` and `message`. Until the shortlist everybody must have been scored by two
  /// members of the panel; where that can't be, `exception` says why. Those without a criterion or words of their own have
  /// those of `all`. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: VacancyID, _ rejections: [Rejection], all shared: SharedRejection = SharedRejection(),
    message: String, exception: String = "", by actor: Actor
  ) async throws -> [SentApplication] {
    let message = message.trimmed
    let rejections = rejections.map(shared.filling)
    return try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .rejectApplication, by: actor, in: tx)
      _ = try await SelectionStore.lock(vacancy, services, in: tx)
      let criteria = try await CriteriaStore.list(id, in: tx)
      let names = try await Self.names(rejections, vacancy.id, in: tx)
      try check(rejections, criteria, message, names)
      try await requireAllFree(rejections, vacancy, in: tx)
      var moved: [SentApplication] = []
      let inOrder = rejections.sorted { $0.application.description < $1.application.description }
      for rejection in inOrder {
        let application = try await ApplicationStore.lock(rejection.application, in: tx)
        guard application.vacancy == id else { throw DomainError.notFound("application") }
        if application.state == .unsuccessful { continue }
        try VacancyStore.requireVersion(rejection.version, of: application.version)
      }
      try await SiftReadiness(vacancy, services).require(
        inOrder.map(\.application), for: .rejection, exception: exception, by: actor, in: tx)
      for rejection in inOrder {
        moved.append(try await reject(rejection, criteria, message, vacancy, actor, tx))
      }
      return moved
    }
  }

  /// What the applicant of an application that was not taken forward is told; nil when the school left it at the
  /// decision, or has taken it back. Throws ``DomainError``.
  public func feedback(_ id: ApplicationID, by actor: Actor) async throws -> Feedback? {
    let application = try await ReadApplication(services)(id, by: actor).application
    guard application.state == .unsuccessful else { return nil }
    // The decision is stored a moment before the state that follows from it.
    let row = try await services.pool.firstRow(
      """
      SELECT message, decided_at FROM rejection WHERE application_id = \(id) AND decided_at >= \
      \(application.stateChangedAt.addingTimeInterval(-60)) ORDER BY decided_at DESC, id DESC LIMIT 1
      """)
    return try row.map {
      Feedback(message: try $0.decode("message"), decidedAt: try $0.decode("decided_at"))
    }
  }

  /// What those of many are called, so that a problem says whose it is.
  private static func names(
    _ rejections: [Rejection], _ vacancy: VacancyID, in tx: Transaction
  ) async throws -> [ApplicationID: String] {
    let found = try await tx.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy) AND a.id = ANY (\(rejections.map(\.application.rawValue)))
      """, as: SentApplication.self)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.applicantName) })
  }

  private func check(
    _ rejections: [Rejection], _ criteria: [Criterion], _ message: String, _ names: [ApplicationID: String]
  ) throws {
    var problems = Problems()
    problems.require(!rejections.isEmpty, "rejections", "Choose at least one application.")
    problems.require(
      rejections.count <= Self.most, "rejections", "Choose at most \(Self.most) applications at once.")
    problems.require(
      Set(rejections.map(\.application)).count == rejections.count, "rejections",
      "Name each application once.")
    let known = Set(criteria.compactMap(\.id))
    for (index, rejection) in rejections.enumerated() {
      let field = "rejections[\(index)]"
      let name = rejections.count > 1 ? names[rejection.application] : nil
      let whose = name.map { " for \($0)" } ?? ""
      let reason = rejection.reason.trimmed
      problems.require(
        !reason.isEmpty || !rejection.criteria.isEmpty, "\(field).reason",
        name.map { "Choose a criterion that \($0) doesn’t meet, or enter the reason\(whose)." }
          ?? "Choose a criterion that isn’t met, or enter the reason.")
      problems.require(
        reason.count <= 1000, "\(field).reason", "Shorten the reason\(whose) to 1,000 characters or fewer.")
      problems.require(
        known.isSuperset(of: rejection.criteria), "\(field).criteria",
        "Choose criteria of this vacancy’s person specification.")
    }
    problems.require(!message.isEmpty, "message", "Enter what the applicants are told.")
    problems.require(
      message.count <= Self.longestMessage, "message", "Shorten the message to 4,000 characters or fewer.")
    try problems.throwIfAny()
  }

  /// Says at once who of many can't be turned down, by name, so that they can be left out. Throws ``DomainError``.
  private func requireAllFree(
    _ rejections: [Rejection], _ vacancy: Vacancy, in tx: Transaction
  ) async throws {
    guard rejections.count > 1 else { return }
    let applications = try await tx.query(
      """
      SELECT \(fragment: SentApplication.columns) FROM \(fragment: SentApplication.tables)
      WHERE a.vacancy_id = \(vacancy.id) AND a.id = ANY (\(rejections.map(\.application.rawValue)))
      ORDER BY a.sent_at, a.id
      """, as: SentApplication.self)
    let standing = applications.filter {
      $0.state != .unsuccessful && !$0.state.mayBecome(.unsuccessful)
    }
    if standing.isEmpty { return }
    let named = standing.map { "\($0.applicantName) (\($0.state.title.lowercasedFirst))" }
    throw DomainError.conflict(
      "Nobody was turned down, because some of those chosen can’t be: \(named.joined(separator: "; ")). Leave them out."
    )
  }

  private func reject(
    _ rejection: Rejection, _ criteria: [Criterion], _ message: String, _ vacancy: Vacancy, _ actor: Actor,
    _ tx: Transaction
  ) async throws -> SentApplication {
    let application = try await ApplicationStore.lock(rejection.application, in: tx)
    guard application.vacancy == vacancy.id else { throw DomainError.notFound("application") }
    let unmet = criteria.filter { criterion in criterion.id.map(rejection.criteria.contains) ?? false }
    let words = rejection.reason.trimmed
    let step = ApplicationStep(services, .rejectApplication, "application.unsuccessful")
    return try await step.take(
      application.id, to: .unsuccessful, reason: Self.summary(unmet, words),
      expectedVersion: rejection.version, by: actor, in: tx,
      whenThere: ApplicationRepeat {
        try await requireRepeat($0, Self.summary(unmet, words), message, in: $1)
      }
    ) { _, tx in
      try await tx.execute(
        """
        INSERT INTO rejection (id, application_id, vacancy_id, authority_id, criteria, reason, message,
          decided_by, decided_at)
        VALUES (\(services.newID(RejectionID.self)), \(application.id), \(vacancy.id),
          \(vacancy.place.authority), \(unmet.map(\.wording)), \(words), \(message), \(actor.account?.id),
          \(services.now()))
        """)
      return ApplicationChange(
        details: ["criteria": .array(unmet.compactMap { $0.id.map { .string($0.description) } })],
        mail: mail(application, message))
    }
  }

  /// The same decision once more changes nothing. Another reason, or other words to the applicant, are refused.
  private func requireRepeat(
    _ application: SentApplication, _ reason: String, _ message: String, in tx: Transaction
  ) async throws {
    try DecisionReason.requireRepeat(of: application, reason)
    let told = try await tx.valueIfAny(
      """
      SELECT message FROM rejection WHERE application_id = \(application.id) ORDER BY decided_at DESC, id DESC LIMIT 1
      """, as: String.self)
    guard told == message else {
      throw DomainError.conflict(
        "\(application.applicantName) was turned down already, on "
          + "\(LondonTime.dateAndTime(application.stateChangedAt)). Nothing more was sent: write them a message "
          + "instead.")
    }
  }

  /// The reason as it stands with the application, within the length that any reason may have.
  private static func summary(_ unmet: [Criterion], _ words: String) -> String {
    let criteria = unmet.map { "Not met: \($0.wording)" }
    return String((criteria + (words.isEmpty ? [] : [words])).joined(separator: "\n").prefix(2000))
  }

  private func mail(_ application: SentApplication, _ message: String) -> ApplicationChange.Mail {
    ApplicationChange.Mail(
      subject: "Your application to \(application.schoolName): \(application.vacancyTitle)",
      body: """
        Dear \(application.nameAsSent),

        \(message)

        Application: \(application.reference)

        See it here: \(services.settings.baseURL)/applications/\(application.id)
        """)
  }
}

/// Names a decision against an application.
struct RejectionID: Identifier {
  let rawValue: UUID
}
