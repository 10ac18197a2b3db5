import Foundation
import Postgres

/// Gives the sample's inductions lesson observations, reviews, a support plan, and an appropriate body that looks at
/// them: a sample that was judged, visits, feedback. Everybody in it is made up.
public struct LoadSampleSupport: Sendable {
  let services: Services

  /// Loads into the database of these services.
  public init(_ services: Services) { self.services = services }

  /// Everybody of the sample who writes.
  private struct People {
    let head, tutor, otherHead, officer, teacher: Actor
  }

  /// A lesson that was observed.
  private struct Lesson {
    let context: String
    let standards: [String]
    let strengths: String
    let areas: String
    let steps: String
    let daysAgo: Int
    var observer = ("Toni Sample-Tutor", ObservationContent.Observer.tutor)
  }

  private static let lessons = [
    Lesson(
      context: "Year 3, mathematics: fractions of shapes", standards: ["2", "4"],
      strengths: "Every table had its question, and pupils said how they had found the answer.",
      areas: "The quickest pupils waited ten minutes for their next task.",
      steps: "Plan a second step for each task, and hand it out from the start.", daysAgo: 20),
    Lesson(
      context: "Year 3, reading aloud in groups", standards: ["1", "7"],
      strengths: "Calm beginnings: the class was reading within two minutes.",
      areas: "Two groups chose the same book and lost sight of the question.",
      steps: "Give each group its own question on a card, and collect the answers at the end.", daysAgo: 4,
      observer: ("Mika Sample-Mentor", .mentor)),
  ]

  private static let lesson = Lesson(
    context: "Year 5, science: pushes and pulls", standards: ["4", "7"],
    strengths: "The made-up experiment was well prepared and safe.",
    areas: "It took a quarter of the lesson until everybody had begun.",
    steps: "Write the first task on the board before the class comes in.", daysAgo: 24)

  /// Makes what is missing; nothing while the sample's inductions are not some weeks old.
  public func callAsFunction() async throws {
    guard let people = try await people(), let ada = try await induction("ada.sample-okafor@example.org"),
      let bram = try await induction("bram.sample-hollis@example.org"),
      let ilse = try await induction("ilse.sample-novak@example.org"),
      ada.beganOn.adding(days: 35) < services.today
    else { return }
    for (place, lesson) in Self.lessons.enumerated() {
      try await observe(lesson, ada.id, by: people.tutor, seenBy: place == 0 ? people.teacher : nil)
    }
    try await observe(Self.lesson, bram.id, by: people.tutor, seenBy: nil)
    let concern = try await review(bram.id, progress: "unsatisfactory", people.tutor, people.head)
    _ = try await review(ilse.id, progress: "satisfactory", people.tutor, people.otherHead)
    if let concern { try await plan(bram.id, concern, people) }
    try await assure(people)
  }

  private func people() async throws -> People? {
    let staff = LoadSamplePeople(services).actorIfAny
    guard let head = try await staff("head@abbots-hall.test"),
      let tutor = try await staff("tutor@abbots-hall.test"),
      let otherHead = try await staff("head@gable-hall.test"),
      let officer = try await staff("officer@authority.test"),
      let teacher = try await staff("ada.sample-okafor@example.org")
    else { return nil }
    return People(head: head, tutor: tutor, otherHead: otherHead, officer: officer, teacher: teacher)
  }

  private func induction(_ email: String) async throws -> Induction? {
    try await InductionStore.list("i.email_normal = \(email)", limit: 1, in: services.pool).first
  }

  /// The services some days ago.
  private func past(days: Int) -> Services {
    services.standing(at: services.now().addingTimeInterval(Double(-days) * 86_400))
  }

  private func observe(
    _ lesson: Lesson, _ induction: InductionID, by writer: Actor, seenBy teacher: Actor?
  ) async throws {
    let known = try await LessonObservation.list("l.induction_id = \(induction)", in: services.pool)
    if known.contains(where: { $0.content.context == lesson.context }) { return }
    var content = ObservationContent()
    (content.observerName, content.observer) = lesson.observer
    content.observerIsQualified = true
    content.observedOn = services.today.adding(days: -lesson.daysAgo)
    (content.context, content.standards, content.strengths) = (
      lesson.context, lesson.standards, lesson.strengths
    )
    (content.areas, content.steps) = (lesson.areas, lesson.steps)
    content.stepsBy = services.today.adding(days: 28 - lesson.daysAgo)
    let observe = RecordObservation(past(days: lesson.daysAgo - 1))
    let id = try await observe.begin(induction, content, by: writer).observation.id
    _ = try await observe.share(id, expectedVersion: nil, by: writer)
    guard let teacher else { return }
    _ = try await RecordObservation(past(days: lesson.daysAgo - 3)).confirm(
      id, comment: "Thank you. The second step is planned for every lesson of next week.",
      expectedVersion: nil,
      by: teacher)
  }

  /// The first progress review, signed by tutor and head; nil when the plan has none.
  private func review(
    _ induction: InductionID, progress: String, _ tutor: Actor, _ head: Actor
  ) async throws -> AssessmentID? {
    let due = try await InductionStore.due(induction, in: services.pool).first { $0.kind == .review }
    guard let due else { return nil }
    let (assess, later) = (
      AssessInduction(past(days: 16)), AssessInduction(past(days: 15))
    )
    let record = try await assess.open(induction, .review, number: due.number, by: tutor)
    let id = record.assessment.id
    if record.assessment.state == .draft {
      let isConcern = progress == "unsatisfactory"
      _ = try await assess.save(
        id,
        [
          "progress": progress,
          "summary": isConcern
            ? "Lessons are well prepared, but they begin late, and pupils lose time."
            : "Lessons are calm and clear, and pupils know what they are to do.",
          "support_plan": isConcern
            ? "Beginnings of lessons: visits to a colleague, and a weekly look together." : "",
        ].filter { !$0.value.isEmpty }, expectedVersion: nil, by: tutor)
      _ = try await assess.sign(id, expectedVersion: nil, by: tutor)
    }
    if try await later.find(id, by: head).assessment.state == .drafted {
      _ = try await later.sign(id, expectedVersion: nil, by: head)
    }
    return id
  }

  private func plan(_ induction: InductionID, _ concern: AssessmentID, _ people: People) async throws {
    let support = SupportTeacher(past(days: 14))
    var plan = try await support.list(induction, by: people.tutor).first?.plan
    if plan == nil {
      plan = try await support.open(
        induction, .review, reason: "Lessons begin late, and pupils lose a quarter of their time.",
        assessment: concern,
        by: people.tutor
      ).plan
    }
    guard var plan, plan.isOpen else { return }
    if plan.targets.isEmpty {
      let first = SupportTargetContent(
        standard: "4", success: "The first task stands on the board in every lesson.",
        support: "Plans are looked at together on Mondays.", supporter: "Toni Sample-Tutor",
        reviewOn: services.today.adding(days: -3))
      let second = SupportTargetContent(
        standard: "7", success: "The class is at work within three minutes, in four lessons of five.",
        support: "Two visits a week to a colleague’s lessons, with a talk after each.",
        supporter: "Mika Sample-Mentor",
        reviewOn: services.today.adding(days: 18))
      for target in [first, second] {
        plan = try await support.addTarget(target, to: plan.id, by: people.tutor).plan
      }
    }
    let later = SupportTeacher(past(days: 3))
    if plan.meetings.isEmpty {
      plan = try await later.meet(
        plan.id, on: services.today.adding(days: -3), present: "Bram Sample-Hollis, Toni Sample-Tutor",
        notes: "Every plan of the last two weeks has its first task. The visits help; two more are arranged.",
        by: people.tutor
      ).plan
    }
    if let first = plan.targets.first, first.outcome == nil {
      _ = try await later.review(
        first.id, of: plan.id, .met, note: "Seen in all six lessons.", expectedVersion: nil, by: people.tutor)
    }
  }

  // MARK: The appropriate body

  private func assure(_ people: People) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let draw = SampleInductions(past(days: 12))
    let day = services.today.adding(days: -15)
    let sample = try await draw.draw(
      of: authority, termOf: day, share: 50, seed: "sample", by: people.officer)
    for item in try await draw.items(of: sample.id, by: people.officer).items where item.judgements == nil {
      let (judgements, notes) = Self.found(item)
      _ = try await draw.judge(item.id, judgements, notes: notes, expectedVersion: nil, by: people.officer)
    }
    try await visit(
      "Abbots Hall Primary",
      found: "Release time is kept. Mentors meet teachers weekly and write down little of it.",
      action: "Write two lines after each weekly meeting", sample.id, people, acknowledgedBy: people.head)
    try await visit(
      "Gable Hall School",
      found: "Tutors know the Standards well. Observations are planned for every half-term.",
      action: "Share observations within a week", sample.id, people, acknowledgedBy: nil)
  }

  /// What the officer found in something that was drawn.
  private static func found(_ item: SampleItem) -> (judgements: [String: String], notes: String) {
    let isConcern = item.risks.contains(.concern)
    switch item.subject {
    case .assessment:
      return (
        [
          "evidence": "not_applicable", "targets": isConcern ? "partly" : "met", "teacher_view": "met",
          "signed_in_time": "met",
        ], isConcern ? "Targets name who helps, and could say by when." : ""
      )
    case .observation:
      return (
        [
          "observer_qualified": "met", "discussed": isConcern ? "partly" : "met", "standards_named": "met",
          "next_steps": "met", "regular": "not_applicable",
        ], isConcern ? "Nothing says that they met about the lesson." : ""
      )
    }
  }

  private func visit(
    _ name: String, found: String, action: String, _ sample: SampleID, _ people: People,
    acknowledgedBy head: Actor?
  ) async throws {
    let school = try await services.pool.value(
      "SELECT organisation_id FROM school WHERE name = \(name)", as: OrganisationID.self)
    let (record, give) = (RecordVisit(past(days: 10)), GiveFeedback(past(days: 8)))
    var visit = try await record.list(of: school, by: people.officer).items.first
    if visit == nil {
      visit = try await record(
        to: school,
        VisitContent(
          visitedOn: services.today.adding(days: -10), visitors: "Sasha Sample-Officer",
          purpose: "The yearly visit, made up for the sample", found: found), by: people.officer)
    }
    guard let visit else { return }
    if visit.actions.isEmpty {
      _ = try await record.agree(
        action, owner: "The induction tutor", dueOn: services.today.adding(days: 30), at: visit.id,
        by: people.officer)
    }
    guard try await give.list(of: school, by: people.officer).items.isEmpty else { return }
    let drafted = try await give.draft(
      to: school, "Thank you for the visit. \(found) We agreed: \(action.lowercasedFirst).",
      visit: visit.id,
      sample: sample, by: people.officer)
    _ = try await give.send(drafted.id, expectedVersion: nil, by: people.officer)
    guard let head else { return }
    _ = try await GiveFeedback(past(days: 5)).acknowledge(
      drafted.id, comment: "We do so from next week.", by: head)
  }
}
