import Foundation

/// The days of one absence laid over the school days in post between its first and its last: by the hours of each day,
/// and never more than a whole day on one. So an absence that is entered in two pieces is the same as in one.
struct AbsenceSpread: Sendable {
  /// What lies on a day, by its units of full time.
  private let shares: [Int: TermFraction]
  private let held: [Int]

  /// `held` are units of full time on every school day.
  init(_ days: Decimal, over range: Range<Int>, _ held: [Int]) {
    self.held = held
    var counts: [Int: Int] = [:]
    for index in range where held[index] > 0 { counts[held[index], default: 0] += 1 }
    var left = TermFraction(days)
    var weight = counts.reduce(0) { $0 + $1.key * $1.value }
    var shares: [Int: TermFraction] = [:]
    for (hours, count) in counts.sorted(by: { $0.key > $1.key }) {
      let share = left.scaled(by: hours, over: weight)
      if share < TermFraction(1) {
        shares[hours] = share
      } else {
        shares[hours] = TermFraction(1)
        left = left - TermFraction(count)
        weight -= hours * count
      }
    }
    self.shares = shares
  }

  /// What lies on a school day.
  func share(on index: Int) -> TermFraction { shares[held[index]] ?? .zero }
}
