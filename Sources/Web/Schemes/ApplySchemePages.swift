import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// What a teacher can apply for, and where their applications stand.
struct ApplySchemePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("scheme-applications") { try await own($0, $1) }
    pages.get("schemes/:id/apply") { try await write($0, $1) }
    pages.post("schemes/:id/apply") { try await keep($0, $1) }
    pages.get("scheme-applications/:application") { try await show($0, $1) }
    for step in ["withdraw", "accept", "decline"] {
      pages.post("scheme-applications/:application/\(step)") { try await take(step, $0, $1) }
    }
  }

  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let apply = ApplyForScheme(environment.services)
    let offers = try await apply.offers(after: request.after, by: context.webActor)
    let own = try await apply.own(by: context.webActor)
    let query = request.uri.queryParameters
    let news = query.has("removed") ? "Removed. Nothing of it is left." : query.has("saved") ? "Saved." : nil
    return environment.respond(
      Page(
        "What you can apply for", path: "/induction", above: BackLink(to: "/induction", "My induction"),
        banner: news.map { NotificationBanner($0) }, isWide: true
      ) {
        Heading("What you can apply for")
        SchemeOfferTable(offers.items)
        CursorPagination(
          next: offers.next.map { "/scheme-applications?after=\($0)" },
          first: request.after.map { _ in "/scheme-applications" }, of: "what you can apply for")
        Heading("Your applications", .section)
        if own.isEmpty {
          Paragraph("None yet.")
        } else {
          Table(
            "Your applications, the last first", isCaptionHidden: true,
            columns: [.init("For"), .init("Reference"), .init("State"), .init("Sent")],
            rows: own.map { application in
              [
                Link(
                  application.schemeName,
                  to: application.state == .draft
                    ? "/schemes/\(application.scheme)/apply" : "/scheme-applications/\(application.id)"
                ).html, HTML(whole: application.reference), application.state.tag.html,
                HTML(text: application.sentAt.map(LondonTime.dateAndTime) ?? "–"),
              ]
            })
        }
      }, in: context)
  }

  // MARK: Writing

  private func write(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try context.webActor.requireAccount()
    let offer = try await ApplyForScheme(environment.services).offer(
      try context.schemeOfPath(), by: context.webActor)
    var values = FormData()
    if offer.application?.state == .draft { values.set("statement", offer.application?.statement) }
    return form(offer, Fields(values), context)
  }

  private func form(_ offer: SchemeOffer, _ fields: Fields, _ context: AppRequestContext) -> Response {
    let scheme = offer.scheme
    let base = "/schemes/\(scheme.id)"
    return environment.respond(
      Page(
        "Apply", path: "/schemes", problems: fields.problems, above: BackLink(to: base, scheme.content.name)
      ) {
        Heading("Apply", caption: scheme.content.name)
        if !offer.isOpen {
          InsetText { HTML(offer.obstacles.map { Paragraph($0).html }) }
          if let own = offer.application, own.state != .draft {
            Paragraph(html: Link("See your application", to: "/scheme-applications/\(own.id)").html)
          }
        } else {
          if let facts = offer.facts {
            Heading("What your induction record says", .section)
            Paragraph(
              "This goes with your application. If something is wrong, ask the appropriate body to correct it."
            )
            SummaryList(SchemeText.rows(facts))
          }
          Form("\(base)/apply", in: context) {
            fields.textarea(
              "statement", "Why do you apply?", hint: Self.hint(scheme), rows: 8, limit: .characters(3_000))
            ButtonGroup {
              Button("Send the application", name: "send", value: "1")
              Button("Save and come back later", kind: .secondary, name: "save", value: "1")
            }
          }
          if let own = offer.application, own.state == .draft {
            Form("/scheme-applications/\(own.id)/withdraw", in: context) {
              Button("Remove what you have written", kind: .link)
            }
          }
        }
      }, in: context)
  }

  private static func hint(_ scheme: Scheme) -> String? {
    let judged = scheme.content.criteria.filter { $0.kind == .judged }.map(\.sentence)
    return judged.isEmpty ? nil : "Officers look at this: \(judged.joined(separator: " "))"
  }

  private func keep(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.schemeOfPath()
    let apply = ApplyForScheme(environment.services)
    let statement = SectionForm.lines(context.form["statement"])
    do {
      if context.form["save"] == "1" {
        _ = try await apply.save(id, statement: statement, by: context.webActor)
        return .seeOther("/scheme-applications?saved=1")
      }
      let sent = try await apply.send(id, statement: statement, by: context.webActor)
      return .seeOther("/scheme-applications/\(sent.id)?sent=1")
    } catch {
      let problems = try Refusal.problems(error, field: "statement")
      let offer = try await apply.offer(id, by: context.webActor)
      return form(offer, Fields(context.form, problems: problems), context)
    }
  }

  // MARK: One application

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let query = request.uri.queryParameters
    let news =
      query.has("sent")
      ? "Your application is sent. We have sent you a mail." : query.has("done") ? "Done." : nil
    return try await page(try context.schemeApplicationOfPath(), [], news, context)
  }

  private func page(
    _ id: SchemeApplicationID, _ problems: [FieldProblem], _ news: String?, _ context: AppRequestContext
  ) async throws -> Response {
    let found = try await ApplyForScheme(environment.services).find(id, by: context.webActor)
    let application = found.application
    return environment.respond(
      Page(
        application.schemeName, path: "/induction", problems: problems,
        above: BackLink(to: "/scheme-applications", "What you can apply for"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(application.schemeName, caption: "Your application")
        SummaryList(SchemeText.rows(application))
        buttons(application, context)
        if !found.payments.isEmpty { SchemePaymentTable(found.payments) }
        Heading("What you wrote", .section)
        Prose(application.statement)
        if let facts = application.facts {
          Heading("What your induction record said", .section)
          SummaryList(SchemeText.rows(facts))
        }
        Paragraph(html: Link("About the scheme", to: "/schemes/\(application.scheme)").html)
      }, in: context)
  }

  private func buttons(_ application: SchemeApplication, _ context: AppRequestContext) -> HTML {
    func form(_ step: String, _ button: Button) -> HTML {
      Form("/scheme-applications/\(application.id)/\(step)", in: context) {
        HiddenInput("version", String(application.version))
        button
      }.html
    }
    switch application.state {
    case .offered:
      return "<div id=\"state\"></div>" + form("accept", Button("Accept the offer"))
        + form("decline", Button("Decline the offer", kind: .warning))
    case .sent, .waiting:
      return "<div id=\"state\"></div>"
        + form("withdraw", Button("Withdraw the application", kind: .secondary))
    default: return ""
    }
  }

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let id = try context.schemeApplicationOfPath()
    let (apply, version, actor) = (
      ApplyForScheme(environment.services), context.form.int("version"), context.webActor
    )
    do {
      let changed =
        switch step {
        case "accept": try await apply.accept(id, expectedVersion: version, by: actor)
        case "decline": try await apply.decline(id, expectedVersion: version, by: actor)
        default: try await apply.withdraw(id, expectedVersion: version, by: actor)
        }
      if changed.state == .draft { return .seeOther("/scheme-applications?removed=1") }
      return .seeOther("/scheme-applications/\(id)?done=1")
    } catch {
      return try await page(id, try Refusal.problems(error, field: "state"), nil, context)
    }
  }
}

/// What there is for a teacher, and why something can't be applied for.
struct SchemeOfferTable: Component {
  private let offers: [SchemeOffer]

  init(_ offers: [SchemeOffer]) { self.offers = offers }

  var html: HTML {
    if offers.isEmpty {
      return EmptyState("Nothing is open", "Nothing is offered at the moment. Come back later.").html
    }
    return Table(
      "What is offered", isCaptionHidden: true,
      columns: [.init("What"), .init("An award"), .init("Apply by"), .init("For you")],
      rows: offers.map { offer in
        let scheme = offer.scheme
        return [
          Link(scheme.content.name, to: "/schemes/\(scheme.id)").html, HTML(text: scheme.content.amount),
          HTML(text: scheme.content.closesOn.map(LondonTime.longDate) ?? "–"), Self.standing(offer),
        ]
      }
    ).html
  }

  private static func standing(_ offer: SchemeOffer) -> HTML {
    let name = offer.scheme.content.name
    if offer.isOpen {
      let label = offer.application?.state == .draft ? "Go on with your application" : "Apply"
      return Link(label, to: "/schemes/\(offer.scheme.id)/apply", about: "for \(name)").html
    }
    if let own = offer.application, [.sent, .waiting, .offered, .accepted, .ended].contains(own.state) {
      return "\(own.state.tag.html) \(Link("See it", to: "/scheme-applications/\(own.id)", about: name).html)"
    }
    return HTML(text: offer.obstacles.joined(separator: " "))
  }

  /// What stands on a teacher's page of their induction.
  static func part(_ environment: WebEnvironment, _ context: AppRequestContext) async throws -> HTML {
    let offers = try await Domain.Page.every {
      try await ApplyForScheme(environment.services).offers(limit: 200, after: $0, by: context.webActor)
    }
    // What is not open to them, and not applied for, stands on the page of the schemes with the reason.
    let open = offers.filter { $0.isOpen || $0.application != nil }
    if offers.isEmpty { return "" }
    let link = Paragraph(html: Link("Your scheme applications", to: "/scheme-applications").html).html
    if open.isEmpty { return link }
    return Heading("What you can apply for", .section).html + SchemeOfferTable(open).html + link
  }
}
