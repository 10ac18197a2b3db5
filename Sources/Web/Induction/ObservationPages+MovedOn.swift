import Domain
import HTTPSupport
import Hummingbird

extension ObservationPages {
  /// What another has written into a draft, beside what was sent; where it is no draft any more, what has happened.
  func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let record = try await observation(context)
    if let moved = try movedOn("save", record, context) { return moved }
    let lesson = record.observation
    let here = Self.address(lesson)
    return environment.conflict(
      Self.asked(try AssessmentForm.load()), stored: Self.fields(lesson.content).values,
      action: "\(here)/save", shown: here, at: "/induction", current, context)
  }

  /// For whoever sends words for a step that the observation has moved past: what was done last, and what they typed.
  /// Nil where the step is open, or nothing is lost.
  func movedOn(
    _ step: String, _ record: ObservationRecord, _ context: AppRequestContext
  ) throws -> Response? {
    let (lesson, last) = (record.observation, record.traces.last)
    let (isOpen, asked): (Bool, [Conflict.Question]) =
      switch step {
      case "save": (record.mayWrite, Self.asked(try AssessmentForm.load()))
      case "confirm": (record.mayConfirm, [.text("comment", "Your comment")])
      case "reopen": (record.mayReopen, [.text("reason", "Why it is opened again")])
      default: (record.mayDiscard, [])
      }
    if isOpen { return nil }
    var happened: [SummaryList.Row] = [.init("State", html: lesson.state.tag.html)]
    if let last {
      happened += SummaryList.Row.lastDone(last.title, at: last.at, by: last.by, note: last.note)
    }
    return environment.inductionMovedOn(
      "The lesson observation has moved on", caption: "\(lesson.teacherName), \(lesson.schoolName)",
      happened: happened, asked: asked, stored: [last?.note],
      onward: Link("Look at the lesson observation", to: Self.address(lesson)), context)
  }

  /// For whoever still has a draft open that is discarded: by whom and when, and what they have typed. Nil where it is
  /// there.
  func discarded(
    _ step: String, _ induction: InductionID, _ context: AppRequestContext
  ) async throws -> Response? {
    let id: ObservationID = try context.named("observation")
    let gone = try await RecordObservation(environment.services).discarded(
      id, of: induction, by: context.webActor)
    guard let gone else { return nil }
    let here = "/inductions/\(induction)"
    guard step == "save" else { return .seeOther("\(here)?gone=\(id)") }
    let record = try await ReadInductions(environment.services).find(induction, by: context.webActor)
    let (form, asked) = (context.form, Self.asked(try AssessmentForm.load()))
    return environment.respond(
      TooLate(
        gone.rows("What happened", "The draft was discarded"),
        typed: asked.map { .init($0.label, $0.answer(in: form)) },
        onward: [
          Link("Look at the induction", to: here),
          Link("Record a lesson observation", to: "\(here)/observations/new"),
        ]
      ).page(
        "The draft is discarded", caption: record.induction.name, path: "/induction",
        back: BackLink(to: here)), in: context)
  }
}
