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

/// What was drawn of a term’s assessments and lesson observations, and by what.
public struct InductionSample: Sendable, RowDecodable {
  /// How many of one kind there are.
  public struct Counts: Sendable, Equatable {
    /// How many there were to draw from.
    public let candidates: Int
    /// How many were drawn.
    public let drawn: Int
    /// How many of them are judged.
    public let judged: Int
  }

  /// Its identifier.
  public let id: SampleID
  /// The body that drew it.
  public let place: Place
  /// The term.
  public let term: RecruitmentSpan
  /// What it was drawn from.
  public let scope: SampleScope
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
  /// How many of all these are lesson observations.
  public let observations: Counts

  /// How many of all these are assessments.
  public var assessments: Counts {
    Counts(
      candidates: candidates - observations.candidates, drawn: drawn - observations.drawn,
      judged: judged - observations.judged)
  }

  static let columns: Statement = """
    s.id, s.organisation_id, s.authority_id, s.begins_on, s.scope, s.share, s.seed, s.criteria_version, s.drawn_by_name,
    s.drawn_at, n.candidates, n.drawn, n.judged, n.observation_candidates, n.observations_drawn, n.observations_judged
    """
  static let tables: Statement = """
    induction_sample s CROSS JOIN LATERAL (
      SELECT count(*) AS candidates, count(*) FILTER (WHERE m.is_drawn) AS drawn, count(m.judged_at) AS judged,
        count(m.observation_id) AS observation_candidates,
        count(m.observation_id) FILTER (WHERE m.is_drawn) AS observations_drawn,
        count(m.observation_id) FILTER (WHERE m.judged_at IS NOT NULL) AS observations_judged
      FROM induction_sample_item m WHERE m.sample_id = s.id) n
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    term = RecruitmentSpan.term(of: try row.decode("begins_on"))
    scope = try row.decode("scope")
    share = try row.decode("share")
    seed = try row.decode("seed")
    criteriaVersion = try row.decode("criteria_version")
    drawnBy = try row.decode("drawn_by_name")
    drawnAt = try row.decode("drawn_at")
    candidates = try row.decode("candidates")
    drawn = try row.decode("drawn")
    judged = try row.decode("judged")
    observations = Counts(
      candidates: try row.decode("observation_candidates"), drawn: try row.decode("observations_drawn"),
      judged: try row.decode("observations_judged"))
  }
}

/// An assessment or a lesson observation that was drawn, with what somebody who looked at it found.
public struct SampleItem: Sendable, RowDecodable {
  /// What was drawn.
  public enum Drawn: Sendable, Equatable {
    /// An assessment, with its kind and whether it is the first, second, and so on of its kind.
    case assessment(AssessmentID, InductionAssessment.Kind, Int)
    /// A lesson observation, with the day of the lesson as it was last shared.
    case observation(ObservationID, CivilDate?)
  }

  /// Its identifier.
  public let id: SampleItemID
  /// The sample.
  public let sample: SampleID
  /// The body that drew it.
  public let place: Place
  /// The term of the sample.
  public let term: RecruitmentSpan
  /// What was drawn.
  public let drawn: Drawn
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

  /// The assessment, if it is one.
  public var assessment: AssessmentID? {
    if case .assessment(let id, _, _) = drawn { id } else { nil }
  }
  /// The lesson observation, if it is one.
  public var observation: ObservationID? {
    if case .observation(let id, _) = drawn { id } else { nil }
  }
  /// Which of the two.
  public var subject: SampleSubject { observation == nil ? .assessment : .observation }

  /// The words for it.
  public var title: String {
    switch drawn {
    case .assessment(_, let kind, let number): kind.title(number)
    case .observation(_, let day): LessonObservation.title(of: day)
    }
  }

  static let columns: Statement = """
    m.id, m.sample_id, s.organisation_id, s.authority_id, s.begins_on, m.assessment_id, a.kind, a.number,
    m.observation_id, (
      SELECT (t.content ->> 'observedOn')::date FROM lesson_observation_trace t
      WHERE t.observation_id = l.id AND t.to_state = 'shared' ORDER BY t.version DESC LIMIT 1) AS observed_on,
    i.id AS induction_id, i.first_names || ' ' || i.last_name AS teacher_name, m.school_id, o.name AS school_name,
    m.risks, m.judgements, m.notes, m.judged_by_name, m.judged_at, m.version
    """
  static let tables: Statement = """
    induction_sample_item m JOIN induction_sample s ON s.id = m.sample_id
      LEFT JOIN induction_assessment a ON a.id = m.assessment_id
      LEFT JOIN lesson_observation l ON l.id = m.observation_id
      JOIN induction i ON i.id = coalesce(a.induction_id, l.induction_id)
      JOIN organisation o ON o.id = m.school_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    sample = try row.decode("sample_id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    term = RecruitmentSpan.term(of: try row.decode("begins_on"))
    if let id = try row.decodeIfPresent("assessment_id", as: AssessmentID.self) {
      drawn = .assessment(id, try row.decode("kind"), try row.decode("number"))
    } else {
      drawn = .observation(try row.decode("observation_id"), try row.decodeIfPresent("observed_on"))
    }
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
