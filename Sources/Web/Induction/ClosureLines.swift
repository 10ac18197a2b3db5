import Domain
import HTTPSupport
import Postgres

/// Days closed as they are typed, one in each line, and the faults of each by its line.
struct ClosureLines {
  private struct Line {
    let number: Int
    let text: String
  }

  /// As many faults stand at the field.
  private static let most = 10

  /// The days that could be read.
  private(set) var days: [CivilDate] = []
  /// The lines that could not be read.
  private var unread: [Line] = []
  /// Where each of the days stands.
  private var lines: [Line] = []
  private let example: CivilDate

  /// Reads what was typed for a school year.
  init(_ text: String, in year: Int) {
    example = SchoolYearDates.exampleClosure(in: year)
    let typed = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, part) in typed.enumerated() {
      let words = part.split { $0.isWhitespace || $0 == "," }
      let line = Line(number: index + 1, text: words.joined(separator: " "))
      let pieces = part.split { $0 == "," }
      let read = pieces.compactMap { Self.read($0) }
      if read.count < pieces.count {
        unread.append(line)
      } else {
        days += read.joined()
        lines += read.joined().map { _ in line }
      }
    }
  }

  /// The days of a line up to a comma: as many as there are, or one in words; nil where they can’t be read.
  private static func read(_ text: Substring) -> [CivilDate]? {
    let words = text.split(whereSeparator: \.isWhitespace).map { String($0) }
    let days = words.compactMap { CivilDate($0) }
    if days.count == words.count { return days }
    guard words.count == 3 else { return nil }
    return DateEntry(day: words[0], month: words[1], year: words[2]).date.map { [$0] }
  }

  /// Whether a line could not be read.
  var isUnread: Bool { !unread.isEmpty }

  /// Problems of the form with those of the days as one, in the order of the lines: a field shows one message.
  func together(_ problems: [FieldProblem]) -> [FieldProblem] {
    let wanted =
      "enter a day that exists, with its year, such as \(example) or \(LondonTime.shortDate(example))."
    var faults = unread.map { ($0, wanted) }
    var others: [FieldProblem] = []
    for problem in problems {
      if let line = line(of: problem) {
        faults.append((line, problem.message))
      } else {
        others.append(problem)
      }
    }
    if faults.isEmpty { return problems }
    faults.sort { $0.0.number < $1.0.number }
    let told = faults.prefix(Self.most).map { line, message in
      "Line \(line.number), “\(line.text)”: \(message)"
    }
    let more = faults.count - told.count
    let rest = more == 0 ? [] : ["There are faults in \(more) more."]
    return others + [FieldProblem(field: "closures", message: (told + rest).joined(separator: " "))]
  }

  /// The line of a problem of one of the days.
  private func line(of problem: FieldProblem) -> Line? {
    guard let match = problem.field.wholeMatch(of: /closures\[([0-9]+)\]/), let index = Int(match.1),
      lines.indices.contains(index)
    else { return nil }
    return lines[index]
  }
}
