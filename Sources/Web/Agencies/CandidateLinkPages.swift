import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// What somebody sees by the link of an agency's mail: what would be sent about them and where to. They say yes or
/// no; no account is needed to open it.
struct CandidateLinkPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("candidates/:token") { try await show($0, $1) }
    pages.post("candidates/:token") { try await agree($0, $1) }
    pages.get("candidates/:token/decline") { try await askToDecline($0, $1) }
    pages.post("candidates/:token/decline") { try await decline($0, $1) }
  }

  private func token(_ context: AppRequestContext) -> String { context.parameters.get("token") ?? "" }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let opened = try await AnswerCandidate(environment.services).read(token(context), by: context.webActor)
    var values = FormData()
    values.set("name", opened.candidate.content.name)
    return environment.respondBehindLink(page(opened, Fields(values), context), context)
  }

  private func page(
    _ opened: AnswerCandidate.Opened, _ fields: Fields, _ context: AppRequestContext
  ) -> Page {
    let candidate = opened.candidate
    let here = "/candidates/\(token(context))"
    let title = "May \(candidate.agencyName) put you forward?"
    return Page(title, problems: fields.problems) {
      Heading(title, caption: candidate.schoolName)
      Paragraph(
        "\(candidate.agencyName) would like to put you forward for the vacancy below. The school gets nothing about "
          + "you unless you agree.")
      SummaryList([
        .init(
          "Vacancy", html: Link(candidate.vacancyTitle, to: VacancyText.address(candidate.vacancy)).html),
        .init("School", candidate.schoolName),
        .init("Answer by", LondonTime.dateAndTime(candidate.answerBy)),
      ])
      Heading("What the school would get", .section)
      SummaryList(
        [
          .init("Name", candidate.content.name), .init("E-mail address", candidate.content.email),
          .init("Telephone", candidate.content.telephone),
        ] + ReceivedCandidates.rows(candidate.content))
      if let obstacle = opened.obstacle {
        InsetText(obstacle)
      } else {
        Heading("Your answer", .section)
        Paragraph(
          "If you agree, you fill in the schools’ one application form and send it for this vacancy; that is what the "
            + "school chooses by. Only one agency can represent you for a vacancy: the first with which you agree. If "
            + "you have applied for it yourself before, your own application counts, and no agency represents you."
        )
        Form(here, in: context) {
          HiddenInput("wording_version", String(opened.wordingVersion))
          fields.checkboxes("agrees", "Do you agree?", [Choice("yes", opened.consent)])
          if opened.needsPassword {
            Paragraph("You get an account, so that you can fill in the application and see how it stands.")
            fields.text("name", "Your full name", autocomplete: "name", spellcheck: false)
            fields.password("password", "Choose a password", hint: PasswordRules.hint, isNew: true)
          } else if let account = context.signedIn?.account {
            Paragraph(
              "You are signed in as \(account.name), \(account.email): the application will be from there.")
          }
          Button("Yes, put me forward")
        }
      }
      if opened.isReceiver {
        Paragraph(html: Link("No, do not put me forward", to: "\(here)/decline").html)
      }
    }
  }

  private func agree(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    let answering = AnswerCandidate(environment.services)
    do {
      let candidate = try await answering.agree(
        token(context), agrees: form["agrees"] == "yes", wordingVersion: form.int("wording_version") ?? 0,
        name: form["name"], password: form["password"], by: context.webActor)
      return environment.respondBehindLink(Self.done(candidate, isSignedIn: context.signedIn != nil), context)
    } catch {
      let problems = try Refusal.problems(error, field: "agrees")
      let opened = try await answering.read(token(context), by: context.webActor)
      return environment.respondBehindLink(page(opened, Fields(form, problems: problems), context), context)
    }
  }

  /// What came of agreeing. The link is used up, so this is shown at once and not under an address of its own.
  private static func done(_ candidate: AgencyCandidate, isSignedIn: Bool) -> Page {
    switch candidate.standing {
    case .represented:
      return Page("Another agency represents you") {
        Heading("Another agency represents you")
        Paragraph(
          "You have agreed with another agency before that it puts you forward for “\(candidate.vacancyTitle)”. The "
            + "first counts, so \(candidate.agencyName) does not represent you for it.")
      }
    case .appliedDirectly:
      return Page("You have applied yourself") {
        Heading("You have applied yourself")
        Paragraph(
          "You have applied for “\(candidate.vacancyTitle)” yourself, and your own application counts. "
            + "\(candidate.agencyName) does not represent you for it.")
        Paragraph(html: Link("See your applications", to: "/applications").html)
      }
    default:
      return Page("You have agreed") {
        Panel("You have agreed") { HTML(text: "\(candidate.agencyName) represents you") }
        Heading("What happens next", .section)
        Paragraph(
          "\(candidate.schoolName) needs your application for “\(candidate.vacancyTitle)”. "
            + (isSignedIn ? "" : "Sign in with your e-mail address and password, ")
            + (isSignedIn ? "Fill" : "fill")
            + " in the general application once, and send it for this vacancy.")
        LinkButton("Go on to the application", to: "/vacancies/\(candidate.vacancy)/apply")
      }
    }
  }

  private func askToDecline(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (candidate, kept) = try await AnswerCandidate(environment.services).readToDecline(token(context))
    let here = "/candidates/\(token(context))"
    let title = "Say no to \(candidate.agencyName)?"
    return environment.respondBehindLink(
      Page(title, above: BackLink(to: here)) {
        Heading(title, caption: "\(candidate.vacancyTitle), \(candidate.schoolName)")
        Paragraph(
          "The agency is told, and can’t ask you for this vacancy again. What it entered about you is deleted "
            + "\(kept) after your answer."
        )
        Form("\(here)/decline", in: context) {
          ButtonGroup {
            Button("No, do not put me forward", kind: .warning)
            Link("Go back", to: here)
          }
        }
      }, context)
  }

  private func decline(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let candidate = try await AnswerCandidate(environment.services).decline(
      token(context), by: context.webActor)
    return environment.respondBehindLink(
      Page("You have said no") {
        Heading("You have said no")
        Paragraph(
          "\(candidate.agencyName) does not put you forward for “\(candidate.vacancyTitle)”. You can still apply "
            + "yourself.")
        Paragraph(html: Link("Read the vacancy", to: VacancyText.address(candidate.vacancy)).html)
      }, context)
  }
}
