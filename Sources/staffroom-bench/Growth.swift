import Foundation

/// What was measured at each size, and how it grew from one to the next.
struct Growth {
  private var sizes: [Int] = []
  private var values: [(what: String, at: [Int: Double])] = []

  /// Keeps the milliseconds that something took at a size.
  mutating func record(_ what: String, _ milliseconds: Double, at size: Int) {
    if !sizes.contains(size) { sizes.append(size) }
    guard let known = values.firstIndex(where: { $0.what == what }) else {
      values.append((what, [size: milliseconds]))
      return
    }
    values[known].at[size] = milliseconds
  }

  /// A line for each thing measured: what it took at each size, and how many times as long from the first size to the
  /// last.
  func lines() -> [String] {
    guard let first = sizes.first, let last = sizes.last, first != last else { return [] }
    let head = "== growth, \(first) to \(last): \(Self.rounded(Double(last) / Double(first))) times as many"
    return [head]
      + values.map { value in
        let steps = sizes.map { value.at[$0].map { "\(Self.rounded($0)) ms" } ?? "–" }
        guard let before = value.at[first], let after = value.at[last], before > 0 else {
          return "\(value.what): \(steps.joined(separator: ", "))"
        }
        return
          "\(value.what): \(steps.joined(separator: ", ")); \(Self.rounded(after / before)) times as long"
      }
  }

  /// With one decimal.
  static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
