import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Where somebody with a place says that they are there, what they thought of it, and gets their certificate: signed in,
/// or by the link of a mail.
struct AttendancePages: Sendable {
  private let environment: WebEnvironment
  private let pdf = PDFRenderer()

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    for base in ["activity-bookings/:booking", "places/:token"] {
      pages.post("\(base)/attend") { try await attend($0, $1) }
      pages.get("\(base)/evaluation") { try await show($0, $1) }
      pages.post("\(base)/evaluation") { try await evaluate($0, $1) }
      pages.get("\(base)/certificate") { try await certificate($0, $1) }
      pages.get("\(base)/certificate.pdf") { try await file($0, $1) }
    }
  }

  /// What the address opens, and where its page is.
  private func opened(_ context: AppRequestContext) throws -> (key: BookingKey, base: String) {
    if let token = context.parameters.get("token") { return (.link(token), "/places/\(token)") }
    let id = try context.bookingOfPath()
    return (.own(id), "/activity-bookings/\(id)")
  }

  private func attend(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (key, base) = try opened(context)
    do {
      _ = try await AttendByCode(environment.services)(key, code: context.form["code"], by: context.webActor)
      return .seeOther("\(base)?saved=1")
    } catch {
      let fields = Fields(context.form, problems: try Refusal.problems(error, field: "code"))
      let booking = try await ReadBookings(environment.services).open(key, by: context.webActor)
      return environment.respondBehindLink(
        BookingPages(environment).bookingPage(
          booking, .person, base, news: nil, back: nil, fields, context), context)
    }
  }

  // MARK: Evaluation

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (key, base) = try opened(context)
    let known = try await EvaluateActivity(environment.services).read(key, by: context.webActor)
    var values = FormData()
    if let known {
      values.set("useful", known.useful)
      values.set("delivery", known.delivery)
      values.set("organisation", known.organisation)
      values.set("comment", known.comment)
    }
    return try await page(key, base, Fields(values), context)
  }

  private func page(
    _ key: BookingKey, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let booking = try await ReadBookings(environment.services).open(key, by: context.webActor)
    let ratings = [
      Choice("5", "5, very good"), Choice("4", "4"), Choice("3", "3"), Choice("2", "2"),
      Choice("1", "1, very poor"),
    ]
    let title = "What did you think of it?"
    return environment.respondBehindLink(
      Page(title, path: "/activity-bookings", problems: fields.problems, above: BackLink(to: base)) {
        Heading(title, caption: booking.activityTitle)
        Paragraph("Whoever runs it sees totals, and comments without names.")
        Form("\(base)/evaluation", in: context) {
          fields.radios("useful", "How useful was it for your work?", ratings)
          fields.radios("delivery", "How well was it led?", ratings)
          fields.radios("organisation", "How well was it organised?", ratings)
          fields.textarea(
            "comment", "What else would you say? (optional)", rows: 4, limit: .characters(1_000))
          Button("Send")
        }
      }, context)
  }

  private func evaluate(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (key, base) = try opened(context)
    let form = context.form
    do {
      try await EvaluateActivity(environment.services)(
        key,
        ActivityEvaluation(
          useful: form.int("useful") ?? 0, delivery: form.int("delivery") ?? 0,
          organisation: form.int("organisation") ?? 0, comment: SectionForm.lines(form["comment"])),
        by: context.webActor)
      return .seeOther("\(base)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "useful")
      return try await page(key, base, Fields(form, problems: problems), context)
    }
  }

  // MARK: Certificate

  private func certificate(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (key, base) = try opened(context)
    do {
      let found = try await ReadCertificate(environment.services)(key, by: context.webActor)
      return environment.respondBehindLink(
        Page("Certificate", path: "/activity-bookings", above: BackLink(to: base)) {
          HTML(markup: PrintedCertificate(found).markup)
          Paragraph(html: Link("PDF file", to: "\(base)/certificate.pdf").html)
        }, context)
    } catch DomainError.conflict(let sentence) {
      return environment.respondBehindLink(
        Page("No certificate yet", path: "/activity-bookings", status: .conflict, above: BackLink(to: base)) {
          Heading("No certificate yet")
          Paragraph(sentence)
        }, context)
    }
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (key, base) = try opened(context)
    let printed = PrintedCertificate(
      try await ReadCertificate(environment.services)(key, by: context.webActor))
    do {
      let data = try await pdf(printed.document)
      return PrivateFile.response(Array(data), mediaType: "application/pdf", name: printed.fileName)
    } catch is PDFRenderer.Failure {
      return environment.respondBehindLink(
        Page.noPDF(path: "/activity-bookings", print: "\(base)/certificate"), context)
    }
  }
}

/// On the page of a place: the code, the evaluation and the certificate, as far as their time has come.
struct AttendanceLinks: Component {
  let html: HTML

  init(
    _ booking: ActivityBooking, _ base: String, at now: Date, _ fields: Fields, _ context: AppRequestContext
  ) {
    let today = LondonTime.date(of: now)
    let evaluation = Link("Say what you thought of it", to: "\(base)/evaluation").html
    let isOver = booking.session.endsAt <= now
    if booking.attendedAt != nil, !isOver || booking.missingForCertificate != nil {
      let next = booking.missingForCertificate ?? "The certificate is here once the session is over."
      html =
        Paragraph(isOver ? next : "You are noted as there. \(next)").html
        + Paragraph(html: evaluation).html
    } else if booking.attendedAt != nil {
      html =
        BulletList(html: [
          evaluation, Link("Your certificate", to: "\(base)/certificate").html,
        ]).html
    } else if booking.state == .booked, booking.session.cancelledAt == nil, booking.session.day == today {
      html =
        Form("\(base)/attend", in: context) {
          fields.text(
            "code", "Are you there? Enter the code that the room is shown", width: .ten, autocomplete: "off",
            spellcheck: false)
          Button("I am here", kind: .secondary)
        }.html
    } else {
      html = ""
    }
  }
}
