import Domain
import HTTPSupport
import Hummingbird

/// The National Insurance number, which is kept apart from the application.
struct NationalInsurancePages: Sendable {
  static let address = "/general-application/national-insurance"
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("general-application/national-insurance", use: show)
    router.post("general-application/national-insurance", use: save)
    router.post("general-application/national-insurance/remove", use: remove)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let kept = try await KeepNationalInsuranceNumber(environment.services).read(by: context.webActor)
    return environment.respond(page(kept, Fields(), in: context), in: context)
  }

  private func page(
    _ kept: NationalInsuranceNumber?, _ fields: Fields, in context: AppRequestContext
  ) -> Page {
    Page(
      "National Insurance number", path: "/general-application", problems: fields.problems,
      above: BackLink(to: "/general-application", "Back to your general application")
    ) {
      Heading("National Insurance number", caption: "General application")
      Paragraph(
        "We keep it apart from your application. It is never sent with it, and a school can read it only once you "
          + "have accepted its offer. You may leave it out, and change or remove it at any time.")
      if let kept { SummaryList([.init("Kept now", kept.masked)]) }
      Form(Self.address, in: context) {
        fields.text(
          "number", kept == nil ? "National Insurance number" : "New National Insurance number",
          hint: "On your payslip or P60, such as AB 12 34 56 C.", width: .twenty, spellcheck: false)
        ButtonGroup {
          Button("Save")
          Link("Cancel", to: "/general-application")
        }
      }
      if kept != nil {
        Form("\(Self.address)/remove", in: context) { Button("Remove the number", kind: .warning) }
      }
    }
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let keep = KeepNationalInsuranceNumber(environment.services)
    do {
      _ = try await keep(context.form["number"], by: context.webActor)
      return .seeOther("/general-application?saved=1")
    } catch DomainError.invalid(let problems) {
      let kept = try await keep.read(by: context.webActor)
      return environment.respond(
        page(kept, Fields(context.form, problems: problems), in: context), in: context)
    }
  }

  private func remove(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await KeepNationalInsuranceNumber(environment.services).remove(by: context.webActor)
    return .seeOther("/general-application?saved=1")
  }
}

/// The line below the sections that leads to the number.
struct NationalInsuranceLine: Component {
  private let kept: NationalInsuranceNumber?

  init(_ kept: NationalInsuranceNumber?) { self.kept = kept }

  var html: HTML {
    Heading("Kept apart", .section).html
      + TaskList(
        [
          TaskList.Task(
            "National Insurance number", to: NationalInsurancePages.address,
            hint: "Never sent with your application.",
            status: kept == nil ? .other("Optional", .grey) : .completed)
        ], idPrefix: "apart"
      ).html
  }
}
