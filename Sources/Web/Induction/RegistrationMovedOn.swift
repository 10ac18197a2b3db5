import Domain
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// The page for whoever wants to decide a registration that has moved on: a colleague or the school was first. What
  /// they have typed stands on it. Nil where the step is still open.
  func registrationMovedOn(
    _ id: RegistrationID, _ step: String, _ context: AppRequestContext
  ) async throws -> Response? {
    let read = ReadRegistrations(services)
    let registration = try await read.find(id, by: context.webActor).registration
    let isOpen = registration.state == .submitted && (step != "accept" || registration.verifiedAt != nil)
    if isOpen { return nil }
    var happened: [SummaryList.Row] = [.init("State", html: registration.state.tag.html)]
    if let reason = registration.stateReason { happened.append(.init("Reason", reason)) }
    if let last = try await read.lastMove(of: id, by: context.webActor) {
      happened += last.rows("What was done last", Self.sentence(registration.state))
    }
    let base = "/authority/inductions/registrations"
    let page = TooLate(
      happened, typed: Self.typed(step, context.form),
      onward: [
        Link("Look at the registration", to: "\(base)/\(id)"), Link("Registrations to decide", to: base),
      ]
    ).page(
      "The registration has moved on", caption: "\(registration.title), \(registration.schoolName)",
      path: "/authority", back: BackLink(to: "\(base)/\(id)"))
    return respond(page, in: context)
  }

  private static func typed(_ step: String, _ form: FormData) -> [TooLate.Typed] {
    let asked: [Conflict.Question] =
      switch step {
      case "query": [.text("message", "Your question to the school")]
      case "reject": [.text("reason", "Your reason for rejecting it")]
      case "accept":
        [
          .date("starts_on", "First day of induction"),
          .text("start_reason", "Why it is another day than the school’s"),
        ]
      default: []
      }
    return asked.map { TooLate.Typed($0.label, $0.answer(in: form)) }
  }

  private static func sentence(_ state: RegistrationState) -> String {
    switch state {
    case .draft: "Begun."
    case .submitted: "Sent to the appropriate body."
    case .queried: "Sent back to the school with a question."
    case .accepted: "Accepted."
    case .rejected: "Rejected."
    case .withdrawn: "Taken back by the school."
    }
  }

  /// What was just done with a registration, and who was told of it; nil where it stands otherwise by now.
  func newsOfRegistration(
    _ registration: InductionRegistration, _ done: String?, _ context: AppRequestContext
  ) async throws -> String? {
    guard let done else { return nil }
    let hasHead = try await ReadRegistrations(services).hasHead(registration, by: context.webActor)
    let (name, nobody) = (registration.content.name, "The school has no head here who could be told.")
    switch (done, registration.state) {
    case ("verify", .submitted) where registration.verifiedAt != nil:
      return "Number and status are verified. The registration can be accepted now."
    case ("query", .queried):
      return "Sent back with your question. \(hasHead ? "The school’s head has been told by mail." : nobody)"
    case ("reject", .rejected):
      return hasHead
        ? "Rejected. \(name) and the school’s head have been told by mail."
        : "Rejected. \(name) has been told by mail. \(nobody)"
    case ("accept", .accepted):
      return hasHead
        ? "Accepted. \(name), the induction tutor and the school’s head have been told by mail."
        : "Accepted. \(name) and the induction tutor have been told by mail. \(nobody)"
    default: return nil
    }
  }
}
