import Foundation
import Postgres

/// Gives the sample inductions that have come to their end: one completed, one failed with an appeal, one that waits for
/// the decision, and one with an assessment to receive. Everybody in it is made up.
public struct LoadSampleOutcomes: Sendable {
  let services: Services

  /// Loads into the database of these services.
  public init(_ services: Services) { self.services = services }

  /// How far an induction of the sample has come.
  private enum End {
    case completed, failed, recommended, assessed
  }

  /// Everybody who signs for a teacher.
  private struct Signers {
    let tutor, head, teacher, officer: Actor
  }

  private static let teachers: [(SampleTeacher, head: String, End)] = [
    (
      teacher(
        "Fay", "Sample-Ward", "0000121", "Gable Hall School", "Teacher of English", "secondary", "English",
        begins: CivilDate(year: 2024, month: 9, day: 2)), "head@gable-hall.test", .completed
    ),
    (
      teacher(
        "Gil", "Sample-Stone", "0000122", "Abbots Hall Primary", "Year 4 class teacher", "primary", "",
        begins: CivilDate(year: 2024, month: 9, day: 2)), "head@abbots-hall.test", .failed
    ),
    (
      teacher(
        "Hana", "Sample-Reid", "0000123", "Dilkes Primary", "Year 1 class teacher", "primary", "",
        begins: CivilDate(year: 2024, month: 11, day: 4)), "head@dilkes.test", .recommended
    ),
    (
      teacher(
        "Idris", "Sample-Cole", "0000124", "Gable Hall School", "Teacher of physics", "secondary", "Physics",
        begins: CivilDate(year: 2025, month: 9, day: 1)), "head@gable-hall.test", .assessed
    ),
  ]

  private static func teacher(
    _ first: String, _ last: String, _ trn: String, _ school: String, _ post: String, _ phase: String,
    _ subject: String, begins: CivilDate?
  ) -> SampleTeacher {
    SampleTeacher(
      names: (first, last), email: "\(first).\(last)@example.org".lowercased(), trn: trn, school: school,
      post: post, phase: phase, subject: subject, begins: begins, state: .accepted)
  }

  /// Makes what is missing; nothing before the days on which it all would have happened.
  public func callAsFunction(by actor: Actor) async throws {
    guard let day = CivilDate(year: 2026, month: 11, day: 20), day < services.today else { return }
    for (teacher, head, end) in Self.teachers {
      guard let begins = teacher.begins else { continue }
      try await LoadSampleInductions(services).register(
        teacher, try at(begins.adding(days: -7)), by: actor)
      let signers = try await signers(of: teacher, head: head)
      guard let id = try await open(teacher.email) else { continue }
      try await assess(id, end, signers)
      try await bring(id, to: end, signers)
    }
  }

  /// The induction of a teacher, while nothing is decided or recommended of it.
  private func open(_ email: String) async throws -> InductionID? {
    let found = try await InductionStore.list("i.email_normal = \(email)", limit: 1, in: services.pool).first
    return found?.state == .serving ? found?.id : nil
  }

  private func signers(of teacher: SampleTeacher, head: String) async throws -> Signers {
    let people = LoadSamplePeople(services)
    return Signers(
      tutor: try await people.actor(of: "tutor@abbots-hall.test"), head: try await people.actor(of: head),
      teacher: try await people.actor(of: teacher.email),
      officer: try await people.actor(of: "officer@authority.test"))
  }

  /// The services at noon of a day.
  private func at(_ day: CivilDate) throws -> Services {
    guard let noon = LondonTime.instant(day, hour: 12, minute: 0) else { throw DomainError.notFound("day") }
    return services.standing(at: min(noon, services.now()))
  }

  // MARK: Assessments

  /// Lets every review and assessment that was due be written, signed and received in its time. The second review of who
  /// is still assessed is missing, and their latest assessment is still to be received.
  private func assess(_ id: InductionID, _ end: End, _ signers: Signers) async throws {
    let dues = try await InductionStore.due(id, in: services.pool)
      .filter { $0.kind != .recommendation && $0.dueOn < services.today }
      .sorted { $0.dueOn < $1.dueOn }
    let latest = dues.last { $0.kind == .assessment }
    for due in dues where due.doneOn == nil {
      guard let kind = InductionAssessment.Kind(rawValue: due.kind.rawValue) else { continue }
      let isOpen = end == .assessed && due.kind == latest?.kind && due.number == latest?.number
      if end == .assessed, kind == .review, due.number == 2 { continue }
      try await write(
        id, kind, due.number, on: due.dueOn, failing: end == .failed, isReceived: !isOpen, signers)
    }
  }

  private func write(
    _ id: InductionID, _ kind: InductionAssessment.Kind, _ number: Int, on due: CivilDate, failing: Bool,
    isReceived: Bool, _ signers: Signers
  ) async throws {
    let first = AssessInduction(try at(due.adding(days: -12)))
    let record = try await first.open(id, kind, number: number, by: signers.tutor)
    let assessment = record.assessment
    if assessment.state == .draft {
      _ = try await first.save(
        assessment.id, try Self.answers(assessment, failing: failing), expectedVersion: nil, by: signers.tutor
      )
    }
    let turns: [(AssessmentState, Actor, Int)] = [
      (.draft, signers.tutor, -12), (.drafted, signers.head, -9), (.completed, signers.teacher, -6),
      (.confirmed, signers.officer, -2),
    ]
    var state = assessment.state
    for (turn, actor, days) in turns where state == turn && (isReceived || turn != .confirmed) {
      let assess = AssessInduction(try at(due.adding(days: days)))
      let comments = turn == .completed ? "I have read it, and we have talked about it." : ""
      state = try await assess.sign(
        assessment.id, comments: comments, expectedVersion: nil, by: actor
      ).assessment.state
    }
  }

  private static func answers(_ assessment: InductionAssessment, failing: Bool) throws -> [String: String] {
    let form = try AssessmentForm.load(version: assessment.formVersion)
    let seen =
      failing
      ? "Made up for the sample: seen in few lessons, and not yet secure."
      : "Made up for the sample: seen in lessons, in plans and in pupils’ books."
    var answers = Dictionary(uniqueKeysWithValues: form.keys(assessment.kind).map { ($0, seen) })
    answers["progress"] = failing ? "unsatisfactory" : "satisfactory"
    if assessment.kind != .review { answers["support"] = "yes" }
    return answers
  }

  // MARK: The end

  private func bring(_ id: InductionID, to end: End, _ signers: Signers) async throws {
    switch end {
    case .assessed: return
    case .recommended:
      let decide = DecideInduction(try at(services.today.adding(days: -4)))
      _ = try await decide.recommend(
        id, .satisfactory, reasons: Self.reasons(.satisfactory), expectedVersion: nil, by: signers.head)
    case .completed: try await decide(id, .satisfactory, signers)
    case .failed:
      try await decide(id, .notSatisfactory, signers)
      try await appeal(id, signers)
    }
  }

  private static func reasons(_ outcome: InductionOutcome) -> String {
    outcome == .satisfactory
      ? "Made up for the sample: every Standard is met, by what the assessments say."
      : "Made up for the sample: Standards 4 and 7 are not met after two years of support."
  }

  private func decide(_ id: InductionID, _ outcome: InductionOutcome, _ signers: Signers) async throws {
    guard let july = CivilDate(year: 2026, month: 7, day: 22) else { return }
    _ = try await DecideInduction(try at(july)).recommend(
      id, outcome, reasons: Self.reasons(outcome), expectedVersion: nil, by: signers.head)
    if outcome == .notSatisfactory {
      _ = try await DecideInduction(try at(july.adding(days: 7))).represent(
        id, "Made up for the sample: the support that was planned came late.", by: signers.teacher)
    }
    let isFailure = outcome == .notSatisfactory
    let decide = DecideInduction(try at(isFailure ? july.adding(days: 19) : july.adding(days: 12)))
    _ = try await decide.decide(
      id, outcome, reasons: Self.reasons(outcome), expectedVersion: nil, by: signers.officer)
    if isFailure {
      let second = try await LoadSamplePeople(services).actor(of: "officer2@authority.test")
      _ = try await DecideInduction(try at(july.adding(days: 20))).confirm(
        id, expectedVersion: nil, by: second)
    }
  }

  /// The teacher appeals, and the body answers; the outcome is still to come.
  private func appeal(_ id: InductionID, _ signers: Signers) async throws {
    let appeals = try await InductionAppeal.list("p.induction_id = \(id)", in: services.pool)
    guard let appeal = appeals.last, appeal.state == .open else { return }
    let lodged = AppealInduction(try at(appeal.appealBy.adding(days: -3)))
    _ = try await lodged.record(
      .lodge,
      AppealEntry(text: "Made up for the sample: the visits of the support plan began in its last month."),
      of: appeal.id, expectedVersion: nil, by: signers.teacher)
    let day = appeal.appealBy.adding(days: 11)
    _ = try await AppealInduction(try at(day)).record(
      .reply,
      AppealEntry(on: day, text: "Made up for the sample: eight visits are on record, the first in October."),
      of: appeal.id, expectedVersion: nil, by: signers.officer)
  }
}
