import Postgres

/// What a single central record says of each check, on every face.
///
/// Keeping children safe in education, part three, asks for each check whether it was made and on which day, or on
/// which day the certificate was seen: identity, the barred list, the enhanced certificate, prohibition from teaching,
/// directions under section 128, qualifications, the right to work and checks for time abroad. Who made it, and by what,
/// is what inspectors ask for next.
public enum CentralRecordColumn: String, Sendable, CaseIterable {
  case outcome
  case checkedOn = "on"
  case checkedBy = "by"
  case evidence
  case number
  case dated
  case expires
  case followUp = "follow_up"

  /// Its name in the header of a file, for example "identity_on"; the outcome has the name of the check alone.
  public func name(of kind: CheckKind) -> String {
    self == .outcome ? kind.code : "\(kind.code)_\(rawValue)"
  }

  /// Its name on pages.
  public var title: String {
    switch self {
    case .outcome: "Outcome"
    case .checkedOn: "Made on"
    case .checkedBy: "Made by"
    case .evidence: "Evidence"
    case .number: "Number"
    case .dated: "Dated"
    case .expires: "Runs out"
    case .followUp: "Check again by"
    }
  }

  /// What it says of a check, in a file.
  public func cell(_ check: PreEmploymentCheck) -> String {
    let entry = check.entry
    return switch self {
    case .outcome: entry.outcome.rawValue
    case .checkedOn: entry.checkedOn?.description ?? ""
    case .checkedBy: entry.checkedBy
    case .evidence: entry.seen
    case .number: entry.documentNumber
    case .dated: entry.documentDate?.description ?? ""
    case .expires: entry.expiresOn?.description ?? ""
    case .followUp: entry.followUpOn?.description ?? ""
    }
  }

  /// The same in words for people.
  public func words(_ check: PreEmploymentCheck) -> String {
    let entry = check.entry
    let day: CivilDate? =
      switch self {
      case .checkedOn: entry.checkedOn
      case .dated: entry.documentDate
      case .expires: entry.expiresOn
      case .followUp: entry.followUpOn
      case .outcome, .checkedBy, .evidence, .number: nil
      }
    if let day { return LondonTime.shortDate(day) }
    return self == .outcome ? entry.outcome.title : cell(check)
  }
}

extension CheckEntry {
  /// What was seen, with the kind of document; where a check does not apply or is not satisfactory, why.
  public var seen: String {
    [documentType, evidence, reason].filter { !$0.isEmpty }.joined(separator: "; ")
  }
}
