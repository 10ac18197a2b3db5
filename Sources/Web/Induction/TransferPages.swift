import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Transfers of inductions to other appropriate bodies: the officers’ list, and the steps on the page of an induction.
struct TransferPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/inductions/transfers") { try await list($0, $1) }
    for step in ["ask", "begin"] {
      pages.post("inductions/:induction/transfers/\(step)") { try await begin(step, $0, $1) }
    }
    pages.post("inductions/:induction/return") { try await comeBack($0, $1) }
    for step in TransferStep.allCases {
      pages.post("inductions/:induction/transfers/:transfer/\(step.rawValue)") {
        try await take(step, $0, $1)
      }
    }
  }

  // MARK: The list

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    let state = TransferState(rawValue: form["state"])
    let isAll = form["state"] == "all"
    let page = try await TransferInduction(environment.services).list(
      of: authority.place, state, isWaiting: !isAll, limit: 25, after: request.after, by: context.webActor)
    let here = "/authority/inductions/transfers"
    let more = "\(here)?state=\(state?.rawValue ?? (isAll ? "all" : ""))"
    let fields = Fields(form)
    return environment.respond(
      Page(
        "Transfers to other appropriate bodies", path: "/authority",
        above: BackLink(to: "/authority/inductions", "Induction"), isWide: true
      ) {
        Heading("Transfers to other appropriate bodies", caption: authority.name)
        SearchForm(here, label: "Transfers") {
          fields.select(
            "state", "State",
            [Choice("", "To see to"), Choice("all", "All")]
              + TransferState.allCases.map { Choice($0.rawValue, $0.title) })
          "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
        }
        if page.items.isEmpty {
          EmptyState(
            "No transfers here",
            "A transfer begins on the page of the induction: a head asks for it, or you record it.")
        } else {
          Self.table(page.items)
          Pagination(
            previous: request.after == nil ? nil : more, next: page.next.map { "\(more)&after=\($0)" },
            of: "transfers")
        }
      }, in: context)
  }

  private static func table(_ transfers: [InductionTransfer]) -> Table {
    Table(
      "Transfers, newest first", isCaptionHidden: true,
      columns: [.init("Teacher"), .init("To"), .init("From"), .init("State"), .init("Reference")],
      rows: transfers.map {
        [
          Link($0.teacher, to: "/inductions/\($0.induction)").html, HTML(text: $0.bodyName),
          HTML(text: LondonTime.shortDate($0.transfersOn)), $0.state.tag.html, HTML(whole: $0.reference),
        ]
      })
  }

  // MARK: Steps

  private func content(_ prefix: String, _ form: FormData) -> TransferContent {
    TransferContent(
      cause: TransferCause(rawValue: form["\(prefix)cause"]), bodyName: form["\(prefix)body_name"],
      contactEmail: form["\(prefix)contact_email"], schoolName: form["\(prefix)school_name"],
      transfersOn: form.date("\(prefix)transfers_on").date, reason: SectionForm.lines(form["\(prefix)reason"])
    )
  }

  private func begin(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (id, prefix) = (try context.inductionOfPath(), "transfer-\(step)-")
    let (transfer, content) = (
      TransferInduction(environment.services), content(prefix, context.form)
    )
    let version = context.form.int("version")
    return try await answer(id, step, prefix, field: "transfers_on", context) {
      if step == "ask" {
        _ = try await transfer.ask(id, content, expectedVersion: version, by: context.webActor)
      } else {
        _ = try await transfer.begin(id, content, expectedVersion: version, by: context.webActor)
      }
    } late: {
      try await movedOn(id, prefix, $0, context)
    }
  }

  private func take(
    _ step: TransferStep, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (id, form, prefix) = (try context.inductionOfPath(), context.form, "transfer-\(step.rawValue)-")
    let transfer = try context.named("transfer", as: TransferID.self)
    let known = try await TransferInduction(environment.services).find(transfer, by: context.webActor)
    try context.require(known.transfer.induction, named: "induction", orHide: "transfer")
    let entry = TransferEntry(
      content: step == .agree ? content(prefix, form) : nil, email: form["\(prefix)email"],
      reason: SectionForm.lines(form["\(prefix)reason"]), on: form.date("\(prefix)on").date,
      person: form["\(prefix)person"])
    let fields: [TransferStep: String] = [.agree: "transfers_on", .give: "email", .acknowledge: "person"]
    return try await answer(id, step.rawValue, prefix, field: fields[step] ?? "reason", context) {
      do {
        _ = try await TransferInduction(environment.services).record(
          step, entry, of: transfer, expectedVersion: form.int("version"), by: context.webActor)
      } catch {
        throw try await refusal(of: step, transfer, error, context)
      }
    } late: {
      try await movedOn(step, transfer, prefix, $0, context)
    }
  }

  /// Does a step and leads back to the induction; where it is refused, to what somebody else has done meanwhile (`late`),
  /// or to the form with what was typed.
  private func answer(
    _ id: InductionID, _ step: String, _ prefix: String, field: String, _ context: AppRequestContext,
    _ work: () async throws -> Void, late: (any Error) async throws -> Response? = { _ in nil }
  ) async throws -> Response {
    do {
      try await work()
      return .seeOther("/inductions/\(id)?done=transfer-\(step)")
    } catch {
      if let moved = try await late(error) { return moved }
      let problems = try Refusal.problems(error, field: field).map {
        FieldProblem(field: "\(prefix)\($0.field)", message: $0.message)
      }
      return try await InductionRecordPages(environment).page(
        id, Fields(context.form, problems: problems), context)
    }
  }

  /// Begins the registration of a teacher who comes back, filled in from the record.
  private func comeBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    guard let school = OrganisationID(context.form["school"]) else { throw DomainError.notFound("school") }
    let made = try await DraftRegistration(environment.services)(
      returning: id, at: school, by: context.webActor)
    return .seeOther("/school/inductions/registrations/\(made.id)")
  }
}

extension TransferState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .asked: Tag(title, .purple)
    case .agreed, .given: Tag(title, .yellow)
    case .fetched: Tag(title, .blue)
    case .acknowledged: Tag(title, .green)
    case .refused, .undone: Tag(title, .red)
    case .withdrawn, .returned, .ended: Tag(title, .grey)
    }
  }
}
