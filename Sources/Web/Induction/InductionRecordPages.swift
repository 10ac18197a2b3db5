import Domain
import HTTPSupport
import Hummingbird
import Postgres

/// One induction for everybody whom it concerns, and the pages of teachers and tutors.
struct InductionRecordPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("induction") { try await own($0, $1) }
    pages.get("inductions/:induction") { try await show($0, $1) }
  }

  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let supported = request.cursor("supported")
    let found = try await ReadInductions(environment.services).own(after: supported, by: context.webActor)
    let tutored = found.tutored.items
    let after = request.cursor("due")
    let due = try await ReadDueItems(environment.services).own(
      limit: 50, after: after, by: context.webActor)
    let support = try await ReadSupportTasks(environment.services).own(
      limit: 50, after: request.cursor("support"), by: context.webActor)
    let schemes = found.own.isEmpty ? "" : try await SchemeOfferTable.part(environment, context)
    // Who supports others and has none of their own reads of theirs.
    let title = found.own.isEmpty && !tutored.isEmpty ? "Teachers whom I support" : "My induction"
    return environment.respond(
      Page(title, path: "/induction", isWide: true) {
        Heading(title)
        if found.own.isEmpty && tutored.isEmpty && supported == nil {
          EmptyState(
            "No induction is registered for you",
            "Your school registers you. Your induction appears here once the appropriate body has accepted it and you "
              + "sign in with the e-mail address that the school has given, confirmed.")
        }
        if !found.own.isEmpty { InductionTable(found.own, today: environment.services.today) }
        if !due.items.isEmpty || !support.items.isEmpty {
          Heading("What is due", .section)
          if !due.items.isEmpty { DueItemTable(due.items, today: environment.services.today) }
          CursorPagination(
            next: due.next.map { "/induction?due=\($0)" }, first: after.map { _ in "/induction" },
            of: "what is due")
          if !support.items.isEmpty {
            SupportTaskTable(support.items, today: environment.services.today)
          }
          CursorPagination(
            next: support.next.map { "/induction?support=\($0)" },
            first: request.cursor("support").map { _ in "/induction" }, of: "observations and support plans")
        }
        if !tutored.isEmpty {
          if !found.own.isEmpty || !due.items.isEmpty || !support.items.isEmpty {
            Heading("Teachers whose tutor or mentor you are", .section)
          }
          InductionTable(tutored, today: environment.services.today)
        }
        CursorPagination(
          next: found.tutored.next.map { "/induction?supported=\($0)" },
          first: supported.map { _ in "/induction" }, of: "teachers whom you support")
        schemes
      }, in: context)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.inductionOfPath()
    let news = try await InductionNews.of(request, id, environment, context)
    return try await page(id, Fields(), news: news, context)
  }

  /// One induction, with the forms for whoever may use them.
  func page(
    _ id: InductionID, _ fields: Fields, news: InductionNews? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let actor = context.webActor
    let record = try await ReadInductions(environment.services).find(id, by: actor)
    let induction = record.induction
    let written = try await AssessInduction(environment.services).list(id, by: actor)
    let assessments = AssessmentList(record, written, today: environment.services.today, context)
    let risks = try await ReadInductions(environment.services).risks(of: record, by: actor)
    let observations = ObservationList(
      record, try await RecordObservation(environment.services).list(id, by: actor),
      today: environment.services.today, context)
    let plans = SupportPlanList(
      record, try await SupportTeacher(environment.services).list(id, by: actor),
      today: environment.services.today, context)
    let aftermath = try await InductionAftermath.load(record, fields, environment, context)
    let ending = InductionEnding(
      record: record, decisions: try await DecideInduction(environment.services).list(id, by: actor),
      appeals: aftermath.appeals.map { $0.appeal },
      isOwn: try await ReadInductions(environment.services).isOwn(id, by: actor),
      today: environment.services.today, fields: fields, context: context)
    let steps = InductionSteps(
      record: record, today: environment.services.today, fields: fields,
      death: RecordDeath(environment.services), context: context
    ).html
    let transfers = try await TransferPart.load(record, fields, environment, context)
    let service = try await NationalServicePart.load(id, environment, context)
    let schemes = ending.isOwn ? try await SchemeOfferTable.part(environment, context) : ""
    return environment.respond(
      Page(
        "Induction of \(induction.name)", path: "/induction", problems: fields.problems,
        above: back(record, actor), banner: news?.banner(induction.plan), isWide: true
      ) {
        Heading("Induction of \(induction.name)", caption: "\(induction.reference), \(induction.bodyName)")
        SummaryList(
          Self.facts(record, risks, on: environment.services.today)
            + SummaryList.Row.contracts(of: record, on: environment.services.today)
            + SummaryList.Row.leavingTeaching(record, on: environment.services.today, actor)
            + SummaryList.Row.leadSchool(of: record, on: environment.services.today, actor))
        InductionSteps.endedContracts(record, on: environment.services.today, actor)
        Paragraph(html: Link("The whole life of it as a timeline", to: "/inductions/\(id)/timeline").html)
        InductionPeriodTable(record, actor)
        InductionEventTable(record, today: environment.services.today, context)
        service
        if induction.plan == nil, record.death == nil { Self.withoutPlan(record) }
        if induction.plan != nil || induction.isReckoning || record.isPartial {
          InductionDueTable(record.due, written, today: environment.services.today)
          assessments
        }
        observations
        plans
        if !record.isPartial { ending.html }
        aftermath
        if !record.isPartial {
          transfers
          steps
        }
        // Of who has died no plan goes on, and one that goes on after the end says what did not come to be.
        if let plan = induction.plan, record.death == nil, !record.hasOvertakenPlan {
          InductionPlanView(
            plan, broughtForward: induction.broughtForward,
            noEnd: PlannedEnd(record, on: environment.services.today).reason ?? "Not within known terms",
            showsDue: false)
        }
        schemes
      }, in: context)
  }

  /// Why there is no plan to be seen.
  private static func withoutPlan(_ record: InductionRecord) -> HTML {
    if record.induction.isReckoning {
      return InsetText(
        "The plan is being reckoned again after new term dates. What is due is shown here in a few minutes."
      ).html
    }
    if record.isPartial {
      return InsetText(
        "The teacher has gone on to another school. You see what belongs to their time at yours."
      ).html
    }
    return WarningText("The plan can’t be reckoned from what is recorded. Ask the appropriate body.").html
  }

  private func back(_ record: InductionRecord, _ actor: Actor) -> BackLink {
    if actor.may(.decideInduction, at: record.induction.place) {
      return BackLink(to: "/authority/inductions", "Induction")
    }
    if record.periods.contains(where: { actor.may(.readInductions, at: $0.place) }) {
      return BackLink(to: "/school/inductions", "New teachers in induction")
    }
    let isNamed = record.periods.contains { record.may(.readInductions, in: $0, actor) }
    return BackLink(to: "/induction", isNamed ? "Teachers whom I support" : "My induction")
  }

  private static func facts(
    _ record: InductionRecord, _ risks: [InductionRisk], on today: CivilDate
  ) -> [SummaryList.Row] {
    let induction = record.induction
    let trouble: HTML = risks.isEmpty ? "" : " \(Tag("At risk", .orange))"
    let why = risks.map { "\($0.title)." }.joined(separator: "\n")
    var rows: [SummaryList.Row] = [.init("State", html: induction.state.tag.html + trouble)]
    if !risks.isEmpty { rows.append(.init("Why it is at risk", why)) }
    rows += [
      .init("TRN", induction.trn),
      .init("Birth date", LondonTime.shortDate(induction.birthDate)),
      .init("Qualified teacher status", LondonTime.longDate(induction.qtsAwardedOn)),
      .init("Began", LondonTime.longDate(induction.beganOn)),
      end(of: record, on: today),
    ]
    if let death = record.death {
      rows.append(
        .init(
          "Died",
          "\(LondonTime.longDate(death.diedOn)), recorded by \(death.recordedBy) "
            + LondonTime.dateAndTime(death.recordedAt)))
    }
    if !induction.earlierTerms.isEmpty {
      rows.append(
        .init(
          "Served elsewhere", "\(TermWords.terms(induction.earlierTerms)) under \(induction.earlierBody)"))
    }
    return rows
  }

  /// How it has ended, or when it does by the plan.
  private static func end(of record: InductionRecord, on today: CivilDate) -> SummaryList.Row {
    if let ended = record.ended {
      return SummaryList.Row("Ended on", "\(LondonTime.longDate(ended.day)): \(ended.outcome)")
    }
    let planned = PlannedEnd(record, on: today)
    return SummaryList.Row(
      "Ends by the plan", planned.reason ?? planned.day.map(LondonTime.longDate) ?? "")
  }
}

extension SummaryList.Row {
  /// That the teacher is to leave teaching on a day that has not passed, with the way to correct or take it back.
  static func leavingTeaching(_ record: InductionRecord, on today: CivilDate, _ actor: Actor) -> [Self] {
    record.periods.filter { $0.leavesTeaching }.compactMap { period in
      guard let day = period.endsOn, day >= today, record.death == nil else { return nil }
      let address = "/inductions/\(record.induction.id)/periods/\(period.id)/correct"
      return Self(
        "Leaves teaching", "After \(LondonTime.longDate(day)), the last day at \(period.schoolName)",
        change: CorrectPeriod.may(record, period, actor) ? address : nil)
    }
  }
}

/// The periods of an induction.
struct InductionPeriodTable: Component {
  private let record: InductionRecord
  private let actor: Actor

  init(_ record: InductionRecord, _ actor: Actor) { (self.record, self.actor) = (record, actor) }

  var html: HTML {
    let mayCorrect = record.periods.contains { CorrectPeriod.may(record, $0, actor) }
    var columns: [Table.Column] = [
      .init("School"), .init("From"), .init("Until"), .init("Part of full time"), .init("Tutor"),
      .init("Mentor"),
    ]
    var rows = record.periods.map(Self.cells)
    if mayCorrect {
      columns.append(.init("Correct"))
      for (index, period) in record.periods.enumerated() { rows[index].append(correction(period)) }
    }
    return Table("Periods", columns: columns, rows: rows).html
  }

  private static func cells(_ period: InductionPeriod) -> [HTML] {
    [
      HTML(text: period.schoolName), HTML(text: LondonTime.shortDate(period.startsOn)),
      HTML(text: until(period)), HTML(text: "\(period.fte)"),
      HTML(text: period.tutorName), HTML(text: period.mentorName.isEmpty ? "–" : period.mentorName),
    ]
  }

  private static func until(_ period: InductionPeriod) -> String {
    guard let day = period.endsOn.map(LondonTime.shortDate) else { return "Goes on" }
    return period.leavesTeaching ? "\(day), leaving teaching" : day
  }

  private func correction(_ period: InductionPeriod) -> HTML {
    guard CorrectPeriod.may(record, period, actor) else { return "–" }
    let day = LondonTime.shortDate(period.startsOn)
    return Link(
      "Correct", to: "/inductions/\(record.induction.id)/periods/\(period.id)/correct",
      about: "the period at \(period.schoolName) from \(day)"
    ).html
  }
}

/// What is due in an induction.
struct InductionDueTable: Component {
  private let due: [InductionDue]
  private let written: [InductionAssessment]
  private let today: CivilDate

  /// With the assessments that are begun, of which it says whose turn it is.
  init(_ due: [InductionDue], _ written: [InductionAssessment], today: CivilDate) {
    (self.due, self.written, self.today) = (due, written, today)
  }

  var html: HTML {
    if due.isEmpty { return "" }
    return Table(
      "What is due", columns: [.init("What"), .init("By"), .init("State")],
      rows: due.map { [HTML(text: $0.title), HTML(text: LondonTime.longDate($0.dueOn)), state($0)] }
    ).html
  }

  private func state(_ due: InductionDue) -> HTML {
    if due.isNotNeeded { return Tag("Not needed: its term was over", .grey).html }
    if let done = due.doneOn { return Self.done(due, done).html }
    let begun = written.first { $0.kind.rawValue == due.kind.rawValue && $0.number == due.number }
    let turn: HTML = begun.map { Tag($0.state.title, .blue).html } ?? ""
    if due.dueOn < today { return "\(Tag("Overdue", .red)) \(turn)" }
    return begun == nil ? Tag("To come", .grey).html : turn
  }

  /// The head’s recommendation has a last day of its own.
  private static func done(_ due: InductionDue, _ day: CivilDate) -> Tag {
    let words = "Done \(LondonTime.shortDate(day))"
    let isLate = due.kind == .recommendation && day > due.dueOn
    return isLate ? Tag("\(words), late", .yellow) : Tag(words, .green)
  }
}
