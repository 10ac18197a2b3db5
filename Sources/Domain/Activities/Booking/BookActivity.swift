import Foundation
import Postgres

/// Books places in sessions: a person for themselves, or a school for colleagues whom it names.
///
/// Whoever books holds the rows of the sessions until the transaction ends, so of any number at once each gets a place or
/// a number on the waiting list; the database's own count refuses one place too many whatever a program does.
public struct BookActivity: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Books for the person who acts; where every place is taken they wait. A repeat gives what stands. Without sessions
  /// all that are to come are meant. Throws ``DomainError``.
  public func callAsFunction(
    _ id: ActivityID, sessions: [ActivitySessionID] = [], school: OrganisationID? = nil, by actor: Actor
  ) async throws -> [ActivityBooking] {
    let account = try actor.requireOwn(.bookActivity)
    guard account.emailConfirmed, let email = EmailAddress(account.email) else {
      throw DomainError.conflict("Confirm your e-mail address first: we have sent you a link.")
    }
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR KEY SHARE")
      let (activity, chosen) = try await prepare(id, sessions, tx)
      try await BookingAudience.require(account, activity, services, in: tx)
      let payer = try await Self.payer(school, of: account, activity, tx)
      var made: [ActivityBooking] = []
      for session in chosen {
        if let standing = try await standing(email, session, activity, tx) {
          made.append(standing)
          continue
        }
        let booking = try await insert(
          activity, session, Newcomer(name: account.name, email: email, account: account.id, school: payer),
          at: services.now(), actor, tx)
        try await BookingMails.tell(booking, .made, services, in: tx)
        try await BookingMails.tellHeads(booking, services, in: tx)
        made.append(booking)
      }
      return made
    }
  }

  /// Books for colleagues of a school, who are told by mail and can say no. With `isConfirmed` the school says that the
  /// activity is for each of them, whatever is known of them here. Throws ``DomainError``.
  public func colleagues(
    _ id: ActivityID, sessions: [ActivitySessionID] = [], people: [ActivityPerson], of school: OrganisationID,
    isConfirmed: Bool = false, by actor: Actor
  ) async throws -> [ActivityBooking] {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.bookColleagues, at: place, orHide: "school")
    let newcomers = try Self.checked(people, of: school)
    try await Throttle.take(
      [ThrottleLimit("activity-colleagues/school", for: school.description, tries: 1_000, seconds: 86_400)],
      services)
    return try await services.pool.withTransaction { tx in
      let (activity, chosen) = try await prepare(id, sessions, tx)
      guard activity.place.authority == place.authority else { throw DomainError.notFound("activity") }
      try await requireNew(newcomers, chosen, activity, tx)
      if !isConfirmed { try await requireAdmitted(newcomers, activity, tx) }
      // One moment for all of them shows what was booked together.
      let (now, name) = (services.now(), try await Organisation.find(school, in: tx).name)
      var made: [ActivityBooking] = []
      for newcomer in newcomers {
        for session in chosen {
          let booking = try await insert(activity, session, newcomer, at: now, actor, tx)
          try await BookingMails.tell(booking, .named(by: name), services, in: tx)
          made.append(booking)
        }
      }
      return made
    }
  }

  /// Books what somebody has asked their school for, as far as it is still to come; within a transaction that holds the
  /// request, its account and what it asks for.
  func approved(
    _ request: PlaceRequest, by actor: Actor, in tx: Transaction
  ) async throws -> [ActivityBooking] {
    guard let email = EmailAddress(request.email) else { throw DomainError.notFound("request") }
    let (activity, chosen) = try await prepare(request.activity, request.sessions, mayBeFewer: true, tx)
    let newcomer = Newcomer(
      name: request.name, email: email, account: request.account, school: request.school.organisation)
    var made: [ActivityBooking] = []
    for session in chosen {
      if let standing = try await standing(email, session, activity, tx) {
        made.append(standing)
        continue
      }
      let booking = try await insert(activity, session, newcomer, at: services.now(), actor, tx)
      try await BookingMails.tell(booking, .named(by: request.schoolName), services, in: tx)
      made.append(booking)
    }
    return made
  }

  struct Newcomer {
    let name: String
    let email: EmailAddress
    let account: AccountID?
    let school: OrganisationID?
  }

  // MARK: Checks

  /// Locks what is booked, and says which sessions that are: all that are wanted, or those of them that are still to
  /// come where that is enough.
  func prepare(
    _ id: ActivityID, _ wanted: [ActivitySessionID], mayBeFewer: Bool = false, _ tx: Transaction
  ) async throws -> (Activity, [ActivitySession]) {
    let known = try await ActivityStore.find(id, in: tx)
    guard known.state != .draft else { throw DomainError.notFound("activity") }
    try await BookingStore.lock(id, wanted.isEmpty ? known.standing.map(\.id) : wanted, in: tx)
    let activity = try await ActivityStore.find(id, in: tx)
    let now = services.now()
    if let obstacle = activity.obstacle(at: now) { throw DomainError.conflict(obstacle) }
    let open = activity.standing.filter { $0.startsAt > now }
    let chosen = wanted.isEmpty ? open : open.filter { wanted.contains($0.id) }
    var problems = Problems()
    problems.require(
      wanted.isEmpty || chosen.count == Set(wanted).count || mayBeFewer && !chosen.isEmpty, "session_ids",
      "Choose among the sessions that are still to come.")
    problems.require(
      activity.content.isProgramme || chosen.count == 1, "session_ids", "Choose one session of the event.")
    try problems.throwIfAny()
    return (activity, chosen)
  }

  /// The school that pays: the one at which the person works.
  private static func payer(
    _ named: OrganisationID?, of account: ActingAccount, _ activity: Activity, _ tx: Transaction
  ) async throws -> OrganisationID? {
    let schools = Set(
      account.memberships.filter { $0.kind == .school && $0.authority == activity.place.authority }
        .map(\.organisation))
    if let named {
      guard schools.contains(named) else {
        throw DomainError.invalid([FieldProblem(field: "school_id", message: "Choose a school of yours.")])
      }
      return named
    }
    if schools.count == 1 { return schools.first }
    if activity.content.pricePence == 0 { return nil }
    throw DomainError.invalid([
      FieldProblem(
        field: "school_id",
        message: schools.isEmpty
          ? "A school pays for this place, and you hold no role at one: ask your school for it."
          : "Say which of your schools pays.")
    ])
  }

  /// What somebody has in this session; throws where they have a place in another session of an event.
  private func standing(
    _ email: EmailAddress, _ session: ActivitySession, _ activity: Activity, _ tx: Transaction
  ) async throws -> ActivityBooking? {
    let found = try await BookingStore.list(
      "b.activity_id = \(activity.id) AND b.email_normal = \(email.normal) AND b.state <> 'cancelled'", in: tx
    )
    if let same = found.first(where: { $0.session.id == session.id }) { return same }
    if !activity.content.isProgramme, let other = found.first {
      throw DomainError.conflict(
        "You have booked the session of \(other.session.when) already. Cancel that first.")
    }
    return nil
  }

  private static func checked(_ people: [ActivityPerson], of school: OrganisationID) throws -> [Newcomer] {
    var problems = Problems()
    problems.require((1...50).contains(people.count), "people", "Name from 1 to 50 colleagues.")
    var seen: Set<String> = []
    var newcomers: [Newcomer] = []
    for (index, person) in people.enumerated() {
      let field = "people[\(index)]"
      let name = person.name.trimmed
      problems.require(
        (1...200).contains(name.count) && !name.contains { "/@<>\\".contains($0) || $0.isNewline }, field,
        "Line \(index + 1): enter a full name without any of / @ < > \\.")
      guard let email = EmailAddress(person.email) else {
        problems.add(field, "Line \(index + 1): enter an e-mail address like name@example.com.")
        continue
      }
      problems.require(
        seen.insert(email.normal).inserted, field, "Line \(index + 1): this address stands there twice.")
      newcomers.append(Newcomer(name: name, email: email, account: nil, school: school))
    }
    try problems.throwIfAny()
    return newcomers
  }

  private func requireNew(
    _ newcomers: [Newcomer], _ sessions: [ActivitySession], _ activity: Activity, _ tx: Transaction
  ) async throws {
    let chosen =
      activity.content.isProgramme ? sessions.map(\.id.rawValue) : activity.sessions.map(\.id.rawValue)
    let known = Set(
      try await tx.query(
        """
        SELECT DISTINCT email_normal FROM activity_booking WHERE session_id = ANY (\(chosen))
          AND state <> 'cancelled' AND email_normal = ANY (\(newcomers.map(\.email.normal)))
        """
      ).map { try $0.decode("email_normal", as: String.self) })
    var problems = Problems()
    for (index, newcomer) in newcomers.enumerated() where known.contains(newcomer.email.normal) {
      problems.add("people[\(index)]", "Line \(index + 1): \(newcomer.name) has booked already.")
    }
    try problems.throwIfAny()
  }

  /// Of whom it isn’t known that the activity is for them, the school says so.
  private func requireAdmitted(
    _ newcomers: [Newcomer], _ activity: Activity, _ tx: Transaction
  ) async throws {
    let strangers = try await BookingAudience.strangers(newcomers.map(\.email.normal), activity, in: tx)
    let names = newcomers.filter { strangers.contains($0.email.normal) }.map(\.name)
    if names.isEmpty { return }
    throw DomainError.invalid([
      FieldProblem(
        field: "audience_confirmed",
        message: "\(activity.content.audienceSentence) Confirm that \(TermWords.list(names)) "
          + "\(names.count == 1 ? "is one" : "are"), or leave them out.")
    ])
  }

  // MARK: Storing

  private func insert(
    _ activity: Activity, _ session: ActivitySession, _ newcomer: Newcomer, at now: Date, _ actor: Actor,
    _ tx: Transaction
  ) async throws -> ActivityBooking {
    let id = services.newID(ActivityBookingID.self)
    let content = activity.content
    let isFree = try await tx.value(
      "SELECT booked < places FROM activity_session WHERE id = \(session.id)", as: Bool.self)
    let freeUntil = BookingRules.freeUntil(
      startsAt: session.startsAt, freeDays: content.freeDays, at: now, fromWaitingList: false)
    let charge = isFree && newcomer.school != nil ? content.pricePence : 0
    try await tx.execute(
      """
      INSERT INTO activity_booking (id, session_id, activity_id, authority_id, is_only, state, name, email,
        email_normal, account_id, school_id, booked_by, asked_at, booked_at, free_until, charge_pence)
      VALUES (\(id), \(session.id), \(activity.id), \(activity.place.authority), \(!content.isProgramme),
        \(isFree ? ActivityBookingState.booked : .waiting), \(newcomer.name), \(newcomer.email.text),
        \(newcomer.email.normal), \(newcomer.account), \(newcomer.school), \(actor.account?.id), \(now),
        \(isFree ? now : nil), \(isFree ? freeUntil : nil), \(charge))
      """)
    try await Audit.record(
      isFree ? "activity_booking.made" : "activity_booking.waits", AuditSubject("activity_booking", id),
      at: activity.place, details: ["session": .string(session.id.description)], by: actor, services, in: tx)
    return try await BookingStore.find(id, in: tx)
  }
}
