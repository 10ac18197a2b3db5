import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Observations and support plans of several schools") struct LeadSupportTests {
  private static let refusal = DomainError.notAllowed(
    "Sample Primary School leads this induction: it writes lesson observations and support plans.")

  private static func other(_ desk: InductionDesk) throws -> OrganisationID {
    try #require(desk.desk.stranger.account?.memberships.first?.organisation)
  }

  /// Half a post at the desk’s school from January, and another half at the other one two weeks later.
  private static func twoPosts(_ desk: InductionDesk) async throws -> InductionID {
    var content = InductionDesk.content()
    content.fte = Decimal(string: "0.5")
    let id = try await desk.begun(content).induction.id
    content.startsOn = day("2027-01-18")
    (content.tutorName, content.tutorEmail) = ("Olga Tutor", "olga@other.example")
    _ = try await desk.begun(content, on: "2027-01-18", by: desk.desk.stranger)
    try desk.goTo(day("2027-02-01"))
    return id
  }

  private static func lead(_ id: InductionID, from first: String, _ desk: InductionDesk) async throws {
    _ = try await SetLeadSchool(desk.services)(
      id, to: try other(desk), from: day(first), reason: "Most of the teaching is there.",
      expectedVersion: nil, by: desk.officer)
  }

  private static func seen(_ on: String, _ desk: InductionDesk) -> ObservationContent {
    var content = LessonObservationTests.content(desk.services)
    content.observedOn = day(on)
    return content
  }

  @Test("The school that leads writes them, and another one neither writes nor reads them")
  func writes() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let (observe, support) = (RecordObservation(desk.services), SupportTeacher(desk.services))
      let stranger = desk.desk.stranger
      #expect(
        try await outcome { _ = try await observe.begin(id, Self.seen("2027-02-01", desk), by: stranger) }
          == Self.refusal)
      #expect(
        try await outcome {
          _ = try await support.open(id, .concern, reason: "Lessons begin late.", by: stranger)
        } == Self.refusal)
      let record = try await ReadInductions(desk.services).find(id, by: stranger)
      #expect(!record.maySupport(stranger, on: desk.services.today))
      #expect(!record.mayObserve(stranger, on: desk.services.today))
      #expect(record.maySupport(desk.tutor, on: desk.services.today))
      let observation = try await observe.begin(id, Self.seen("2027-02-01", desk), by: desk.tutor).observation
      let plan = try await support.open(id, .concern, reason: "Lessons begin late.", by: desk.head).plan
      #expect(
        try await outcome { _ = try await observe.find(observation.id, by: stranger) }
          == .notFound("observation"))
      #expect(
        try await outcome { _ = try await support.find(plan.id, by: stranger) } == .notFound("support plan"))
    }
  }

  @Test("A lesson belongs to the school that led on its day; drafts and open plans go over with the lead")
  func handedOver() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let (observe, support) = (RecordObservation(desk.services), SupportTeacher(desk.services))
      let (stranger, other) = (desk.desk.stranger, try Self.other(desk))
      let before = try await observe.begin(id, Self.seen("2027-01-25", desk), by: desk.tutor).observation.id
      let since = try await observe.begin(id, Self.seen("2027-02-01", desk), by: desk.tutor).observation.id
      let plan = try await support.open(id, .concern, reason: "Lessons begin late.", by: desk.head).plan.id
      try await Self.lead(id, from: "2027-02-01", desk)
      #expect(try await observe.find(before, by: desk.tutor).mayWrite)
      #expect(try await observe.find(since, by: stranger).mayWrite)
      #expect(try await support.find(plan, by: stranger).plan.place.organisation == other)
      #expect(
        try await outcome { _ = try await support.find(plan, by: desk.head) } == .notFound("support plan"))
      // What was seen while the school before led, it still writes.
      let late = try await observe.begin(id, Self.seen("2027-01-26", desk), by: desk.tutor).observation
      #expect(late.place.organisation == desk.desk.school.id)
      #expect(
        try await outcome { _ = try await observe.begin(id, Self.seen("2027-02-01", desk), by: desk.tutor) }
          == .notAllowed(
            "Other Sample School leads this induction: it writes lesson observations and support plans."))
    }
  }

  @Test("From the day on which another school leads, its tutor is reminded")
  func reminded() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let support = SupportTeacher(desk.services)
      let plan = try await support.open(id, .concern, reason: "Lessons begin late.", by: desk.head).plan.id
      _ = try await support.addTarget(
        SupportTargetContent(
          standard: "7", success: "Lessons begin within two minutes.", support: "Two visits a week.",
          supporter: "Mo Mentor", reviewOn: day("2027-03-01")), to: plan, by: desk.tutor)
      try await Self.lead(id, from: "2027-02-22", desk)
      #expect(try await support.find(plan, by: desk.head).plan.place.organisation == desk.desk.school.id)
      let subject = "Review of the support plan of Nia Sample"
      func remind(_ on: String) async throws {
        try desk.goTo(day(on))
        try await RemindOfSupport(desk.services).handOver()
        while try await RemindOfSupport(desk.services)() > 0 {}
      }
      try await remind("2027-02-15")
      #expect(try await desk.mails(to: "tutor@school.example", subject) == 0)
      try await remind("2027-02-22")
      #expect(try await desk.mails(to: "tutor@school.example", subject) == 0)
      #expect(try await desk.mails(to: "olga@other.example", subject) == 1)
      #expect(
        try await support.find(plan, by: desk.desk.stranger).plan.place.organisation == (try Self.other(desk))
      )
    }
  }

  @Test("The school that leads is asked to open a plan after an unsatisfactory review, and names it")
  func asked() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await Self.twoPosts(desk)
      let concern = try await CompletedReview.complete(id, progress: "unsatisfactory", desk.services)
      let (read, stranger) = (ReadSupportTasks(desk.services), desk.desk.stranger)
      let (own, other) = (desk.desk.school.id, try Self.other(desk))
      #expect(try await read(at: own, by: desk.tutor).items.map(\.kind) == [.openPlan])
      #expect(try await read(at: other, by: stranger).items.isEmpty)
      try await Self.lead(id, from: "2027-02-01", desk)
      #expect(try await read(at: own, by: desk.tutor).items.isEmpty)
      #expect(try await read(at: other, by: stranger).items.map(\.kind) == [.openPlan])
      _ = try await SupportTeacher(desk.services).open(
        id, .review, reason: "Lessons begin late.", assessment: concern, by: stranger)
      #expect(try await read(at: other, by: stranger).items.map(\.kind) == [.setTargets])
    }
  }
}
