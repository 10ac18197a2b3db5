public import Foundation
public import Postgres

/// Names an absence, a reduction, an extension, a lead school or a correction.
public struct InductionEventID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// An absence, a reduction, an extension, a lead school that was set, or a correction of what was recorded.
public struct InductionEvent: Sendable, RowDecodable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case absence, reduction
    case `extension`
    case lead, correction

    /// Whether it can be taken back. Another lead school is set, and a correction is corrected.
    public var isRemovable: Bool { self != .lead && self != .correction }
  }

  /// Its identifier.
  public let id: InductionEventID
  /// What it is.
  public let kind: Kind
  /// The first day of an absence, or of a lead school.
  public let startsOn: CivilDate?
  /// The last day of an absence.
  public let endsOn: CivilDate?
  /// The teacher’s working days that it took.
  public let days: Decimal?
  /// What kind of absence.
  public let absenceKind: String?
  /// To how many terms it is reduced, or by how many extended.
  public let terms: Decimal?
  /// When the teacher consented to a reduction; unknown of those from before it was asked.
  public let consentedOn: CivilDate?
  /// The school that leads.
  public let school: OrganisationID?
  /// What was set or corrected, in words.
  let what: String
  /// Why.
  public internal(set) var reason: String
  /// Who entered it.
  public let enteredBy: String
  /// When.
  public let enteredAt: Date
  /// When it was taken back; it counts no more.
  public let removedAt: Date?
  /// Whether it is an extension that was decided, of which the teacher has a notice.
  let isDecided: Bool

  /// In words.
  public var title: String {
    switch kind {
    case .absence:
      "Absent \(startsOn.map(LondonTime.shortDate) ?? "") to \(endsOn.map(LondonTime.shortDate) ?? ""): "
        + "\(days.map { "\($0)" } ?? "no") \(days == 1 ? "day" : "days")"
        + (absenceKind.map { ", \(AbsenceWords.title($0).lowercasedFirst)" } ?? "")
    case .reduction: "Reduced to \(TermWords.terms(terms))"
    case .extension: "Extended by \(TermWords.terms(terms))"
    case .lead, .correction: what
    }
  }

  /// The teacher’s consent and the reason in words, as far as there are any.
  public var note: String {
    let consent = consentedOn.map { "The teacher consented on \(LondonTime.shortDate($0))." }
    return [consent, reason.isEmpty ? nil : reason].compactMap(\.self).joined(separator: " ")
  }

  static let columns: Statement = """
    e.id, e.kind, e.starts_on, e.ends_on, e.days, e.absence_kind, e.terms, e.consented_on, e.school_id, e.what,
    e.reason, e.entered_by_name, e.entered_at, e.removed_at, e.kind = 'extension' AND EXISTS (
      SELECT FROM induction_decision x WHERE x.induction_id = e.induction_id AND x.extension_event = e.id) AS is_decided
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    kind = try row.decode("kind")
    startsOn = try row.decodeIfPresent("starts_on")
    endsOn = try row.decodeIfPresent("ends_on")
    days = try row.decodeIfPresent("days")
    absenceKind = try row.decodeIfPresent("absence_kind")
    terms = try row.decodeIfPresent("terms")
    consentedOn = try row.decodeIfPresent("consented_on")
    school = try row.decodeIfPresent("school_id")
    what = try row.decode("what")
    reason = try row.decode("reason")
    enteredBy = try row.decode("entered_by_name")
    enteredAt = try row.decode("entered_at")
    removedAt = try row.decodeIfPresent("removed_at")
    isDecided = try row.decode("is_decided")
  }
}
