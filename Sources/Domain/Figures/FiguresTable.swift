/// A table of figures as it is given out: on pages, and as a file for a spreadsheet.
public struct FiguresTable: Sendable {
  /// What tables there are; each is a file of its own.
  public enum Kind: String, Sendable, CaseIterable {
    case applications, posts, times, pool
  }

  /// Which one.
  public let kind: Kind
  /// What is written above the columns.
  public let header: [String]
  /// The lines, cell by cell.
  public let rows: [[String]]

  /// The table as comma-separated values (RFC 4180); nothing in it is taken for a formula.
  public var csv: String {
    CSV.text([header] + rows)
  }
}

extension RecruitmentFigures {
  /// A table by its kind; the pool has none here.
  public func table(_ kind: FiguresTable.Kind) -> FiguresTable {
    switch kind {
    case .applications: applicationsTable
    case .posts: postsTable
    case .times: timesTable
    case .pool: FiguresTable(kind: .pool, header: [], rows: [])
    }
  }

  /// The applications of all schools and of each group.
  public var applicationsTable: FiguresTable {
    FiguresTable(
      kind: .applications,
      header: [
        "schools", "sent", "shortlisted", "invited_to_interview", "offered", "appointed", "not_taken_forward",
        "withdrawn_or_declined", "open",
      ],
      rows: lines.map { line in
        let one = line.applications
        return [line.title]
          + [
            one.sent, one.shortlisted, one.interviewed, one.offered, one.appointed, one.unsuccessful,
            one.withdrawn, one.open,
          ].map(String.init)
      })
  }

  /// The posts of all schools and of each group.
  public var postsTable: FiguresTable {
    FiguresTable(
      kind: .posts, header: ["schools", "advertised", "filled", "unfilled", "undecided", "withdrawn"],
      rows: lines.map { line in
        let one = line.posts
        return [line.title]
          + [one.advertised, one.filled, one.unfilled, one.undecided, one.withdrawn].map(String.init)
      })
  }

  /// How long it took, of all schools and of each group.
  public var timesTable: FiguresTable {
    FiguresTable(
      kind: .times,
      header: ["schools", "from", "to", "vacancies", "lower_quartile", "median", "upper_quartile"],
      rows: lines.flatMap { line in
        line.times.map { from, to, days in
          [line.title, from, to, "\(days.count)"]
            + [days.lower, days.median, days.upper].map { $0.map { Quartiles.text($0) } ?? "" }
        }
      })
  }
}
