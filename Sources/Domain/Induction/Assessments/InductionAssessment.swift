public import Foundation
public import Postgres

/// Names an assessment.
public struct AssessmentID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where an assessment stands: whose turn it is.
public enum AssessmentState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, drafted, completed, confirmed, received

  /// The states that may follow each: the one table of an assessment’s life. The database holds the same as rows of
  /// `induction_transition`.
  public static let transitions: [AssessmentState: Set<AssessmentState>] = [
    .draft: [.drafted],
    .drafted: [.completed, .draft],
    .completed: [.confirmed, .draft],
    .confirmed: [.received, .draft],
    .received: [.draft],
  ]

  /// What the next signature leads to; nil when all have signed.
  public var next: AssessmentState? {
    switch self {
    case .draft: .drafted
    case .drafted: .completed
    case .completed: .confirmed
    case .confirmed: .received
    case .received: nil
    }
  }

  /// The words for it, with whose turn it is.
  public var title: String {
    switch self {
    case .draft: "The tutor’s turn"
    case .drafted: "The head’s turn"
    case .completed: "The teacher’s turn"
    case .confirmed: "The appropriate body’s turn"
    case .received: "Received"
    }
  }
}

/// A formal assessment, an interim one, or a progress review.
public struct InductionAssessment: Sendable, RowDecodable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case assessment, review, interim

    /// The words for one of its kind.
    func title(_ number: Int) -> String {
      switch self {
      case .assessment: "Formal assessment \(number)"
      case .review: "Progress review \(number)"
      case .interim: "Interim assessment \(number)"
      }
    }
  }

  /// Its identifier.
  public let id: AssessmentID
  /// The induction.
  public let induction: InductionID
  /// The school that writes it, and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// What it is.
  public let kind: Kind
  /// The first, second, and so on of its kind.
  public let number: Int
  /// The form it is written on.
  public let formVersion: String
  /// Whose turn it is.
  public let state: AssessmentState
  /// The answers by name.
  public internal(set) var answers: [String: String]
  /// What the teacher says to it.
  public internal(set) var teacherComments: String
  /// When it was last changed.
  public let updatedAt: Date
  /// Rises with every change.
  public let version: Int
  /// Whether the head has completed it at least once, so that teacher and body see it.
  public let wasCompleted: Bool
  /// Whether whoever reads the list may open it.
  public private(set) var mayOpen = true

  /// As somebody knows it who may not open it: that it is there, and whose turn it is.
  var closed: InductionAssessment {
    var closed = self
    (closed.answers, closed.teacherComments, closed.mayOpen) = ([:], "", false)
    return closed
  }

  /// The words for it.
  public var title: String { kind.title(number) }

  /// Whether the head has completed it, and it says that progress is unsatisfactory.
  public var isConcern: Bool {
    answers["progress"] == "unsatisfactory" && isSigned
  }

  /// What it says of progress, in words; nil until the head has completed it, and for whoever may not open it.
  public var finding: String? { isSigned ? Self.finding(answers) : nil }

  /// Whether what it says was completed by the head, and is not being written again.
  var isSigned: Bool { [.completed, .confirmed, .received].contains(state) }

  static func finding(_ answers: [String: String]) -> String? {
    ["satisfactory": "Progress satisfactory", "unsatisfactory": "Progress unsatisfactory"][
      answers["progress"] ?? ""]
  }

  static let columns: Statement = """
    a.id, a.induction_id, a.school_id, o.authority_id, o.name AS school_name, a.kind, a.number, a.form_version, a.state,
    a.content, a.teacher_comments, a.updated_at, a.version,
    EXISTS (SELECT FROM induction_signature c WHERE c.assessment_id = a.id AND c.to_state = 'completed')
      AS was_completed
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    kind = try row.decode("kind")
    number = try row.decode("number")
    formVersion = try row.decode("form_version")
    state = try row.decode("state")
    answers = try JSONColumn.decode([String: String].self, from: try row.decode("content"))
    teacherComments = try row.decode("teacher_comments")
    updatedAt = try row.decode("updated_at")
    version = try row.decode("version")
    wasCompleted = try row.decode("was_completed")
  }

  static func list(_ condition: Statement, in db: some Queryable) async throws -> [InductionAssessment] {
    try await db.query(
      """
      SELECT \(fragment: columns) FROM induction_assessment a JOIN organisation o ON o.id = a.school_id
      WHERE \(fragment: condition) ORDER BY a.created_at, a.id LIMIT 200
      """, as: InductionAssessment.self)
  }
}

/// A signature, or that an assessment was opened again.
public struct AssessmentSignature: Sendable, RowDecodable {
  /// From where.
  public let from: AssessmentState
  /// To where; back to the draft when it was opened again.
  public let to: AssessmentState
  /// Who signed.
  public let signedBy: String
  /// When.
  public let signedAt: Date
  /// What goes with it: the teacher’s comments, why it was opened again, or why it went on without the teacher.
  public let note: String
  /// Whether the head handed it on because the teacher had not signed.
  public let isWithoutTeacher: Bool
  /// What was signed.
  public let answers: [String: String]
  /// Periods, terms and absence at that moment.
  public let facts: [String: String]

  /// What was done.
  public var title: String {
    switch to {
    case .draft: "Opened again"
    case .drafted: "Drafted"
    case .completed: "Completed by the head"
    case .confirmed:
      isWithoutTeacher ? "Handed on without the teacher’s signature" : "Confirmed by the teacher"
    case .received: "Received by the appropriate body"
    }
  }

  /// Reads a row of the table.
  public init(row: Row) throws {
    from = try row.decode("from_state")
    to = try row.decode("to_state")
    signedBy = try row.decode("signed_by_name")
    signedAt = try row.decode("signed_at")
    note = try row.decode("note")
    isWithoutTeacher = try row.decode("without_teacher")
    answers = try JSONColumn.decode([String: String].self, from: try row.decode("content"))
    facts = try JSONColumn.decode([String: String].self, from: try row.decode("facts"))
  }
}

/// An assessment with its signatures, and what still keeps it from the next.
public struct AssessmentRecord: Sendable {
  /// The assessment.
  public let assessment: InductionAssessment
  /// The teacher’s name.
  public let teacherName: String
  /// Signatures, oldest first.
  public let signatures: [AssessmentSignature]
  /// What stands on it besides what people write, by the names of ``AssessmentFacts/labels``.
  public let facts: [String: String]
  /// What keeps it from being signed.
  public let problems: [FieldProblem]
  /// Whether the acting person may write in it now.
  public let mayWrite: Bool
  /// Whether it is the acting person’s turn to sign.
  public let maySign: Bool
  /// Whether the acting person may open it again.
  public let mayReopen: Bool
  /// Why the acting person can’t sign though it is their turn; nil when nothing stands in the way.
  public var signingObstacle: String?
  /// Whether the acting person signs as the head upon their own signature as the tutor: then they say why.
  public var takesTutorReason = false
  /// The last day of the teacher’s own turn, after which the head may hand it on without them; for the head alone.
  public var teacherSignsBy: CivilDate?
  /// Whether that day is over.
  public var mayPassOn = false
  /// Whether it was opened again, and this is what the head last completed.
  public var showsLastCompleted = false
  /// Where the induction stands.
  public var inductionState = InductionState.serving

  /// What teacher and body see of one that was opened again: what the head last completed, with the signatures up to
  /// its opening.
  static func asCompleted(
    _ assessment: InductionAssessment, _ induction: Induction, _ signatures: [AssessmentSignature]
  ) -> AssessmentRecord {
    var (shown, kept, facts) = (assessment, signatures, [String: String]())
    if let last = signatures.lastIndex(where: { $0.to == .completed }) {
      shown.answers = signatures[last].answers
      facts = signatures[last].facts
      let opened = signatures[last...].firstIndex { $0.to == .draft } ?? last
      kept = Array(signatures[...opened])
      shown.teacherComments = kept[last...].first { $0.to == .confirmed && !$0.isWithoutTeacher }?.note ?? ""
    }
    return AssessmentRecord(
      assessment: shown, teacherName: induction.name, signatures: kept, facts: facts, problems: [],
      mayWrite: false, maySign: false, mayReopen: false, showsLastCompleted: true,
      inductionState: induction.state)
  }
}

extension InductionAssessment {
  /// Whose turn it is, or that it was not finished: once induction is decided nobody signs any more.
  public func words(in induction: InductionState) -> String {
    state != .received && induction.isDecided ? "Not finished when induction ended" : state.title
  }
}

extension InductionState {
  /// Whether the body has decided it, or the teacher has died: what was signed stays as it is.
  public var isDecided: Bool { [.satisfactory, .notSatisfactory, .died].contains(self) }
}
