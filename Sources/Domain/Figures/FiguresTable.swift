/// A table of figures as it is given out: on pages, and as a file for a spreadsheet.
public struct FiguresTable: Sendable {
  /// What tables there are; each is a file of its own.
  public enum Kind: String, Sendable, CaseIterable {
    case applications, posts
    case subjectsAndRoles = "posts-by-subject-and-role"
    case times, pool
    case poolSubjects = "pool-subjects"
    case references

    /// Those of recruitment.
    public static let recruitment: [Kind] = [.applications, .posts, .subjectsAndRoles, .times]
    /// Those of the pool.
    public static let pools: [Kind] = [.pool, .poolSubjects]

    /// The words for it.
    public var title: String {
      switch self {
      case .applications: "Applications"
      case .posts: "Posts"
      case .subjectsAndRoles: "Posts by subject and role"
      case .times: "Times"
      case .pool: "Pool"
      case .poolSubjects: "Pool by subject and phase"
      case .references: "References"
      }
    }
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
  /// A table by its kind; the pool and references have none here.
  public func table(_ kind: FiguresTable.Kind) -> FiguresTable {
    switch kind {
    case .applications: applicationsTable
    case .posts: postsTable
    case .subjectsAndRoles: subjectsAndRolesTable
    case .times: timesTable
    case .pool, .poolSubjects, .references: FiguresTable(kind: kind, header: [], rows: [])
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
      kind: .posts, header: ["schools"] + PostFigures.columns,
      rows: lines.map { [$0.title] + $0.posts.cells })
  }

  /// The posts of those chosen, by subject and by role.
  public var subjectsAndRolesTable: FiguresTable {
    FiguresTable(
      kind: .subjectsAndRoles, header: ["schools", "measure", "code", "name"] + PostFigures.columns,
      rows: posts.map { [chosen.title, $0.measure.rawValue, $0.code, $0.name] + $0.posts.cells })
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

extension PostFigures {
  /// What is written above the columns of posts.
  fileprivate static let columns = [
    "advertised", "filled", "unfilled", "undecided", "unanswered", "withdrawn",
  ]

  fileprivate var cells: [String] {
    [advertised, filled, unfilled, undecided, unanswered, withdrawn].map(String.init)
  }
}
