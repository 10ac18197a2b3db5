import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The appropriate body’s desk: inductions, and the queue of registrations.
struct OfficerInductionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let registration = "authority/inductions/registrations/:registration"
    pages.get("authority/inductions") { try await list($0, $1) }
    pages.get("authority/inductions.csv") { try await csv($0, $1) }
    pages.get("authority/inductions/registrations") { try await queue($0, $1) }
    pages.get("\(registration)") { try await show($0, $1) }
    for step in ["verify", "query", "reject", "accept"] {
      pages.post("\(registration)/\(step)") { try await decide(step, $0, $1) }
    }
  }

  private func authority(_ context: AppRequestContext) async throws -> Authority {
    try await Authority.seat(of: context.webActor, in: environment.services.pool)
  }

  // MARK: Inductions

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let (form, filter) = Self.wanted(request)
    let page = try await ReadInductions(environment.services).list(
      of: authority.place, filter, limit: 25, after: request.after, by: context.webActor)
    let query = Self.query(form, ["state", "q", "overdue", "at-risk", "cohort", "school"])
    let here = "/authority/inductions?\(query)"
    let fields = Fields(form)
    let progress = try await ReadPlanProgress(environment.services)(
      of: authority.place, by: context.webActor)
    return environment.respond(
      Page("Induction", path: "/authority", above: BackLink(to: "/authority", "Authority"), isWide: true) {
        Heading("Induction", caption: authority.name)
        PlanProgressNote(progress)
        BulletList(html: [
          Link("How induction stands", to: "/authority/inductions/board").html,
          Link("Close a term", to: "/authority/inductions/closing").html,
          Link("Registrations to decide", to: "/authority/inductions/registrations").html,
          Link("Decisions, letters and appeals to see to", to: "/authority/inductions/duties").html,
          Link("Transfers to other appropriate bodies", to: "/authority/inductions/transfers").html,
          Link("How well induction is run", to: "/authority/inductions/quality").html,
          Link("Files of the national service", to: "/authority/inductions/files").html,
          Link("Who acts as appropriate body, and prices", to: "/authority/inductions/bodies").html,
          Link("Fees of schools", to: FeePages.base).html,
        ])
        SearchForm("/authority/inductions", label: "Inductions") {
          fields.text("q", "Name, TRN or reference", width: .twenty, spellcheck: false)
          fields.select(
            "state", "State",
            [Choice("", "Every state")] + InductionState.allCases.map { Choice($0.rawValue, $0.title) })
          fields.checkboxes(
            "overdue", "What is due", [Choice("yes", "Only with something overdue")], isSmall: true)
          fields.checkboxes("at-risk", "Risk", [Choice("yes", "Only those at risk")], isSmall: true)
          if let cohort = filter.cohort { HiddenInput("cohort", cohort.code) }
          if let school = filter.school { HiddenInput("school", "\(school)") }
          "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
        }
        if page.items.isEmpty {
          EmptyState("No inductions here", "They appear once a registration is accepted.")
        } else {
          Paragraph(html: Link("Download as CSV", to: "/authority/inductions.csv?\(query)").html)
          InductionTable(page.items, today: environment.services.today)
          if filter.isAtRisk { Self.risks(page.items) }
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "inductions")
        }
      }, in: context)
  }

  /// What was asked for, and what that narrows the list to.
  private static func wanted(_ request: Request) -> (form: FormData, filter: ReadInductions.Filter) {
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    return (
      form,
      ReadInductions.Filter(
        state: InductionState(rawValue: form["state"]), school: OrganisationID(form["school"]),
        words: form["q"], isOverdue: form.has("overdue"), cohort: InductionCohort(code: form["cohort"]),
        isAtRisk: form.has("at-risk"))
    )
  }

  private func csv(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await ReadInductions(environment.services).csv(
      of: try await authority(context).place, Self.wanted(request).filter, by: context.webActor)
    return .csv(text, named: "inductions.csv")
  }

  private static func risks(_ items: [Induction]) -> Table {
    Table(
      "Why they are at risk", columns: [.init("Teacher"), .init("Why")],
      rows: items.map { one in
        [
          Link(one.name, to: "/inductions/\(one.id)", about: one.reference).html,
          HTML(text: one.risks.map { "\($0.title)." }.joined(separator: " ")),
        ]
      })
  }

  private static func query(_ form: FormData, _ names: [String]) -> String {
    names.compactMap { name in
      form.trimmed(name).flatMap {
        $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics).map { "\(name)=\($0)" }
      }
    }.joined(separator: "&")
  }

  // MARK: The queue

  private func queue(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let authority = try await authority(context)
    let form = (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
    let state = RegistrationState(rawValue: form["state"]) ?? .submitted
    let read = ReadRegistrations(environment.services)
    let page = try await read.queue(
      of: authority.place,
      .init(state: state, school: OrganisationID(form["school"]), words: form["q"]), limit: 25,
      after: request.after, by: context.webActor)
    let schools = try await read.schools(of: authority.place, by: context.webActor)
    let warnings = try await read.warnings(of: page.items, by: context.webActor)
    let here = "/authority/inductions/registrations?" + Self.query(form, ["state", "school", "q"])
    let fields = Fields(form)
    return environment.respond(
      Page(
        "Registrations", path: "/authority", above: BackLink(to: "/authority/inductions", "Induction"),
        isWide: true
      ) {
        Heading("Registrations", caption: authority.name)
        SearchForm("/authority/inductions/registrations", label: "Registrations") {
          fields.text("q", "Name, TRN or reference", width: .twenty, spellcheck: false)
          fields.select(
            "state", "State",
            RegistrationState.allCases.filter { $0 != .draft }.map { Choice($0.rawValue, $0.title) })
          fields.select(
            "school", "School",
            [Choice("", "All schools")] + schools.map { Choice($0.id.description, $0.name) })
          "<button type=\"submit\" class=\"govuk-button govuk-button--secondary\">Show</button>" as HTML
        }
        if page.items.isEmpty {
          EmptyState("No registrations here", "What schools send appears here.")
        } else {
          Self.table(page.items, warnings)
          Pagination(
            previous: request.after == nil ? nil : here, next: page.next.map { "\(here)&after=\($0)" },
            of: "registrations")
        }
      }, in: context)
  }

  private static func table(
    _ registrations: [InductionRegistration], _ warnings: [RegistrationID: Int]
  ) -> Table {
    Table(
      "Registrations, the longest waiting first", isCaptionHidden: true,
      columns: [
        .init("Teacher"), .init("School"), .init("State"), .init("Sent"), .init("First day"),
        .init("Verified"),
      ],
      rows: registrations.map { registration in
        let count = warnings[registration.id] ?? 0
        let look = count == 0 ? "" : " \(Tag(CountWords.of(count, "warning"), .yellow))" as HTML
        return [
          Link(registration.title, to: "/authority/inductions/registrations/\(registration.id)").html,
          HTML(text: registration.schoolName), registration.state.tag.html + look,
          HTML(text: registration.submittedAt.map(LondonTime.dateAndTime) ?? "–"),
          HTML(text: registration.content.startsOn.map(LondonTime.shortDate) ?? "–"),
          HTML(text: registration.verifiedAt == nil ? "Not yet" : "Yes"),
        ]
      })
  }

  // MARK: One registration

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(Fields(), done: request.uri.queryParameters["done"].map(String.init), context)
  }

  private func page(
    _ fields: Fields, done: String? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let review = try await ReadRegistrations(environment.services).find(
      try context.registrationOfPath(), by: context.webActor)
    let registration = review.registration
    try context.webActor.require(.decideInduction, at: registration.place, orHide: "registration")
    let news = try await environment.newsOfRegistration(registration, done, context)
    let answers = try RegistrationPages.answers(review, isOwn: false)
    let employer = try await employer(registration, context)
    var start = fields
    if start.values.date("starts_on").isEmpty { start.values.set("starts_on", registration.content.startsOn) }
    return environment.respond(
      Page(
        registration.title, path: "/authority", problems: fields.problems,
        above: BackLink(to: "/authority/inductions/registrations", "Registrations"),
        banner: news.map { NotificationBanner($0) }
      ) {
        Heading(
          registration.title, caption: "Registration \(registration.reference), \(registration.schoolName)")
        SummaryList(Self.facts(review) + [employer])
        HTML(review.warnings.map { WarningText($0).html })
        if !review.overlaps.isEmpty {
          Heading("The same number elsewhere", .section)
          BulletList(review.overlaps)
        }
        Self.sameNumber(review)
        RegistrationMessages(review.messages)
        answers
        Self.documents(review)
        if registration.state == .submitted { steps(review, start, context) }
      }, in: context)
  }

  /// Who employs the teachers of the school, with the page on which it is said.
  private func employer(
    _ registration: InductionRegistration, _ context: AppRequestContext
  ) async throws -> SummaryList.Row {
    let school = try await FindSchool(environment.services)(id: registration.place.organisation)
    let known = try await KeepEmployer(environment.services).find(of: school, by: context.webActor)
    let words = known.map { "\($0.name), \($0.email)" } ?? "Enter name and address"
    return .init("Employer", html: Link(words, to: EmployerPages.address(school)).html)
  }

  private static func facts(_ review: RegistrationReview) -> [SummaryList.Row] {
    let registration = review.registration
    var rows: [SummaryList.Row] = [
      .init("State", html: registration.state.tag.html),
      .init("Sent", registration.submittedAt.map(LondonTime.dateAndTime)),
      .init(
        "Number and status verified",
        registration.verifiedAt.map {
          "\(LondonTime.dateAndTime($0)), \(registration.verifiedBy ?? "")"
            + (registration.isVerifiedForFile ? ", for a whole file of claims" : "")
        } ?? "Not yet"
      ),
      .init("Appropriate body", review.body?.name ?? "None acts on the first day"),
    ]
    if let start = registration.confirmedStart {
      rows.append(.init("Induction counts from", LondonTime.longDate(start)))
    }
    if let reason = registration.stateReason { rows.append(.init("Reason", reason)) }
    if let induction = registration.induction {
      rows.append(.init("Induction", html: Link("See the induction", to: "/inductions/\(induction)").html))
    }
    return rows
  }

  /// Who has the number now, beside whom the registration names.
  private static func sameNumber(_ review: RegistrationReview) -> HTML {
    guard let same = review.sameNumber else { return "" }
    let (now, new) = (same.recorded, same.registered)
    func row(_ what: String, _ one: String, _ other: String) -> [HTML] {
      [HTML(text: what), HTML(text: one), HTML(text: other)]
    }
    func day(_ day: CivilDate?) -> String { day.map(LondonTime.longDate) ?? "–" }
    let table = Table(
      "Who has this number now", columns: [.init("What"), .init("Recorded now"), .init("This registration")],
      rows: [
        row("Name", now.name, new.name), row("E-mail", now.email, new.email),
        row("Date of birth", day(now.birthDate), day(new.birthDate)),
      ])
    let link = Link("See the induction \(same.reference)", to: "/inductions/\(same.induction)").html
    return table.html
      + Paragraph(
        "Once it is accepted, the induction goes on with the name and the address of this registration, for every "
          + "school. Letters go to that address, and its account opens the induction."
      ).html + Paragraph(html: link).html
  }

  private static func documents(_ review: RegistrationReview) -> HTML {
    if review.evidence.isEmpty { return "" }
    let base = "/school/inductions/registrations/\(review.registration.id)/evidence"
    return Heading("Documents on earlier induction", .section).html
      + BulletList(html: review.evidence.map { Link($0.name, to: "\(base)/\($0.id)").html }).html
  }

  private func steps(
    _ review: RegistrationReview, _ fields: Fields, _ context: AppRequestContext
  ) -> HTML {
    let registration = review.registration
    let base = "/authority/inductions/registrations/\(registration.id)"
    let version = HiddenInput("version", String(registration.version))
    let first: HTML =
      registration.verifiedAt == nil
      ? Form("\(base)/verify", in: context) {
        version
        Paragraph(
          "Compare the number, the name, the birth date and qualified teacher status with the national record. See there "
            + "as well that the teacher is neither exempt from induction nor prohibited from teaching."
        )
        Button("They agree with the national record")
      }.html
      : Form("\(base)/accept", in: context) {
        version
        fields.date("starts_on", "First day of induction", hint: "The appropriate body sets it.")
        fields.textarea(
          "start_reason", "Why is it another day than the school’s? (optional)",
          hint:
            "Needed for a day before the school’s, or after the end of the term that follows. The school reads it.",
          rows: 2)
        if let same = review.sameNumber, same.needsConfirmation {
          fields.checkboxes(
            "same_person", "Is it the same person?",
            [
              Choice(
                "yes",
                "Yes, \(same.registered.name) is \(same.recorded.name) of the induction \(same.reference)")
            ],
            hint: "The registration gives \(same.differences.joined(separator: " and ")).")
        }
        Button("Accept the registration")
      }.html
    let query = Form("\(base)/query", in: context) {
      version
      fields.textarea("message", "What do you ask the school?", rows: 4, limit: .characters(5_000))
      Button("Send it back with this question", kind: .secondary)
    }
    let reject = Form("\(base)/reject", in: context) {
      version
      fields.textarea("reason", "Why is it rejected?", rows: 3, limit: .characters(2_000))
      Button("Reject the registration", kind: .warning)
    }
    let isRejecting = fields.problem(of: "reason") != nil
    return """
      \(Heading("Decide", .section))\(first)\(query)\
      \(Details("Reject the registration", isOpen: isRejecting) { reject })
      """
  }

  private func decide(
    _ step: String, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (id, form, actor) = (try context.registrationOfPath(), context.form, context.webActor)
    let (decide, version) = (DecideRegistration(environment.services), form.int("version"))
    do {
      switch step {
      case "verify": _ = try await decide.verify(id, expectedVersion: version, by: actor)
      case "query":
        _ = try await decide.query(
          id, SectionForm.lines(form["message"]), expectedVersion: version, by: actor)
      case "reject":
        _ = try await decide.reject(
          id, reason: SectionForm.lines(form["reason"]), expectedVersion: version, by: actor)
      default:
        _ = try await decide.accept(
          id, startsOn: form.date("starts_on").date, reason: SectionForm.lines(form["start_reason"]),
          isSamePerson: form.strings("same_person").contains("yes"), expectedVersion: version, by: actor)
      }
      return .seeOther("/authority/inductions/registrations/\(id)?done=\(step)")
    } catch {
      let field = ["query": "message", "reject": "reason"][step] ?? "starts_on"
      let problems = try Refusal.problems(error, field: field)
      if let moved = try await environment.registrationMovedOn(id, step, context) { return moved }
      return try await page(Fields(form, problems: problems), context)
    }
  }
}
