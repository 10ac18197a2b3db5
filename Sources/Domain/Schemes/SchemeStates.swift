public import Foundation
public import Postgres

/// Names a scheme.
public struct SchemeID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names an application for a scheme.
public struct SchemeApplicationID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a criterion of a scheme.
public struct SchemeCriterionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a part in which an award is paid.
public struct SchemePaymentID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Where a scheme stands.
public enum SchemeState: String, Sendable, CaseIterable, PostgresValue {
  case draft, published, closed, withdrawn

  /// The states that may follow each: the one table of a scheme's life. The database holds the same as rows of
  /// `scheme_transition`.
  public static let transitions: [SchemeState: Set<SchemeState>] = [
    .draft: [.published], .published: [.closed, .withdrawn], .closed: [.published, .withdrawn],
    .withdrawn: [],
  ]

  /// Whether a scheme may go from this state to another.
  public func mayBecome(_ next: SchemeState) -> Bool { Self.transitions[self, default: []].contains(next) }

  /// The words for it.
  public var title: String {
    switch self {
    case .draft: "Draft"
    case .published: "Published"
    case .closed: "Closed"
    case .withdrawn: "Withdrawn"
    }
  }
}

/// Where an application for a scheme stands.
public enum SchemeApplicationState: String, Sendable, Codable, CaseIterable, PostgresValue {
  case draft, sent, waiting, offered, accepted, ended, refused, withdrawn, declined, lapsed

  /// The states that may follow each: the one table of an application's life. The database holds the same as rows of
  /// `scheme_transition`.
  public static let transitions: [SchemeApplicationState: Set<SchemeApplicationState>] = [
    .draft: [.sent],
    .sent: [.waiting, .offered, .refused, .withdrawn],
    .waiting: [.offered, .refused, .withdrawn],
    .offered: [.accepted, .declined, .lapsed],
    .accepted: [.ended], .ended: [.accepted],
    .refused: [.sent], .lapsed: [.sent],
    .withdrawn: [], .declined: [],
  ]

  /// Whether an application may go from this state to another.
  public func mayBecome(_ next: SchemeApplicationState) -> Bool {
    Self.transitions[self, default: []].contains(next)
  }

  /// The words for it.
  public var title: String {
    switch self {
    case .draft: "Not sent yet"
    case .sent: "Sent"
    case .waiting: "On the waiting list"
    case .offered: "Offered"
    case .accepted: "Awarded"
    case .ended: "Awarded, and settled"
    case .refused: "Not awarded"
    case .withdrawn: "Withdrawn"
    case .declined: "Offer declined"
    case .lapsed: "Offer lapsed"
    }
  }
}

/// Amounts of money in whole pence, as words.
public enum SchemeMoney {
  /// Such as "£1,250" or "£142.87".
  public static func pounds(_ pence: Int) -> String {
    let (whole, rest) = (abs(pence) / 100, abs(pence) % 100)
    let grouped = whole.formatted(.number.grouping(.automatic).locale(Locale(identifier: "en_GB")))
    let sign = pence < 0 ? "−" : ""
    return rest == 0 ? "\(sign)£\(grouped)" : "\(sign)£\(grouped).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Such as "1 place" or "7 places".
  public static func places(_ count: Int) -> String { "\(count) place\(count == 1 ? "" : "s")" }
}
