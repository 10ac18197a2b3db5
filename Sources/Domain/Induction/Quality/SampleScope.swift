public import Postgres

/// What an item of a sample is.
public enum SampleSubject: String, Sendable, Codable, CaseIterable {
  case assessment, observation
}

/// What a sample is drawn from.
public enum SampleScope: String, Sendable, Codable, CaseIterable, PostgresValue {
  case both, assessments, observations

  /// The words for it.
  public var title: String {
    switch self {
    case .both: "Assessments and lesson observations"
    case .assessments: "Assessments only"
    case .observations: "Lesson observations only"
    }
  }

  /// Whether something of this kind may be drawn.
  public func includes(_ subject: SampleSubject) -> Bool {
    switch subject {
    case .assessment: self != .observations
    case .observation: self != .assessments
    }
  }

  /// What to do where a term has nothing to draw.
  var emptyTerm: String {
    switch self {
    case .both:
      "Choose another term: no school completed an assessment or shared a lesson observation in this one."
    case .assessments: "Choose another term: no school completed an assessment in this one."
    case .observations: "Choose another term: no school shared a lesson observation in this one."
    }
  }
}
