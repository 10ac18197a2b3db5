/// What becomes of a row of a file of claims that accepts registrations.
public enum ClaimOutcome: String, Sendable, Codable, CaseIterable {
  /// It is taken, or will be.
  case claimed
  /// It was taken before.
  case already
  /// It has faults.
  case faulty
}

/// What a file of claims comes to.
public typealias ClaimsReport = ServiceReport<ClaimOutcome>

extension ServiceReport where Result == ClaimOutcome {
  /// The faulty rows as a file that can be loaded again as it is; nil when there are none.
  public var errorFile: String? {
    let faulty = rows.filter { $0.outcome == .faulty }
    if faulty.isEmpty { return nil }
    let lines = faulty.map { $0.cells + [$0.problems.joined(separator: " ")] }
    return CSV.text([ClaimsFile.columns + [ClaimsFile.errorColumn]] + lines)
  }
}
