/// What a post pays: from one point to another.
public struct PayRange: Sendable, Hashable, Codable {
  /// Why two points make no range.
  public enum Fault: Error, Sendable, Equatable {
    /// The first point pays more than the last.
    case wrongWayRound
    /// The points are of different pay areas.
    case differentAreas
    /// The points are of scales that don't follow one another.
    case scalesApart(PayScale, PayScale)
    /// An amount is outside the scale.
    case outsideScale(lowest: Pence, highest: Pence)

    /// What to tell the person who entered it.
    public var message: String {
      switch self {
      case .wrongWayRound: "The highest pay must not be lower than the lowest."
      case .differentAreas: "Both ends of the pay must be of the same pay area."
      case .scalesApart(let first, let last):
        "Pay can't run from “\(first.title)” to “\(last.title)”. Choose the same scale or the next one."
      case .outsideScale(let lowest, let highest):
        "The pay must be between \(lowest) and \(highest), the ends of this scale."
      }
    }
  }

  /// The lowest point.
  public let lowest: PayPoint
  /// The highest point.
  public let highest: PayPoint

  /// A range from one point to another of the same area, on one scale or on two that follow one another.
  public init(from lowest: PayPoint, to highest: PayPoint) throws(Fault) {
    guard lowest.area == highest.area else { throw .differentAreas }
    guard lowest.scale == highest.scale || lowest.scale.next == highest.scale else {
      throw .scalesApart(lowest.scale, highest.scale)
    }
    guard lowest.annual <= highest.annual else { throw .wrongWayRound }
    self.lowest = lowest
    self.highest = highest
  }

  /// A school's own amounts on a scale of which only the ends are set nationally (leadership, leading practitioners).
  /// `points` are the area's points on the day, as ``PayScales/points(area:on:)`` gives them.
  public init(
    _ scale: PayScale, from lowest: Pence, to highest: Pence, among points: [PayPoint],
    labels: (lowest: String, highest: String)? = nil
  ) throws(Fault) {
    let ends = points.filter { $0.scale == scale }
    guard let first = ends.min(by: { $0.annual < $1.annual }),
      let last = ends.max(by: { $0.annual < $1.annual })
    else { throw .outsideScale(lowest: Pence(rawValue: 0), highest: Pence(rawValue: 0)) }
    guard lowest >= first.annual, highest <= last.annual else {
      throw .outsideScale(lowest: first.annual, highest: last.annual)
    }
    try self.init(
      from: PayPoint(
        area: first.area, scale: scale, code: labels?.lowest ?? scale.title, annual: lowest),
      to: PayPoint(area: first.area, scale: scale, code: labels?.highest ?? scale.title, annual: highest))
  }

  /// The pay of a part-time post for a year, rounded to the nearest penny.
  public func prorated(fte: Double) -> (lowest: Pence, highest: Pence) {
    func share(_ amount: Pence) -> Pence {
      Pence(rawValue: Int((Double(amount.rawValue) * fte).rounded()))
    }
    return (share(lowest.annual), share(highest.annual))
  }

  /// For example "M1 to M6, £34,398 to £46,839 a year"; one point is named once.
  public var title: String {
    let codes = lowest.code == highest.code ? lowest.code : "\(lowest.code) to \(highest.code)"
    let amounts =
      lowest.annual == highest.annual ? "\(lowest.annual)" : "\(lowest.annual) to \(highest.annual)"
    return "\(codes), \(amounts) a year"
  }
}
