import ArgumentParser
import Domain
import Foundation

extension PoolCommand {
  struct Ask: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Ask somebody of the pool whether a school may contact them, in general or for a vacancy.",
      discussion: "Whoever has said no is asked in general only with --new-reason.")

    @OptionGroup var options: PoolPersonOptions
    @Option(help: ArgumentHelp("A few words to the person.", valueName: "text")) var message: String
    @Option(help: ArgumentHelp("A vacancy of the school, taking applications.", valueName: "id or reference"))
    var vacancy: String?
    @Option(help: ArgumentHelp("What is new since they said no.", valueName: "text")) var newReason = ""

    func run(in context: CommandContext) async throws {
      let actor = try await options.acting.actor(context)
      var asked: VacancyID?
      if let vacancy { asked = try await FindVacancy(context.services)(named: vacancy, by: actor).id }
      let interest = try await ExpressPoolInterest(context.services)(
        in: try options.id, at: try await options.found(context), vacancy: asked, message: message,
        newReason: newReason, by: actor)
      try context.show([interest], json: options.format.json)
    }
  }

  struct Interests: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List whom of the pool a school has asked, and what they say, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The school's URN or id.") var school: String

    func run(in context: CommandContext) async throws {
      let page = try await ExpressPoolInterest(context.services).list(
        at: try await context.lookup.school(school).id, limit: paging.limit, after: try paging.cursor(),
        by: try await acting.actor(context))
      try context.show(page.items, json: format.json)
      context.sayMore(page.next)
    }
  }

  struct TakeInterestBack: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "withdraw-interest", abstract: "Take a question back that is not answered yet.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "Its id, from interests.") var interest: String

    func run(in context: CommandContext) async throws {
      let ended = try await ExpressPoolInterest(context.services).withdraw(
        Reading.identifier(interest, "interest"), by: try await acting.actor(context))
      try context.show([ended], json: format.json)
    }
  }
}

extension CommandContext {
  fileprivate func show(_ interests: [PoolInterest], json: Bool) throws {
    try show(
      interests.map(InterestLine.init), json: json, none: "Nobody was asked.",
      Table(
        .init("id") { $0.id.description }, .init("name") { $0.name },
        .init("for") { $0.vacancy ?? "in general" }, .init("state") { $0.state.rawValue },
        .init("asked") { CommandContext.moment($0.createdAt) }, .init("answer") { $0.reply ?? "–" },
        .init("entry") { $0.entry.description }))
  }
}

/// A school's interest in somebody of the pool, as the commands show it.
private struct InterestLine: Encodable {
  let id: PoolInterestID
  let entry: PoolEntryID
  let name: String
  let vacancy: String?
  let state: PoolInterest.State
  let message: String
  let reply: String?
  let createdAt: Date
  let answeredAt: Date?

  init(_ interest: PoolInterest) {
    (id, entry, name) = (interest.id, interest.entry, interest.name)
    (vacancy, state, message) = (interest.vacancyTitle, interest.state, interest.message)
    (reply, createdAt, answeredAt) = (interest.reply, interest.createdAt, interest.answeredAt)
  }
}
