import Domain
public import HTTPSupport
import HTTPTypes
public import Hummingbird

/// Shows a page for what fails inside it (a problem for what lies under `/api/`), and logs what is our own
/// fault, once.
public struct ErrorPages: RouterMiddleware {
  private let site: Site

  /// A boundary of the pages.
  public init(site: Site) {
    self.site = site
  }

  /// Answers the request, with an error page if it fails.
  public func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      // Nobody can type NUL, and no text of ours can hold it.
      if request.uri.string.contains("%00") { throw HTTPError(.badRequest) }
      return try await next(request, context)
    } catch {
      if request.uri.path.hasPrefix("/api/") {
        return ProblemMiddleware.answer(error, to: request, in: context)
      }
      return answer(error, in: context)
    }
  }

  /// The page for a failure.
  public func answer(_ error: any Error, in context: AppRequestContext) -> Response {
    let failure = FailureDescription(of: error)
    failure.log(error, in: context)
    var page = Self.page(failure, requestID: context.requestID, isSignedIn: context.signedIn != nil)
    if let seconds = failure.retryAfter { page.headers[.retryAfter] = String(seconds) }
    return site.respond(page, in: context)
  }

  /// What the page of a failure shows.
  static func page(_ failure: FailureDescription, requestID: RequestIdentifier, isSignedIn: Bool) -> Page {
    Page(failure.title, status: failure.status) {
      Heading(failure.title)
      Paragraph(failure.detail)
      if !failure.problems.isEmpty {
        BulletList(failure.problems.map(\.message))
      }
      if failure.status == .unauthorized && !isSignedIn {
        LinkButton("Sign in", to: "/sign-in")
      }
      Paragraph(html: "\(Link("Go to the start page", to: "/"))")
      HTML("<p class=\"govuk-hint\">Number of this request: <code>\(requestID.description)</code></p>")
    }
  }
}

/// Answers forms that were not let through.
public struct RefusedForms: Sendable {
  private let site: Site

  /// Answers in the look of a site.
  public init(site: Site) {
    self.site = site
  }

  /// The page that is shown instead of carrying out the form.
  public func answer(_ forged: ForgedForm, in context: AppRequestContext) -> Response {
    switch forged {
    case .fromAnotherSite:
      ErrorPages(site: site).answer(
        DomainError.notAllowed(
          "This form was sent from another website. Open the page here and fill it in again."), in: context)
    case .outdated(let form) where form.path == FormMiddleware.signOut && context.signedIn != nil:
      site.respond(Self.signOutPage(in: context), in: context)
    case .outdated(let form):
      site.respond(OthersForm(form.account, context)?.page ?? Self.page(form, in: context), in: context)
    }
  }

  /// The page for whoever pressed the button to sign out on a page of before somebody else signed in.
  private static func signOutPage(in context: AppRequestContext) -> Page {
    let title = "Do you want to sign out?"
    let name = context.signedIn?.account.name ?? ""
    return Page(title, status: .forbidden) {
      Heading(title)
      Paragraph(
        "You are signed in as \(name). The page on which you pressed the button was opened before that, so nobody has "
          + "been signed out yet.")
      Form(FormMiddleware.signOut, in: context) {
        ButtonGroup {
          Button("Sign out")
          Link("Stay signed in", to: "/")
        }
      }
    }
  }

  /// The page that offers to send the same form again. Passwords are asked for anew, since they should not
  /// stand in a page.
  static func page(_ form: OutdatedForm, in context: AppRequestContext) -> Page {
    let passwords = form.fields.fields.filter { $0.name.lowercased().contains("password") }
    let title = "Send your answers again"
    return Page(title, status: .forbidden) {
      Heading(title)
      Paragraph(
        "You signed in or out, or were away for a long time, after you opened the form. Nothing you entered "
          + "is lost. If you meant to send it, send it again.")
      if !form.files.isEmpty { Paragraph("Only the file has to be chosen again.") }
      Form(form.path, in: context, takesFiles: !form.files.isEmpty) {
        HeldFields(
          form.fields.without(
            Set(passwords.map(\.name)).union([SubmissionToken.fieldName, OutdatedForm.accountField])))
        if context.signedIn == nil, let owner = form.account {
          HiddenInput(OutdatedForm.accountField, owner)
        }
        for password in passwords {
          PasswordInput(FieldFrame(password.name, "Password"))
        }
        for field in form.files { FileInput(FieldFrame(field, "Choose the file again")) }
        Button("Send again")
      }
    }
  }
}
