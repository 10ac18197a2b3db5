public import Foundation
public import Postgres

/// Names a lesson observation.
public struct ObservationID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where a lesson observation stands.
public enum ObservationState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, shared, seen

  /// The states that may follow each: the one table of an observation’s life. The database refuses every other change.
  public static let transitions: [ObservationState: Set<ObservationState>] = [
    .draft: [.shared], .shared: [.seen, .draft], .seen: [.draft],
  ]

  /// The words for it.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .shared: "Shared with the teacher"
    case .seen: "Seen by the teacher"
    }
  }
}

/// A lesson of a teacher in induction that somebody observed.
public struct LessonObservation: Sendable, RowDecodable {
  /// Its identifier.
  public let id: ObservationID
  /// The induction.
  public let induction: InductionID
  /// The school that writes it, and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The teacher’s name.
  public let teacherName: String
  /// Where it stands.
  public internal(set) var state: ObservationState
  /// What is written.
  public internal(set) var content: ObservationContent
  /// When it was last changed.
  public let updatedAt: Date
  /// Rises with every change.
  public let version: Int

  /// The words for it.
  public var title: String { Self.title(of: content.observedOn) }

  static func title(of day: CivilDate?) -> String {
    day.map { "Lesson observation of \(LondonTime.longDate($0))" } ?? "Lesson observation"
  }

  static let columns: Statement = """
    l.id, l.induction_id, l.school_id, o.authority_id, o.name AS school_name, i.first_names, i.last_name, l.state,
    l.content, l.updated_at, l.version
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    induction = try row.decode("induction_id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    teacherName =
      "\(try row.decode("first_names", as: String.self)) \(try row.decode("last_name", as: String.self))"
    state = try row.decode("state")
    content = try JSONColumn.decode(ObservationContent.self, from: try row.decode("content"))
    updatedAt = try row.decode("updated_at")
    version = try row.decode("version")
  }

  static func list(_ condition: Statement, in db: some Queryable) async throws -> [LessonObservation] {
    try await db.query(
      """
      SELECT \(fragment: columns) FROM lesson_observation l JOIN induction i ON i.id = l.induction_id
        JOIN organisation o ON o.id = l.school_id
      WHERE \(fragment: condition) ORDER BY l.created_at, l.id LIMIT 200
      """, as: LessonObservation.self)
  }
}

/// That a lesson observation was shared, seen or opened again.
public struct ObservationTrace: Sendable, RowDecodable {
  let observation: ObservationID
  /// To where; back to the draft when it was opened again.
  public let to: ObservationState
  /// Who did it.
  public let by: String
  /// When.
  public let at: Date
  /// The teacher’s comment, or the reason of opening it again.
  public let note: String
  /// What stood there.
  public let content: ObservationContent

  /// What was done.
  public var title: String {
    switch to {
    case .draft: "Opened again to be corrected"
    case .shared: "Shared with the teacher"
    case .seen: "Seen by the teacher"
    }
  }

  /// Reads a row of the table.
  public init(row: Row) throws {
    observation = try row.decode("observation_id")
    to = try row.decode("to_state")
    by = try row.decode("taken_by_name")
    at = try row.decode("taken_at")
    note = try row.decode("note")
    content = try JSONColumn.decode(ObservationContent.self, from: try row.decode("content"))
  }

  static func list(of observations: [ObservationID], in db: some Queryable) async throws
    -> [ObservationID: [ObservationTrace]]
  {
    let found = try await db.query(
      """
      SELECT observation_id, to_state, taken_by_name, taken_at, note, content FROM lesson_observation_trace
      WHERE observation_id = ANY (\(observations.map(\.rawValue))) ORDER BY version
      """, as: ObservationTrace.self)
    return Dictionary(grouping: found, by: \.observation)
  }
}

/// A lesson observation as one person may see it, with what they may do.
public struct ObservationRecord: Sendable {
  /// The observation.
  public let observation: LessonObservation
  /// What was done, oldest first.
  public let traces: [ObservationTrace]
  /// What keeps it from being shared.
  public let problems: [FieldProblem]
  /// Whether the acting person may write in it and share it.
  public let mayWrite: Bool
  /// Whether the acting person may confirm that they have seen it.
  public let mayConfirm: Bool
  /// Whether the acting person may open it again.
  public let mayReopen: Bool
  /// Whether it was opened again, and this is what was last shared.
  public let showsLastShared: Bool

  /// Whether it was shared at least once: from then on it is never discarded.
  public var wasShared: Bool { traces.contains { $0.to == .shared } }
  /// Whether the acting person may discard it.
  public var mayDiscard: Bool { mayWrite && !wasShared }
  /// What the teacher said to what is shown, where they have confirmed it.
  public var comment: String {
    guard let seen = traces.last(where: { $0.to != .draft }), seen.to == .seen else { return "" }
    return seen.note
  }

  /// As somebody may see it; nil when it doesn’t exist for them.
  init?(
    _ observation: LessonObservation, _ traces: [ObservationTrace], _ induction: Induction,
    _ access: SupportAccess
  ) {
    let isOpen = !induction.state.isDecided
    let last = traces.last { $0.to == .shared }
    if access.isSchool {
      (self.observation, self.traces, showsLastShared) = (observation, traces, false)
      problems = observation.state == .draft ? observation.content.gaps(begunOn: induction.beganOn) : []
      mayWrite = isOpen && access.mayWrite && observation.state == .draft
      mayReopen = isOpen && access.mayWrite && observation.state != .draft
      mayConfirm = false
      return
    }
    guard access.isOwn || access.isBody, let last else { return nil }
    var shown = observation
    shown.content = last.content
    showsLastShared = observation.state == .draft
    (self.observation, self.traces, problems) = (shown, traces, [])
    (mayWrite, mayReopen) = (false, false)
    mayConfirm = isOpen && access.isOwn && observation.state == .shared
  }
}
