import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The person specification") struct CriteriaTests {
  private static let degree = Criterion(category: .qualifications, wording: "A degree")
  private static let choir = Criterion(
    isEssential: false, category: .experience, wording: "Leading a choir", assessedBy: [.task, .application])

  @Test(
    "is stored in order, keeps identifiers, raises the vacancy's version, and is read by everybody once live")
  func roundTrip() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let vacancy = try await desk.published()
      let set = SetCriteria(services)
      let first = try await set(
        vacancy.id, [Self.degree, Self.choir], expectedVersion: vacancy.version, by: desk.head)
      #expect(first.version == vacancy.version + 1)
      let stored = try await ReadCriteria(services)(vacancy.id, by: VacancyDesk.visitor)
      #expect(stored.map(\.wording) == ["A degree", "Leading a choir"])
      #expect(stored[1].assessedBy == [.application, .task] && !stored[1].isEssential)
      let second = try await set(
        vacancy.id, [stored[1], Criterion(wording: "  New\none "), stored[0]], expectedVersion: first.version,
        by: desk.head)
      let turned = try await ReadCriteria(services)(vacancy.id, by: desk.head)
      #expect(turned.map(\.wording) == ["Leading a choir", "New one", "A degree"])
      #expect(turned[0].id == stored[1].id && turned[2].id == stored[0].id && turned[1].id != nil)
      let same = try await set(vacancy.id, turned, expectedVersion: second.version, by: desk.head)
      #expect(same.version == second.version)
      #expect(try await AccountsFixture(services).audited("vacancy.criteria_changed") == 2)
    }
  }

  @Test("takes an identifier of another vacancy for a new criterion")
  func foreignIdentifier() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let (one, other) = (try await desk.draft(), try await desk.draft())
      _ = try await SetCriteria(services)(one.id, [Self.degree], expectedVersion: nil, by: desk.head)
      let foreign = try await ReadCriteria(services)(one.id, by: desk.head)
      _ = try await SetCriteria(services)(
        other.id,
        foreign
          + foreign.map { criterion in
            var copy = criterion
            copy.wording = "Twice"
            return copy
          }, expectedVersion: nil, by: desk.head)
      let own = try await ReadCriteria(services)(other.id, by: desk.head)
      #expect(own.count == 2 && Set(own.map(\.id)).isDisjoint(with: foreign.map(\.id)))
      #expect(try await ReadCriteria(services)(one.id, by: desk.head) == foreign)
    }
  }

  @Test(
    "names each fault by its place",
    arguments: [
      ([Criterion(wording: " x ")], ["criteria[0].wording"]),
      ([degree, Criterion(wording: "a DEGREE")], ["criteria[1].wording"]),
      ([Criterion(wording: "Fine", assessedBy: [])], ["criteria[0].assessed_by"]),
      ([Criterion(wording: String(repeating: "x", count: 301))], ["criteria[0].wording"]),
      ((0...40).map { Criterion(wording: "Criterion \($0)") }, ["criteria"]), ([degree, choir], []),
    ])
  func faults(criteria: [Criterion], fields: [String]) {
    #expect(CriteriaRules.problems(criteria).found.map(\.field) == fields)
  }

  @Test("is for the school's people, of an outdated version refused, and in a closed vacancy fixed")
  func refusals() async throws {
    try await withServices { services, clock async throws in
      let desk = try await VacancyDesk(services)
      let draft = try await desk.draft()
      func set(_ vacancy: Vacancy, _ version: Int?, _ actor: Actor) async throws -> DomainError? {
        try await outcome {
          _ = try await SetCriteria(services)(
            vacancy.id, [Self.degree], expectedVersion: version, by: actor)
        }
      }
      #expect(try await set(draft, nil, desk.stranger) == .notFound("vacancy"))
      #expect(try await set(draft, 0, desk.recruiter) == .staleVersion(current: draft.version))
      #expect(try await set(draft, draft.version, desk.recruiter) == nil)
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await ReadCriteria(services)(draft.id, by: VacancyDesk.visitor)
      }
      let live = try await desk.published()
      #expect(try await set(live, nil, desk.recruiter)?.isNotAllowed == true)
      clock.advance(days: 31)
      #expect(try await set(live, nil, desk.head)?.isConflict == true)
    }
  }

  @Test("can begin with what is usual")
  func usual() async throws {
    try await withServices { services, _ async throws in
      let desk = try await VacancyDesk(services)
      let draft = try await desk.draft()
      let usual = try await ReadCriteria(services).usual(draft.id, by: desk.recruiter)
      #expect(usual.count >= 6 && usual.contains { $0.category == .safeguarding })
      #expect(CriteriaRules.problems(usual).found.isEmpty)
      _ = try await SetCriteria(services)(draft.id, usual, expectedVersion: nil, by: desk.recruiter)
    }
  }
}
