import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// Where an authority’s staff say who acts as appropriate body, from when to when, and at what price.
struct InductionBodyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/bodies") { try await page(Fields(), $1) }
    pages.post("authority/inductions/bodies") { try await setBody($0, $1) }
    pages.post("authority/inductions/bodies/prices") { try await setPrice($0, $1) }
  }

  private func page(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let authority = try await Authority.seat(of: context.webActor, in: services.pool)
    try context.webActor.require(.manageInductionService, at: authority.place, orHide: "page")
    let manage = ManageAppropriateBodies(services)
    let bodies = try await manage.bodies(of: authority.id)
    let levels = try await manage.levels(of: authority.id)
    return environment.respond(
      Page(
        "Appropriate body", path: "/authority", problems: fields.problems,
        above: context.webActor.may(.decideInduction, at: authority.place)
          ? BackLink(to: "/authority/inductions", "Induction") : BackLink(to: "/authority", "Authority"),
        isWide: true
      ) {
        Heading("Appropriate body", caption: authority.name)
        Paragraph(
          "Local authorities took no new early career teachers from 1 September 2023 and ended on 31 August 2024 in "
            + "England. Who acts here, and from when to when, is what stands below.")
        if bodies.isEmpty {
          EmptyState("Nobody acts yet", "Until then schools can’t send registrations.")
        } else {
          Table(
            "Who acts",
            columns: [
              .init("Name"), .init("From"), .init("Until"), .init("New teachers until"), .init("By"),
              .init("Address in letters"),
            ],
            rows: bodies.map {
              [
                HTML(text: $0.name), HTML(text: LondonTime.shortDate($0.actsFrom)),
                HTML(text: $0.actsUntil.map(LondonTime.shortDate) ?? "No end set"),
                HTML(text: $0.takesNewUntil.map(LondonTime.shortDate) ?? "–"), HTML(text: $0.source),
                $0.address.isEmpty
                  ? Tag("None: letters carry no address", .yellow).html
                  : HTML(text: $0.address.replacing("\n", with: ", ")),
              ]
            })
        }
        if !levels.isEmpty {
          Table(
            "What is offered today, for each teacher and year",
            columns: [.init("Service"), .init("Code"), .init("Price", isNumeric: true)],
            rows: levels.map {
              [HTML(text: $0.title), HTML(text: $0.code), HTML(text: CampaignText.pounds($0.pricePence))]
            })
        }
        Paragraph(html: Link("Fees of schools, by year and service", to: FeePages.base).html)
        Heading("Set who acts", .section)
        Form("/authority/inductions/bodies", in: context) {
          fields.text("name", "Under which name", width: .twoThirds, maximumLength: 200)
          fields.date("acts_from", "First day", hint: "An entry with the same first day is replaced.")
          fields.date("acts_until", "Last day (optional)")
          fields.date(
            "takes_new_until", "Last first day of new teachers (optional)",
            hint: "Whoever is with it already goes on until it ends.")
          fields.text("source", "By what does it act?", hint: "Such as an agreement or a regulation.")
          fields.textarea(
            "address", "Its address (optional)",
            hint: "Each line of it on a line of its own. It stands at the head of letters.", rows: 5)
          Button("Save who acts")
        }
        Heading("Set a price", .section)
        Form("/authority/inductions/bodies/prices", in: context) {
          fields.text("code", "Code", hint: "Small letters, such as basic.", width: .ten, spellcheck: false)
          fields.text("title", "What the service is called", width: .twoThirds, maximumLength: 200)
          fields.text("price", "Price a year", width: .five, prefix: "£", inputMode: "decimal")
          fields.date("offered_from", "From when")
          Button("Save the price", kind: .secondary)
        }
      }, in: context)
  }

  private func setBody(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, services) = (context.form, environment.services)
    let authority = try await Authority.seat(of: context.webActor, in: services.pool)
    // A last day that can’t be read is not the same as none.
    var unread = Problems()
    for name in ["acts_from", "acts_until", "takes_new_until"] {
      let entry = form.date(name)
      if !entry.isEmpty && entry.date == nil {
        unread.add(name, "Enter a real date with day, month and year.")
      }
    }
    if !unread.found.isEmpty { return try await page(Fields(form, problems: unread.found), context) }
    do {
      _ = try await ManageAppropriateBodies(services).setBody(
        form["name"], of: authority, from: form.date("acts_from").date, until: form.date("acts_until").date,
        takesNewUntil: form.date("takes_new_until").date, source: form["source"],
        address: form.trimmed("address").map(SectionForm.lines), by: context.webActor)
      return .seeOther("/authority/inductions/bodies")
    } catch DomainError.invalid(let problems) {
      return try await page(Fields(form, problems: problems), context)
    }
  }

  private func setPrice(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (form, services) = (context.form, environment.services)
    let authority = try await Authority.seat(of: context.webActor, in: services.pool)
    var pence: Int?
    if let match = form["price"].filter({ !"£, ".contains($0) }).wholeMatch(
      of: /([0-9]{1,6})(?:\.([0-9]{2}))?/)
    {
      pence = (Int(match.1) ?? 0) * 100 + (match.2.flatMap { Int($0) } ?? 0)
    }
    do {
      try await ManageAppropriateBodies(services).setLevel(
        form["code"].trimmingCharacters(in: .whitespaces), form["title"], pricePence: pence,
        from: form.date("offered_from").date, of: authority, by: context.webActor)
      return .seeOther("/authority/inductions/bodies")
    } catch DomainError.invalid(let problems) {
      let named = problems.map {
        FieldProblem(field: $0.field == "price_pence" ? "price" : $0.field, message: $0.message)
      }
      return try await page(Fields(form, problems: named), context)
    }
  }
}
