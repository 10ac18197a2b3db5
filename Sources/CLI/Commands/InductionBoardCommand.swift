import ArgumentParser
import Domain
import Foundation
import Postgres

/// The dashboard of an appropriate body, and a term closed with many at once.
struct InductionBoardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "See how inductions stand; chase, receive and decide many at once.",
    subcommands: [
      Show.self, Overdue.self, Tasks.self, Contracts.self, Chase.self, Receive.self, Complete.self,
    ],
    defaultSubcommand: Show.self)

  /// Of which authority, and of it which teachers.
  struct Extent: ParsableArguments {
    @Argument(help: "The authority's code.") var authority: String
    @Option(help: ArgumentHelp("Only those that began in this term.", valueName: "2026-autumn")) var cohort:
      String?

    func place(_ context: CommandContext) async throws -> Place {
      try await context.lookup.authority(authority).place
    }

    func chosen() throws -> InductionCohort? { try Reading.cohort(cohort) }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show states, what waits, what is overdue, and outcomes.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Flag(help: "Answer as CSV.") var csv = false
    @Flag(help: "Print outcomes by cohort as comma-separated values.") var cohorts = false
    @Flag(help: "Print outcomes by school as comma-separated values.") var schools = false

    func run(in context: CommandContext) async throws {
      let read = ReadInductionBoard(context.services)
      let place = try await context.lookup.authority(authority).place
      if cohorts {
        let lines = try await read.cohorts(of: place, by: context.actor)
        return context.output.line(String(InductionBoard.csv(lines, of: "cohort").dropLast()))
      }
      if schools {
        let lines = try await read.schools(of: place, by: context.actor)
        return context.output.line(String(InductionBoard.csv(lines, of: "school").dropLast()))
      }
      let board = try await read(of: place, withOutcomes: false, by: context.actor)
      if csv { return context.show(csv: board.csv) }
      let line = BoardLine(board)
      try context.show(
        line, json: format.json,
        board.states.map { ($0.state.title, "\($0.count)") } + [
          ("Plans to reckon again", "\(line.plansToReckon)"),
          ("Registrations to decide", "\(line.registrationsWaiting)"),
          ("Assessments to receive", "\(line.toReceive)"),
          ("Recommendations to decide", "\(line.toDecide), \(line.decisionsLate) of them late"),
          ("Appeals that go on", "\(line.appeals)"), ("At risk", "\(line.atRisk)"),
          ("Transfers to see to", "\(line.transfersWaiting)"),
        ] + board.overdue.map { ("Overdue: \($0.turn.title.lowercased())", "\($0.count), since \($0.since)") }
      )
    }
  }

  struct Overdue: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is overdue, the longest first.",
      discussion: "Assessments and reviews, and decisions, letters and steps of appeals.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Option(
      help: ArgumentHelp("Only where it is their turn: tutor, head, teacher or body.", valueName: "whose"))
    var turn: String?
    @OptionGroup var paging: PagingOptions
    @Option(
      help: ArgumentHelp(
        "Where to go on with decisions, letters and appeals: the cursor printed by the page before.",
        valueName: "cursor"))
    var dutiesAfter: String?
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let whose = try turn.map { text in
        guard let turn = DueTurn(rawValue: text) else {
          throw Reading.problem("--turn", "'\(text)' is not tutor, head, teacher or body.")
        }
        return turn
      }
      let place = try await context.lookup.authority(authority).place
      let progress = try await ReadPlanProgress(context.services)(of: place, by: context.actor)
      if csv {
        context.show(
          csv: try await ReadDueItems(context.services).overdueCSV(of: place, whose, by: context.actor))
        return context.remark(progress.sentenceOfFile)
      }
      let (after, next) = (
        try paging.cursor(), try dutiesAfter.map { try Reading.cursor($0, "--duties-after") }
      )
      let items = try await Page.ifAsked(after, beside: next) {
        try await ReadDueItems(context.services).overdue(
          of: place, whose, limit: paging.limit, after: $0, by: context.actor)
      }
      let duties = try await Page.ifAsked(next, beside: after) {
        try await ReadInductionDuties(context.services).overdue(
          of: place, whose, limit: paging.limit, after: $0, by: context.actor)
      }
      try context.showDue(items.items, with: duties.items, format)
      context.sayMore(items.next)
      if let more = duties.next {
        context.output.remark("There are more decisions, letters and appeals: --duties-after \(more)")
      }
      context.remark(progress.sentence)
    }
  }

  struct Tasks: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what a school must do next about its inductions.",
      discussion: """
        What is overdue or due within sixty days, and whatever is begun, teachers' signatures among it.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The school's URN.") var school: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let (read, school) = (ReadDueItems(context.services), try await context.lookup.school(school).id)
      let progress = try await ReadPlanProgress(context.services)(at: school, by: context.actor)
      if csv {
        context.show(csv: try await read.csv(at: school, by: context.actor))
        return context.remark(progress.sentenceOfFile)
      }
      let page = try await read(
        at: school, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.showDue(page.items, format)
      context.sayMore(page.next)
      context.remark(progress.sentence)
    }
  }

  struct Chase: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask everybody for what is overdue with them, at most once a day.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var extent: Extent

    func run(in context: CommandContext) async throws {
      let report = try await ChaseOverdue(context.services).all(
        of: try await extent.place(context), try extent.chosen(), by: context.actor)
      context.output.line(
        "\(report.people) \(report.people == 1 ? "person" : "people") asked for \(report.items) "
          + "\(report.items == 1 ? "thing" : "things"); \(report.unreachable) with nobody to ask")
      if report.withoutAccount > 0 {
        context.output.remark(
          "\(report.withoutAccount) with a tutor who has no account: the head was asked to invite them")
      }
    }
  }

  struct Receive: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Receive the assessments that teachers have confirmed, but for those with a concern.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var extent: Extent
    @Flag(help: "Only list them.") var dryRun = false

    func run(in context: CommandContext) async throws {
      let (place, cohort) = (try await extent.place(context), try extent.chosen())
      let all = try await Page.every {
        try await ReadTermClosing(context.services).toReceive(
          of: place, cohort, after: $0, by: context.actor)
      }
      for one in all where one.isConcern {
        context.output.remark(
          "\(one.name), \(one.title): progress unsatisfactory; read it and receive it by itself")
      }
      let ready = all.filter { !$0.isConcern }
      if dryRun {
        for one in ready { context.output.line("\(one.name), \(one.title), \(one.school)") }
        return
      }
      guard !ready.isEmpty else { return context.output.remark("Nothing waits to be received.") }
      let chosen = ready.map { CloseTerm.Choice(id: $0.id.rawValue, version: $0.version) }
      let results = try await inParts(chosen) {
        try await CloseTerm(context.services).receive($0, of: place, by: context.actor)
      }
      let names = ready.map { ("\($0.id)", "\($0.name), \($0.title)") }
      try context.showResults(results, "received", Dictionary(names) { first, _ in first })
    }
  }

  struct Complete: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Decide completions that have no exception; failures are never decided so.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var extent: Extent
    private static let names: FieldNames = ["reasons": "--reasons"]

    @Option(help: ArgumentHelp("The reasons, as they stand in every letter.", valueName: "text"))
    var reasons = ""
    @Option(help: ArgumentHelp("Leave this one out, by reference; may be repeated.", valueName: "reference"))
    var except: [String] = []
    @Flag(help: "Only list them.") var dryRun = false

    func run(in context: CommandContext) async throws {
      let (place, cohort) = (try await extent.place(context), try extent.chosen())
      let today = context.services.today
      let all = try await Page.every {
        try await ReadTermClosing(context.services).toDecide(of: place, cohort, after: $0, by: context.actor)
      }
      for one in all {
        let why = one.exceptions(on: today).joined(separator: " ")
        if !why.isEmpty { context.output.remark("\(one.reference) \(one.name) is decided by itself: \(why)") }
      }
      let ready = all.filter { $0.exceptions(on: today).isEmpty && !except.contains($0.reference) }
      if dryRun {
        for one in ready { context.output.line("\(one.reference) \(one.name), \(one.school)") }
        return
      }
      guard !ready.isEmpty else { return context.output.remark("Nothing can be decided together.") }
      let chosen = ready.map { CloseTerm.Choice(id: $0.id.rawValue, version: $0.version) }
      let results = try await Self.names {
        try await inParts(chosen) {
          try await CloseTerm(context.services).complete(
            $0, reasons: reasons, of: place, by: context.actor)
        }
      }
      let names = ready.map { ("\($0.id)", "\($0.reference) \($0.name)") }
      try context.showResults(results, "decided", Dictionary(names) { first, _ in first })
    }
  }
}

/// Does something with as many at once as may be, until all are through.
private func inParts(
  _ chosen: [CloseTerm.Choice], _ work: ([CloseTerm.Choice]) async throws -> [BulkResult]
) async throws -> [BulkResult] {
  var results: [BulkResult] = []
  for start in stride(from: 0, to: chosen.count, by: CloseTerm.most) {
    results += try await work(Array(chosen.dropFirst(start).prefix(CloseTerm.most)))
  }
  return results
}

private struct BoardLine: Encodable {
  struct Count: Encodable {
    let what: String
    let count: Int
  }

  let states: [Count]
  let overdue: [Count]
  let plansToReckon: Int
  let registrationsWaiting: Int
  let toReceive: Int
  let toDecide: Int
  let decisionsLate: Int
  let appeals: Int
  let atRisk: Int
  let transfersWaiting: Int

  init(_ board: InductionBoard) {
    states = board.states.map { Count(what: $0.state.rawValue, count: $0.count) }
    overdue = board.overdue.map { Count(what: $0.turn.rawValue, count: $0.count) }
    plansToReckon = board.plans.left
    (registrationsWaiting, toReceive, toDecide) = (
      board.registrationsWaiting, board.toReceive, board.toDecide
    )
    (decisionsLate, appeals, atRisk) = (board.decisionsLate, board.appeals, board.atRisk)
    transfersWaiting = board.transfersWaiting
  }
}

private struct DueLine: Encodable {
  let induction: String
  let name: String
  let school: String?
  let title: String
  let dueOn: String
  let turn: String
}

extension CommandContext {
  /// Says something beside the answer, if there is something to say.
  fileprivate func remark(_ sentence: String?) {
    if let sentence { output.remark(sentence) }
  }

  fileprivate func showDue(
    _ items: [DueItem], with duties: [InductionDuty] = [], _ format: FormatOptions
  ) throws {
    let assessments = items.map {
      DueLine(
        induction: $0.induction.description, name: $0.name, school: $0.school, title: $0.due.title,
        dueOn: $0.due.dueOn.description, turn: $0.turn.rawValue)
    }
    let others = duties.map {
      DueLine(
        induction: $0.induction.description, name: $0.name, school: $0.schoolName, title: $0.title,
        dueOn: $0.dueOn.description, turn: $0.whoseTurn.rawValue)
    }
    try show(
      (assessments + others).sorted { $0.dueOn < $1.dueOn }, json: format.json, none: "Nothing is due.",
      Table(
        .init("by") { $0.dueOn }, .init("what") { $0.title }, .init("name") { $0.name },
        .init("turn") { $0.turn }, .init("school") { $0.school ?? "–" }, .init("induction") { $0.induction }))
  }

  fileprivate func showResults(_ results: [BulkResult], _ what: String, _ names: [String: String]) throws {
    for one in results {
      if let problem = one.problem { output.remark("\(names[one.id] ?? one.name ?? one.id): \(problem)") }
    }
    let failed = results.filter { $0.problem != nil }.count
    output.line("\(results.count - failed) of \(results.count) \(what)")
    if failed > 0 { throw Failure(.invalidData, "Some were not \(what).") }
  }
}
