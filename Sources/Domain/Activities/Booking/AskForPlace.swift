import Foundation
import Postgres

/// Lets people ask their school for a place that they can’t book themselves, since the school pays for it or knows whom
/// the activity is for; the head or a recruiter books it or says no.
public struct AskForPlace: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  // MARK: Asking

  /// The schools that the acting person can ask: those where they hold a role, and where they serve induction. Throws
  /// ``DomainError``.
  public func schools(
    for activity: Activity, by actor: Actor
  ) async throws -> [(id: OrganisationID, name: String)] {
    try await schools(activity, try actor.requireOwn(.bookActivity), in: services.pool)
  }

  func schools(
    _ activity: Activity, _ account: ActingAccount, in db: some Queryable
  ) async throws -> [(id: OrganisationID, name: String)] {
    var found: [(id: OrganisationID, name: String)] = []
    for seat in account.memberships
    where seat.kind == .school && !found.contains(where: { $0.id == seat.organisation }) {
      if seat.authority == activity.place.authority {
        found.append((seat.organisation, seat.organisationName))
      }
    }
    for school in try await InductionPeople.schools(of: account, on: services.today, in: db)
    where !found.contains(where: { $0.id == school.id }) {
      let place = try await VacancyStore.placeOfSchool(school.id, in: db)
      if place.authority == activity.place.authority { found.append(school) }
    }
    return found
  }

  /// What stands of the acting person’s requests for an activity, the last first. Throws ``DomainError``.
  public func standing(_ id: ActivityID, by actor: Actor) async throws -> PlaceRequest? {
    let account = try actor.requireOwn(.readOwnBookings)
    return try await PlaceRequest.list(
      "r.activity_id = \(id) AND r.account_id = \(account.id)", limit: 1, in: services.pool
    ).first
  }

  /// Asks a school; a repeat gives what stands. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ActivityID, sessions: [ActivitySessionID] = [], school: OrganisationID? = nil, message: String = "",
    by actor: Actor
  ) async throws -> PlaceRequest {
    let account = try actor.requireOwn(.bookActivity)
    guard account.emailConfirmed else {
      throw DomainError.conflict("Confirm your e-mail address first: we have sent you a link.")
    }
    let message = message.trimmed
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR NO KEY UPDATE")
      let (activity, _) = try await BookActivity(services).prepare(id, sessions, tx)
      let known = try await schools(activity, account, in: tx)
      var problems = Problems()
      problems.require(
        message.count <= 1_000, "message", "Shorten what you say to 1,000 characters or fewer.")
      let asked =
        school.map { wanted in known.first { $0.id == wanted } } ?? (known.count == 1 ? known[0] : nil)
      problems.require(
        asked != nil, "school_id",
        known.isEmpty
          ? "We don’t know at which school you work. Ask its head to book for you with Book for colleagues."
          : "Choose which of your schools you ask.")
      try problems.throwIfAny()
      guard let asked else { throw DomainError.notFound("school") }
      if let standing = try await PlaceRequest.list(
        "r.activity_id = \(id) AND r.account_id = \(account.id) AND r.state = 'asked'", in: tx
      ).first {
        return standing
      }
      let made = services.newID(PlaceRequestID.self)
      try await tx.execute(
        """
        INSERT INTO activity_request (id, activity_id, authority_id, session_ids, school_id, account_id, message, state,
          asked_at)
        VALUES (\(made), \(id), \(activity.place.authority), \(sessions.map(\.rawValue)), \(asked.id), \(account.id),
          \(message), \(PlaceRequestState.asked), \(services.now()))
        """)
      let request = try await find(made, in: tx)
      try await record("asked", request, actor, tx)
      try await tellSchool(request, tx)
      return request
    }
  }

  /// A page of the acting person’s own, the last first. Throws ``DomainError``.
  public func own(
    limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<PlaceRequest> {
    let account = try actor.requireOwn(.readOwnBookings)
    let behind: Statement = after.map { "(r.asked_at, r.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await PlaceRequest.list(
      "r.account_id = \(account.id) AND \(fragment: behind)", limit: limit + 1, in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  static func held(of account: AccountID, in db: some Queryable) async throws -> [PlaceRequest] {
    try await PlaceRequest.list("r.account_id = \(account)", in: db)
  }

  /// Takes one back that waits. Throws ``DomainError``.
  public func withdraw(_ id: PlaceRequestID, by actor: Actor) async throws -> PlaceRequest {
    let account = try actor.requireOwn(.bookActivity)
    return try await services.pool.withTransaction { tx in
      let request = try await lock(id, nil, in: tx)
      guard request.account == account.id else { throw DomainError.notFound("request") }
      if request.state == .withdrawn { return request }
      try Self.requireAsked(request)
      return try await answer(request, .withdrawn, "", actor, tx)
    }
  }

  // MARK: Answering

  /// A page of what a school was asked, the last first; only those that wait where that is wanted, and of those who
  /// asked first first. Throws ``DomainError``.
  public func list(
    ofSchool school: OrganisationID, isWaiting: Bool = false, limit: Int = 50, after: Cursor? = nil,
    by actor: Actor
  ) async throws -> Page<PlaceRequest> {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.bookColleagues, at: place, orHide: "school")
    let side: Statement = isWaiting ? ">" : "<"
    let behind: Statement =
      after.map { "(r.asked_at, r.id) \(fragment: side) (\($0.instant), \($0.id))" } ?? "true"
    let waiting: Statement = isWaiting ? "r.state = 'asked'" : "true"
    let found = try await PlaceRequest.list(
      "r.school_id = \(school) AND \(fragment: behind) AND \(fragment: waiting)",
      order: isWaiting ? "r.asked_at, r.id" : "r.asked_at DESC, r.id DESC", limit: limit + 1,
      in: services.pool)
    return Page(found, limit: limit) { Cursor(instant: $0.askedAt, id: $0.id.rawValue) }
  }

  /// One of them, for its person and the school. Throws ``DomainError``.
  public func find(_ id: PlaceRequestID, by actor: Actor) async throws -> PlaceRequest {
    let request = try await find(id, in: services.pool)
    if let account = actor.account, account.id == request.account,
      actor.may(.readOwnBookings, ownedBy: account.id)
    {
      return request
    }
    try actor.require(.bookColleagues, at: request.school, orHide: "request")
    return request
  }

  /// Books what was asked for, at the school’s expense; by that the school says that the activity is for them. Throws
  /// ``DomainError``.
  public func approve(
    _ id: PlaceRequestID, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> (request: PlaceRequest, bookings: [ActivityBooking]) {
    try await services.pool.withTransaction { tx in
      let request = try await lock(id, expectedVersion, in: tx)
      try actor.require(.bookColleagues, at: request.school, orHide: "request")
      try Self.requireAsked(request)
      let bookings = try await BookActivity(services).approved(request, by: actor, in: tx)
      return (try await answer(request, .approved, "", actor, tx), bookings)
    }
  }

  /// Says no, with a reason that they read. Throws ``DomainError``.
  public func decline(
    _ id: PlaceRequestID, reason: String, expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> PlaceRequest {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let request = try await lock(id, expectedVersion, in: tx)
      try actor.require(.bookColleagues, at: request.school, orHide: "request")
      try Self.requireAsked(request)
      var problems = Problems()
      problems.require(
        (3...1_000).contains(reason.count), "reason",
        "Enter why, in 3 to 1,000 characters: \(request.name) reads it.")
      try problems.throwIfAny()
      let declined = try await answer(request, .declined, reason, actor, tx)
      try await tellDeclined(declined, tx)
      return declined
    }
  }

  // MARK: In common

  private static func requireAsked(_ request: PlaceRequest) throws {
    guard request.state == .asked else {
      throw DomainError.conflict("This request is answered: “\(request.title)”.")
    }
  }

  private func find(_ id: PlaceRequestID, in db: some Queryable) async throws -> PlaceRequest {
    guard let found = try await PlaceRequest.list("r.id = \(id)", in: db).first else {
      throw DomainError.notFound("request")
    }
    return found
  }

  /// Locks one after whose it is and what it asks for, in the order of all who lock those.
  private func lock(_ id: PlaceRequestID, _ expected: Int?, in tx: Transaction) async throws -> PlaceRequest {
    let known = try await find(id, in: tx)
    try await tx.execute("SELECT 1 FROM account WHERE id = \(known.account) FOR KEY SHARE")
    let sessions =
      known.sessions.isEmpty
      ? try await ActivityStore.find(known.activity, in: tx).standing.map(\.id) : known.sessions
    try await BookingStore.lock(known.activity, sessions, in: tx)
    try await tx.execute("SELECT 1 FROM activity_request WHERE id = \(id) FOR UPDATE")
    let request = try await find(id, in: tx)
    try VacancyStore.requireVersion(expected, of: request.version)
    return request
  }

  /// Ends one that waits; in the trail as the deed that is named, else as its new state.
  func answer(
    _ request: PlaceRequest, _ state: PlaceRequestState, _ reason: String, deed: String? = nil,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> PlaceRequest {
    try await tx.execute(
      """
      UPDATE activity_request SET state = \(state), answered_at = \(services.now()),
        answered_by = \(actor.account?.id), reason = \(reason), version = version + 1 WHERE id = \(request.id)
      """)
    try await record(deed ?? state.rawValue, request, actor, tx)
    return try await find(request.id, in: tx)
  }

  private func record(
    _ what: String, _ request: PlaceRequest, _ actor: Actor, _ tx: Transaction
  ) async throws {
    try await Audit.record(
      "activity_request.\(what)", AuditSubject("activity_request", request.id), at: request.school, by: actor,
      services, in: tx)
  }

  private func tellSchool(_ request: PlaceRequest, _ tx: Transaction) async throws {
    let said = request.message.isEmpty ? "" : "\n\nThey say: \(request.message)"
    let times = request.times.isEmpty ? "" : " (\(request.times.joined(separator: "; ")))"
    let cost = request.pricePence == 0 ? "It is free." : "Your school pays for it."
    try await RegistrationStore.tellHead(
      of: request.school, subject: "\(request.name) asks for a place: \(request.activityTitle)",
      body: """
        \(request.name) (\(request.email)) asks you for a place in “\(request.activityTitle)”\(times). \(cost)\(said)

        Book it or say no here: \(services.settings.baseURL)/activity-requests/\(request.id)
        """, services, in: tx)
  }

  private func tellDeclined(_ request: PlaceRequest, _ tx: Transaction) async throws {
    try await Outbox.enqueue(
      OutgoingMail(
        to: request.email, subject: "No place from your school: \(request.activityTitle)",
        body: """
          Dear \(request.name),

          \(request.schoolName) does not book a place in “\(request.activityTitle)” for you. The reason given:

          \(request.reason)
          """), services, in: tx)
  }
}
