import Foundation
import Postgres

/// Begins the induction of a teacher whose registration is accepted, or lets it go on at another school.
struct BeginInduction: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Adds a period from a day on. Throws ``DomainError`` for somebody whose induction is over, is another person’s by
  /// its birth date, or belongs to another body.
  func callAsFunction(
    _ registration: InductionRegistration, startsOn: CivilDate, body: AppropriateBody, programme: String?,
    by actor: Actor, in tx: Transaction
  ) async throws -> InductionID {
    // What was stored before idle answers were left out may have some.
    let content = registration.content.withoutIdleAnswers
    // One after another for each number, so that two registrations can't begin two inductions.
    try await SameNumber.lock(content.trn, in: tx)
    let same = try await SameNumber.of(registration.id, in: tx)
    let known = try await tx.valueIfAny(
      """
      SELECT id FROM induction WHERE trn = \(content.trn.trimmed)
        AND (state <> 'transferred' OR authority_id = \(registration.place.authority))
      ORDER BY state = 'transferred' LIMIT 1
      """, as: InductionID.self)
    let id: InductionID
    if let known {
      id = try await goOn(known, registration, body, tx)
      if let change = same?.change { try await note(change, id, registration, actor, tx) }
    } else {
      id = try await begin(registration, startsOn, body, tx)
    }
    try await tx.execute(
      """
      INSERT INTO induction_period (id, induction_id, registration_id, school_id, body_id, starts_on, fte, post,
        tutor_name, tutor_email, mentor_name, mentor_email, mentor_reason, contract_ends_on)
      VALUES (\(services.newID(InductionPeriodID.self)), \(id), \(registration.id),
        \(registration.place.organisation), \(body.id), \(startsOn), \(content.fte ?? 1), \(content.post.trimmed),
        \(content.tutorName.trimmed), \(content.tutorEmail.trimmed), \(content.mentorName.trimmed),
        \(content.mentorEmail.trimmed), \(content.isMentorTutor ? content.mentorReason.trimmed : ""),
        \(content.contractEndsOn))
      """)
    if let programme = (programme ?? content.programme).nilIfEmpty {
      try await tx.execute("UPDATE induction SET programme = \(programme) WHERE id = \(id)")
    }
    return id
  }

  private func goOn(
    _ id: InductionID, _ registration: InductionRegistration, _ body: AppropriateBody, _ tx: Transaction
  ) async throws -> InductionID {
    let known = try await InductionStore.lock(id, nil, in: tx)
    guard known.place.authority == registration.place.authority else {
      throw DomainError.conflict(
        "Another appropriate body holds this teacher’s induction. Ask it for a transfer.")
    }
    guard known.birthDate == registration.content.birthDate else {
      throw DomainError.conflict(
        "The induction \(known.reference) has this number with another birth date. Query the registration.")
    }
    guard known.state != .died else {
      throw DomainError.conflict(
        "The induction \(known.reference) with this number has ended for good. Query the number with the school."
      )
    }
    guard known.state.isOpen || [.left, .transferred].contains(known.state) else {
      throw DomainError.conflict(
        "This teacher’s induction is “\(known.state.title)”, and there is one attempt only.")
    }
    if known.state != .transferred { try await TransferStore.requireStaying(id, in: tx) }
    if known.state == .transferred { try await comeBack(known, registration.content, tx) }
    if [.paused, .left, .transferred].contains(known.state) {
      try await InductionStore.setState(id, .serving, services.now(), in: tx)
    }
    try await renew(known, registration, body, tx)
    return id
  }

  /// Ends a transfer whose teacher is registered here again. What was served here counts by the record; what was served
  /// elsewhere is what the registration says.
  private func comeBack(_ known: Induction, _ content: RegistrationContent, _ tx: Transaction) async throws {
    try await TransferStore.returned(known, services.now(), in: tx)
    guard content.servedElsewhere == true else { return }
    try await tx.execute(
      """
      UPDATE induction SET earlier_terms = \(content.earlierTerms.trimmed),
        earlier_body = \(content.earlierBody.trimmed), earlier_absence_days = \(content.earlierAbsenceDays ?? 0),
        earlier_extension_terms = \(content.earlierExtensionTerms ?? 0),
        earlier_began_on = \(content.earlierBeganOn), earlier_fte = \(content.earlierFTE)
      WHERE id = \(known.id)
      """)
  }

  /// Takes over from the newest registration who the teacher is, how to reach them, and who acts as body.
  private func renew(
    _ known: Induction, _ registration: InductionRegistration, _ body: AppropriateBody, _ tx: Transaction
  ) async throws {
    let content = registration.content
    guard let address = EmailAddress(content.email) else {
      throw DomainError.conflict("The teacher’s e-mail address can’t be used. Query the registration.")
    }
    try await CorrectTeacherAddress.set(
      address, of: known, account: try await account(of: registration, tx), in: tx)
    try await tx.execute(
      """
      UPDATE induction SET first_names = \(content.firstNames.trimmed), last_name = \(content.lastName.trimmed),
        body_id = \(body.id), organisation_id = \(body.place.organisation)
      WHERE id = \(known.id)
      """)
    if address.normal != known.email.lowercased() {
      try await CorrectTeacherAddress.tellBefore(known, services, in: tx)
    }
  }

  /// Keeps on the record that a registration has given the teacher another name or address.
  private func note(
    _ change: String, _ id: InductionID, _ registration: InductionRegistration, _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO induction_event (id, induction_id, kind, what, reason, entered_by, entered_by_name, entered_at)
      VALUES (\(services.newID(InductionEventID.self)), \(id), \(InductionEvent.Kind.correction), \(change),
        \("By the registration \(registration.reference) of \(registration.schoolName)"), \(actor.account?.id),
        \(actor.account?.name ?? "The operator"), \(services.now()))
      """)
  }

  private func account(of registration: InductionRegistration, _ tx: Transaction) async throws -> AccountID? {
    try await tx.valueIfAny(
      "SELECT account_id FROM induction_registration WHERE id = \(registration.id) AND account_id IS NOT NULL",
      as: AccountID.self)
  }

  private func begin(
    _ registration: InductionRegistration, _ startsOn: CivilDate, _ body: AppropriateBody, _ tx: Transaction
  ) async throws -> InductionID {
    let (content, id, now) = (registration.content, services.newID(InductionID.self), services.now())
    guard let birthDate = content.birthDate, let qts = content.qtsAwardedOn else {
      throw DomainError.conflict("This registration isn’t whole.")
    }
    let rules = try InductionRules.load(begunOn: content.begunOn(startingHere: startsOn))
    let regime = content.regime(startingOn: startsOn, rules)
    let isElsewhere = content.servedElsewhere == true
    let account = try await account(of: registration, tx)
    try await tx.execute(
      """
      INSERT INTO induction (id, authority_id, body_id, organisation_id, reference, trn, first_names, last_name,
        birth_date, email, email_normal, account_id, qts_awarded_on, regime, earlier_terms, earlier_body,
        earlier_absence_days, earlier_extension_terms, earlier_began_on, earlier_fte, state, state_changed_at, began_on, created_at)
      VALUES (\(id), \(registration.place.authority), \(body.id), \(body.place.organisation),
        \(Reference.make("I", random: services.random)), \(content.trn.trimmed), \(content.firstNames.trimmed),
        \(content.lastName.trimmed), \(birthDate), \(content.email.trimmed), \(content.email.trimmed.lowercased()),
        \(account), \(qts), \(regime.rawValue), \(isElsewhere ? content.earlierTerms.trimmed : ""),
        \(isElsewhere ? content.earlierBody.trimmed : ""), \(isElsewhere ? content.earlierAbsenceDays ?? 0 : 0),
        \(isElsewhere ? content.earlierExtensionTerms ?? 0 : 0), \(isElsewhere ? content.earlierBeganOn : nil),
        \(isElsewhere ? content.earlierFTE : nil), \(InductionState.serving), \(now), \(startsOn),
        \(now))
      """)
    return id
  }
}

extension String {
  /// The text, unless it is empty.
  fileprivate var nilIfEmpty: String? { isEmpty ? nil : self }
}
