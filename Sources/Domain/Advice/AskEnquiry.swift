public import Foundation
public import Postgres

/// Asks the authority for advice, for a school.
public struct AskEnquiry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the enquiry with its first message; the authority's staff are told by mail. `submission` names one
  /// intent: a repeat gives the enquiry that it made. Throws ``DomainError``.
  public func callAsFunction(
    for school: OrganisationID, subject: String, message: String, submission: UUID? = nil, by actor: Actor
  ) async throws -> Enquiry {
    let account = try actor.requireAccount()
    return try await services.pool.withTransaction { tx in
      let place = try await VacancyStore.placeOfSchool(school, in: tx)
      try actor.require(.askEnquiry, at: place, orHide: "school")
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR NO KEY UPDATE")
      let earlier = try await tx.valueIfAny(
        "SELECT id FROM enquiry WHERE asked_by = \(account.id) AND submission = \(submission)",
        as: EnquiryID.self)
      if let earlier { return try await EnquiryStore.find(earlier, in: tx) }
      let subject = subject.trimmed
      var problems = Problems()
      problems.require(
        (3...120).contains(subject.count), "subject", "Enter what it is about in 3 to 120 characters.")
      problems.require(!message.trimmed.isEmpty, "message", "Enter your question.")
      try problems.throwIfAny()
      let body = try EnquiryStore.checked(message)
      let id = services.newID(EnquiryID.self)
      let now = services.now()
      let due = try BankHolidays.englandAndWales().day(Enquiry.workingDaysToAnswer, after: services.today)
      try await tx.execute(
        """
        INSERT INTO enquiry (id, reference, organisation_id, authority_id, asked_by, subject, state, due_on,
          submission, asked_at, changed_at)
        VALUES (\(id), \(Reference.make("E", random: services.random)), \(place.organisation), \(place.authority),
          \(account.id), \(subject), 'open', \(due), \(submission), \(now), \(now))
        """)
      try await EnquiryStore.write(body, to: id, by: account.id, fromAuthority: false, services, in: tx)
      try await Audit.record(
        "enquiry.asked", AuditSubject("enquiry", id), at: place, by: actor, services, in: tx)
      let enquiry = try await EnquiryStore.find(id, in: tx)
      try await EnquiryMail.tellAuthority(enquiry, "has asked for advice", services, in: tx)
      return enquiry
    }
  }
}

/// Goes on with an enquiry: the school adds to it, the authority answers it or notes something for itself.
public struct ReplyToEnquiry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Adds a message. The authority's answer makes the enquiry answered, the school's reply opens it again; a note is
  /// seen by the authority's staff alone and moves nothing. Throws ``DomainError``.
  public func callAsFunction(
    _ id: EnquiryID, message: String, isNote: Bool = false, by actor: Actor
  ) async throws -> Enquiry {
    let account = try actor.requireAccount()
    return try await services.pool.withTransaction { tx in
      let enquiry = try await EnquiryStore.lock(id, in: tx)
      let isAuthority = actor.may(.answerEnquiry, at: enquiry.school)
      if !isAuthority { try actor.require(.askEnquiry, at: enquiry.school, orHide: "enquiry") }
      let body = try EnquiryStore.checked(message)
      let isNote = isNote && isAuthority
      try await EnquiryStore.write(
        body, to: id, by: account.id, fromAuthority: isAuthority, isNote: isNote, services, in: tx)
      if !isNote { try await move(enquiry, isAuthority, account, tx) }
      try await Audit.record(
        isNote ? "enquiry.noted" : isAuthority ? "enquiry.answered" : "enquiry.continued",
        AuditSubject("enquiry", id), at: enquiry.school, by: actor, services, in: tx)
      return try await EnquiryStore.find(id, in: tx)
    }
  }

  private func move(
    _ enquiry: Enquiry, _ isAuthority: Bool, _ account: ActingAccount, _ tx: Transaction
  ) async throws {
    let reopens = !isAuthority && enquiry.state != .open
    let due =
      reopens
      ? try BankHolidays.englandAndWales().day(Enquiry.workingDaysToAnswer, after: services.today)
      : enquiry.dueOn
    try await tx.execute(
      """
      UPDATE enquiry SET state = \(isAuthority ? EnquiryState.answered : .open), due_on = \(due),
        owner_id = coalesce(owner_id, \(isAuthority ? account.id : nil)), version = version + 1,
        changed_at = \(services.now())
      WHERE id = \(enquiry.id)
      """)
    if isAuthority {
      try await EnquiryMail.tellSchool(enquiry, services, in: tx)
    } else {
      try await EnquiryMail.tellAuthority(enquiry, "has written again", services, in: tx)
    }
  }
}

/// Says who sees to an enquiry and by when, or closes it.
public struct ManageEnquiry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Hands the enquiry to an officer of the authority, by a day. Throws ``DomainError``.
  public func assign(
    _ id: EnquiryID, to owner: AccountID?, dueOn: CivilDate?, expectedVersion: Int?, by actor: Actor
  ) async throws -> Enquiry {
    try await step(id, "enquiry.assigned", expectedVersion, actor) { enquiry, tx in
      var problems = Problems()
      if let owner {
        let officers = try await EnquiryStaff.list(enquiry.school.authority, in: tx)
        problems.require(
          officers.contains { $0.id == owner }, "owner_id", "Choose one of the authority’s own staff.")
      }
      problems.require(dueOn != nil, "due_on", "Enter the day by which it is to be answered.")
      try problems.throwIfAny()
      try await tx.execute("UPDATE enquiry SET owner_id = \(owner), due_on = \(dueOn) WHERE id = \(id)")
    }
  }

  /// Closes the enquiry; a further message of the school opens it again. Throws ``DomainError``.
  public func close(_ id: EnquiryID, expectedVersion: Int? = nil, by actor: Actor) async throws -> Enquiry {
    try await step(id, "enquiry.closed", expectedVersion, actor) { _, tx in
      try await tx.execute("UPDATE enquiry SET state = 'closed' WHERE id = \(id)")
    }
  }

  /// Who may be given the enquiries of an authority. Throws ``DomainError``.
  public func staff(for enquiry: Enquiry, by actor: Actor) async throws -> [EnquiryStaff] {
    try actor.require(.answerEnquiry, at: enquiry.school, orHide: "enquiry")
    return try await EnquiryStaff.list(enquiry.school.authority, in: services.pool)
  }

  private func step(
    _ id: EnquiryID, _ action: String, _ expectedVersion: Int?, _ actor: Actor,
    _ change: @Sendable (Enquiry, Transaction) async throws -> Void
  ) async throws -> Enquiry {
    try await services.pool.withTransaction { tx in
      let enquiry = try await EnquiryStore.lock(id, in: tx)
      if !actor.may(.answerEnquiry, at: enquiry.school) {
        try actor.require(.askEnquiry, at: enquiry.school, orHide: "enquiry")
        try actor.require(.answerEnquiry, at: enquiry.school)
      }
      try VacancyStore.requireVersion(expectedVersion, of: enquiry.version)
      try await change(enquiry, tx)
      try await tx.execute(
        "UPDATE enquiry SET version = version + 1, changed_at = \(services.now()) WHERE id = \(id)")
      try await Audit.record(
        action, AuditSubject("enquiry", id), at: enquiry.school, by: actor, services, in: tx)
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

/// The mails of an enquiry.
enum EnquiryMail {
  static func tellAuthority(
    _ enquiry: Enquiry, _ what: String, _ services: Services, in tx: Transaction
  ) async throws {
    let staff = try await EnquiryStaff.list(enquiry.school.authority, in: tx)
    let readers = enquiry.owner.map { owner in staff.filter { $0.id == owner } } ?? staff
    for reader in readers.isEmpty ? staff : readers {
      try await send(
        to: reader.email, "\(enquiry.schoolName) \(what): \(enquiry.subject)",
        "\(enquiry.schoolName) \(what). Answer by \(LondonTime.longDate(enquiry.dueOn)).", enquiry, services,
        tx)
    }
  }

  static func tellSchool(_ enquiry: Enquiry, _ services: Services, in tx: Transaction) async throws {
    let email = try await tx.value("SELECT email FROM account WHERE id = \(enquiry.askedBy)", as: String.self)
    try await send(
      to: email, "Your enquiry \(enquiry.reference) has an answer: \(enquiry.subject)",
      "The authority has answered your enquiry.", enquiry, services, tx)
  }

  private static func send(
    to recipient: String, _ subject: String, _ text: String, _ enquiry: Enquiry, _ services: Services,
    _ tx: Transaction
  ) async throws {
    let link = "\(services.settings.baseURL)/enquiries/\(enquiry.id)"
    try await Outbox.enqueue(
      OutgoingMail(to: recipient, subject: subject, body: "\(text)\n\nRead it here: \(link)"), services,
      in: tx)
  }
}
