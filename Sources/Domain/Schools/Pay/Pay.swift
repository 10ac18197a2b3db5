public import Foundation
public import Postgres

/// An amount of money in pence.
public struct Pence: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible,
  PostgresValue
{
  /// How many pence.
  public let rawValue: Int

  /// So many pence.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// So many whole pounds.
  public init(pounds: Int) { self.init(rawValue: pounds * 100) }

  /// For example "£33,075", or "£33,075.50" when there are odd pence.
  public var description: String {
    let (pounds, pence) = rawValue.magnitude.quotientAndRemainder(dividingBy: 100)
    var digits = String(pounds)
    var at = digits.count - 3
    while at > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: at))
      at -= 3
    }
    let odd = pence == 0 ? "" : pence < 10 ? ".0\(pence)" : ".\(pence)"
    return "\(rawValue < 0 ? "-" : "")£\(digits)\(odd)"
  }

  /// What this comes to for a part of full time, to the nearest pound.
  public func share(_ part: Decimal) -> Pence {
    var pounds = Decimal(rawValue) * part / 100
    var rounded = Decimal()
    NSDecimalRound(&rounded, &pounds, 0, .plain)
    return Pence(pounds: NSDecimalNumber(decimal: rounded).intValue)
  }

  /// Orders by amount.
  public static func < (left: Pence, right: Pence) -> Bool { left.rawValue < right.rawValue }
}

/// The four areas that teachers' pay in England differs by.
public enum PayArea: String, Sendable, Codable, CaseIterable, PostgresValue {
  case england, fringe
  case outerLondon = "outer-london"
  case innerLondon = "inner-london"

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .england: "England (outside London)"
    case .fringe: "London fringe"
    case .outerLondon: "Outer London"
    case .innerLondon: "Inner London"
    }
  }
}

/// The scales that teachers are paid on.
public enum PayScale: String, Sendable, Codable, CaseIterable, PostgresValue {
  case unqualified, main, upper
  case leadingPractitioner = "leading-practitioner"
  case leadership

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .unqualified: "Unqualified teachers"
    case .main: "Main pay range"
    case .upper: "Upper pay range"
    case .leadingPractitioner: "Leading practitioners"
    case .leadership: "Leadership"
    }
  }

  /// The scale that a post may run on into: a range is advertised from one to the next, never over a gap.
  public var next: PayScale? {
    switch self {
    case .unqualified: .main
    case .main: .upper
    case .upper: .leadingPractitioner
    case .leadingPractitioner, .leadership: nil
    }
  }

  /// Whether only the ends of the scale are set nationally, and each school sets its own points between them.
  public var hasOwnPoints: Bool { self == .leadingPractitioner || self == .leadership }
}

/// One point of a scale: what a full-time teacher on it is paid a year.
public struct PayPoint: Sendable, Hashable, Codable, RowDecodable {
  /// The area.
  public var area: PayArea
  /// The scale.
  public var scale: PayScale
  /// What the point is called, for example "M1".
  public var code: String
  /// Pay for a year, full time.
  public var annual: Pence

  /// A point of a scale.
  public init(area: PayArea, scale: PayScale, code: String, annual: Pence) {
    self.area = area
    self.scale = scale
    self.code = code
    self.annual = annual
  }

  /// Reads a point from a row of `pay_scale`.
  public init(row: Row) throws {
    area = try row.decode("area")
    scale = try row.decode("scale")
    code = try row.decode("point")
    annual = Pence(rawValue: Int(try row.decode("annual_pence", as: Int32.self)))
  }

  /// For example "M1, £34,398".
  public var title: String { "\(code), \(annual)" }
}
