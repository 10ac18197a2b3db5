/// The middle of a row of numbers and the middles of its halves.
public struct Quartiles: Sendable, Hashable {
  /// How many numbers.
  public let count: Int
  /// A quarter is not above it; nil without numbers.
  public let lower: Double?
  /// Half is not above it; nil without numbers.
  public let median: Double?
  /// Three quarters are not above it; nil without numbers.
  public let upper: Double?

  /// The quartiles of numbers, between two neighbours in proportion, as PostgreSQL's `percentile_cont` does; to one
  /// decimal.
  public init(_ numbers: [Int]) {
    let sorted = numbers.sorted()
    func quantile(_ share: Double) -> Double? {
      guard let last = sorted.indices.last else { return nil }
      let place = share * Double(last)
      let (below, above) = (sorted[Int(place)], sorted[min(Int(place) + 1, last)])
      let value = Double(below) + (place - place.rounded(.down)) * Double(above - below)
      return (value * 10).rounded() / 10
    }
    count = sorted.count
    lower = quantile(0.25)
    median = quantile(0.5)
    upper = quantile(0.75)
  }

  /// A number of days as it is written: without a decimal where there is none.
  public static func text(_ value: Double?) -> String {
    guard let value else { return "–" }
    return Int(exactly: value).map(String.init) ?? String(value)
  }
}
