import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// New teachers in induction, on a school’s desk: who there is, whom the school has appointed, registrations.
struct SchoolInductionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/inductions") { try await start($0, $1) }
    pages.get("school/:urn/inductions") { try await show($0, $1) }
    pages.get("school/:urn/inductions.csv") { try await file($0, $1) }
    pages.get("school/:urn/inductions/tasks.csv") { try await tasksFile($0, $1) }
    pages.post("school/:urn/inductions/registrations") { try await begin($0, $1) }
  }

  /// Leads on to the only school, or to the choice of schools.
  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let account = try context.webActor.requireAccount()
    let seats = Set(account.memberships.filter { $0.kind == .school }.map(\.organisation))
    guard let only = seats.first, seats.count == 1 else { return .seeOther("/school") }
    return .seeOther("/school/\(try await FindSchool(environment.services)(id: only).urn)/inductions")
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let (services, actor) = (environment.services, context.webActor)
    let inductions = try await ReadInductions(services).list(
      at: school.id, limit: 25, after: request.after, by: actor)
    let older = request.uri.queryParameters["registrations"].flatMap { Cursor(String($0)) }
    let registrations = try await ReadRegistrations(services).list(
      of: school.id, limit: 25, after: older, by: actor)
    let mayRegister = actor.may(.registerInduction, at: school.place)
    let unregistered = request.cursor("unregistered")
    let candidates = try await candidates(school, mayRegister, after: unregistered, actor)
    let toDo = try await ReadRegistrations(services).toDo(at: school.id, by: actor)
    let later = request.cursor("tasks")
    let tasks = try await ReadDueItems(services)(at: school.id, limit: 50, after: later, by: actor)
    let support =
      actor.may(.supportInduction, at: school.place)
      ? try await ReadSupportTasks(services)(
        at: school.id, limit: 50, after: request.cursor("support"), by: actor) : nil
    let endedAfter = request.cursor("contracts")
    let ended = try await ReadContractEnds(services)(at: school.id, after: endedAfter, by: actor)
    let progress = try await ReadPlanProgress(services)(at: school.id, by: actor)
    let employer = try await employer(school, actor)
    let base = "/school/\(school.urn)/inductions"
    let gone = try await gone(request, context)
    return environment.respond(
      Page(
        "New teachers in induction", path: "/school",
        above: BackLink(to: "/school/\(school.urn)", school.name),
        banner: gone.map { NotificationBanner($0, isSuccess: false) }, isWide: true
      ) {
        Heading("New teachers in induction", caption: school.name)
        if !toDo.isEmpty || !ended.items.isEmpty || !tasks.items.isEmpty || support?.items.isEmpty == false {
          Heading("What to do next", .section)
          if !toDo.isEmpty { Self.toDo(toDo) }
          ContractEndTable(ended, at: base, after: endedAfter, showsSchool: false)
          if !tasks.items.isEmpty {
            DueItemTable(
              tasks.items, today: services.today, title: "Assessments and reviews", showsSchool: false)
            CursorPagination(
              next: tasks.next.map { "\(base)?tasks=\($0)" }, first: later.map { _ in base },
              of: "assessments and reviews")
            Paragraph(html: Link("Assessments and reviews as CSV", to: "\(base)/tasks.csv").html)
          }
          if let support, !support.items.isEmpty {
            SupportTaskTable(support.items, today: services.today)
            CursorPagination(
              next: support.next.map { "\(base)?support=\($0)" },
              first: request.cursor("support").map { _ in base }, of: "observations and support plans")
          }
        }
        if mayRegister {
          Form("\(base)/registrations", in: context) { Button("Register a new teacher") }
        }
        if let candidates, !candidates.items.isEmpty {
          Heading("Appointed here and not registered yet", .section)
          HTML(candidates.items.map { Self.candidate($0, base, context).html })
          CursorPagination(
            next: candidates.next.map { "\(base)?unregistered=\($0)" },
            first: unregistered.map { _ in base }, of: "those to register")
        }
        if actor.may(.setTermDates, at: school.place) {
          Paragraph(
            html: Link("Term dates and closure days of the school", to: "/school/\(school.urn)/term-dates")
              .html)
        }
        employer
        if actor.may(.readInductionFeedback, at: school.place) {
          Paragraph(
            html: Link("How induction is run: feedback of the appropriate body", to: "\(base)/quality").html)
        }
        PlanProgressNote(progress)
        if inductions.items.isEmpty {
          Heading("In induction", .section)
          EmptyState(
            "Nobody is in induction", "Teachers appear here once the appropriate body has accepted them.")
        } else {
          Self.lists(inductions.items, today: services.today)
          Paragraph(html: Link("Inductions as CSV", to: "\(base).csv").html)
          Pagination(
            previous: request.after == nil ? nil : base, next: inductions.next.map { "\(base)?after=\($0)" },
            of: "inductions")
        }
        if !registrations.items.isEmpty {
          Heading("Registrations", .section)
          Self.table(registrations.items)
          Pagination(
            previous: older == nil ? nil : base,
            next: registrations.next.map { "\(base)?registrations=\($0)" },
            of: "registrations")
        }
      }, in: context)
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let text = try await ReadInductions(environment.services).csv(at: school.id, by: context.webActor)
    return .csv(text, named: "inductions-\(school.urn).csv")
  }

  private func tasksFile(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let text = try await ReadDueItems(environment.services).csv(at: school.id, by: context.webActor)
    return .csv(text, named: "induction-tasks-\(school.urn).csv")
  }

  /// That a registration which somebody gave up was given up before, by whom and when.
  private func gone(_ request: Request, _ context: AppRequestContext) async throws -> String? {
    let named = request.uri.queryParameters["gone"].flatMap { RegistrationID(String($0)) }
    guard let id = named else { return nil }
    let read = ReadRegistrations(environment.services)
    let registration = try await read.find(id, by: context.webActor).registration
    guard registration.state == .withdrawn,
      let last = try await read.lastMove(of: id, by: context.webActor)
    else { return nil }
    let what =
      registration.submittedAt == nil
      ? "The draft \(registration.reference) has been thrown away already"
      : "The registration \(registration.reference) has been taken back already"
    return "\(what), by \(last.actor), \(LondonTime.dateAndTime(last.happenedAt))."
  }

  /// Those who are in induction, and apart from them those who are not any more.
  private static func lists(_ items: [Induction], today: CivilDate) -> HTML {
    let (open, over) = (items.filter(\.state.isOpen), items.filter { !$0.state.isOpen })
    func list(_ inductions: [Induction], _ title: String) -> HTML {
      inductions.isEmpty
        ? "" : InductionTable(inductions, today: today, title: title, showsSchool: false).html
    }
    return list(open, "In induction") + list(over, "Not in induction any more")
  }

  /// Where it is said who employs the teachers, and whether it is.
  private func employer(_ school: School, _ actor: Actor) async throws -> HTML {
    guard actor.may(.readEmployer, at: school.place) else { return "" }
    let known = try await KeepEmployer(environment.services).find(of: school, by: actor)
    let link = Link("Who employs the teachers of the school", to: EmployerPages.address(school)).html
    let missing = known == nil ? " \(Tag("No address yet", .yellow))" as HTML : ""
    return Paragraph(html: "\(link)\(missing)").html
  }

  /// Whom the school has appointed through Staffroom and not begun to register.
  private func candidates(
    _ school: School, _ mayRegister: Bool, after: Cursor?, _ actor: Actor
  ) async throws -> Domain.Page<InductionCandidate>? {
    guard mayRegister, actor.may(.readAppointments, at: school.place) else { return nil }
    return try await ReadRegistrations(environment.services).candidates(
      at: school.id, limit: 25, after: after, by: actor)
  }

  private static func candidate(
    _ candidate: InductionCandidate, _ base: String, _ context: AppRequestContext
  ) -> HTML {
    let summary = SummaryList(
      [
        .init("Post", candidate.post), .init("Starts", candidate.startsOn.map(LondonTime.longDate)),
        .init("TRN", candidate.answers(.trn)),
      ], title: candidate.name)
    let form = Form("\(base)/registrations", in: context) {
      HiddenInput("application", candidate.application.description)
      Button("Confirm \(candidate.name) for induction", kind: .secondary)
    }
    return summary.html + form.html
  }

  private static func table(_ registrations: [InductionRegistration]) -> Table {
    Table(
      "Registrations, newest first", isCaptionHidden: true,
      columns: [.init("Teacher"), .init("State"), .init("First day"), .init("Reference")],
      rows: registrations.map { registration in
        [
          Link(registration.title, to: "/school/inductions/registrations/\(registration.id)").html,
          registration.state.tag.html,
          HTML(
            text: (registration.confirmedStart ?? registration.content.startsOn).map(LondonTime.shortDate)
              ?? "–"),
          HTML(whole: registration.reference),
        ]
      })
  }

  /// Registrations that wait for the head.
  private static func toDo(_ registrations: [InductionRegistration]) -> Table {
    Table(
      "Registrations that wait for you",
      columns: [.init("Teacher"), .init("What to do"), .init("First day"), .init("Reference")],
      rows: registrations.map { registration in
        [
          Link(registration.title, to: "/school/inductions/registrations/\(registration.id)").html,
          HTML(
            text: registration.state == .queried
              ? "Answer the question of the appropriate body" : "Finish the draft and send it"),
          HTML(text: registration.content.startsOn.map(LondonTime.shortDate) ?? "–"),
          HTML(whole: registration.reference),
        ]
      })
  }

  private func begin(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let school = try await environment.school(context)
    let draft = DraftRegistration(environment.services)
    let made: InductionRegistration
    if let application = ApplicationID(context.form["application"]) {
      made = try await draft(confirming: application, at: school.id, by: context.webActor)
    } else {
      made = try await draft(at: school.id, by: context.webActor)
    }
    return .seeOther("/school/inductions/registrations/\(made.id)")
  }
}

/// Inductions as lists show them.
struct InductionTable: Component {
  private let inductions: [Induction]
  private let today: CivilDate
  private let title: String?
  private let showsSchool: Bool

  /// With a title, it stands above the table; on the page of one school the school is left out.
  init(_ inductions: [Induction], today: CivilDate, title: String? = nil, showsSchool: Bool = true) {
    (self.inductions, self.today, self.title) = (inductions, today, title)
    self.showsSchool = showsSchool
  }

  var html: HTML {
    var columns: [Table.Column] = [
      .init("Teacher"), .init("State"), .init("Began"), .init("Ends by the plan"), .init("Next due"),
    ]
    var rows = inductions.map(cells)
    if showsSchool {
      columns.insert(.init("School"), at: 2)
      for (index, induction) in inductions.enumerated() {
        rows[index].insert(HTML(text: induction.schoolName), at: 2)
      }
    }
    return Table(title ?? "Inductions", isCaptionHidden: title == nil, columns: columns, rows: rows).html
  }

  private func cells(_ induction: Induction) -> [HTML] {
    [
      Link(induction.name, to: "/inductions/\(induction.id)").html,
      HTML([induction.state.tag.html] + induction.trouble.map { tag -> HTML in " \(tag)" }),
      HTML(text: LondonTime.shortDate(induction.beganOn)),
      HTML(text: induction.noEnd ?? induction.plan?.expectedEnd.map(LondonTime.shortDate) ?? "–"),
      next(induction),
    ]
  }

  private func next(_ induction: Induction) -> HTML {
    guard let next = induction.next else { return "–" }
    let turn = next.turn.map { ": \($0)" } ?? ""
    let late: HTML = next.isOverdue(on: today) ? " \(Tag("Overdue", .red))" : ""
    let from = next.hasLastDay ? "" : "from "
    return "\(next.title), \(from)\(LondonTime.shortDate(next.dueOn))\(turn)\(late)"
  }
}

extension Induction {
  /// What is to be seen beside its state: that it is at risk, and that an appeal goes on.
  var trouble: [Tag] {
    (risks.isEmpty ? [] : [Tag("At risk", .orange)]) + (isAppealed ? [Tag("Appeal going on", .yellow)] : [])
  }
}
