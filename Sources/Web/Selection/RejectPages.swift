import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// Where the head turns applications down, each with its reason, all in the same considerate words.
struct RejectPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/selection/reject") { try await show($0, $1) }
    pages.post("school/vacancies/:id/selection/reject") { try await reject($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ids = ShortlistQuery.values("application", request).compactMap { ApplicationID($0) }
    let vacancy = try await vacancy(context)
    var values = FormData()
    var applications: [SentApplication] = []
    for id in ids.prefix(RejectApplications.most) {
      let found = try await ReadApplication(environment.services)(id, by: context.webActor).application
      if found.state.mayBecome(.unsuccessful) { applications.append(found) }
    }
    values.set(
      "message",
      RejectApplications.usualMessage(for: vacancy, to: applications, at: environment.services.now()))
    return try await page(vacancy, ids, Fields(values), context)
  }

  private func vacancy(_ context: AppRequestContext) async throws -> Vacancy {
    let panel = try await ReadPanel(environment.services)(try context.vacancyOfPath(), by: context.webActor)
    try context.webActor.require(.rejectApplication, at: panel.vacancy.place)
    return panel.vacancy
  }

  private func reject(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await vacancy(context)
    let form = context.form
    let ids = form.strings("application").compactMap { ApplicationID($0) }
    let rejections = ids.map { id in
      Rejection(
        id, version: form.int("version-\(id)") ?? 0,
        criteria: form.strings("criteria-\(id)").compactMap { CriterionID($0) },
        reason: form["reason-\(id)"])
    }
    do {
      _ = try await RejectApplications(environment.services)(
        vacancy.id, rejections,
        all: SharedRejection(
          criteria: form.strings("criteria-all").compactMap { CriterionID($0) }, reason: form["reason-all"]),
        message: form["message"], exception: form["exception"], by: context.webActor)
      return .seeOther("/school/vacancies/\(vacancy.id)/selection?done=rejected")
    } catch DomainError.invalid(let problems) {
      return try await page(vacancy, ids, Fields(form, problems: Self.placed(problems, ids)), context)
    } catch DomainError.conflict(let sentence) {
      return try await again(vacancy, ids, sentence, context)
    } catch DomainError.staleVersion {
      return try await again(
        vacancy, ids,
        "Somebody else has moved one of these applications in the meantime, so nobody was turned down. Look at "
          + "their states and decide again.", context)
    }
  }

  private func again(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ sentence: String, _ context: AppRequestContext
  ) async throws -> Response {
    let problem = FieldProblem(field: "message", message: sentence)
    return try await page(
      vacancy, ids, Fields(context.form, problems: [problem]), status: .conflict, context)
  }

  /// Problems of decisions as problems of the fields they stand in.
  private static func placed(_ problems: [FieldProblem], _ ids: [ApplicationID]) -> [FieldProblem] {
    problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /rejections\[([0-9]+)\]\.(reason|criteria)/),
        let index = Int(match.1), ids.indices.contains(index)
      else { return problem }
      return FieldProblem(field: "\(match.2)-\(ids[index])", message: problem.message)
    }
  }

  private func page(
    _ vacancy: Vacancy, _ ids: [ApplicationID], _ fields: Fields, status: HTTPResponse.Status? = nil,
    _ context: AppRequestContext
  ) async throws -> Response {
    let base = "/school/vacancies/\(vacancy.id)/selection"
    let criteria = try await ReadCriteria(environment.services)(vacancy.id, by: context.webActor)
    var applications: [SentApplication] = []
    var leftOut: [SentApplication] = []
    for id in ids.prefix(RejectApplications.most) {
      let found = try await ReadApplication(environment.services)(id, by: context.webActor).application
      guard found.vacancy == vacancy.id else { throw DomainError.notFound("application") }
      if found.state.mayBecome(.unsuccessful) { applications.append(found) } else { leftOut.append(found) }
    }
    let title =
      applications.count == 1 ? "Turn an application down" : "Turn \(applications.count) applications down"
    return environment.respond(
      Page(
        applications.isEmpty ? "Turn applications down" : title, path: "/school", status: status,
        problems: fields.problems, above: BackLink(to: base, "Selection")
      ) {
        Heading(applications.isEmpty ? "Turn applications down" : title, caption: vacancy.content.title)
        if !leftOut.isEmpty {
          InsetText(
            "Left out, as they can’t be turned down: "
              + leftOut.map { "\($0.applicantName) (\($0.state.title.lowercased()))" }
              .joined(separator: "; ") + ".")
        }
        if applications.isEmpty {
          EmptyState(
            "Nobody is chosen", "Tick the applications that are not taken forward.",
            action: Link("Choose applications", to: base))
        } else {
          form(applications, criteria, fields, base, isFilled: vacancy.storedState == .filled, context)
        }
      }, in: context)
  }

  private static func choices(_ criteria: [Criterion]) -> [Choice] {
    criteria.compactMap { criterion in
      criterion.id.map {
        Choice($0.description, criterion.wording, hint: criterion.isEssential ? nil : "Desirable")
      }
    }
  }

  /// The reason for all of them, which those without one of their own have.
  private static func shared(_ criteria: [Criterion], _ fields: Fields) -> HTML {
    Fieldset("The same reason for all") {
      Paragraph("It counts for everybody for whom you enter nothing of their own below.")
      if !criteria.isEmpty {
        fields.checkboxes(
          "criteria-all", "Criteria that none of them meets", choices(criteria), isSmall: true)
      }
      fields.textarea("reason-all", "Reason for all of them", hint: "Kept for the school.", rows: 2)
    }.html
  }

  private func form(
    _ applications: [SentApplication], _ criteria: [Criterion], _ fields: Fields, _ base: String,
    isFilled: Bool, _ context: AppRequestContext
  ) -> HTML {
    Form("\(base)/reject", in: context) {
      if applications.count > 1 { Self.shared(criteria, fields) }
      for application in applications {
        HiddenInput("application", application.id.description)
        HiddenInput("version-\(application.id)", "\(application.version)")
        Fieldset(application.applicantName) {
          Paragraph(html: "\(application.state.tag) \(HTML(text: application.reference))")
          if !criteria.isEmpty {
            fields.checkboxes(
              "criteria-\(application.id)", "Criteria that \(application.applicantName) does not meet",
              Self.choices(criteria), isSmall: true)
          }
          fields.textarea(
            "reason-\(application.id)", "Reason for \(application.applicantName)",
            hint: criteria.isEmpty
              ? "Kept for the school." : "Kept for the school. Optional when you choose a criterion.", rows: 2
          )
        }
      }
      if !isFilled, applications.contains(where: { $0.state.isSifted }) { fields.siftException }
      fields.textarea(
        "message", "What they are told",
        hint: "By e-mail, after “Dear” and their name, and on their page of the application.", rows: 10,
        limit: .characters(RejectApplications.longestMessage))
      ButtonGroup {
        Button(
          applications.count == 1
            ? "Turn the application down" : "Turn \(applications.count) applications down", kind: .warning)
        Link("Cancel", to: base)
      }
    }.html
  }
}
