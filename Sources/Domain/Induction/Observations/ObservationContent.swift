public import Postgres

/// What is written of a lesson that was observed, whole or not.
public struct ObservationContent: Sendable, Equatable, Codable {
  /// What the observer is to the teacher.
  public enum Observer: String, Sendable, Codable, CaseIterable {
    case tutor, mentor, head, other

    /// The words for it.
    public var title: String {
      switch self {
      case .tutor: "Induction tutor"
      case .mentor: "Mentor"
      case .head: "Head"
      case .other: "Somebody else"
      }
    }
  }

  /// Who observed.
  public var observerName = ""
  /// What they are to the teacher.
  public var observer: Observer?
  /// What they are, where they are somebody else.
  public var observerPost = ""
  /// Whether they hold qualified teacher status.
  public var observerIsQualified = false
  /// The day.
  public var observedOn: CivilDate?
  /// Class, subject and what else matters.
  public var context = ""
  /// The Teachers’ Standards that were looked at, by code.
  public var standards: [String] = []
  /// What went well.
  public var strengths = ""
  /// What is to be developed.
  public var areas = ""
  /// What was agreed to be done next.
  public var steps = ""
  /// By when.
  public var stepsBy: CivilDate?

  /// Nothing yet.
  public init() {}

  /// Who observed, with what they are.
  public var observedBy: String {
    let role = observer == .other && !observerPost.isEmpty ? observerPost : observer?.title ?? ""
    return role.isEmpty ? observerName : "\(observerName), \(role.lowercasedFirst)"
  }

  /// Whether nothing is said of a lesson yet: the observer’s name alone, with which the page begins, says nothing.
  public var isBlank: Bool {
    var rest = tidied
    rest.observerName = ""
    return rest == ObservationContent()
  }

  /// Without blanks around texts, and Standards in their order, each once.
  var tidied: ObservationContent {
    var copy = self
    (copy.observerName, copy.observerPost) = (
      observerName.trimmed, observer == .other ? observerPost.trimmed : ""
    )
    (copy.context, copy.strengths) = (context.trimmed, strengths.trimmed)
    (copy.areas, copy.steps) = (areas.trimmed, steps.trimmed)
    copy.standards = Array(Set(standards)).sorted()
    return copy
  }

  /// What keeps it from being kept as a draft.
  func faults(today: CivilDate) throws -> Problems {
    let known = Set(try AssessmentForm.load().standards.map(\.code))
    var problems = Problems()
    problems.require(
      observerName.count <= 200, "observer_name", "Shorten the name to 200 characters or fewer.")
    problems.require(
      observerPost.count <= 200, "observer_post", "Shorten what they are to 200 characters or fewer.")
    problems.require(
      observedOn.map { $0 <= today } ?? true, "observed_on", "Enter a day that has come: today or before.")
    problems.require(
      context.count <= 500, "context",
      "Shorten class, subject and what else matters to 500 characters or fewer.")
    problems.require(
      standards.allSatisfy(known.contains), "standards",
      "Choose from the Teachers’ Standards 1 to 8 and Part Two.")
    for (field, what, text) in [
      ("strengths", "strengths", strengths), ("areas", "areas to develop", areas),
      ("steps", "agreed next steps", steps),
    ] {
      problems.require(
        text.count <= 4_000, field, "Shorten the \(what) to 4,000 characters or fewer.")
    }
    return problems
  }

  /// What keeps it from being shared. Observers hold qualified teacher status (DfE statutory guidance, April 2024).
  func gaps(begunOn: CivilDate) -> [FieldProblem] {
    var problems = Problems()
    problems.require(observerName.count >= 2, "observer_name", "Enter who observed the lesson.")
    problems.require(observer != nil, "observer_role", "Choose what the observer is to the teacher.")
    problems.require(
      observer != .other || observerPost.count >= 2, "observer_post", "Enter what the observer is.")
    problems.require(
      observerIsQualified, "observer_qualified",
      "Confirm that the observer holds qualified teacher status: only they can observe.")
    problems.require(
      observedOn.map { $0 >= begunOn } == true, "observed_on",
      "Enter the day of the lesson, on or after the first day of induction.")
    problems.require(context.count >= 3, "context", "Enter class and subject, in 3 characters at least.")
    problems.require(!standards.isEmpty, "standards", "Choose one Standard at least that was looked at.")
    problems.require(strengths.count >= 10, "strengths", "Enter strengths, in 10 characters at least.")
    problems.require(areas.count >= 10, "areas", "Enter areas to develop, in 10 characters at least.")
    problems.require(steps.count >= 10, "steps", "Enter what was agreed next, in 10 characters at least.")
    problems.require(
      stepsBy.map { day in observedOn.map { day >= $0 && day <= $0.adding(days: 366) } ?? true } == true,
      "steps_by", "Enter by when: on the day of the lesson or after, and within a year.")
    return problems.found
  }
}
