import ArgumentParser
import Domain

extension VacanciesCommand {
  struct Advise: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what in a vacancy is worth a second thought.",
      discussion: "Advice only: nothing of it keeps a vacancy from being published.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "Its id, its reference or the name that another system gave it.") var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let findings = try await AdviseOnVacancy(context.services)(found.id, by: context.actor)
      try context.show(
        findings.map(AdviceLine.init), json: format.json, none: "Nothing to say.",
        Table(
          .init("field") { $0.field }, .init("topic") { $0.topic.rawValue },
          .init("words") { $0.words ?? "–" }, .init("suggestion") { $0.suggestion }))
    }
  }
}

/// A finding as the command shows it.
struct AdviceLine: Encodable {
  let field: String
  let words: String?
  let topic: AdviceTopic
  let reason: String
  let suggestion: String

  init(_ finding: AdviceFinding) {
    (field, words, topic) = (finding.field, finding.words, finding.topic)
    (reason, suggestion) = (finding.reason, finding.suggestion)
  }
}
