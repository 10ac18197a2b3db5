import Postgres

/// Tells people of an assessment: whose turn it is, what was received, what was opened again and why, and of a cause for
/// concern.
struct AssessmentMails: Sendable {
  private let assessment: InductionAssessment
  private let name: String
  private let services: Services

  init(_ assessment: InductionAssessment, _ name: String, _ services: Services) {
    (self.assessment, self.name, self.services) = (assessment, name, services)
  }

  private var address: String { "\(services.settings.baseURL)/inductions/assessments/\(assessment.id)" }
  private var what: String { "\(assessment.title) of \(name)" }
  private var isConcern: Bool { assessment.answers["progress"] == "unsatisfactory" }

  /// Tells whoever’s turn it is after a signature; of unsatisfactory progress the teacher, the head and the body at
  /// once, when it is completed.
  func tell(_ state: AssessmentState, in tx: Transaction) async throws {
    switch state {
    case .draft: break
    case .drafted:
      try await RegistrationStore.tellHead(
        of: assessment.place, subject: "\(what): your turn", body: waits, services, in: tx)
    case .completed:
      if isConcern {
        try await tellOfConcern(tx)
      } else {
        try await tellTeacher("\(what): your turn", waits, tx)
      }
    case .confirmed:
      try await RegistrationStore.tellOfficers(
        of: assessment.place, subject: "\(what): to be received", body: waits, services, in: tx)
    case .received: try await tellReceived(tx)
    }
  }

  private var waits: String { "\(what) at \(assessment.schoolName) waits for you:\n\n\(address)" }

  private func tellTeacher(_ subject: String, _ body: String, _ tx: Transaction) async throws {
    let induction = try await InductionStore.find(assessment.induction, in: tx)
    try await RegistrationStore.tell([induction.email], subject: subject, body: body, services, in: tx)
  }

  private func tutors(_ tx: Transaction) async throws -> [String] {
    try await InductionAccess.tutors(assessment.induction, at: assessment.place, in: tx)
  }

  // MARK: Received

  private func tellReceived(_ tx: Transaction) async throws {
    let induction = try await InductionStore.find(assessment.induction, in: tx)
    try await tellTeacher(
      "\(assessment.title) was received",
      "\(induction.bodyName) has received your \(assessment.title.lowercasedFirst). Read it here:\n\n\(address)",
      tx)
    let body =
      "\(induction.bodyName) has received \(what.lowercasedFirst). Read it here:\n\n\(address)"
    try await RegistrationStore.tell(
      try await tutors(tx), subject: "\(what) was received", body: body, services, in: tx)
    try await RegistrationStore.tellHead(
      of: assessment.place, subject: "\(what) was received", body: body, services, in: tx)
  }

  // MARK: Opened again

  /// Tells tutor, head and teacher that it was opened again, by whom and why.
  func tellReopened(_ reason: String, by actor: Actor, in tx: Transaction) async throws {
    let subject = "\(what) was opened again"
    let who = actor.account?.name ?? "The operator"
    let body = """
      \(who) has opened \(what.lowercasedFirst) again. The reason given:

      \(reason)

      """
    try await RegistrationStore.tell(
      try await tutors(tx), subject: subject,
      body: body + "Change what has to be changed and sign it again:\n\n\(address)", services, in: tx)
    let after = "The tutor writes in it now; it comes to you again for your signature:\n\n\(address)"
    try await RegistrationStore.tellHead(
      of: assessment.place, subject: subject, body: body + after, services, in: tx)
    if assessment.wasCompleted { try await tellTeacher(subject, body + after, tx) }
  }

  // MARK: Handed on

  /// Tells the teacher that it went to the body without their signature, and what they can do.
  func tellPassedOn(_ reason: String, by actor: Actor, in tx: Transaction) async throws {
    try await tellTeacher(
      "\(assessment.title) was handed on without your signature",
      """
      \(actor.account?.name ?? "The operator") has handed \(what.lowercasedFirst) on to the appropriate body, as \
      you had not signed it in time. The reason given:

      \(reason)

      You can still read it, and open it again until the body has received it, if it is not right:

      \(address)
      """, tx)
  }

  // MARK: Cause for concern

  /// What follows is said to the teacher and the head in so many words (DfE statutory guidance 2024, 2.58 and 4.1–4.4).
  private func tellOfConcern(_ tx: Transaction) async throws {
    let induction = try await InductionStore.find(assessment.induction, in: tx)
    try await RegistrationStore.tellOfficers(
      of: assessment.place, subject: "Cause for concern: \(induction.reference)",
      body: "\(what) says that progress is unsatisfactory:\n\n\(address)", services, in: tx)
    try await tellTeacher(
      "Cause for concern: \(assessment.title.lowercasedFirst), your turn",
      """
      \(assessment.schoolName) says in your \(assessment.title.lowercasedFirst) that your progress against the \
      Teachers’ Standards is not satisfactory at present. The support that you are to get stands in it, in the support \
      plan. \(induction.bodyName) has been told, so that it can see that the support is given.

      Read it, write what you think of it, and confirm that you have read it:

      \(address)

      This is not the outcome of your induction. If progress is still unsatisfactory at its end, the appropriate body \
      may decide to extend it or that it was not completed satisfactorily, and you can appeal against that.
      """, tx)
    try await RegistrationStore.tellHead(
      of: assessment.place, subject: "Cause for concern: \(what)",
      body: """
        \(what) says that progress is unsatisfactory. \(name) and \(induction.bodyName) have been told.

        See that the support plan is carried out and reviewed, that \(name) knows what the consequences may be, and \
        that somebody from outside the school observes their teaching:

        \(address)
        """, services, in: tx)
  }
}
