import ArgumentParser
import Domain
import Foundation

extension PoolCommand {
  struct Score: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an officer's scores of the interview day, from that day on.",
      discussion: """
        With neither --score nor --clear, the scores that there are. Criteria by their number in this list; those that \
        aren't named keep their score. Those of other officers show once the officer has given all of theirs.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The entry's id.") var id: String
    @Option(help: ArgumentHelp("A score; repeat for each criterion.", valueName: "number=score"))
    var score: [String] = []
    @Option(help: ArgumentHelp("Take a score away; may be repeated.", valueName: "number"))
    var clear: [String] = []

    func run(in context: CommandContext) async throws {
      let entry: PoolEntryID = try Reading.identifier(id, "id")
      let assess = AssessPoolEntry(context.services)
      let isReading = score.isEmpty && clear.isEmpty
      let actor = isReading ? try await acting.actor(context) : try await acting.author(context)
      var found = try await assess.read(entry, by: actor)
      if !isReading {
        let cleared = try clear.map { try Reading.one($0, of: found.criteria, "--clear").id }
        found = try await assess.score(
          entry, try given(found.criteria), clearing: Set(cleared), by: actor)
      }
      let lines = found.criteria.enumerated().map { PoolScoreLine($0.offset + 1, $0.element, found.scores) }
      try context.show(
        lines, json: format.json, none: "No criteria.",
        Table(
          .init("no") { String($0.number) }, .init("criterion") { $0.criterion },
          .init("highest") { String($0.highest) },
          .init("scores") { line in
            line.scores.map { "\($0.officer) \($0.score)" }.joined(separator: "; ")
          }))
      if let sentence = found.hiddenScoresSentence { context.output.remark(sentence) }
    }

    private func given(_ criteria: [PoolCriterion]) throws -> [UUID: Int] {
      var given: [UUID: Int] = [:]
      for text in score {
        let (number, value) = try Reading.pair(text, "--score")
        given[try Reading.one(number, of: criteria, "--score").id] = try Reading.number(value, "--score")
      }
      return given
    }
  }
}

/// A criterion with the scores given for it, as the command shows it.
private struct PoolScoreLine: Encodable {
  struct Given: Encodable {
    let officer: String
    let score: Int
  }

  let number: Int
  let criterion: String
  let highest: Int
  let scores: [Given]

  init(_ number: Int, _ criterion: PoolCriterion, _ scores: [PoolScore]) {
    (self.number, self.criterion, highest) = (number, criterion.wording, criterion.highest)
    self.scores = scores.filter { $0.criterion == criterion.id }.map {
      Given(officer: $0.officer, score: $0.score)
    }
  }
}
