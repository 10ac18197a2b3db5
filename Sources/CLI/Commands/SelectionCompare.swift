import ArgumentParser
import Domain
import Foundation

extension SelectionCommand {
  struct Compare: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Set two to six applications of a vacancy side by side: the sift, and the interview once it is scored.",
      discussion: "Without scores until everybody on the panel has handed theirs in.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The vacancy's id, reference or external reference.") var vacancy: String
    @Argument(help: "The applications' ids.") var applications: [String] = []

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let ids: [ApplicationID] = try applications.map { try Reading.identifier($0, "application") }
      let comparison = try await CompareApplications(context.services)(found.id, ids, by: context.actor)
      if format.json {
        context.output.line(try CommandContext.json(ComparisonShown(comparison)))
      } else {
        ComparisonLines(comparison).lines.forEach(context.output.line)
      }
    }
  }
}

extension Reading {
  /// A mean with one decimal at most, or a dash.
  static func decimal(_ value: Double?) -> String {
    guard let value else { return "–" }
    return value.formatted(.number.precision(.fractionLength(0...1)).locale(Locale(identifier: "en_GB")))
  }
}

/// A comparison as lines: one for each criterion and question, with a column for each application.
private struct ComparisonLines {
  typealias Line = [String]
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var lines: [String] {
    var columns = [Table<Line>.Column("") { $0[0] }]
    for (index, column) in comparison.columns.enumerated() {
      columns.append(.init(CommandContext.marked(column.application)) { $0[index + 1] })
    }
    return Table(columns: columns).lines(sift + interview)
  }

  private func line(_ title: String, _ text: (Comparison.Column) -> String) -> Line {
    [title] + comparison.columns.map(text)
  }

  private func joined(_ parts: [String]) -> String { parts.isEmpty ? "–" : parts.joined(separator: "; ") }

  private var sift: [Line] {
    [
      line("Application") { $0.application.id.description },
      line("State") { $0.application.state.rawValue },
      line("Sift: average") { Reading.decimal($0.average) },
    ]
      + comparison.criteria.map { criterion in
        line("Sift: \(criterion.wording)") { column in
          joined(
            column.scores(of: criterion.id).map { "\($0.member) \($0.score.score.map { "\($0)" } ?? "–")" })
        }
      }
  }

  private var interview: [Line] {
    guard comparison.columns.contains(where: { $0.interview != nil }) else { return [] }
    return [
      line("Interview: handed in") { column in
        column.interview.map { "\($0.handedIn)/\($0.members)" } ?? "–"
      },
      line("Interview: average") { Reading.decimal($0.interview?.average) },
    ]
      + comparison.questions.map { question in
        line("Interview: \(question.wording)") { column in
          joined(column.interview?.scores(of: question.id).map { "\($0.member) \($0.score)" } ?? [])
        }
      }
      + [
        line("Interview: notes") { column in
          joined(
            (column.interview?.sheets ?? []).filter { !$0.notes.isEmpty }.map { "\($0.name): \($0.notes)" })
        }
      ]
  }
}

/// A comparison as JSON.
private struct ComparisonShown: Encodable {
  struct Measure: Encodable {
    let stage: String
    let wording: String
    let scores: [String: Int]
  }

  struct Interview: Encodable {
    let members: Int
    let handedIn: Int
    let average: Double?
    let notes: [String: String]
  }

  struct Compared: Encodable {
    let id: ApplicationID
    let applicant: String
    let isAccountClosed: Bool
    let state: ApplicationState
    let average: Double?
    let interview: Interview?
    let measures: [Measure]
  }

  let vacancy: String
  let applications: [Compared]

  init(_ comparison: Comparison) {
    vacancy = comparison.panel.vacancy.reference
    applications = comparison.columns.map { column in
      let sift = comparison.criteria.map { criterion in
        let given = column.scores(of: criterion.id).compactMap { one in
          one.score.score.map { (one.member, $0) }
        }
        return Measure(
          stage: "sift", wording: criterion.wording,
          scores: Dictionary(given, uniquingKeysWith: { first, _ in first }))
      }
      let interview = comparison.questions.map { question in
        let given = column.interview?.scores(of: question.id).map { ($0.member, $0.score) } ?? []
        return Measure(
          stage: "interview", wording: question.wording,
          scores: Dictionary(given, uniquingKeysWith: { first, _ in first }))
      }
      return Compared(
        id: column.application.id, applicant: column.application.applicantName,
        isAccountClosed: column.application.isAccountClosed, state: column.application.state,
        average: column.average,
        interview: column.interview.map { interview in
          Interview(
            members: interview.members, handedIn: interview.handedIn, average: interview.average,
            notes: Dictionary(
              interview.sheets.map { ($0.name, $0.notes) }, uniquingKeysWith: { first, _ in first }))
        }, measures: sift + (column.interview == nil ? [] : interview))
    }
  }
}
