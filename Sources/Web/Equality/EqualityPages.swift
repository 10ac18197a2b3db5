import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Equality monitoring: what applicants may answer after sending.
struct EqualityPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/equality") { try await show($0, $1) }
    pages.post("applications/{application}/equality") { try await save($0, $1) }
    pages.post("applications/{application}/equality/remove") { try await remove($0, $1) }
  }

  // MARK: Answering

  private func application(_ context: AppRequestContext) throws -> ApplicationID {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("application").flatMap({ ApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    return id
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    let answer = AnswerEquality(environment.services)
    let isAnswered = try await answer.isAnswered(id, by: context.webActor)
    guard try await answer.isOpen(id, by: context.webActor) else {
      return closed(id, isAnswered: isAnswered, context)
    }
    return page(id, try await answer.form(), isAnswered: isAnswered, Fields(), context)
  }

  /// When the totals have been given out: there is nothing to answer any more, but answers can still be removed.
  private func closed(_ id: ApplicationID, isAnswered: Bool, _ context: AppRequestContext) -> Response {
    let own = "/applications/\(id)"
    return environment.respond(
      Page("Equality monitoring", path: "/applications", above: BackLink(to: own, "Back to the application"))
      {
        Heading("Equality monitoring")
        Paragraph(
          "The time to answer is over: the totals of the term in which you applied have been given out. They don’t "
            + "change any more.")
        if isAnswered {
          Form("\(own)/equality/remove", in: context) { Button("Remove my answers", kind: .warning) }
        }
      }, in: context)
  }

  private func page(
    _ id: ApplicationID, _ form: EqualityForm, isAnswered: Bool, _ fields: Fields,
    _ context: AppRequestContext
  ) -> Response {
    let own = "/applications/\(id)"
    return environment.respond(
      Page(
        "Equality monitoring", path: "/applications", problems: fields.problems,
        above: BackLink(to: own, "Back to the application")
      ) {
        Heading("Equality monitoring")
        Paragraph(
          "These questions are voluntary. The answers are kept apart from your application: the school never sees "
            + "them, and they are only ever read as totals in which nobody can be recognised.")
        if isAnswered {
          InsetText(
            "You have answered already. For your privacy we don’t show what. If you answer again, the new answers replace "
              + "all earlier ones, so give them all again.")
        }
        Form("\(own)/equality", in: context) {
          QuestionFields(form.section.questions, fields)
          ButtonGroup {
            Button("Save my answers")
            Link("I don’t want to answer", to: own)
          }
        }
        if isAnswered {
          Form("\(own)/equality/remove", in: context) { Button("Remove my answers", kind: .warning) }
        }
      }, in: context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    let answer = AnswerEquality(environment.services)
    let form = try await answer.form()
    let given = SectionForm.answers(context.form, form.section.questions)
    do {
      try await answer(id, given, by: context.webActor)
      return .seeOther("/applications/\(id)?equality=\(given.isEmpty ? "none" : "1")")
    } catch DomainError.invalid(let problems) {
      let isAnswered = try await answer.isAnswered(id, by: context.webActor)
      return page(id, form, isAnswered: isAnswered, Fields(context.form, problems: problems), context)
    } catch DomainError.conflict {
      return .seeOther("/applications/\(id)/equality")
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try application(context)
    try await AnswerEquality(environment.services).remove(id, by: context.webActor)
    return .seeOther("/applications/\(id)?equality=removed")
  }
}

/// Where an applicant finds the questions, on the page of an application.
struct EqualityLink: Component {
  private let application: SentApplication

  init(_ application: SentApplication) { self.application = application }

  var html: HTML {
    Paragraph(
      html: """
        \(Link("Answer our equality questions", to: "/applications/\(application.id)/equality")) \
        (voluntary, and never seen by the school)
        """
    ).html
  }
}
