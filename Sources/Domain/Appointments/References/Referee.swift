import Postgres

/// Somebody whom an application names as a referee, as it was sent.
public struct Referee: Sendable {
  /// The place of a religious referee, behind all others.
  public static let religiousPlace = 50

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

  /// Whether they speak of the practice of a faith, for a school that asked for that.
  public var isReligious: Bool { number == Self.religiousPlace }

  /// The referees of an application, in its order.
  static func of(_ application: SentApplication, in db: some Queryable) async throws -> [Referee] {
    let text = try await db.value(
      """
      SELECT jsonb_build_object('entries', coalesce(answers #> '{referees,entries}', '[]'),
        'vacancy', coalesce(answers -> 'vacancy', '{}')) FROM application WHERE id = \(application.id)
      """, as: JSONText.self)
    let named = try JSONColumn.decode(Named.self, from: text)
    let form = try await ApplicationForm.version(application.formVersion, in: db)
    let question = try form.section("referees").questions.first { $0.key == "relationship" }
    let referees = named.entries.enumerated().map { index, entry in
      func answer(_ key: String) -> String { (entry[key]?.string ?? "").trimmed }
      let relationship = answer("relationship")
      return Referee(
        number: index + 1, name: answer("name"),
        relationship: question?.options?.first { $0.value == relationship }?.label ?? relationship,
        position: answer("position"), organisation: answer("organisation"), email: answer("email"),
        telephone: answer("telephone"), mayBeAskedEarly: answer("contact_before_interview") == "yes")
    }
    return referees + [religious(named.vacancy)].compactMap(\.self)
  }

  private struct Named: Decodable {
    let entries: [[String: JSONValue]]
    let vacancy: [String: JSONValue]
  }

  /// The religious referee of an application whose school asked for one.
  private static func religious(_ answers: [String: JSONValue]) -> Referee? {
    func answer(_ key: String) -> String { (answers["religious_\(key)"]?.string ?? "").trimmed }
    guard !answer("email").isEmpty else { return nil }
    return Referee(
      number: religiousPlace, name: answer("referee"), relationship: "Religious referee",
      position: answer("position"), organisation: answer("position"), email: answer("email"), telephone: "",
      mayBeAskedEarly: answer("contact") == "yes")
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
