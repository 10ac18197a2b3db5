import Foundation
import Postgres

/// Sends a registration to the appropriate body, answers its question, or takes the registration back.
public struct SubmitRegistration: Sendable {
  let services: Services

  /// The use case over an installation’s services.
  public init(_ services: Services) { self.services = services }

  /// Sends it, with an answer where the body had a question: one transaction with the mail to the officers, the
  /// teacher and the tutor. Throws ``DomainError``.
  public func callAsFunction(
    _ id: RegistrationID, answer: String = "", expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    let answer = answer.trimmed
    return try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .registerInduction, expectedVersion, by: actor, in: tx)
      if found.state == .submitted { return found }
      try RegistrationStore.requireTransition(found, to: .submitted)
      let review = try await ReadRegistrations(services).review(found, forBody: false, in: tx)
      var problems = Problems()
      for problem in review.problems { problems.add(problem.field, problem.message) }
      if found.state == .queried {
        problems.require(
          (1...5000).contains(answer.count), "answer", "Answer the question, in up to 5,000 characters.")
      }
      try problems.throwIfAny()
      guard let body = review.body else { throw DomainError.conflict("Nobody acts as appropriate body.") }
      let fee = review.levels.first { $0.code == found.content.serviceLevel }?.pricePence
      if found.state == .queried {
        try await RegistrationStore.say(answer, fromSchool: true, about: id, by: actor, services, in: tx)
      }
      try await tx.execute(
        """
        UPDATE induction_registration SET state = \(RegistrationState.submitted), body_id = \(body.id),
          trn = \(found.content.trn.trimmed), fee_pence = \(fee.map { Int32($0) }), submitted_at = \(services.now()), submitted_by = \(actor.account?.id),
          updated_at = \(services.now()), version = version + 1
        WHERE id = \(id)
        """)
      try await Audit.record(
        "induction.registration_submitted", AuditSubject("induction_registration", id), at: found.place,
        details: ["again": .bool(found.state == .queried)], by: actor, services, in: tx)
      try await tell(found, body, review.warnings, tx)
      return try await RegistrationStore.find(id, in: tx)
    }
  }

  private func tell(
    _ registration: InductionRegistration, _ body: AppropriateBody, _ warnings: [String], _ tx: Transaction
  ) async throws {
    let (name, school) = (registration.content.name, registration.schoolName)
    let base = services.settings.baseURL
    try await RegistrationStore.tellOfficers(
      of: registration.place, subject: "Registration for induction: \(registration.reference), \(school)",
      body: """
        \(school) has \(registration.state == .queried ? "answered your question about" : "registered") \(name).\
        \(RegistrationStore.toLookAt(warnings))

        Decide here: \(base)/authority/inductions/registrations/\(registration.id)
        """, services, in: tx)
    if registration.state == .queried { return }
    try await RegistrationStore.tell(
      [registration.content.email], subject: "\(school) has registered you for induction",
      body: """
        \(school) has registered you for induction with \(body.name), to begin on \
        \(registration.content.startsOn.map(LondonTime.longDate) ?? "a day to be set"). \
        \(body.name) confirms the day.

        With an account of this e-mail address you see your induction here: \(base)/induction
        """, services, in: tx)
    try await RegistrationStore.tell(
      [registration.content.tutorEmail], subject: "You are induction tutor of \(name)",
      body: """
        \(school) has named you induction tutor of \(name) in the registration with \(body.name).

        See it here once you have signed in: \(base)/induction

        \(InductionAccess.howToGetIn(services))
        """, services, in: tx)
  }

  /// Takes it back, or throws a draft away. Throws ``DomainError``.
  public func withdraw(
    _ id: RegistrationID, expectedVersion: Int?, by actor: Actor
  ) async throws -> InductionRegistration {
    try await services.pool.withTransaction { tx in
      let found = try await RegistrationStore.lock(id, .registerInduction, expectedVersion, by: actor, in: tx)
      if found.state == .withdrawn { return found }
      try RegistrationStore.requireTransition(found, to: .withdrawn)
      try await tx.execute(
        """
        UPDATE induction_registration SET state = \(RegistrationState.withdrawn), updated_at = \(services.now()),
          version = version + 1 WHERE id = \(id)
        """)
      try await Audit.record(
        "induction.registration_withdrawn", AuditSubject("induction_registration", id), at: found.place,
        by: actor,
        services, in: tx)
      if found.state != .draft {
        try await RegistrationStore.tellOfficers(
          of: found.place, subject: "Registration withdrawn: \(found.reference), \(found.schoolName)",
          body: "\(found.schoolName) has taken back the registration \(found.reference).", services, in: tx)
      }
      return try await RegistrationStore.find(id, in: tx)
    }
  }
}
