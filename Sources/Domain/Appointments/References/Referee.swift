import Postgres

/// Somebody whom an application names as a referee, as it was sent.
public struct Referee: Sendable {
  /// Their place in the application, from 1.
  public let number: Int
  /// Their name.
  public let name: String
  /// How they know the applicant, in the words of the form.
  public let relationship: String
  /// Their position.
  public let position: String
  /// Their school or organisation.
  public let organisation: String
  /// Their e-mail address.
  public let email: String
  /// Their telephone number; may be empty.
  public let telephone: String
  /// Whether the applicant lets schools ask them before an interview.
  public let mayBeAskedEarly: Bool

  /// The referees of an application, in its order.
  static func of(_ application: SentApplication, in db: some Queryable) async throws -> [Referee] {
    let text = try await db.value(
      """
      SELECT coalesce(answers #> '{referees,entries}', '[]') FROM application WHERE id = \(application.id)
      """, as: JSONText.self)
    let entries = try JSONColumn.decode([[String: JSONValue]].self, from: text)
    let form = try await ApplicationForm.version(application.formVersion, in: db)
    let question = try form.section("referees").questions.first { $0.key == "relationship" }
    return entries.enumerated().map { index, entry in
      func answer(_ key: String) -> String { (entry[key]?.string ?? "").trimmed }
      let relationship = answer("relationship")
      return Referee(
        number: index + 1, name: answer("name"),
        relationship: question?.options?.first { $0.value == relationship }?.label ?? relationship,
        position: answer("position"), organisation: answer("organisation"), email: answer("email"),
        telephone: answer("telephone"), mayBeAskedEarly: answer("contact_before_interview") == "yes")
    }
  }
}

/// Whether, and when, a referee may be asked.
public enum RefereeRule {
  /// What stands against asking a referee now, in a sentence; nil when they may be asked. Before an offer only
  /// those may be asked whom the applicant lets schools ask.
  public static func obstacle(_ state: ApplicationState, mayBeAskedEarly: Bool) -> String? {
    switch state {
    case .sent, .underConsideration, .longlisted:
      "References are asked for once an application is shortlisted."
    case .shortlisted, .interviewing:
      mayBeAskedEarly ? nil : "The applicant does not want this referee to be asked before an offer is made."
    case .offered, .accepted, .unconditional, .appointed: nil
    case .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn:
      "This application is no longer in the selection."
    }
  }
}
