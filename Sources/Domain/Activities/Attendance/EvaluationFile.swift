import Postgres

extension EvaluationTotals {
  /// A question with how many gave each rating, or a comment.
  private struct Line: Sendable {
    let what: String
    var ratings: [Int] = []
    var comment = ""
  }

  /// The totals as comma-separated values (RFC 4180): a line for each question and for each comment, without figures
  /// while too few have answered; nothing in it is taken for a formula.
  public var csv: String {
    let (attended, answers) = ("\(attended)", "\(answers)")
    var columns: [CSVColumn<Line>] = [
      .init("what") { $0.what }, .init("attended") { _ in attended }, .init("answers") { _ in answers },
    ]
    columns += (1...5).map { value in
      CSVColumn<Line>("rated_\(value)") { line in
        line.ratings.isEmpty ? nil : "\(line.ratings[value - 1])"
      }
    }
    columns += [
      CSVColumn<Line>("mean") { line in Self.meanInTenths(line.ratings).map { "\($0 / 10).\($0 % 10)" } },
      CSVColumn<Line>("comment") { $0.comment },
    ]
    let questions = [
      Line(what: "useful", ratings: useful), Line(what: "delivery", ratings: delivery),
      Line(what: "organisation", ratings: organisation),
    ]
    return CSV.text(questions + comments.map { Line(what: "comment", comment: $0) }, columns)
  }
}
