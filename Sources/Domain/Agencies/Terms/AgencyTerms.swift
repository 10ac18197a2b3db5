public import Foundation
public import Postgres

/// Names a version of an agency's terms.
public struct AgencyTermsID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What an agency is paid when somebody whom it put forward is appointed.
public enum AgencyRate: Sendable, Hashable {
  /// A share of the first year's pay, in hundredths of a per cent.
  case share(basisPoints: Int)
  /// The same amount for everybody, in pence.
  case fixed(pence: Int)

  /// Hundredths of a per cent as a number of per cent: 1,250 is 12.5.
  public static func percent(_ points: Int) -> String {
    let (whole, rest) = (points / 100, points % 100)
    if rest == 0 { return "\(whole)" }
    return rest % 10 == 0 ? "\(whole).\(rest / 10)" : "\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// That the authority has made sure that an agency vets those it puts forward.
public struct AgencyVetting: Sendable, Equatable {
  /// When it was made sure.
  public var confirmedOn: CivilDate?
  /// The last day on which that counts.
  public var expiresOn: CivilDate?
  /// Who made sure.
  public var confirmedBy: String
  /// What was looked at.
  public var checks: String

  /// A confirmation.
  public init(confirmedOn: CivilDate?, expiresOn: CivilDate?, confirmedBy: String, checks: String) {
    (self.confirmedOn, self.expiresOn) = (confirmedOn, expiresOn)
    (self.confirmedBy, self.checks) = (confirmedBy, checks)
  }
}

/// What the authority and an agency agree.
public struct AgencyTermsContent: Sendable, Equatable {
  /// The first day.
  public var validFrom: CivilDate?
  /// The last day.
  public var validUntil: CivilDate?
  /// What is paid for an appointment.
  public var rate: AgencyRate?
  /// When part of the fee is given back.
  public var rebateNotes: String
  /// That vetting was confirmed; nil while it isn't.
  public var vetting: AgencyVetting?

  /// What is agreed.
  public init(
    validFrom: CivilDate? = nil, validUntil: CivilDate? = nil, rate: AgencyRate? = nil,
    rebateNotes: String = "", vetting: AgencyVetting? = nil
  ) {
    (self.validFrom, self.validUntil, self.rate) = (validFrom, validUntil, rate)
    (self.rebateNotes, self.vetting) = (rebateNotes, vetting)
  }

  /// The same as it stands once recorded.
  var asStored: AgencyTermsContent {
    var stored = self
    stored.rebateNotes = rebateNotes.trimmed
    stored.vetting?.confirmedBy = (vetting?.confirmedBy ?? "").trimmed
    stored.vetting?.checks = (vetting?.checks ?? "").trimmed
    return stored
  }

  /// Everything that keeps it from being recorded.
  public func problems(today: CivilDate) -> [FieldProblem] {
    var problems = Problems()
    problems.require(validFrom != nil, "valid_from", "Enter the first day with day, month and year.")
    problems.require(validUntil != nil, "valid_until", "Enter the last day with day, month and year.")
    if let validFrom, let validUntil {
      problems.require(
        validUntil >= validFrom, "valid_until", "Enter a last day that is not before the first.")
      problems.require(
        validUntil <= validFrom.adding(days: 5 * 366), "valid_until",
        "Enter a last day within five years of the first.")
    }
    switch rate {
    case .share(let points):
      problems.require(
        (1...10_000).contains(points), "rate_basis_points", "Enter a share of more than 0% and up to 100%.")
    case .fixed(let pence):
      problems.require(
        (0...100_000_000).contains(pence), "fixed_fee_pence", "Enter a fee from nothing to £1,000,000.")
    case nil: problems.add("rate_basis_points", "Enter a share of the first year’s pay, or a fixed fee.")
    }
    problems.require(
      rebateNotes.trimmed.count <= 2_000, "rebate_notes",
      "Shorten the notes on rebates to 2,000 characters or fewer.")
    return problems.found + (vetting.map { Self.problems(of: $0, today: today) } ?? [])
  }

  private static func problems(of vetting: AgencyVetting, today: CivilDate) -> [FieldProblem] {
    var problems = Problems()
    problems.require(
      vetting.confirmedOn.map { $0 <= today } ?? false, "vetting_confirmed_on",
      "Enter the day on which vetting was confirmed; it can’t be in the future.")
    problems.require(
      vetting.expiresOn != nil, "vetting_expires_on", "Enter until when the confirmation counts.")
    if let confirmed = vetting.confirmedOn, let expires = vetting.expiresOn {
      problems.require(
        expires > confirmed && expires <= confirmed.adding(days: 2 * 366), "vetting_expires_on",
        "Enter a day after the confirmation and at most two years later.")
    }
    let who = vetting.confirmedBy.trimmed
    problems.require(
      (2...200).contains(who.count), "vetting_confirmed_by",
      "Enter who confirmed it, in 2 to 200 characters.")
    let checks = vetting.checks.trimmed
    problems.require(
      (10...2_000).contains(checks.count), "vetting_checks",
      "Say in 10 to 2,000 characters what was checked.")
    return problems.found
  }
}

/// Whether an agency may put people forward on a day.
public enum AgencyStanding: String, Sendable, CaseIterable {
  case inForce = "in_force"
  case none
  case notYet = "not_yet"
  case ended, stopped
  case notVetted = "not_vetted"
  case vettingExpired = "vetting_expired"

  /// The words for it.
  public var title: String {
    switch self {
    case .inForce: "Terms in force"
    case .none: "No terms agreed"
    case .notYet: "Terms have not begun"
    case .ended: "Terms have ended"
    case .stopped: "Terms were stopped"
    case .notVetted: "Vetting not confirmed"
    case .vettingExpired: "Vetting confirmation has run out"
    }
  }
}

/// A version of an agency's terms, as it was recorded.
public struct AgencyTerms: Sendable {
  /// Its identifier.
  public let id: AgencyTermsID
  /// The agency.
  public let agency: OrganisationID
  /// Counts the versions of one agency, from 1.
  public let version: Int
  /// What was agreed.
  public let content: AgencyTermsContent
  /// When it was stopped before its end.
  public let stoppedAt: Date?
  /// Why.
  public let stopReason: String?
  /// When it was recorded.
  public let recordedAt: Date
  /// Who recorded it; nil for the operator.
  public let recordedBy: String?

  /// Whether these terms let the agency put people forward on a day.
  public func standing(on day: CivilDate) -> AgencyStanding {
    if stoppedAt != nil { return .stopped }
    guard let from = content.validFrom, let until = content.validUntil, day >= from else { return .notYet }
    if day > until { return .ended }
    guard let vetting = content.vetting, let confirmed = vetting.confirmedOn, confirmed <= day else {
      return .notVetted
    }
    return vetting.expiresOn.map { day <= $0 } ?? false ? .inForce : .vettingExpired
  }
}

extension AgencyTerms: RowDecodable {
  static let columns: Statement = """
    t.id AS terms_id, t.agency_id AS terms_agency_id, t.version AS terms_version, t.valid_from, t.valid_until,
    t.rate_basis_points, t.fixed_fee_pence, t.rebate_notes, t.vetting_confirmed_on, t.vetting_expires_on,
    t.vetting_confirmed_by, t.vetting_checks, t.stopped_at, t.stop_reason, t.recorded_at,
    (SELECT name FROM account WHERE id = t.recorded_by) AS recorded_by_name
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("terms_id")
    agency = try row.decode("terms_agency_id")
    version = try row.decode("terms_version")
    let points = try row.decodeIfPresent("rate_basis_points", as: Int.self)
    let rate: AgencyRate =
      if let points { .share(basisPoints: points) } else { .fixed(pence: try row.decode("fixed_fee_pence")) }
    var vetting: AgencyVetting?
    if let confirmed = try row.decodeIfPresent("vetting_confirmed_on", as: CivilDate.self) {
      vetting = AgencyVetting(
        confirmedOn: confirmed, expiresOn: try row.decode("vetting_expires_on", as: CivilDate.self),
        confirmedBy: try row.decode("vetting_confirmed_by"), checks: try row.decode("vetting_checks"))
    }
    content = AgencyTermsContent(
      validFrom: try row.decode("valid_from", as: CivilDate.self),
      validUntil: try row.decode("valid_until", as: CivilDate.self), rate: rate,
      rebateNotes: try row.decode("rebate_notes"), vetting: vetting)
    stoppedAt = try row.decodeIfPresent("stopped_at")
    stopReason = try row.decodeIfPresent("stop_reason")
    recordedAt = try row.decode("recorded_at")
    recordedBy = try row.decodeIfPresent("recorded_by_name")
  }
}
