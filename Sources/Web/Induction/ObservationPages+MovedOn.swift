import Domain
import HTTPSupport
import Hummingbird

extension ObservationPages {
  /// What another has written into a draft, beside what was sent; where it is no draft any more, what has happened.
  func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let record = try await observation(context)
    let (lesson, form) = (record.observation, context.form)
    let (here, asked) = (Self.address(lesson), Self.asked(try AssessmentForm.load()))
    guard record.mayWrite else {
      return environment.respond(
        TooLate(
          [.init("State", html: lesson.state.tag.html)],
          typed: asked.map { .init($0.label, $0.answer(in: form)) },
          onward: [Link("Look at the lesson observation", to: here)]
        ).page(
          "The lesson observation can’t be changed now",
          caption: "\(lesson.teacherName), \(lesson.schoolName)", path: "/induction",
          back: BackLink(to: here)), in: context)
    }
    return environment.conflict(
      asked, stored: Self.fields(lesson.content).values, action: "\(here)/save", shown: here,
      at: "/induction", current, context)
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
