import Domain
import Foundation
import Testing

@Suite("Drawing a sample") struct SampleDrawTests {
  /// So many candidates of each school, in an order that tells nothing.
  private func candidates(_ counts: [Int], risks: [Int: Set<SampleRisk>] = [:]) -> [SampleDraw.Candidate] {
    counts.enumerated().flatMap { school, count in
      (0..<count).map { number in
        SampleDraw.Candidate(
          id: Self.id(school, number), school: Self.id(school, 999), risks: risks[number] ?? [])
      }
    }
  }

  private static func id(_ school: Int, _ number: Int) -> UUID {
    UUID(
      uuid: (UInt8(school), UInt8(number / 256), UInt8(number % 256), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))
  }

  @Test(
    "A share of each school is drawn, rounded up, and one at least",
    arguments: [
      (1, 1, 1), (1, 100, 1), (10, 9, 1), (10, 10, 1), (10, 11, 2), (50, 3, 2), (99, 100, 99), (100, 7, 7),
      (1, 101, 2), (10, 0, 0),
    ])
  func size(share: Int, count: Int, drawn: Int) {
    let draw = SampleDraw(share: share, seed: "a")
    #expect(draw.size(of: count) == drawn)
    #expect(draw(candidates([count])).count == drawn)
  }

  @Test("The same seed draws the same, whatever the order; another seed others")
  func seed() {
    let all = candidates([200, 30, 1])
    let first = SampleDraw(share: 10, seed: "one")(all)
    #expect(first == SampleDraw(share: 10, seed: "one")(all.reversed()))
    #expect(first == SampleDraw(share: 10, seed: "one")(all.shuffled()))
    #expect(first != SampleDraw(share: 10, seed: "two")(all))
    #expect(first.count == 20 + 3 + 1)
    // A larger share of the same seed holds the smaller.
    #expect(first.isSubset(of: SampleDraw(share: 30, seed: "one")(all)))
    // What other schools have changes nothing for one.
    let alone = SampleDraw(share: 10, seed: "one")(candidates([200]))
    #expect(alone == first.intersection(Set((0..<200).map { Self.id(0, $0) })))
  }

  @Test("A share is taken of a school's assessments and of its lesson observations, each by itself")
  func subjects() {
    let lessons = (0..<5).map { number in
      SampleDraw.Candidate(
        .observation, id: Self.id(9, number), school: Self.id(0, 999),
        risks: number == 4 ? [.sharedLate] : [])
    }
    let draw = SampleDraw(share: 20, seed: "one")
    let both = draw(candidates([10]) + lessons)
    #expect(both.count == 2 + 1 && both.contains(Self.id(9, 4)))
    #expect(both.subtracting([Self.id(9, 4)]) == draw(candidates([10])))
  }

  @Test("What is at risk comes first, by how many risks")
  func risks() {
    for seed in ["a", "b", "c", "d"] {
      let all = candidates([10], risks: [3: [.late], 5: [.late, .unsatisfactory], 8: [.concern]])
      #expect(SampleDraw(share: 10, seed: seed)(all) == [Self.id(0, 5)])
      #expect(SampleDraw(share: 30, seed: seed)(all) == [Self.id(0, 3), Self.id(0, 5), Self.id(0, 8)])
    }
  }
}
