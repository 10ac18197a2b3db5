import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// A school’s registration of one new teacher: its parts, documents, and sending it.
struct RegistrationPages: Sendable {
  /// The route whose form brings a document.
  static let uploadRoute = "/school/inductions/registrations/{registration}/evidence"
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let base = "school/inductions/registrations/:registration"
    pages.get("\(base)") { try await show($0, $1) }
    pages.get("\(base)/edit/:section") { try await ask($0, $1) }
    pages.post("\(base)/edit/:section") { try await save($0, $1) }
    pages.post("\(base)/take") { try await take($0, $1) }
    pages.post("\(base)/submit") { try await submit($0, $1) }
    pages.get("\(base)/withdraw") { try await askWithdraw($0, $1) }
    pages.post("\(base)/withdraw") { try await withdraw($0, $1) }
    pages.post("\(base)/evidence") { try await addEvidence($0, $1) }
    pages.get("\(base)/evidence/:document") { try await evidence($0, $1) }
    pages.post("\(base)/evidence/:document/remove") { try await removeEvidence($0, $1) }
  }

  func review(_ context: AppRequestContext) async throws -> RegistrationReview {
    try await ReadRegistrations(environment.services).find(
      try context.registrationOfPath(), by: context.webActor)
  }

  private func address(_ registration: InductionRegistration) -> String {
    "/school/inductions/registrations/\(registration.id)"
  }

  // MARK: The whole

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let review = try await review(context)
    return try await page(review, Fields(), Self.news(request), context)
  }

  private static func news(_ request: Request) -> String? {
    let query = request.uri.queryParameters
    if query.has("sent") { return "Sent to the appropriate body." }
    if query.has("thrown-away") {
      return "The draft is thrown away. To register the teacher after all, begin a new registration."
    }
    return query.has("taken-back")
      ? "The registration is taken back. The appropriate body has been told." : nil
  }

  func page(
    _ review: RegistrationReview, _ fields: Fields, _ news: String?, _ context: AppRequestContext
  ) async throws -> Response {
    let registration = review.registration
    let school = try await FindSchool(environment.services)(id: registration.place.organisation)
    let base = address(registration)
    let mayWrite =
      registration.state.isWritable && context.webActor.may(.registerInduction, at: registration.place)
    let facts = try AppointmentFacts(review, action: "\(base)/take", in: context)
    let isRefused = !fields.problems.isEmpty
    let isOwn = context.webActor.account?.memberships.contains { $0.organisation == school.id } == true
    let parts =
      try mayWrite ? Self.tasks(review, base, checks: isRefused) : Self.answers(review, isOwn: isOwn)
    return environment.respond(
      Page(
        "Registration of \(registration.title)", path: "/school", problems: fields.problems,
        above: BackLink(to: "/school/\(school.urn)/inductions", "New teachers in induction"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(
          registration.title, caption: "Registration \(registration.reference), \(registration.schoolName)")
        SummaryList(Self.facts(review))
        HTML(review.warnings.map { WarningText($0).html })
        RegistrationMessages(review.messages)
        if mayWrite { facts }
        parts
        Self.documents(review, base, mayWrite, context)
        if mayWrite {
          Form("\(base)/submit", in: context) {
            HiddenInput("version", String(registration.version))
            if registration.state == .queried {
              fields.textarea("answer", "Your answer", rows: 4, limit: .characters(5_000))
            }
            Button(registration.state == .queried ? "Answer and send again" : "Send to the appropriate body")
          }
        }
        if registration.state.mayBecome(.withdrawn),
          context.webActor.may(.registerInduction, at: registration.place)
        {
          Paragraph(html: Link(Self.withdrawal(registration.state), to: "\(base)/withdraw").html)
        }
      }, in: context)
  }

  private static func facts(_ review: RegistrationReview) -> [SummaryList.Row] {
    let registration = review.registration
    var rows: [SummaryList.Row] = [
      .init("State", html: registration.state.tag.html),
      .init(
        "Appropriate body", review.body?.name ?? "None acts on the first day, or there is no first day yet"),
    ]
    if let sent = registration.submittedAt { rows.append(.init("Sent", LondonTime.dateAndTime(sent))) }
    if let start = registration.confirmedStart {
      rows.append(.init("Induction counts from", LondonTime.longDate(start)))
    }
    if let reason = registration.stateReason { rows.append(.init("Reason", reason)) }
    if let induction = registration.induction {
      rows.append(.init("Induction", html: Link("See the induction", to: "/inductions/\(induction)").html))
    }
    return rows
  }

  /// The parts, each with what is to do in it. Its faults are shown once somebody has tried to send it, and before that
  /// where an answer was given that has one: what nobody has answered yet is no fault.
  private static func tasks(_ review: RegistrationReview, _ base: String, checks: Bool) throws -> HTML {
    let answers = try review.registration.content.members()
    let tasks = try RegistrationField.Section.allCases.map { section in
      let open = try review.problems.filter { try RegistrationForm.section(of: $0.field) == section }
      let isWrong = open.contains { RegistrationForm.isAnswered(answers[$0.field]) }
      return TaskList.Task(
        section.title, to: "\(base)/edit/\(section.rawValue)\(checks || isWrong ? "?check=1" : "")",
        hint: try RegistrationForm.toDo(open, answers),
        status: open.isEmpty ? .completed : .other("\(open.count) to do", .blue))
    }
    return TaskList(tasks).html
  }

  /// Every part as questions and answers. Others than the school read of it by its name.
  static func answers(_ review: RegistrationReview, isOwn: Bool) throws -> HTML {
    HTML(
      try RegistrationField.Section.allCases.map { section in
        let title = section == .institution && !isOwn ? review.registration.schoolName : section.title
        return SummaryList(try RegistrationForm.rows(section, review), title: title).html
      })
  }

  // MARK: One part

  private func section(_ context: AppRequestContext) throws -> RegistrationField.Section {
    guard let section = context.parameters.get("section").flatMap(RegistrationField.Section.init(rawValue:))
    else {
      throw DomainError.notFound("page")
    }
    return section
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (review, section) = (try await review(context), try section(context))
    try context.webActor.require(.registerInduction, at: review.registration.place)
    let values = try RegistrationForm.values(review.registration.content)
    // What is filled in from an application is no fault of whoever opens the part: faults show where they are asked for,
    // from the list of what is still to do.
    let query = request.uri.queryParameters
    let shown = try review.problems.filter { try RegistrationForm.section(of: $0.field) == section }
    let wrong = try query.has("kept") ? wrongAnswers(review, section) : []
    return try sectionPage(
      review, section, Fields(values, problems: query.has("check") ? shown : wrong), status: .ok, context,
      isKept: !wrong.isEmpty)
  }

  /// What can’t be right in a part: faults of answers that were given. What nobody has answered yet is none.
  private func wrongAnswers(
    _ review: RegistrationReview, _ section: RegistrationField.Section
  ) throws -> [FieldProblem] {
    let answers = try review.registration.content.members()
    return try review.problems.filter {
      try RegistrationForm.section(of: $0.field) == section && RegistrationForm.isAnswered(answers[$0.field])
    }
  }

  private func sectionPage(
    _ review: RegistrationReview, _ section: RegistrationField.Section, _ fields: Fields,
    status: HTTPResponse.Status? = nil, _ context: AppRequestContext, isKept: Bool = false
  ) throws -> Response {
    let base = address(review.registration)
    let questions = try RegistrationForm.html(section, fields, review)
    let facts = try AppointmentFacts(review, section, action: "\(base)/take", in: context)
    return environment.respond(
      Page(
        section.title, path: "/school", status: status, problems: fields.problems,
        above: BackLink(to: base, "Registration of \(review.registration.title)")
      ) {
        Heading(section.title, caption: "Registration \(review.registration.reference)")
        if isKept {
          InsetText {
            Paragraph(
              html: """
                This is saved as you entered it, but can’t be sent like that. Put it right now, or \
                \(Link("do it later", to: base)).
                """)
          }
        }
        facts
        Form("\(base)/edit/\(section.rawValue)", in: context) {
          HiddenInput("version", fields.values.string("version") ?? String(review.registration.version))
          questions
          Button("Save and go back")
        }
      }, in: context)
  }

  /// Stores what was entered, whatever its faults: answers that can’t be right are shown again with what is wrong. Only
  /// what can’t be read is not stored.
  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (review, section) = (try await review(context), try section(context))
    let form = context.form
    let (content, unread) = try RegistrationForm.read(section, form, over: review.registration.content)
    do {
      if !unread.isEmpty {
        throw DomainError.invalid(try await faults(review.registration.id, section, content, unread, context))
      }
      _ = try await DraftRegistration(environment.services).save(
        review.registration.id, content, expectedVersion: form.int("version"), by: context.webActor)
      let base = address(review.registration)
      let isRight = try wrongAnswers(try await self.review(context), section).isEmpty
      return .seeOther(isRight ? base : "\(base)/edit/\(section.rawValue)?kept=1")
    } catch DomainError.staleVersion(let current) {
      return try conflict(review, section, current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "first_names")
      return try sectionPage(review, section, Fields(form, problems: problems), context)
    }
  }

  /// Everything wrong with a part of which something can’t be read, in the order of its questions.
  private func faults(
    _ id: RegistrationID, _ section: RegistrationField.Section, _ content: RegistrationContent,
    _ unread: [FieldProblem], _ context: AppRequestContext
  ) async throws -> [FieldProblem] {
    let others = try await ReadRegistrations(environment.services).problems(
      of: id, with: content, by: context.webActor)
    let known = Set(unread.map(\.field))
    let keys = RegistrationField.all(try RegistrationRules.load()).filter { $0.section == section }.map(\.key)
    return keys.flatMap { key in
      unread.filter { $0.field == key } + others.filter { $0.field == key && !known.contains(key) }
    }
  }

  private func conflict(
    _ review: RegistrationReview, _ section: RegistrationField.Section, _ current: Int,
    _ context: AppRequestContext
  ) throws -> Response {
    let stored = try review.registration.content.members()
    let yours = try RegistrationForm.read(section, context.form, over: review.registration.content).content
      .members()
    let rows = RegistrationField.all(try RegistrationRules.load()).filter { $0.section == section }.map {
      field in
      Conflict.Row(
        field.label, stored: Self.text(stored[field.key] ?? .null),
        yours: Self.text(yours[field.key] ?? .null))
    }
    let base = address(review.registration)
    return environment.respond(
      Conflict.page(
        rows, action: "\(base)/edit/\(section.rawValue)", stored: base, at: "/school", current, context),
      in: context)
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .bool(let yes): yes ? "Yes" : "No"
    case .number(let number): "\(number)"
    case .array(let values): values.compactMap(\.string).joined(separator: ", ")
    default: ""
    }
  }

  // MARK: Sending

  private func submit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.registrationOfPath()
    do {
      let sent = try await SubmitRegistration(environment.services)(
        id, answer: SectionForm.lines(context.form["answer"]), expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther("\(address(sent))?sent=1")
    } catch {
      let problems = try Refusal.problems(error, field: "answer")
      return try await page(try await review(context), Fields(context.form, problems: problems), nil, context)
    }
  }

  /// Takes one of several answers that application and check give.
  private func take(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    do {
      let taken = try await TakeFact(environment.services)(
        form["field"], form["value"], into: try context.registrationOfPath(),
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther(address(taken))
    } catch {
      let problems = try Refusal.problems(error, field: "value")
      return try await page(try await review(context), Fields(context.form, problems: problems), nil, context)
    }
  }

  private static func withdrawal(_ state: RegistrationState) -> String {
    state == .draft ? "Throw this draft away" : "Take this registration back"
  }

  /// Asks before a registration is given up, and says what is lost.
  private func askWithdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let registration = try await review(context).registration
    try context.webActor.require(.registerInduction, at: registration.place)
    let base = address(registration)
    guard registration.state.mayBecome(.withdrawn) else { return .seeOther(base) }
    let isDraft = registration.state == .draft
    let title = Self.withdrawal(registration.state)
    let lost =
      isDraft
      ? "What you have entered can’t be changed or sent any more. To register this teacher, you begin again."
      : "The appropriate body is told, and doesn’t decide it. To register this teacher, you begin again."
    return environment.respond(
      Page("\(title)?", path: "/school", above: BackLink(to: base, "Registration of \(registration.title)")) {
        Heading("\(title)?", caption: "\(registration.title), registration \(registration.reference)")
        WarningText(lost)
        Form("\(base)/withdraw", in: context) {
          HiddenInput("version", String(registration.version))
          ButtonGroup {
            Button(isDraft ? "Throw it away" : "Take it back", kind: .warning)
            Link("Keep it", to: base)
          }
        }
      }, in: context)
  }

  private func withdraw(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let registration = try await review(context).registration
    // Another tab or a colleague was first: the list says so.
    if registration.state == .withdrawn {
      let school = try await FindSchool(environment.services)(id: registration.place.organisation)
      return .seeOther("/school/\(school.urn)/inductions?gone=\(registration.id)")
    }
    let taken = try await SubmitRegistration(environment.services).withdraw(
      registration.id, expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther("\(address(taken))?\(registration.state == .draft ? "thrown-away" : "taken-back")=1")
  }
}
