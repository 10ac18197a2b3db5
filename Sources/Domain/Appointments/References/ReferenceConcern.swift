import Postgres

/// An answer of a referee that a school takes up with them and the applicant before it relies on the reference.
///
/// Keeping children safe in education, part three, asks schools to have concerns that a reference brings up resolved
/// satisfactorily before an appointment is confirmed.
public enum ReferenceConcern: String, Sendable, Codable, CaseIterable {
  /// Not satisfied that they are suitable to work with children.
  case suitable
  /// Substantiated allegations or concerns.
  case allegations
  /// A disciplinary sanction.
  case disciplinary
  /// Formal capability procedures.
  case capability
  /// A religious referee knows a reason why they should not work with children.
  case concerns

  /// What was asked, and the answer.
  public var words: String {
    switch self {
    case .suitable: "Suitable to work with children: No"
    case .allegations: "Substantiated allegations or concerns: Yes"
    case .disciplinary: "Disciplinary sanction: Yes"
    case .capability: "Capability procedures: Yes"
    case .concerns: "A reason why they should not work with children: Yes"
    }
  }

  /// Those of the row `r` of `reference_request` that was received, separated by commas.
  static let column: Statement = """
    CASE WHEN r.received_at IS NOT NULL THEN concat_ws(',',
      CASE WHEN r.answers @> '{"suitable": "no"}' THEN 'suitable' END,
      CASE WHEN r.answers @> '{"allegations": "yes"}' THEN 'allegations' END,
      CASE WHEN r.answers @> '{"disciplinary": "yes"}' THEN 'disciplinary' END,
      CASE WHEN r.answers @> '{"capability": "yes"}' THEN 'capability' END,
      CASE WHEN r.answers @> '{"concerns": "yes"}' THEN 'concerns' END) ELSE '' END
    """

  /// Reads what ``column`` has found.
  static func read(_ text: String) -> [ReferenceConcern] {
    text.split(separator: ",").compactMap { ReferenceConcern(rawValue: String($0)) }
  }
}
