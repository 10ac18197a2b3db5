import Domain
import HTTPSupport
import Hummingbird

/// Where a school sets what it asks those who apply for one vacancy.
struct VacancyQuestionsPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/questions") { try await show($0, $1) }
    pages.post("school/vacancies/:id/questions") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let reading = ReadVacancyQuestions(environment.services)
    let asked = try await reading.atDesk(vacancy.id, by: context.webActor)
    if try await reading.isFrozen(vacancy.id, by: context.webActor) { return frozen(vacancy, asked, context) }
    return try await respond(vacancy, Fields(Self.values(asked)), version: asked.version, context)
  }

  /// What stands in the fields before somebody changes it.
  private static func values(_ asked: VacancyQuestions) -> FormData {
    var values = FormData()
    values.set("religious", asked.asksReligiousReference ? ["yes"] : [])
    for (index, question) in asked.questions.enumerated() { values.set("question_\(index + 1)", question) }
    return values
  }

  /// What is asked by what somebody else has stored, beside what was sent.
  private func conflict(
    _ vacancy: Vacancy, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let asked = try await ReadVacancyQuestions(environment.services).atDesk(vacancy.id, by: context.webActor)
    let here = "/school/vacancies/\(vacancy.id)/questions"
    let questions = (1...VacancyQuestions.most).map {
      Conflict.Question.text("question_\($0)", "Question \($0)")
    }
    return environment.conflict(
      questions + [.chosen("religious", "Religious reference", [Choice("yes", "Asked for")])],
      stored: Self.values(asked), action: here, shown: here, at: "/school", current, context)
  }

  /// What was asked of everybody, to be read.
  private func frozen(
    _ vacancy: Vacancy, _ asked: VacancyQuestions, _ context: AppRequestContext
  ) -> Response {
    var rows = asked.questions.enumerated().map { SummaryList.Row("Question \($0 + 1)", $1) }
    if rows.isEmpty { rows.append(.init("Questions of your own", "None")) }
    if asked.asksReligiousReference { rows.append(.init("Religious reference", "Asked for")) }
    return environment.respond(
      Page(
        "What applicants are asked", path: "/school", above: BackLink(to: "/school/vacancies/\(vacancy.id)")
      ) {
        Heading("What applicants are asked", caption: vacancy.content.title)
        InsetText(
          "Applications have come, so this stays as it is: everybody answers the same. To ask something else, write to "
            + "the applicants.")
        SummaryList(rows)
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let form = context.form
    let version = form.int("version") ?? 0
    let asked = VacancyQuestions(
      asksReligiousReference: form.has("religious"),
      questions: (1...VacancyQuestions.most).map { form["question_\($0)"] })
    do {
      _ = try await SetVacancyQuestions(environment.services)(
        vacancy.id, asked, expectedVersion: version, by: context.webActor)
      return .seeOther(VacancyNews.questions.on(vacancy.id))
    } catch DomainError.invalid(let problems) {
      let shown = problems.map { problem in
        FieldProblem(
          field: Self.name(of: problem.field), message: problem.message)
      }
      return try await respond(vacancy, Fields(form, problems: shown), version: version, context)
    } catch DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "question_1", message: sentence)
      return try await respond(vacancy, Fields(form, problems: [problem]), version: version, context)
    } catch DomainError.staleVersion(let current) {
      return try await conflict(vacancy, current, context)
    }
  }

  private static func name(of field: String) -> String {
    switch field {
    case "questions[0]": "question_1"
    case "questions[1]": "question_2"
    case "questions[2]": "question_3"
    default: "religious"
    }
  }

  private func respond(
    _ vacancy: Vacancy, _ fields: Fields, version: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)"
    let mayAskReligious = try await ReadVacancyQuestions(environment.services).mayAskReligiousReference(
      vacancy.id, by: context.webActor)
    return environment.respond(
      Page(
        "What applicants are asked", path: "/school", problems: fields.problems, above: BackLink(to: base)
      ) {
        Heading("What applicants are asked", caption: vacancy.content.title)
        Paragraph(
          "Everybody sends the same form, and is asked whether they have a close relationship with somebody at your "
            + "school. You may add up to three questions of your own, until the first application has come.")
        Form("\(base)/questions", in: context) {
          HiddenInput("version", String(version))
          for number in 1...VacancyQuestions.most {
            fields.text(
              "question_\(number)", "Question \(number) (optional)",
              hint: number == 1 ? "Such as “Tell us about a lesson that did not go to plan.”" : nil)
          }
          if mayAskReligious || fields.values.has("religious") {
            fields.checkboxes(
              "religious", "Religious reference",
              [Choice("yes", "Ask for a religious referee")],
              hint: "Only where the post’s duties call for it.")
          }
          ButtonGroup {
            Button("Save")
            Link("Cancel", to: base)
          }
        }
      }, in: context)
  }
}
