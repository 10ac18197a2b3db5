public import Foundation
public import Postgres

/// Who named a referee after the application was sent.
public enum NamedBy: String, Sendable, Codable, CaseIterable, PostgresValue {
  case applicant, school

  /// The words for it.
  public var title: String {
    switch self {
    case .applicant: "Named by the applicant"
    case .school: "Recorded by the school, with the applicant’s consent"
    }
  }
}

/// Why another referee may be named in the place of one.
public enum RefereeOpening: String, Sendable, Codable, CaseIterable {
  case declined, undelivered, late, asked

  /// Why, in a sentence for whoever reads it.
  public func sentence(_ name: String?, for reader: NamedBy = .applicant) -> String {
    guard reader == .applicant else { return sentenceForSchool(name) }
    guard let name else { return "The school asks you for one more referee." }
    return switch self {
    case .declined: "\(name) has told the school that they can’t give a reference."
    case .undelivered: "The school’s mail did not reach \(name)."
    case .late: "\(name) has not answered yet."
    case .asked: "The school asks you for another referee in place of \(name)."
    }
  }

  private func sentenceForSchool(_ name: String?) -> String {
    guard let name else { return "You have asked the applicant for one more referee." }
    return switch self {
    case .declined: "\(name) has told you that they can’t give a reference."
    case .undelivered: "Your mail did not reach \(name)."
    case .late: "\(name) has not answered yet."
    case .asked: "You have asked the applicant for another referee in place of \(name)."
    }
  }

  /// Why, given the reference that was asked of a referee and whether the school asks for another in their place; nil
  /// while nobody needs another one.
  public static func of(_ state: ReferenceState?, isAskedFor: Bool) -> RefereeOpening? {
    switch state {
    case .received, .replaced: nil
    case .declined: .declined
    case .undelivered: .undelivered
    case .late: .late
    case .requested, nil: isAskedFor ? .asked : nil
    }
  }
}

/// Another referee that may be named for an application, and everything that belongs to naming one.
public struct OtherReferees: Sendable {
  /// A place in which another one may be named.
  public struct Opening: Sendable {
    /// The referee who gives none; nil for one more.
    public let referee: Referee?
    /// Why.
    public let reason: RefereeOpening
    /// What is asked of the one who is named in their place, in the words of whoever is asked.
    public let section: FormSection
    /// Whose words these are.
    public let reader: NamedBy

    /// Their place, in texts; empty for one more.
    public var place: String { referee.map { String($0.number) } ?? "" }
    /// Why, for whoever reads it.
    public var sentence: String { reason.sentence(referee?.name, for: reader) }
  }

  /// What the school asks of the applicant.
  public struct Ask: Sendable, RowDecodable {
    /// In whose place; nil for one more.
    public let replaces: Int?
    /// In the school's words; may be empty.
    public let message: String
    /// When it was asked.
    public let askedAt: Date

    /// Reads a row of `referee_ask`.
    public init(row: Row) throws {
      replaces = try row.decodeIfPresent("replaces", as: Int.self)
      message = try row.decode("message")
      askedAt = try row.decode("asked_at")
    }
  }

  /// The application.
  public let application: SentApplication
  /// Everybody named, by the application and later.
  public let referees: [Referee]
  /// The places in which the applicant may name another one now.
  public let openings: [Opening]
  /// What the school asks of the applicant and is not answered yet.
  public let ask: Ask?
  /// The questions about a referee, in the words of whoever is asked: the applicant, or the school that records one.
  public let section: FormSection

  private static func aboutApplicant(_ question: Question) -> Question {
    let words = [
      "relationship": ("How they know the applicant", "Choose how they know the applicant."),
      "is_relative": (
        "Are they a relative or partner of the applicant?",
        "Say whether they are a relative or partner of the applicant."
      ),
      "contact_before_interview": (
        "May the school contact them before an interview?",
        "Say whether the school may contact them before an interview."
      ),
    ]
    guard let (label, prompt) = words[question.key] else { return question }
    return Question(
      question.key, label, question.type, hint: question.hint, required: question.required,
      maximum: question.maximum, options: question.options, when: question.when, prompt: prompt)
  }

  /// Whether another referee is of use for an application in this state: references are asked for, and the person
  /// is not appointed yet.
  public static func isOpen(_ state: ApplicationState) -> Bool {
    state.isPastShortlist && state != .appointed
  }

  static func load(
    _ application: SentApplication, _ services: Services, for reader: NamedBy = .applicant,
    in db: some Queryable
  ) async throws -> OtherReferees {
    let referees = try await Referee.of(application, in: db)
    let requests = try await ReferenceStore.list(application.id, in: db)
    let asked = try await NamedRefereeStore.openAsk(application.id, in: db)
    // Whoever has given a reference since needs nobody in their place.
    let ask = asked.flatMap { ask in
      requests.contains { $0.referee == ask.replaces && $0.receivedAt != nil } ? nil : ask
    }
    let form = try await ApplicationForm.version(application.formVersion, in: db)
    let now = services.now()
    var openings: [Opening] = []
    if isOpen(application.state) {
      openings = try referees.compactMap { referee in
        let state = requests.first { $0.referee == referee.number }?.state(at: now)
        let isAskedFor = ask.map { $0.replaces == referee.number } ?? false
        guard !referee.isReplaced, let why = RefereeOpening.of(state, isAskedFor: isAskedFor) else {
          return nil
        }
        return Opening(
          referee: referee, reason: why,
          section: try Self.section(form, isReligious: referee.isReligious, for: reader), reader: reader)
      }
      if let ask, ask.replaces == nil {
        openings.append(
          Opening(
            referee: nil, reason: .asked, section: try Self.section(form, isReligious: false, for: reader),
            reader: reader))
      }
    }
    return OtherReferees(
      application: application, referees: referees, openings: openings, ask: ask,
      section: try Self.section(form, isReligious: false, for: reader))
  }

  /// What the form asks about a referee, as one page. How they know the applicant is not asked of a religious one.
  static func section(
    _ form: ApplicationForm, isReligious: Bool, for reader: NamedBy
  ) throws -> FormSection {
    let section = try form.section("referees")
    let questions = section.questions.filter { !isReligious || $0.key != "relationship" }
    return FormSection(
      key: section.key, title: "Another referee", intro: nil,
      questions: reader == .school ? questions.map(aboutApplicant) : questions, entries: nil, rule: nil)
  }
}

/// What somebody who is named must be.
enum RefereeNaming {
  /// The most that are named after an application was sent.
  static let most = 10

  /// Everything that keeps the answers about a referee from being taken, in the words of whoever gives them.
  static func problems(
    _ answers: [String: JSONValue], _ section: FormSection, among others: [Referee], ownEmail: String,
    by reader: NamedBy, today: CivilDate
  ) -> [FieldProblem] {
    var found = FormRules.problems(answers, section, today: today)
    if answers["is_relative"]?.string == "yes" {
      found.append(
        FieldProblem(
          field: "is_relative",
          message: "Give a referee who is neither a relative nor a partner of "
            + (reader == .school ? "the applicant." : "yours.")))
    }
    let email = (answers["email"]?.string ?? "").trimmed.lowercased()
    if !email.isEmpty, email == ownEmail.lowercased() {
      found.append(
        FieldProblem(
          field: "email",
          message: reader == .school
            ? "Enter the referee’s address: this one is the applicant’s own."
            : "Enter somebody else’s address: this one is your own."))
    }
    if let known = others.first(where: { $0.email.lowercased() == email }), !email.isEmpty {
      found.append(
        FieldProblem(
          field: "email",
          message:
            "Enter a different person: this is the address of \(known.name), who is named already. "
            + (reader == .school ? "You can send them a new link." : "The school can send them a new link.")))
    }
    return found
  }
}

/// Statements about those who are named after an application was sent.
enum NamedRefereeStore {
  /// A row of `named_referee`.
  struct Entry: Sendable, RowDecodable {
    let place: Int
    let answers: [String: JSONValue]
    let isReligious: Bool
    let naming: Referee.Naming

    init(row: Row) throws {
      place = try row.decode("place")
      answers = try JSONColumn.decode([String: JSONValue].self, from: try row.decode("answers"))
      isReligious = try row.decode("is_religious")
      naming = Referee.Naming(
        by: try row.decode("named_by"), consent: try row.decode("consent"),
        namedAt: try row.decode("named_at"),
        replaces: try row.decodeIfPresent("replaces", as: Int.self))
    }
  }

  static func list(_ application: ApplicationID, in db: some Queryable) async throws -> [Entry] {
    try await db.query(
      """
      SELECT place, answers, is_religious, named_by, consent, named_at, replaces FROM named_referee
      WHERE application_id = \(application) ORDER BY place
      """, as: Entry.self)
  }

  static func openAsk(
    _ application: ApplicationID, in db: some Queryable
  ) async throws -> OtherReferees.Ask? {
    try await db.first(
      """
      SELECT replaces, message, asked_at FROM referee_ask
      WHERE application_id = \(application) AND answered_at IS NULL
      """, as: OtherReferees.Ask.self)
  }

  /// Everything that the school asked of an applicant, oldest first.
  static func asks(_ application: ApplicationID, in db: some Queryable) async throws -> [OtherReferees.Ask] {
    try await db.query(
      """
      SELECT replaces, message, asked_at FROM referee_ask WHERE application_id = \(application) ORDER BY asked_at, id
      """, as: OtherReferees.Ask.self)
  }
}
