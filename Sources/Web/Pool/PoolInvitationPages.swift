import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Where a person answers an invitation to the interview day of the pool.
struct PoolInvitationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.post("pool/{entry}/invitation") { try await answer($0, $1) }
  }

  private func answer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("entry").flatMap({ PoolEntryID($0) }) else {
      throw DomainError.notFound("entry of the pool")
    }
    let form = context.form
    let answering = AnswerPoolInvitation(environment.services)
    do {
      let seen = form.int("at").map { Date(timeIntervalSince1970: Double($0)) }
      try await answering(
        id, PoolInvitation.Answer(rawValue: form["answer"]), reason: SectionForm.lines(form["reason"]),
        at: seen, by: context.webActor)
      return .seeOther("/pool/\(id)?saved=answered")
    } catch {
      // The answer is a button, which has no place for a fault of its own.
      let problems = try Refusal.problems(error, field: "reason").map {
        $0.field == "answer" ? FieldProblem(field: "reason", message: $0.message) : $0
      }
      guard let invitation = try await answering.read(id, by: context.webActor) else {
        throw DomainError.notFound("invitation")
      }
      let own = "/pool/\(id)"
      return environment.respond(
        Page(
          "Your interview for the pool", path: "/pool", problems: problems,
          above: BackLink(to: own, "Your entry")
        ) {
          PoolInvitationView(
            id, invitation, Fields(form, problems: problems), now: environment.services.now(), in: context)
        }, in: context)
    }
  }
}

/// An invitation as the person reads and answers it.
struct PoolInvitationView: Component {
  private let entry: PoolEntryID
  private let invitation: PoolInvitation
  private let fields: Fields
  private let now: Date
  private let context: AppRequestContext

  init(
    _ entry: PoolEntryID, _ invitation: PoolInvitation, _ fields: Fields, now: Date,
    in context: AppRequestContext
  ) {
    (self.entry, self.invitation, self.fields) = (entry, invitation, fields)
    (self.now, self.context) = (now, context)
  }

  var html: HTML {
    Heading("Your interview for the pool", fields.problems.isEmpty ? .section : .page).html
      + SummaryList([
        .init("When", LondonTime.dateAndTime(invitation.at)), .init("Where", invitation.place),
        .init("Your answer", html: invitation.answerTag.html),
      ]).html + (invitation.at > now ? form : "")
  }

  private var form: HTML {
    Form("/pool/\(entry)/invitation", in: context) {
      HiddenInput("at", String(Int(invitation.at.timeIntervalSince1970)))
      fields.textarea(
        "reason", "If you can’t come, why? (optional)",
        hint: "The authority’s officers read it, schools don’t.",
        rows: 3, limit: .characters(1000))
      ButtonGroup {
        Button("I will come", name: "answer", value: "accepted")
        Button("I can’t come", kind: .secondary, name: "answer", value: "declined")
      }
    }.html
  }
}
