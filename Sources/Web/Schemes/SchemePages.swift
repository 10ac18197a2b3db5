import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// What authorities offer teachers, as the public, teachers and the authority's staff see it.
struct SchemePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("schemes") { try await list($0, $1) }
    pages.get("schemes/:id") { try await show($0, $1) }
    ApplySchemePages(environment).add(to: pages)
    ManageSchemePages(environment).add(to: pages)
    EditSchemePages(environment).add(to: pages)
    AwardSchemePages(environment).add(to: pages)
    SchemeBudgetPages(environment).add(to: pages)
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let reading = ReadSchemes(environment.services)
    let kinds = try await reading.kinds()
    let kind = request.uri.queryParameters["kind"].map(String.init).flatMap { code in
      kinds.first { $0.code == code }?.code
    }
    let page = try await reading.published(kind: kind, after: request.after)
    let schemes = page.items
    let owners = Set(schemes.map(\.ownerName))
    let here = "/schemes" + (kind.map { "?kind=\($0)" } ?? "")
    let title =
      owners.count == 1 ? "What \(owners.first ?? "") offers teachers" : "What teachers are offered"
    var values = FormData()
    values.set("kind", kind)
    let fields = Fields(values)
    return environment.respond(
      Page(title, path: "/schemes", isWide: true) {
        Heading(title)
        Paragraph(
          "Help and chances for teachers during and after induction. Who may apply stands with each of them.")
        SearchForm("/schemes", label: "Schemes") {
          fields.select("kind", "Kind", [Choice("", "All kinds")] + kinds.map { Choice($0.code, $0.name) })
          Button("Show", kind: .secondary)
        }
        if schemes.isEmpty {
          EmptyState("Nothing is open", "Nothing of this kind is offered at the moment. Come back later.")
        } else {
          Table(
            "What is offered, by the last day to apply", isCaptionHidden: true,
            columns: [.init("What"), .init("Kind"), .init("An award"), .init("Apply by"), .init("In short")],
            rows: schemes.map { scheme in
              [
                Link(scheme.content.name, to: "/schemes/\(scheme.id)").html, HTML(text: scheme.kindName),
                HTML(text: scheme.content.amount),
                HTML(text: scheme.content.closesOn.map(LondonTime.longDate) ?? "–"),
                HTML(text: scheme.content.summary),
              ]
            })
        }
        CursorPagination(
          next: page.next.map { "\(here)\(kind == nil ? "?" : "&")after=\($0)" },
          first: request.after.map { _ in here }, of: "what is offered")
        if context.signedIn != nil {
          Paragraph(html: Link("What you can apply for", to: "/scheme-applications").html)
        }
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let scheme = try await ReadSchemes(environment.services).find(
      try context.schemeOfPath(), by: context.webActor)
    let content = scheme.content
    return environment.respond(
      Page(content.name, path: "/schemes", above: BackLink(to: "/schemes", "What teachers are offered")) {
        Heading(content.name, caption: scheme.kindName)
        if scheme.state != .published { Paragraph(html: scheme.state.tag.html) }
        if let reason = scheme.withdrawReason { WarningText("This is no longer offered: \(reason)") }
        Markdown.html(content.description)
        SummaryList(SchemeText.rows(scheme))
        Heading("Who may apply", .section)
        BulletList(content.criteria.map(\.sentence))
        if let obstacle = scheme.obstacle(on: environment.services.today) {
          InsetText(obstacle)
        } else {
          LinkButton("Apply", to: "/schemes/\(scheme.id)/apply", isStart: true)
        }
        if context.webActor.may(.manageSchemes, at: scheme.place) {
          Paragraph(html: Link("Manage this scheme", to: "/authority/schemes/\(scheme.id)").html)
        }
      }, in: context)
  }
}

/// Words of schemes.
enum SchemeText {
  /// What a scheme says, as questions and answers.
  static func rows(_ scheme: Scheme) -> [SummaryList.Row] {
    let content = scheme.content
    return [
      .init("An award", content.amount),
      .init("Apply from", content.opensOn.map(LondonTime.longDate)),
      .init("Apply by", content.closesOn.map(LondonTime.longDate)),
      .init("To accept an offer", content.answerDays == 1 ? "1 day" : "\(content.answerDays) days"),
      .init("Offered by", scheme.ownerName),
    ]
  }

  /// The facts of an induction record.
  static func rows(_ facts: SchemeFacts) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("Name", facts.name), .init("TRN", facts.trn), .init("Appropriate body", facts.body),
      .init("Induction", facts.state.title),
    ]
    if let completed = facts.completedOn.flatMap({ CivilDate($0) }) {
      rows.append(.init("Completed on", LondonTime.longDate(completed)))
    }
    rows.append(.init("School", facts.school))
    if !facts.phase.isEmpty {
      rows.append(.init("Phase", SchoolPhase(rawValue: facts.phase)?.title ?? facts.phase))
    }
    if !facts.subject.isEmpty { rows.append(.init("Subject", facts.subject)) }
    return rows
  }

  /// How an application stands.
  static func rows(_ application: SchemeApplication) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init("State", html: application.state.tag.html), .init("Reference", application.reference),
    ]
    if let sent = application.sentAt { rows.append(.init("Sent", LondonTime.dateAndTime(sent))) }
    if let position = application.position { rows.append(.init("On the waiting list", "Number \(position)")) }
    if application.year != nil, [.offered, .accepted, .ended].contains(application.state) {
      rows.append(
        .init(
          application.state == .offered ? "Offered" : "Awarded", SchemeMoney.pounds(application.amountPence)))
      if let year = application.year { rows.append(.init("Financial year", year.name)) }
    }
    if application.state == .offered, let last = application.answerBy {
      rows.append(.init("Accept by", LondonTime.longDate(last)))
    }
    if application.releasedPence > 0 {
      rows.append(.init("Will not be paid", SchemeMoney.pounds(application.releasedPence)))
    }
    if [.accepted, .ended].contains(application.state) {
      rows.append(.init("Paid", SchemeMoney.pounds(application.spentPence)))
    }
    if let reason = application.reason { rows.append(.init("Reason", reason)) }
    return rows
  }
}

extension SchemeState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .draft: Tag(title, .grey)
    case .published: Tag(title, .green)
    case .closed: Tag(title, .blue)
    case .withdrawn: Tag(title, .red)
    }
  }
}

extension SchemeApplicationState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .draft, .withdrawn, .declined, .lapsed: Tag(title, .grey)
    case .sent: Tag(title, .blue)
    case .waiting: Tag(title, .yellow)
    case .offered: Tag(title, .purple)
    case .accepted, .ended: Tag(title, .green)
    case .refused: Tag(title, .red)
    }
  }
}

/// The parts in which an award is paid.
struct SchemePaymentTable: Component {
  private let payments: [SchemePayment]
  private let actions: [HTML]

  /// Payments, with what can be done with each.
  init(_ payments: [SchemePayment], actions: [HTML] = []) {
    (self.payments, self.actions) = (payments, actions)
  }

  var html: HTML {
    Table(
      "How it is paid",
      columns: [.init("Due"), .init("Amount", isNumeric: true), .init("Paid")]
        + (actions.isEmpty ? [] : [.init("Change")]),
      rows: payments.enumerated().map { index, payment in
        [
          HTML(text: LondonTime.longDate(payment.dueOn)), HTML(text: SchemeMoney.pounds(payment.pence)),
          payment.paidOn.map { HTML(text: LondonTime.longDate($0)) } ?? Tag("To come", .grey).html,
        ] + (actions.isEmpty ? [] : [actions[index]])
      }
    ).html
  }
}

extension AppRequestContext {
  /// The scheme that the address names.
  func schemeOfPath() throws -> SchemeID {
    guard let id = parameters.get("id").flatMap({ SchemeID($0) }) else {
      throw DomainError.notFound("scheme")
    }
    return id
  }

  /// The application for a scheme that the address names.
  func schemeApplicationOfPath() throws -> SchemeApplicationID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("application").flatMap({ SchemeApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    return id
  }
}
