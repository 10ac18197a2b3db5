import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Postgres

/// Where officers write the library of guidance.
struct EditGuidancePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("authority/guidance") { try await list($0, $1) }
    pages.get("authority/guidance/new") { try await showNew($0, $1) }
    pages.post("authority/guidance/new") { try await create($0, $1) }
    pages.get("authority/guidance/:slug/edit") { try await showEdit($0, $1) }
    pages.post("authority/guidance/:slug/edit") { try await change($0, $1) }
    pages.post("authority/guidance/:slug/state") { try await move($0, $1) }
    pages.get("authority/guidance/:slug/revisions") { try await revisions($0, $1) }
  }

  private func authority(_ context: AppRequestContext) throws -> OrganisationID {
    let account = try context.webActor.requireAccount()
    let seat = account.memberships.first {
      context.webActor.may(
        .manageGuidance, at: Place(organisation: $0.organisation, authority: $0.authority))
    }
    guard let seat else { throw DomainError.notFound("page") }
    return seat.organisation
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try authority(context)
    let after = request.uri.queryParameters["after"].flatMap { GuidanceID(String($0)) }
    let (found, next) = try await ReadGuidance(environment.services).all(after: after, by: context.webActor)
    let today = environment.services.today
    let rows = found.map { page -> [HTML] in
      let due: HTML =
        page.isReviewDue(on: today)
        ? Tag("Review now", .orange).html : HTML(text: page.content.reviewBy.map(LondonTime.shortDate) ?? "–")
      return [
        Link(page.content.title, to: "/authority/guidance/\(page.slug)/edit").html,
        Tag(page.state.title, page.state == .published ? .green : .grey).html,
        HTML(text: page.content.audience?.title ?? ""), due,
      ]
    }
    return environment.respond(
      Page(
        "Guidance", path: "/authority", above: BackLink(to: "/authority", "Authority"),
        banner: Self.news(request).map { NotificationBanner($0) }, isWide: true
      ) {
        Heading("Guidance for heads and governing bodies")
        LinkButton("Write a page", to: "/authority/guidance/new")
        if rows.isEmpty {
          EmptyState("No pages yet", "Write the first one: it stays a draft until you publish it.")
        } else {
          Table(
            "Pages of guidance", isCaptionHidden: true,
            columns: [.init("Title"), .init("State"), .init("For"), .init("Review by")], rows: rows)
          CursorPagination(
            next: next.map { "/authority/guidance?after=\($0)" },
            first: after.map { _ in "/authority/guidance" })
        }
      }, in: context)
  }

  /// What has just been done.
  private static func news(_ request: Request) -> String? {
    switch request.uri.queryParameters["done"] {
    case "published": "The page is published."
    case "withdrawn": "The page is withdrawn: nobody outside the authority can read it any more."
    default: nil
    }
  }

  private func showNew(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try authority(context)
    return form(nil, Fields(), nil, context)
  }

  private func create(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try authority(context)
    let (content, problems) = GuidanceForm.read(context.form)
    if context.form.has("preview") {
      let fields = Fields(context.form, problems: content.pictureProblems)
      return form(nil, fields, nil, preview: content, context)
    }
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      let page = try await WriteGuidance(environment.services).create(
        of: authority, content, submission: SubmissionToken.read(context.form), by: context.webActor)
      return .seeOther("/authority/guidance/\(page.slug)/edit?saved=1")
    } catch DomainError.invalid(let problems) {
      return form(nil, Fields(context.form, problems: problems), nil, context)
    }
  }

  private func page(_ context: AppRequestContext) async throws -> GuidancePage {
    _ = try authority(context)
    let slug = try context.parameters.require("slug", as: String.self)
    let page = try await ReadGuidance(environment.services).find(slug, by: context.webActor)
    try context.webActor.require(.manageGuidance, at: page.owner, orHide: "page of guidance")
    return page
  }

  private func showEdit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let page = try await page(context)
    let fields = Fields(GuidanceForm.values(page.content))
    return form(page, fields, page.version, isSaved: request.uri.queryParameters.has("saved"), context)
  }

  private func change(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let page = try await page(context)
    let (content, problems) = GuidanceForm.read(context.form)
    let version = context.form.int("version")
    let here = "/authority/guidance/\(page.slug)/edit"
    if context.form.has("preview") {
      let fields = Fields(context.form, problems: content.pictureProblems)
      return form(page, fields, version, preview: content, context)
    }
    do {
      if !problems.isEmpty { throw DomainError.invalid(problems) }
      _ = try await WriteGuidance(environment.services).change(
        page.id, content, expectedVersion: version ?? 0, by: context.webActor)
      return .seeOther("\(here)?saved=1")
    } catch DomainError.invalid(let problems) {
      return form(page, Fields(context.form, problems: problems), version, context)
    } catch DomainError.staleVersion(let current) {
      let rows = zip(GuidanceForm.rows(page.content), GuidanceForm.rows(content)).map {
        Conflict.Row($0.0, stored: $0.1, yours: $1.1)
      }
      let title = "Somebody else has changed this page"
      return environment.respond(
        Page(title, path: "/authority", status: .conflict, isWide: true) {
          Heading(title)
          Conflict(
            rows, action: here, stored: here, fields: context.form, currentVersion: current, in: context)
        }, in: context)
    }
  }

  private func move(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let page = try await page(context)
    do {
      let next = GuidanceState(rawValue: context.form["state"]) ?? .published
      _ = try await WriteGuidance(environment.services).move(
        page.id, to: next, expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther("/authority/guidance?done=\(next == .published ? "published" : "withdrawn")")
    } catch DomainError.invalid(let problems) {
      let fields = Fields(GuidanceForm.values(page.content), problems: problems)
      return form(page, fields, page.version, context)
    } catch DomainError.staleVersion {
      return .seeOther("/authority/guidance/\(page.slug)/edit")
    }
  }

  private func form(
    _ page: GuidancePage?, _ fields: Fields, _ version: Int?, preview: GuidanceContent? = nil,
    isSaved: Bool = false, _ context: AppRequestContext
  ) -> Response {
    let title = page == nil ? "Write a page of guidance" : "Change the page"
    let action = page.map { "/authority/guidance/\($0.slug)/edit" } ?? "/authority/guidance/new"
    return environment.respond(
      Page(
        title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/guidance", "Guidance"),
        banner: isSaved ? NotificationBanner("The page is saved.") : nil
      ) {
        Heading(title, caption: page?.content.title)
        if let page { stateForm(page, context) }
        Form(action, in: context) {
          if let version { HiddenInput("version", String(version)) }
          GuidanceForm.html(fields)
          ButtonGroup {
            Button("Save")
            Button("Preview", kind: .secondary, name: "preview")
          }
        }
        if let preview {
          Heading("Preview", .section)
          Markdown.html(preview.body)
        }
      }, in: context)
  }

  private func stateForm(_ page: GuidancePage, _ context: AppRequestContext) -> HTML {
    let isPublished = page.state == .published
    return Form("/authority/guidance/\(page.slug)/state", in: context) {
      HiddenInput("version", String(page.version))
      HiddenInput("state", isPublished ? "withdrawn" : "published")
      ButtonGroup {
        Tag(page.state.title, isPublished ? .green : .grey)
        Button(isPublished ? "Withdraw this page" : "Publish this page", kind: .secondary)
        Link("See it", to: "/advice/\(page.slug)")
        Link("What it said before", to: "/authority/guidance/\(page.slug)/revisions")
      }
    }.html
  }
}

extension EditGuidancePages {
  /// What a page said before each change.
  private func revisions(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let slug = try await page(context).slug
    let before = request.uri.queryParameters["before"].flatMap { Int($0) }
    let history = try await ReadGuidance(environment.services).history(
      slug, before: before, by: context.webActor)
    let here = "/authority/guidance/\(slug)/revisions"
    return environment.respond(
      Page(
        "What the page said before", path: "/authority",
        above: BackLink(to: "/authority/guidance/\(slug)/edit", "Change the page")
      ) {
        Heading("What the page said before", caption: history.page.content.title)
        if history.revisions.isEmpty {
          EmptyState("The page has not been changed yet", "Each text that is replaced is kept here.")
        }
        for revision in history.revisions { GuidanceRevisionView(revision) }
        CursorPagination(
          next: history.next.map { "\(here)?before=\($0)" }, first: before == nil ? nil : here)
      }, in: context)
  }
}

/// An older text of a page of guidance, with who replaced it and when.
struct GuidanceRevisionView: Component {
  private let revision: GuidanceRevision

  init(_ revision: GuidanceRevision) { self.revision = revision }

  var html: HTML {
    let by = revision.replacedBy.map { ", when \($0) changed it" } ?? ""
    let text = Details("Text of version \(revision.version)") {
      Paragraph(revision.summary)
      Markdown.html(revision.body)
    }
    return """
      \(Heading(revision.title, .section))\
      \(Paragraph("Until \(LondonTime.dateAndTime(revision.replacedAt))\(by)."))\(text)
      """
  }
}

/// The form by which a page of guidance is written.
enum GuidanceForm {
  static func read(_ form: FormData) -> (content: GuidanceContent, problems: [FieldProblem]) {
    var problems = Problems()
    func date(_ name: String, _ words: String) -> CivilDate? {
      let entry = form.date(name)
      if !entry.isEmpty, entry.date == nil {
        problems.add(name, "Enter a real \(words) with day, month and year.")
      }
      return entry.date
    }
    let content = GuidanceContent(
      title: form["title"], summary: form["summary"], body: form["body"],
      audience: GuidanceAudience(rawValue: form["audience"]),
      reviewedOn: date("reviewed_on", "day of review"), reviewBy: date("review_by", "next day of review"))
    return (content, problems.found)
  }

  static func values(_ content: GuidanceContent) -> FormData {
    var fields: [FormData.Field] = [
      .init(name: "title", value: content.title), .init(name: "summary", value: content.summary),
      .init(name: "body", value: content.body),
      .init(name: "audience", value: content.audience?.rawValue ?? ""),
    ]
    for (name, date) in [("reviewed_on", content.reviewedOn), ("review_by", content.reviewBy)] {
      guard let date else { continue }
      fields += [
        .init(name: "\(name)-day", value: "\(date.day)"),
        .init(name: "\(name)-month", value: "\(date.month)"),
        .init(name: "\(name)-year", value: "\(date.year)"),
      ]
    }
    return FormData(fields)
  }

  /// Questions and answers, to show two versions side by side.
  static func rows(_ content: GuidanceContent) -> [(String, String)] {
    [
      ("Title", content.title), ("Summary", content.summary), ("Text", content.body),
      ("For", content.audience?.title ?? ""),
      ("Reviewed", content.reviewedOn.map(LondonTime.longDate) ?? ""),
      ("Review by", content.reviewBy.map(LondonTime.longDate) ?? ""),
    ]
  }

  static func html(_ fields: Fields) -> HTML {
    let audiences = GuidanceAudience.allCases.map { Choice($0.rawValue, $0.title) }
    return """
      \(fields.text("title", "Title", maximumLength: 120))\
      \(fields.textarea("summary", "Summary", hint: "What it is about, in a sentence or two.", rows: 2))\
      \(fields.textarea(
        "body", "Text",
        hint: "In Markdown: # before a heading, - before a list item, **bold**, [words](https://address).",
        rows: 18))\
      \(fields.radios("audience", "Who may read it?", audiences))\
      \(fields.date("reviewed_on", "Last reviewed on"))\
      \(fields.date("review_by", "To be reviewed by (optional)"))
      """
  }
}
