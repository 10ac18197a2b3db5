import Foundation

/// The words to begin with to those who are not taken forward, true for everybody to whom they go.
enum RejectionWords {
  /// Whoever has waited so many days is told that it was long.
  static let longWait = 42.0

  /// The words for a vacancy and those who are turned down; without anybody they say nothing of how far somebody came or
  /// how long they have waited.
  static func text(
    title: String, school: String, isFilled: Bool, states: [ApplicationState], waited: [TimeInterval]
  ) -> String {
    let isEarly =
      !states.isEmpty && states.allSatisfy { [.sent, .underConsideration, .longlisted].contains($0) }
    let effort =
      isEarly ? "the time and care you put into your application" : "the time and care you gave to it"
    let isLong = !waited.isEmpty && waited.allSatisfy { $0 > longWait * 86_400 }
    let wait = isLong ? " We have kept you waiting longer than we would have liked." : ""
    let decision =
      isFilled
      ? "The post has now been filled, and I am sorry to tell you that we can’t take your application further this time."
      : "We had more good applications than we can take forward, and I am sorry to tell you that we will not be taking "
        + "yours further this time."
    return """
      Thank you for applying for the post of \(title) at \(school), and for \(effort).\(wait)

      \(decision)

      I know that this is disappointing. \(ApplicantMail.generalApplication) We would be glad to hear from you again.
      """
  }

  static func text(
    _ vacancy: Vacancy, isFilled: Bool, to applications: [SentApplication], at now: Date?
  ) -> String {
    text(
      title: vacancy.content.title, school: vacancy.schoolName, isFilled: isFilled,
      states: applications.map(\.state),
      waited: now.map { now in applications.map { now.timeIntervalSince($0.sentAt) } } ?? [])
  }
}
