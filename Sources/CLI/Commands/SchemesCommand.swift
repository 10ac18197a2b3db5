import ArgumentParser
import Domain
import Foundation
import Postgres

/// What an authority offers teachers: schemes, budgets, applications and awards.
struct SchemesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schemes", abstract: "What an authority offers teachers, with budgets, awards and payments.",
    subcommands: [
      List.self, Show.self, Create.self, Change.self, Budget.self, Publish.self, Close.self, Withdraw.self,
      Remove.self,
      Applications.self, WaitingList.self, Application.self, Check.self, Award.self, Refuse.self, Wait.self,
      Reopen.self,
      Plan.self,
      Pay.self, Undo.self, Unplan.self, Release.self, Report.self,
    ])

  struct List: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "List an authority's schemes, newest first.")

    @OptionGroup var options: SchemeAuthorityOptions
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await ReadSchemes(context.services).managed(
        of: try await options.found(context), limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(
        page.items.map(SchemeLine.init), json: options.format.json, none: "No schemes.",
        Table(
          .init("id") { $0.id.description }, .init("name") { $0.name }, .init("kind") { $0.kind },
          .init("state") { $0.state }, .init("closes") { $0.closesOn },
          .init("to decide") { "\($0.undecided)" }))
      context.sayMore(page.next)
    }
  }

  struct Show: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Show a scheme with criteria and budgets.")

    @OptionGroup var options: SchemeOptions

    func run(in context: CommandContext) async throws {
      let found = try await ReadSchemes(context.services).find(
        try options.id, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Create: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draft a scheme; set its budget, then publish it.",
      discussion: "Kinds: leadership, accommodation, culture, travel, other.")

    @OptionGroup var options: SchemeAuthorityOptions
    @Argument(help: "What it is called.") var name: String
    @Option(help: ArgumentHelp("Its kind.", valueName: "code")) var kind: String
    @Option(help: ArgumentHelp("What it offers, in short.", valueName: "text")) var summary: String
    @Option(help: ArgumentHelp("Everything about it, in Markdown.", valueName: "text")) var description:
      String
    @Option(help: ArgumentHelp("What an award comes to, or at most.", valueName: "pence")) var amountPence:
      Int
    @Flag(help: "An award may come to less.") var upTo = false
    @Option(help: ArgumentHelp("The first day to apply; today unless given.", valueName: "date")) var opens:
      String?
    @Option(help: ArgumentHelp("The last day to apply.", valueName: "date")) var closes: String
    @Option(help: ArgumentHelp("Days to accept an offer.", valueName: "days")) var answerDays = 14
    @OptionGroup var criteria: SchemeCriteriaOptions

    func run(in context: CommandContext) async throws {
      let made = try await ManageSchemes(context.services).create(
        of: try await options.found(context),
        SchemeContent(
          name: name, kind: kind, summary: summary, description: description, criteria: criteria.given,
          opensOn: try opens.map { try Reading.day($0, "--opens") } ?? context.services.today,
          closesOn: try Reading.day(closes, "--closes"), amountPence: amountPence, amountIsFixed: !upTo,
          answerDays: answerDays), by: context.actor)
      try context.show(made, json: options.format.json)
    }
  }

  struct Budget: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set the budget and the places of a financial year, never below what is taken.")

    @OptionGroup var options: SchemeOptions
    @Argument(help: "The year in whose April it begins.") var year: Int
    @Argument(help: "What may be spent, in pence.") var pence: Int
    @Argument(help: "How many may be awarded something.") var places: Int
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let changed = try await ManageSchemes(context.services).setBudget(
        try options.id, FinancialYear(year), budgetPence: pence, places: places,
        expectedVersion: read.ifVersion, by: context.actor)
      try context.show(changed, json: options.format.json)
    }
  }

  struct Publish: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Publish a scheme, or open it again.")

    @OptionGroup var options: SchemeOptions

    func run(in context: CommandContext) async throws {
      let changed = try await ManageSchemes(context.services).publish(
        try options.id, expectedVersion: nil, by: context.actor)
      try context.show(changed, json: options.format.json)
    }
  }

  struct Close: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Let nobody else apply.")

    @OptionGroup var options: SchemeOptions

    func run(in context: CommandContext) async throws {
      let changed = try await ManageSchemes(context.services).close(
        try options.id, expectedVersion: nil, by: context.actor)
      try context.show(changed, json: options.format.json)
    }
  }

  struct Withdraw: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a scheme back; whoever has applied and was offered nothing is told.")

    @OptionGroup var options: SchemeOptions
    @Argument(help: "Why.") var reason: String

    func run(in context: CommandContext) async throws {
      let changed = try await ManageSchemes(context.services).withdraw(
        try options.id, reason: reason, expectedVersion: nil, by: context.actor)
      try context.show(changed, json: options.format.json)
    }
  }

  struct Remove: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a draft.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The scheme's id.") var scheme: String

    func run(in context: CommandContext) async throws {
      try await ManageSchemes(context.services).remove(
        try Reading.identifier(scheme, "scheme"), expectedVersion: nil, by: context.actor)
      context.output.remark("The draft is removed.")
    }
  }

  struct Report: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show budgets, spending and take-up by scheme and financial year.")

    @OptionGroup var options: SchemeAuthorityOptions
    @Option(help: ArgumentHelp("Only the year that begins in April of this year.", valueName: "year"))
    var year: Int?
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let report = try await ReportSchemes(context.services)(
        of: try await options.found(context), year: year.map(FinancialYear.init),
        by: context.actor)
      if csv { return context.output.line(String(report.csv.dropLast())) }
      try context.show(
        report.lines.map(SchemeBudgetLine.init), json: options.format.json, none: "No budgets.",
        Table(
          .init("year") { $0.financialYear }, .init("scheme") { $0.scheme },
          .init("budget") { SchemeMoney.pounds($0.budgetPence) },
          .init("offered") { SchemeMoney.pounds($0.offeredPence) },
          .init("committed") { SchemeMoney.pounds($0.committedPence) },
          .init("paid") { SchemeMoney.pounds($0.spentPence) },
          .init("left") { SchemeMoney.pounds($0.leftPence) },
          .init("places") { "\($0.awards) of \($0.places)" }))
    }
  }
}

/// A scheme as the commands show it.
struct SchemeLine: Encodable {
  let id: SchemeID
  let name: String
  let kind: String
  let state: String
  let summary: String
  let opensOn: String
  let closesOn: String
  let amountPence: Int
  let amountIsFixed: Bool
  let criteria: [String]
  let undecided: Int
  let version: Int

  init(_ scheme: Scheme) {
    let content = scheme.content
    (id, name, kind, state) = (scheme.id, content.name, content.kind, scheme.state.rawValue)
    summary = content.summary
    opensOn = content.opensOn?.description ?? "–"
    closesOn = content.closesOn?.description ?? "–"
    (amountPence, amountIsFixed) = (content.amountPence, content.amountIsFixed)
    criteria = content.criteria.map(\.sentence)
    (undecided, version) = (scheme.undecided, scheme.version)
  }
}

/// A budget as the commands show it.
struct SchemeBudgetLine: Encodable {
  let financialYear: String
  let scheme: String
  let budgetPence: Int
  let offeredPence: Int
  let committedPence: Int
  let spentPence: Int
  let leftPence: Int
  let releasedPence: Int
  let places: Int
  let awards: Int
  let offersMade: Int
  let accepted: Int
  let notTakenUp: Int

  init(_ line: SchemeReportLine) {
    let budget = line.budget
    (financialYear, scheme, budgetPence) = (budget.year.name, line.name, budget.budgetPence)
    (offeredPence, committedPence, spentPence) = (
      budget.offeredPence, budget.committedPence, budget.spentPence
    )
    (leftPence, releasedPence) = (budget.leftPence, line.releasedPence)
    (places, awards) = (budget.places, budget.awards)
    (offersMade, accepted, notTakenUp) = (line.offers, line.accepted, line.notTakenUp)
  }
}

extension CommandContext {
  func show(_ scheme: Scheme, json: Bool) throws {
    let line = SchemeLine(scheme)
    let budgets = scheme.budgets.map {
      "\($0.year.name)  \(SchemeMoney.pounds($0.leftPence)) of \(SchemeMoney.pounds($0.budgetPence)) left, "
        + "\($0.awards) of \($0.places) places taken"
    }
    try show(
      line, json: json,
      [
        ("Id", line.id.description), ("Name", line.name), ("Kind", scheme.kindName), ("State", line.state),
        ("Award", scheme.content.amount), ("Open", "\(line.opensOn) to \(line.closesOn)"),
        ("Criteria", line.criteria.joined(separator: "\n")),
        ("Budgets", budgets.isEmpty ? "–" : budgets.joined(separator: "\n")),
        ("Version", "\(line.version)"),
      ])
  }
}
