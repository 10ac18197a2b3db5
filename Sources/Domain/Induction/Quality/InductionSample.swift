public import Foundation
public import Postgres

/// Names a sample.
public struct SampleID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an item of a sample.
public struct SampleItemID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What was drawn of a term’s assessments, and by what.
public struct InductionSample: Sendable, RowDecodable {
  /// Its identifier.
  public let id: SampleID
  /// The body that drew it.
  public let place: Place
  /// The term.
  public let term: RecruitmentSpan
  /// How many in a hundred of each school’s.
  public let share: Int
  /// What decided the order, so that it can be drawn again.
  public let seed: String
  /// Which criteria its items are judged by.
  public let criteriaVersion: String
  /// Who drew it.
  public let drawnBy: String
  /// When.
  public let drawnAt: Date
  /// How many there were to draw from.
  public let candidates: Int
  /// How many were drawn.
  public let drawn: Int
  /// How many of them are judged.
  public let judged: Int

  static let columns: Statement = """
    s.id, s.organisation_id, s.authority_id, s.begins_on, s.share, s.seed, s.criteria_version, s.drawn_by_name,
    s.drawn_at, n.candidates, n.drawn, n.judged
    """
  static let tables: Statement = """
    induction_sample s CROSS JOIN LATERAL (
      SELECT count(*) AS candidates, count(*) FILTER (WHERE m.is_drawn) AS drawn, count(m.judged_at) AS judged
      FROM induction_sample_item m WHERE m.sample_id = s.id) n
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    term = RecruitmentSpan.term(of: try row.decode("begins_on"))
    share = try row.decode("share")
    seed = try row.decode("seed")
    criteriaVersion = try row.decode("criteria_version")
    drawnBy = try row.decode("drawn_by_name")
    drawnAt = try row.decode("drawn_at")
    candidates = try row.decode("candidates")
    drawn = try row.decode("drawn")
    judged = try row.decode("judged")
  }
}

/// An assessment that was drawn, with what somebody who looked at it found.
public struct SampleItem: Sendable, RowDecodable {
  /// Its identifier.
  public let id: SampleItemID
  /// The sample.
  public let sample: SampleID
  /// The body that drew it.
  public let place: Place
  /// The term of the sample.
  public let term: RecruitmentSpan
  /// The assessment.
  public let assessment: AssessmentID
  /// What it is.
  public let kind: InductionAssessment.Kind
  /// The first, second, and so on of its kind.
  public let number: Int
  /// The induction.
  public let induction: InductionID
  /// The teacher’s name.
  public let teacherName: String
  /// The school that wrote it.
  public let school: OrganisationID
  /// The school’s name.
  public let schoolName: String
  /// Why it was looked at first.
  public let risks: [SampleRisk]
  /// How each criterion is met, by its code; nil until somebody has looked.
  public let judgements: [String: SampleCriteria.Judgement]?
  /// What they noted.
  public let notes: String
  /// Who looked.
  public let judgedBy: String?
  /// When.
  public let judgedAt: Date?
  /// Rises with every change.
  public let version: Int

  /// The words for it.
  public var title: String {
    switch kind {
    case .assessment: "Formal assessment \(number)"
    case .review: "Progress review \(number)"
    case .interim: "Interim assessment \(number)"
    }
  }

  static let columns: Statement = """
    m.id, m.sample_id, s.organisation_id, s.authority_id, s.begins_on, m.assessment_id, a.kind, a.number,
    a.induction_id, i.first_names || ' ' || i.last_name AS teacher_name, m.school_id, o.name AS school_name, m.risks,
    m.judgements, m.notes, m.judged_by_name, m.judged_at, m.version
    """
  static let tables: Statement = """
    induction_sample_item m JOIN induction_sample s ON s.id = m.sample_id
      JOIN induction_assessment a ON a.id = m.assessment_id JOIN induction i ON i.id = a.induction_id
      JOIN organisation o ON o.id = m.school_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    sample = try row.decode("sample_id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    term = RecruitmentSpan.term(of: try row.decode("begins_on"))
    assessment = try row.decode("assessment_id")
    kind = try row.decode("kind")
    number = try row.decode("number")
    induction = try row.decode("induction_id")
    teacherName = try row.decode("teacher_name")
    school = try row.decode("school_id")
    schoolName = try row.decode("school_name")
    risks = try row.decode("risks", as: [String].self).compactMap(SampleRisk.init(rawValue:))
    judgements = try row.decodeIfPresent("judgements", as: JSONText.self).map {
      try JSONColumn.decode([String: SampleCriteria.Judgement].self, from: $0)
    }
    notes = try row.decode("notes")
    judgedBy = try row.decodeIfPresent("judged_by_name")
    judgedAt = try row.decodeIfPresent("judged_at")
    version = try row.decode("version")
  }
}
