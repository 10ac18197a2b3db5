public import Foundation
import Postgres

/// Asks the authority for advice, for a school.
public struct AskEnquiry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores the enquiry with its first message; the authority's staff are told by mail. `submission` names one
  /// intent: a repeat gives the enquiry that it made, and so do the same words of the same person shortly after. Throws
  /// ``DomainError``.
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
      if let earlier = try await asked(subject, body, at: place, by: account, tx) { return earlier }
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

  /// What the person has asked in just these words for the school not long ago; the account is locked, so that two at
  /// once make one.
  private func asked(
    _ subject: String, _ body: String, at school: Place, by account: ActingAccount, _ tx: Transaction
  ) async throws -> Enquiry? {
    let id = try await tx.valueIfAny(
      """
      SELECT e.id FROM enquiry e
      WHERE e.asked_by = \(account.id) AND e.organisation_id = \(school.organisation) AND e.subject = \(subject)
        AND e.asked_at > \(services.repeatsSince)
        AND (SELECT m.body FROM enquiry_message m WHERE m.enquiry_id = e.id
          ORDER BY m.written_at, m.id LIMIT 1) = \(body)
      ORDER BY e.asked_at DESC, e.id DESC LIMIT 1
      """, as: EnquiryID.self)
    guard let id else { return nil }
    return try await EnquiryStore.find(id, in: tx)
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
    let due = reopens ? try await dueAgain(enquiry, tx) : enquiry.dueOn
    try await tx.execute(
      """
      UPDATE enquiry SET state = \(isAuthority ? EnquiryState.answered : .open), due_on = \(due),
        owner_id = coalesce(owner_id, \(isAuthority ? account.id : nil)), version = version + 1,
        changed_at = \(services.now())
      WHERE id = \(enquiry.id)
      """)
    // The mail says what holds now: a new day to answer by, and who sees to it.
    let moved = try await EnquiryStore.find(enquiry.id, in: tx)
    if isAuthority {
      try await EnquiryMail.tellSchool(moved, services, in: tx)
    } else {
      try await EnquiryMail.tellAuthority(moved, "has written again", services, in: tx)
    }
  }

  /// By when an enquiry that is opened again is to be answered: a day that an officer has set stays until it is over.
  private func dueAgain(_ enquiry: Enquiry, _ tx: Transaction) async throws -> CivilDate {
    if enquiry.dueOn >= services.today, try await ManageEnquiry.isDaySet(enquiry, in: tx) {
      return enquiry.dueOn
    }
    return try BankHolidays.englandAndWales().day(Enquiry.workingDaysToAnswer, after: services.today)
  }
}
