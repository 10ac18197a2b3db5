import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The references of a received application: whom the school has asked, and what came.
struct ReferencePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/references") { try await show($0, $1) }
    pages.post("received/:id/references") { try await request($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let isAsked = request.uri.queryParameters["asked"] != nil
    let news = isAsked ? NotificationBanner("The referees are asked by e-mail.") : SchoolNews.banner(request)
    return try await page(try context.applicationID(), Fields(), news: news, context)
  }

  private func request(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let numbers = context.form.strings("referees").compactMap { Int($0) }
    do {
      guard !numbers.isEmpty else {
        throw DomainError.invalid([FieldProblem(field: "referees", message: "Choose whom to ask.")])
      }
      _ = try await RequestReferences(environment.services)(id, referees: numbers, by: context.webActor)
      return .seeOther("/received/\(id)/references?asked=1")
    } catch {
      let problems = try Refusal.problems(error, field: "referees")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let references = try await ReadReferences(environment.services)(id, by: context.webActor)
    let application = references.application
    let now = environment.services.now()
    let mayAsk = context.webActor.may(.requestReferences, at: application.place)
    return environment.respond(
      Page(
        "References", path: "/school", problems: fields.problems, above: BackLink(to: "/received/\(id)"),
        banner: news, isWide: true
      ) {
        Heading("References", caption: "\(application.applicantName), \(application.vacancyTitle)")
        Self.table(references, now)
        if mayAsk {
          Self.ask(references, fields, context)
          if OtherReferees.isOpen(application.state) {
            Paragraph(
              html: Link(
                "Ask the applicant for another referee, or record one", to: "/received/\(id)/other-referee"
              ).html)
          }
          Paragraph(
            html: Link(
              "Who may read them", to: "/school/vacancies/\(application.vacancy)/appointment-rules"
            ).html)
        }
      }, in: context)
  }

  private static func table(_ references: ApplicationReferences, _ now: Date) -> Table {
    let base = "/received/\(references.application.id)/references"
    return Table(
      "Referees", isCaptionHidden: true,
      columns: [.init("Referee"), .init("How they know the applicant"), .init("State"), .init("Asked")],
      rows: references.lines.map { line in
        let name: HTML =
          line.request.map { Link(line.referee.name, to: "\(base)/\($0.id)").html }
          ?? HTML(text: line.referee.name)
        let state: HTML =
          line.request.map { "\($0.tag(at: now))\($0.answered)\(Self.declined($0, now))" }
          ?? HTML(text: line.obstacle ?? "Not asked yet")
        return [
          name, Self.knows(line.referee, references), state,
          line.request.map(Self.asked) ?? "–",
        ]
      })
  }

  /// The day of asking, and beside it that of the last link where a new one went out later.
  private static func asked(_ request: ReferenceRequest) -> HTML {
    func day(_ date: Date) -> String { LondonTime.shortDate(LondonTime.date(of: date)) }
    let first = HTML(text: day(request.requestedAt))
    guard let again = request.askedAgainAt else { return first }
    return "\(first)<br>New link on \(day(again))"
  }

  /// That a referee declined stays to be seen, whatever came later.
  private static func declined(_ request: ReferenceRequest, _ now: Date) -> HTML {
    guard request.timesDeclined > 0, request.state(at: now) != .declined else { return "" }
    let times = request.timesDeclined == 1 ? "once" : "\(request.timesDeclined) times"
    return "<br>Declined \(times)"
  }

  /// How they know the applicant, and how they came to be named where it was later.
  private static func knows(_ referee: Referee, _ references: ApplicationReferences) -> HTML {
    let words = HTML(text: "\(referee.relationship), \(referee.organisation)")
    guard let naming = referee.naming else { return words }
    let other = references.lines.first { $0.referee.number == naming.replaces }?.referee.name
    let place = other.map { ", in place of \($0)" } ?? ""
    let day = LondonTime.shortDate(LondonTime.date(of: naming.namedAt))
    let consent = naming.consent.isEmpty ? "" : " (\(naming.consent))"
    return "\(words)<br>\(naming.by.title)\(consent) on \(day)\(place)"
  }

  private static func ask(
    _ references: ApplicationReferences, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let choices = references.lines.filter { $0.request == nil && $0.obstacle == nil }.map {
      Choice(String($0.referee.number), $0.referee.name, hint: "\($0.referee.position), \($0.referee.email)")
    }
    if choices.isEmpty { return "" }
    return Heading("Ask for references", .section).html
      + Form("/received/\(references.application.id)/references", in: context) {
        fields.checkboxes(
          "referees", "Whom shall we ask?", choices,
          hint: "Each gets an e-mail with a link of their own that works for 12 weeks.")
        Button("Ask for references")
      }.html
  }
}

extension ReferenceRequest {
  /// The state in a coloured box.
  func tag(at now: Date) -> Tag {
    let state = state(at: now)
    return switch state {
    case .requested: Tag(state.title, .blue)
    case .late: Tag(state.title, .red)
    case .received where !concerns.isEmpty:
      Tag(
        verifiedAt == nil
          ? "Received, with something to take up" : "Received and verified, with something to take up",
        .orange)
    case .received: Tag(verifiedAt == nil ? state.title : "Received and verified", .green)
    case .declined, .undelivered: Tag(state.title, .red)
    case .replaced: Tag(state.title, .grey)
    }
  }
}
