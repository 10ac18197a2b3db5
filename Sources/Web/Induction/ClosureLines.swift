import Domain
import Postgres

/// Days closed as they are typed, one in each line, and the faults of each by its line.
struct ClosureLines {
  private struct Line {
    let number: Int
    let text: String

    func problem(_ field: String, _ message: String) -> FieldProblem {
      FieldProblem(field: field, message: "Line \(number), “\(text)”: \(message)")
    }
  }

  /// The days that could be read.
  private(set) var days: [CivilDate] = []
  /// What is wrong with the other lines.
  private(set) var unread: [FieldProblem] = []
  /// Where each of the days stands.
  private var lines: [Line] = []

  init(_ text: String) {
    let typed = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, part) in typed.enumerated() {
      let words = part.split { $0.isWhitespace || $0 == "," }
      let read = words.compactMap { CivilDate(String($0)) }
      let line = Line(number: index + 1, text: words.joined(separator: " "))
      if read.count < words.count {
        unread.append(line.problem("closures", "enter a day that exists, such as 2027-09-02."))
      } else {
        days += read
        lines += read.map { _ in line }
      }
    }
  }

  /// A problem of one of the days, with its line.
  func named(_ problem: FieldProblem) -> FieldProblem {
    guard let match = problem.field.firstMatch(of: /^closures\[([0-9]+)\]$/), let index = Int(match.1),
      lines.indices.contains(index)
    else { return problem }
    return lines[index].problem(problem.field, problem.message)
  }
}
