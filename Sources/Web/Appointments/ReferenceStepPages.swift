import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// One reference as the school sees it: what it says, and what can be done about it.
struct ReferenceStepPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let base: RouterPath = "received/:id/references/:reference"
    pages.get(base) { try await show($0, $1) }
    pages.get("received/:id/references/:reference/letter") { try await letter($0, $1) }
    pages.post("received/:id/references/:reference/address") { _, context in
      try await step(context, .address, field: "email") { manage, id, form in
        _ = try await manage.correctAddress(
          id, email: form["email"], expectedVersion: form.int("version"), by: context.webActor)
      }
    }
    pages.post("received/:id/references/:reference/resend") { _, context in
      try await step(context, .resent, field: "email") { manage, id, form in
        _ = try await manage.resend(id, expectedVersion: form.int("version"), by: context.webActor)
      }
    }
    pages.post("received/:id/references/:reference/paper") { _, context in
      try await step(context, .paper, field: "received_on") { manage, id, form in
        _ = try await manage.recordOnPaper(
          id, receivedOn: form.date("received_on").date, note: SectionForm.lines(form["note"]),
          scan: try Self.scan(context), expectedVersion: form.int("version"), by: context.webActor)
      }
    }
    pages.post("received/:id/references/:reference/verify") { _, context in
      try await step(context, .verified, field: "verified") { manage, id, form in
        _ = try await manage.verify(
          id, note: form["verified"], expectedVersion: form.int("version"), by: context.webActor)
      }
    }
  }

  private static func scan(_ context: AppRequestContext) throws -> (name: String, content: [UInt8])? {
    guard let file = context.files.first(where: { $0.field == "file" }) else { return nil }
    if file.isTooLarge {
      throw DomainError.invalid([FieldProblem(field: "file", message: "Choose a file of at most 10 MB.")])
    }
    return (file.name, file.bytes)
  }

  private func whole(_ context: AppRequestContext) async throws -> WholeReference {
    let whole = try await ReadReferences(environment.services).whole(
      try context.named("reference"), by: context.webActor)
    try context.require(whole.application.id, named: "id", orHide: "reference")
    return whole
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    page(try await whole(context), Fields(), news: SchoolNews.banner(request), context)
  }

  private func letter(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let whole = try await whole(context)
    let found = try await ReadReferences(environment.services).letter(
      whole.reference.id, by: context.webActor)
    return PrivateFile.response(found.content, mediaType: found.letter.mediaType, name: found.letter.name)
  }

  private func step(
    _ context: AppRequestContext, _ news: SchoolNews, field: String,
    _ body: (ManageReference, ReferenceID, FormData) async throws -> Void
  ) async throws -> Response {
    let whole = try await whole(context)
    do {
      try await body(ManageReference(environment.services), whole.reference.id, context.form)
      return .seeOther(
        news.on("/received/\(whole.application.id)/references/\(whole.reference.id)"))
    } catch {
      let problems = try Refusal.problems(error, field: field).map { problem in
        // Two forms of the page ask for a note: each has its own name for it.
        problem.field == "note" && field == "verified"
          ? FieldProblem(field: field, message: problem.message) : problem
      }
      return page(whole, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ whole: WholeReference, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) -> Response {
    let (reference, application) = (whole.reference, whole.application)
    let base = "/received/\(application.id)/references"
    let mayManage = context.webActor.may(.requestReferences, at: application.place)
    return environment.respond(
      Page(
        "Reference of \(reference.name)", path: "/school", problems: fields.problems,
        above: BackLink(to: base, "All references"), banner: news
      ) {
        Heading("Reference of \(reference.name)", caption: "For \(application.applicantName)")
        SummaryList(facts(whole))
        if reference.receivedAt != nil {
          if reference.receivedAs != .paper { ReferenceAnswers(whole.form, whole.answers) }
          if mayManage { verification(reference, base, fields, context) }
        } else if mayManage {
          waiting(reference, base, fields, context)
        }
      }, in: context)
  }

  private func facts(_ whole: WholeReference) -> [SummaryList.Row] {
    let reference = whole.reference
    let base = "/received/\(whole.application.id)/references/\(reference.id)"
    func moment(_ date: Date?) -> String? { date.map(LondonTime.dateAndTime) }
    var rows: [SummaryList.Row] = [
      .init("State", html: reference.tag(at: environment.services.now()).html),
      .init("How they know the applicant", "\(reference.relationship), \(reference.organisation)"),
      .init("Asked at", reference.email), .init("Asked", moment(reference.requestedAt)),
    ]
    if let again = reference.askedAgainAt { rows.append(.init("Last new link", moment(again))) }
    rows.append(
      .init(
        "Reminders",
        reference.reminders == 0 ? "None yet" : reference.reminders == 1 ? "One" : "Two"))
    for decline in whole.declines {
      let when = decline.declinedAt == reference.declinedAt ? "Declined" : "Declined before"
      rows.append(.init(when, "\(LondonTime.dateAndTime(decline.declinedAt))\n\(decline.reason)"))
    }
    if reference.isUndelivered && reference.receivedAt == nil {
      rows.append(
        .init("Mail", "It could not be delivered. Correct the address, or ask for another referee."))
    }
    if let received = reference.receivedAt {
      rows.append(.init("Received", moment(received)))
      rows.append(.init("How it came", reference.receivedAs?.title))
      if !reference.receivedNote.isEmpty { rows.append(.init("What it says", reference.receivedNote)) }
      if let letter = reference.letter {
        rows.append(.init("Letter", html: Link(letter.name, to: "\(base)/letter").html))
      }
    }
    if let verified = reference.verifiedAt {
      let who = reference.verifiedBy.map { " by \($0)" } ?? ""
      rows.append(
        .init("Verified", "\(LondonTime.dateAndTime(verified))\(who)\n\(reference.verifiedNote)"))
    }
    return rows
  }

  private func verification(
    _ reference: ReferenceRequest, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    Heading("Make sure it is theirs", .section).html
      + Form("\(base)/\(reference.id)/verify", in: context) {
        HiddenInput("version", String(reference.version))
        fields.textarea(
          "verified", "How did you make sure with the referee?",
          hint: "For example: telephoned the school’s own number and spoke with them.", rows: 3)
        Button("Note that it is verified")
      }.html
  }

  private func waiting(
    _ reference: ReferenceRequest, _ base: String, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let here = "\(base)/\(reference.id)"
    let asked = LondonTime.shortDate(LondonTime.date(of: reference.requestedAt))
    let other = Link(
      "Ask the applicant for another referee, or record one",
      to: "/received/\(reference.application)/other-referee")
    return Paragraph(html: other.html).html + Heading("Ask again", .section).html
      + Form("\(here)/resend", in: context) {
        HiddenInput("version", String(reference.version))
        Paragraph("A new link goes to the same address. The link before it stops working.")
        Button("Send a new link", kind: .secondary)
      }.html + Heading("Correct the address", .section).html
      + Form("\(here)/address", in: context) {
        HiddenInput("version", String(reference.version))
        fields.text(
          "email", "The referee’s e-mail address", type: "email", width: .twoThirds, inputMode: "email",
          spellcheck: false)
        Button("Correct and ask there", kind: .secondary)
      }.html + Heading("It came on paper", .section).html
      + Form("\(here)/paper", in: context, takesFiles: true) {
        HiddenInput("version", String(reference.version))
        fields.date("received_on", "The day it came", hint: "Not before \(asked), when you asked for it.")
        fields.textarea(
          "note", "What it says on suitability to work with children and on conduct", rows: 5,
          limit: .characters(4_000))
        fields.file(
          "file", "A scan of it (optional)", hint: "PDF or Word, at most 10 MB.",
          accepts: DocumentFormat.accepted)
        Button("Record that it came", kind: .secondary)
      }.html
  }
}

/// What a form outside the application was answered, section by section.
struct ReferenceAnswers: Component {
  private let form: AppointmentForm
  private let answers: [String: JSONValue]

  init(_ form: AppointmentForm, _ answers: [String: JSONValue]) {
    self.form = form
    self.answers = answers
  }

  var html: HTML {
    let asked = form.asked(answers)
    return HTML(
      form.sections.map { section in
        let rows = section.questions.filter { asked[$0.key] != nil }.map {
          SummaryList.Row($0.label, AnswerText.words(asked[$0.key], $0))
        }
        return rows.isEmpty ? "" : SummaryList(rows, title: section.title).html
      })
  }
}

extension DocumentFormat {
  /// What a browser offers first where a document is chosen.
  static var accepted: String {
    allCases.flatMap { [".\($0.fileEnding)", $0.mediaType] }.joined(separator: ",")
  }
}
