import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Accepting an invitation to a role.
struct InvitationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("accept-invitation", use: show)
    router.post("accept-invitation", use: accept)
  }

  private func page(
    _ invitation: Invitation, token: String, _ fields: Fields, in context: AppRequestContext
  ) -> Page {
    let title = "Join \(invitation.organisation.name)"
    return Page(title, problems: fields.problems) {
      Heading(title)
      SummaryList([
        .init("Invited", invitation.email), .init("Role", invitation.role.title),
        .init("At", invitation.organisation.name),
        .init("Open until", LondonTime.dateAndTime(invitation.expiresAt)),
      ])
      Form("/accept-invitation", in: context) {
        HiddenInput("token", token)
        if invitation.needsPassword {
          fields.text("name", "Your full name", autocomplete: "name", spellcheck: false)
          fields.password("password", "Choose a password", hint: PasswordRules.hint, isNew: true)
        }
        Button("Accept the invitation")
      }
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = request.uri.queryParameters["token"].map(String.init) ?? ""
    do {
      let invitation = try await ReadInvitation(environment.services)(token: token)
      return environment.respond(page(invitation, token: token, Fields(), in: context), in: context)
    } catch DomainError.gone {
      return environment.respond(Self.spent, in: context)
    }
  }

  private func accept(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    do {
      let invitation = try await ReadInvitation(environment.services)(token: form["token"])
      var account: AccountID?
      let refusal = try await AccountForm.problems {
        account = try await AcceptInvitation(environment.services)(
          token: form["token"], name: form["name"], password: form["password"], by: context.webActor)
      }
      if let refusal {
        let fields = Fields(form, problems: refusal.problems)
        return environment.respond(
          refusal.mark(page(invitation, token: form["token"], fields, in: context)), in: context)
      }
      let isHere = account == context.signedIn?.account.id
      let desk = invitation.role.kind == .agency ? "/agency" : "/school"
      return .seeOther(isHere ? desk : "/sign-in?after=accepted")
    } catch DomainError.gone {
      return environment.respond(Self.spent, in: context)
    }
  }

  private static var spent: Page {
    Page("This invitation no longer works", status: .gone) {
      Heading("This invitation no longer works")
      Paragraph("It has been accepted already, or it is too old. Ask whoever invited you to send a new one.")
      LinkButton("Sign in", to: "/sign-in")
    }
  }
}
