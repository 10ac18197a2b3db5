public import Postgres

/// Who is to see to an enquiry.
public enum EnquiryOwner: Sendable, Equatable {
  /// Whoever does already.
  case asBefore
  /// Nobody in particular.
  case nobody
  /// An officer of the authority.
  case officer(AccountID)
}

/// Says who sees to an enquiry and by when, or closes it.
public struct ManageEnquiry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Hands the enquiry to an officer of the authority, who is told by mail, by a day that is not over; without a day
  /// the one that is set stays. Throws ``DomainError``.
  public func assign(
    _ id: EnquiryID, to owner: EnquiryOwner = .asBefore, dueOn: CivilDate? = nil, expectedVersion: Int?,
    by actor: Actor
  ) async throws -> Enquiry {
    try await step(id, "enquiry.assigned", expectedVersion, actor) { enquiry, tx in
      let next: AccountID? =
        switch owner {
        case .asBefore: enquiry.owner
        case .nobody: nil
        case .officer(let account): account
        }
      let due = dueOn ?? enquiry.dueOn
      try await check(enquiry, next, due, tx)
      if next == enquiry.owner && due == enquiry.dueOn { return nil }
      try await tx.execute("UPDATE enquiry SET owner_id = \(next), due_on = \(due) WHERE id = \(id)")
      if let next, next != enquiry.owner, next != actor.account?.id {
        try await EnquiryMail.tellOwner(try await EnquiryStore.find(id, in: tx), services, in: tx)
      }
      return due == enquiry.dueOn ? [:] : ["due_on": .string(due.description)]
    }
  }

  private func check(
    _ enquiry: Enquiry, _ owner: AccountID?, _ due: CivilDate, _ tx: Transaction
  ) async throws {
    var problems = Problems()
    if let owner, owner != enquiry.owner {
      let officers = try await EnquiryStaff.list(enquiry.school.authority, in: tx)
      problems.require(
        officers.contains { $0.id == owner }, "owner_id", "Choose one of the authority’s own staff.")
    }
    problems.require(
      due == enquiry.dueOn || due >= services.today, "due_on",
      "Enter a day to answer by that is today or later.")
    try problems.throwIfAny()
  }

  /// Closes the enquiry; the school is told, with the reason, and a further message of the school opens it again. The
  /// reason stands in the thread; an enquiry without an answer is closed with one only. Throws ``DomainError``.
  public func close(
    _ id: EnquiryID, reason: String = "", expectedVersion: Int? = nil, by actor: Actor
  ) async throws -> Enquiry {
    try await step(id, "enquiry.closed", expectedVersion, actor) { enquiry, tx in
      if enquiry.state == .closed { return nil }
      let reason = reason.trimmed
      var problems = Problems()
      problems.require(
        enquiry.state == .answered || !reason.isEmpty, "reason",
        "Enter why it is closed without an answer: the school reads it.")
      problems.require(
        reason.count <= 2000, "reason", "Shorten the reason to 2,000 characters or fewer.")
      try problems.throwIfAny()
      if !reason.isEmpty {
        let author = try actor.requireAccount().id
        try await EnquiryStore.write(reason, to: id, by: author, fromAuthority: true, services, in: tx)
      }
      try await tx.execute("UPDATE enquiry SET state = 'closed' WHERE id = \(id)")
      try await EnquiryMail.tellClosed(enquiry, reason, services, in: tx)
      return [:]
    }
  }

  /// Who may be given the enquiries of an authority. Throws ``DomainError``.
  public func staff(for enquiry: Enquiry, by actor: Actor) async throws -> [EnquiryStaff] {
    try actor.require(.answerEnquiry, at: enquiry.school, orHide: "enquiry")
    return try await EnquiryStaff.list(enquiry.school.authority, in: services.pool)
  }

  /// Whether the day by which an enquiry is to be answered was set by an officer.
  static func isDaySet(_ enquiry: Enquiry, in tx: Transaction) async throws -> Bool {
    try await TrailEntry.last(
      "enquiry.assigned", about: AuditSubject("enquiry", enquiry.id),
      where: "e.details ->> 'due_on' = \(enquiry.dueOn.description)", in: tx) != nil
  }

  /// Makes a change that says what the trail keeps of it; nil where it changed nothing.
  private func step(
    _ id: EnquiryID, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ change: @Sendable (Enquiry, Transaction) async throws -> [String: JSONValue]?
  ) async throws -> Enquiry {
    try await services.pool.withTransaction { tx in
      let enquiry = try await EnquiryStore.lock(id, in: tx)
      if !actor.may(.answerEnquiry, at: enquiry.school) {
        try actor.require(.askEnquiry, at: enquiry.school, orHide: "enquiry")
        try actor.require(.answerEnquiry, at: enquiry.school)
      }
      try VacancyStore.requireVersion(expectedVersion, of: enquiry.version)
      guard let details = try await change(enquiry, tx) else { return enquiry }
      try await tx.execute(
        "UPDATE enquiry SET version = version + 1, changed_at = \(services.now()) WHERE id = \(id)")
      try await Audit.record(
        action, AuditSubject("enquiry", id), at: enquiry.school, details: details, by: actor, services,
        in: tx)
      return try await EnquiryStore.find(id, in: tx)
    }
  }
}

/// Somebody of an authority who answers enquiries.
public struct EnquiryStaff: Sendable, RowDecodable {
  /// Their account.
  public let id: AccountID
  /// Their name.
  public let name: String
  let email: String

  /// Reads the columns `id`, `name` and `email`.
  public init(row: Row) throws {
    id = try row.decode("id")
    name = try row.decode("name")
    email = try row.decode("email")
  }

  static func list(_ authority: AuthorityID, in db: some Queryable) async throws -> [EnquiryStaff] {
    try await db.query(
      """
      SELECT DISTINCT a.id, a.name, a.email FROM membership m JOIN account a ON a.id = m.account_id
      WHERE m.authority_id = \(authority) AND m.organisation_kind = 'authority' AND m.ended_at IS NULL
        AND a.closed_at IS NULL ORDER BY a.name, a.id
      """, as: EnquiryStaff.self)
  }
}
