public import Foundation
import Postgres

/// Somebody who is to give a reference: named by an application as it was sent, or named later in another's place.
public struct Referee: Sendable {
  /// The place of a religious referee, behind all others.
  public static let religiousPlace = 50

  /// How a referee came to be named after the application was sent.
  public struct Naming: Sendable {
    /// Who named them.
    public let by: NamedBy
    /// How the applicant agreed, where the school recorded it.
    public let consent: String
    /// When.
    public let namedAt: Date
    /// The place of the referee in whose place they were named; nil for one more.
    public let replaces: Int?
  }

  /// Their place in the application, from 1; those named later have places from 11.
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
  /// Whether the applicant lets schools contact them before the interview.
  public let mayBeAskedEarly: Bool
  /// Whether they speak of the practice of a faith, for a school that asked for that.
  public let isReligious: Bool
  /// How they came to be named, where it was after the application was sent.
  public let naming: Naming?
  /// Whether another one has been named in their place.
  public let isReplaced: Bool

  /// The referee as the school sees them while names are hidden: without their name and how to reach them, as in the
  /// application itself.
  var nameless: Referee {
    Referee(
      number: number, name: isReligious ? "Religious referee" : "Referee \(number)",
      relationship: relationship,
      position: position, organisation: organisation, email: "", telephone: "",
      mayBeAskedEarly: mayBeAskedEarly, isReligious: isReligious,
      naming: naming.map {
        Naming(by: $0.by, consent: "", namedAt: $0.namedAt, replaces: $0.replaces)
      }, isReplaced: isReplaced)
  }

  /// What stands against asking them now, in a sentence; nil when they may be asked.
  public func obstacle(_ state: ApplicationState, hasInterviewBegun: Bool) -> String? {
    if isReplaced { return "Another referee has been named in their place." }
    return RefereeRule.obstacle(
      state, mayBeAskedEarly: mayBeAskedEarly, hasInterviewBegun: hasInterviewBegun)
  }

  /// Whether the interview of an application has begun at an instant: by the time that they hold, or by scores of it
  /// that are handed in.
  static func hasInterviewBegun(
    _ application: SentApplication, at now: Date, in db: some Queryable
  ) async throws -> Bool {
    guard application.state == .interviewing else { return false }
    if let held = try await InterviewStore.held(by: application.id, in: db), held.slot.startsAt <= now {
      return true
    }
    return try await ScoreInterview.sheets(application.id, in: db).contains { $0.handedInAt != nil }
  }

  /// The referees of an application, in its order, with those named later behind the first.
  static func of(_ application: SentApplication, in db: some Queryable) async throws -> [Referee] {
    let text = try await db.value(
      """
      SELECT jsonb_build_object('entries', coalesce(answers #> '{referees,entries}', '[]'),
        'vacancy', coalesce(answers -> 'vacancy', '{}')) FROM application WHERE id = \(application.id)
      """, as: JSONText.self)
    let sent = try JSONColumn.decode(Sent.self, from: text)
    let form = try await ApplicationForm.version(application.formVersion, in: db)
    let question = try form.section("referees").questions.first { $0.key == "relationship" }
    let named = try await NamedRefereeStore.list(application.id, in: db)
    let replaced = Set(named.compactMap(\.naming.replaces))
    func referee(
      _ number: Int, _ answers: [String: JSONValue], isReligious: Bool = false, _ naming: Naming? = nil
    ) -> Referee {
      func answer(_ key: String) -> String { (answers[key]?.string ?? "").trimmed }
      let relationship = answer("relationship")
      return Referee(
        number: number, name: answer("name"),
        relationship: isReligious
          ? "Religious referee"
          : question?.options?.first { $0.value == relationship }?.label ?? relationship,
        position: answer("position"), organisation: answer("organisation"), email: answer("email"),
        telephone: answer("telephone"), mayBeAskedEarly: answer("contact_before_interview") == "yes",
        isReligious: isReligious, naming: naming, isReplaced: replaced.contains(number))
    }
    return sent.entries.enumerated().map { referee($0 + 1, $1) }
      + named.map { referee($0.place, $0.answers, isReligious: $0.isReligious, $0.naming) }
      + [sent.religious].compactMap(\.self).map { referee(religiousPlace, $0, isReligious: true) }
  }

  private struct Sent: Decodable {
    let entries: [[String: JSONValue]]
    let vacancy: [String: JSONValue]

    /// The religious referee of an application whose school asked for one, with the keys of the others.
    var religious: [String: JSONValue]? {
      func answer(_ key: String) -> JSONValue { .string((vacancy["religious_\(key)"]?.string ?? "").trimmed) }
      guard answer("email").string?.isEmpty == false else { return nil }
      return [
        "name": answer("referee"), "position": answer("position"), "organisation": answer("position"),
        "email": answer("email"), "contact_before_interview": answer("contact"),
      ]
    }
  }
}

/// Whether, and when, a referee may be asked.
public enum RefereeRule {
  /// What stands against asking a referee now, in a sentence; nil when they may be asked. Before the
  /// interview has begun, or an offer is made, only those may be asked whom the applicant lets schools contact.
  public static func obstacle(
    _ state: ApplicationState, mayBeAskedEarly: Bool, hasInterviewBegun: Bool
  ) -> String? {
    switch state {
    case .sent, .underConsideration, .longlisted:
      "References are asked for once an application is shortlisted."
    case .shortlisted, .interviewing:
      mayBeAskedEarly || hasInterviewBegun && state == .interviewing
        ? nil : "The applicant asked that this referee is not contacted before the interview."
    case .offered, .accepted, .unconditional, .appointed: nil
    case .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn:
      "This application is no longer in the selection."
    }
  }
}
