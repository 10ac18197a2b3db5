import ArgumentParser
import Domain
import Foundation
import Postgres

extension SchemesCommand {
  struct Applications: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "List applications that were sent, the last first.")

    @OptionGroup var options: SchemeAuthorityOptions
    @OptionGroup var paging: PagingOptions
    @Option(help: ArgumentHelp("Only those for this scheme.", valueName: "id")) var scheme: String?
    @Option(help: ArgumentHelp("Only those in this state.", valueName: "state")) var state: String?
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let wanted = try state.map { text in
        guard let state = SchemeApplicationState(rawValue: text) else {
          let all = SchemeApplicationState.allCases.map(\.rawValue).joined(separator: ", ")
          throw Reading.problem("--state", "'\(text)' is none of \(all).")
        }
        return state
      }
      let decide = DecideSchemeApplication(context.services)
      let authority = try await options.found(context)
      let filter = DecideSchemeApplication.Filter(
        scheme: try scheme.map { try Reading.identifier($0, "--scheme") }, state: wanted)
      if csv { return context.show(csv: try await decide.csv(of: authority, filter, by: context.actor)) }
      let page = try await decide.list(
        of: authority, filter, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(SchemeApplicationLine.init), json: options.format.json, none: "No applications.",
        Table(
          .init("id") { $0.id.description }, .init("reference") { $0.reference }, .init("name") { $0.name },
          .init("scheme") { $0.scheme }, .init("state") { $0.position.map { "waiting, \($0)" } ?? $0.state },
          .init("amount") { $0.amountPence == 0 ? "–" : SchemeMoney.pounds($0.amountPence) }))
      context.sayMore(page.next)
    }
  }

  struct WaitingList: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "waiting-list", abstract: "List those who wait for a scheme, who has waited longest first."
    )

    @OptionGroup var options: SchemeOptions
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await DecideSchemeApplication(context.services).waitingList(
        of: try options.id, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(SchemeApplicationLine.init), json: options.format.json, none: "Nobody waits.",
        Table(
          .init("number") { "\($0.position ?? 0)" }, .init("id") { $0.id.description },
          .init("reference") { $0.reference }, .init("name") { $0.name }))
      context.sayMore(page.next)
    }
  }

  struct Application: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an application with its criteria and payments.")

    @OptionGroup var options: SchemeApplicationOptions

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).find(
        try options.id, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Check: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Say whether a criterion is met.")

    @OptionGroup var options: SchemeApplicationOptions
    @Argument(help: "The criterion's id.") var criterion: String
    @Flag(help: "It is not met.") var unmet = false
    @Option(help: ArgumentHelp("A note; needed where the record says otherwise.", valueName: "text"))
    var note = ""

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).check(
        try options.id, try Reading.identifier(criterion, "criterion"),
        isMet: !unmet, note: note, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Award: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Offer an award out of the budget of this financial year.")

    @OptionGroup var options: SchemeApplicationOptions
    @Option(help: ArgumentHelp("How much, where the amount is not fixed.", valueName: "pence")) var pence:
      Int?

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).award(
        try options.id, pence: pence, expectedVersion: nil,
        by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Refuse: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Turn an application down.")

    @OptionGroup var options: SchemeApplicationOptions
    @Argument(help: "Why; the teacher reads it.") var reason: String

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).refuse(
        try options.id, reason: reason, expectedVersion: nil,
        by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Wait: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Put an application on the waiting list.")

    @OptionGroup var options: SchemeApplicationOptions

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).wait(
        try options.id, expectedVersion: nil, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Reopen: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look again at what was turned down or has lapsed.")

    @OptionGroup var options: SchemeApplicationOptions

    func run(in context: CommandContext) async throws {
      let found = try await DecideSchemeApplication(context.services).reopen(
        try options.id, expectedVersion: nil, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Plan: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Plan a part in which an award is paid.")

    @OptionGroup var options: SchemeApplicationOptions
    @Argument(help: "How much, in pence.") var pence: Int
    @Argument(help: "When it is to be paid.") var due: String

    func run(in context: CommandContext) async throws {
      var unread: [FieldProblem] = []
      let day = Reading.day(due, "due_on", &unread)
      let found = try await PaySchemeAward(context.services).plan(
        try options.id, pence: pence, dueOn: day, unread: unread, expectedVersion: nil, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Pay: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Record that a part was paid.")

    @OptionGroup var options: SchemePaymentOptions
    @Option(help: ArgumentHelp("The day; today unless given.", valueName: "date")) var on: String?

    func run(in context: CommandContext) async throws {
      let found = try await PaySchemeAward(context.services).pay(
        try options.id,
        on: try on.map { try Reading.day($0, "--on") } ?? context.services.today, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Undo: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back that a part was paid, where it was recorded by mistake.")

    @OptionGroup var options: SchemePaymentOptions

    func run(in context: CommandContext) async throws {
      let found = try await PaySchemeAward(context.services).undo(
        try options.id, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Unplan: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a part out of the plan that was not paid.")

    @OptionGroup var options: SchemePaymentOptions

    func run(in context: CommandContext) async throws {
      let found = try await PaySchemeAward(context.services).remove(
        try options.id, by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }

  struct Release: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Free what of an award will not be paid.")

    @OptionGroup var options: SchemeApplicationOptions
    @Argument(help: "How much, in pence.") var pence: Int
    @Argument(help: "Why; the teacher reads it.") var reason: String

    func run(in context: CommandContext) async throws {
      let found = try await PaySchemeAward(context.services).release(
        try options.id, pence: pence, reason: reason,
        expectedVersion: nil,
        by: context.actor)
      try context.show(found, json: options.format.json)
    }
  }
}

/// An application for a scheme as the commands show it.
struct SchemeApplicationLine: Encodable {
  let id: SchemeApplicationID
  let reference: String
  let scheme: String
  let name: String
  let email: String?
  let state: String
  let position: Int?
  let financialYear: String?
  let amountPence: Int
  let releasedPence: Int
  let spentPence: Int
  let answerBy: String?
  let reason: String?

  init(_ application: SchemeApplication) {
    (id, reference, scheme) = (application.id, application.reference, application.schemeName)
    (name, email, state) = (application.shownName, application.email, application.state.rawValue)
    (position, financialYear) = (application.position, application.year?.name)
    (amountPence, releasedPence) = (application.amountPence, application.releasedPence)
    (spentPence, answerBy, reason) = (
      application.spentPence, application.answerBy?.description, application.reason
    )
  }
}

private struct SchemeCaseLine: Encodable {
  struct Criterion: Encodable {
    let id: SchemeCriterionID?
    let sentence: String
    let isMet: Bool?
    let note: String
  }
  struct Payment: Encodable {
    let id: SchemePaymentID
    let dueOn: String
    let pence: Int
    let paidOn: String?
  }

  let application: SchemeApplicationLine
  let statement: String
  let criteria: [Criterion]
  let payments: [Payment]

  init(_ found: SchemeCase) {
    application = SchemeApplicationLine(found.application)
    statement = found.application.statement
    criteria = found.findings.map {
      Criterion(
        id: $0.criterion.id, sentence: $0.criterion.sentence, isMet: $0.isMet, note: $0.check?.note ?? "")
    }
    payments = found.payments.map {
      Payment(id: $0.id, dueOn: $0.dueOn.description, pence: $0.pence, paidOn: $0.paidOn?.description)
    }
  }
}

extension CommandContext {
  func show(_ found: SchemeCase, json: Bool) throws {
    let line = SchemeCaseLine(found)
    let criteria = line.criteria.map {
      "\($0.id?.description ?? "–")  \($0.isMet.map { $0 ? "met" : "not met" } ?? "not checked")  \($0.sentence)"
    }
    let payments = line.payments.map {
      "\($0.id)  \(SchemeMoney.pounds($0.pence))  due \($0.dueOn), \($0.paidOn.map { "paid \($0)" } ?? "not paid")"
    }
    let application = line.application
    try show(
      line, json: json,
      [
        ("Id", application.id.description), ("Reference", application.reference), ("Name", application.name),
        ("Scheme", application.scheme),
        ("State", application.position.map { "waiting, \($0)" } ?? application.state),
        ("Amount", application.amountPence == 0 ? "–" : SchemeMoney.pounds(application.amountPence)),
        ("Paid", SchemeMoney.pounds(application.spentPence)), ("Accept by", application.answerBy ?? "–"),
        ("Reason", application.reason ?? "–"), ("Criteria", criteria.joined(separator: "\n")),
        ("Payments", payments.isEmpty ? "–" : payments.joined(separator: "\n")),
        ("Statement", line.statement),
      ])
  }
}
