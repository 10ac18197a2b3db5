import Postgres

/// What the database has counted, school by school, to be put together by groups of schools.
struct RecruitmentCount: Sendable {
  /// The applications to one school in one month.
  struct Applications: Sendable, RowDecodable {
    let school: OrganisationID
    let month: CivilDate
    let figures: ApplicationFigures

    init(row: Row) throws {
      school = try row.decode("school_id")
      month = try row.decode("month")
      var figures = ApplicationFigures()
      figures.sent = try row.decode("sent")
      figures.shortlisted = try row.decode("shortlisted")
      figures.interviewed = try row.decode("interviewed")
      figures.offered = try row.decode("offered")
      figures.appointed = try row.decode("appointed")
      figures.unsuccessful = try row.decode("unsuccessful")
      figures.withdrawn = try row.decode("withdrawn")
      self.figures = figures
    }
  }

  /// The posts of one school: all of them, or those of one subject or role.
  struct Posts: Sendable, RowDecodable {
    let school: OrganisationID
    /// Nil for all.
    let measure: PostLine.Measure?
    let code: String
    let figures: PostFigures

    init(row: Row) throws {
      school = try row.decode("school_id")
      measure = try row.decodeIfPresent("measure")
      code = try row.decode("code")
      var figures = PostFigures()
      figures.advertised = try row.decode("advertised")
      figures.filled = try row.decode("filled")
      figures.unfilled = try row.decode("unfilled")
      figures.withdrawn = try row.decode("withdrawn")
      figures.unanswered = try row.decode("unanswered")
      figures.undecided =
        figures.advertised - figures.filled - figures.unfilled - figures.unanswered - figures.withdrawn
      self.figures = figures
    }
  }

  /// The days that one vacancy took.
  struct Times: Sendable, RowDecodable {
    let school: OrganisationID
    let toShortlist: Int?
    let toAppointment: Int?
    let publishedToShortlist: Int?
    let publishedToAppointment: Int?

    init(row: Row) throws {
      school = try row.decode("school_id")
      toShortlist = try row.decodeIfPresent("to_shortlist")
      toAppointment = try row.decodeIfPresent("to_appointment")
      publishedToShortlist = try row.decodeIfPresent("published_to_shortlist")
      publishedToAppointment = try row.decodeIfPresent("published_to_appointment")
    }
  }

  /// What a subject or a role is called.
  struct Name: Sendable, RowDecodable {
    let measure: PostLine.Measure
    let code: String
    let name: String

    init(measure: PostLine.Measure, code: String, name: String) {
      (self.measure, self.code, self.name) = (measure, code, name)
    }

    init(row: Row) throws {
      measure = try row.decode("measure")
      code = try row.decode("code")
      name = try row.decode("name")
    }
  }

  let applications: [Applications]
  let posts: [Posts]
  let times: [Times]

  /// What was counted of a group of schools, or of all.
  func line(_ group: SchoolGroup?) -> RecruitmentLine {
    func isMeant(_ school: OrganisationID) -> Bool { group?.schools.contains(school) ?? true }
    var line = RecruitmentLine(group: group)
    for one in applications where isMeant(one.school) { line.applications += one.figures }
    for one in posts where one.measure == nil && isMeant(one.school) { line.posts += one.figures }
    let times = times.filter { isMeant($0.school) }
    line.toShortlist = Quartiles(times.compactMap(\.toShortlist))
    line.toAppointment = Quartiles(times.compactMap(\.toAppointment))
    line.publishedToShortlist = Quartiles(times.compactMap(\.publishedToShortlist))
    line.publishedToAppointment = Quartiles(times.compactMap(\.publishedToAppointment))
    return line
  }

  /// The posts of a group of schools, or of all, by subject and then by role, each in the order of its names.
  func postLines(_ group: SchoolGroup?, _ names: [Name]) -> [PostLine] {
    var sums: [PostLine.Measure: [String: PostFigures]] = [:]
    for one in posts where group?.schools.contains(one.school) ?? true {
      guard let measure = one.measure else { continue }
      sums[measure, default: [:]][one.code, default: PostFigures()] += one.figures
    }
    let none = Name(measure: .subject, code: "", name: PostLine.noSubject)
    return PostLine.Measure.allCases.flatMap { measure -> [PostLine] in
      (names + [none]).filter { $0.measure == measure }.compactMap { name in
        sums[measure]?[name.code].map {
          PostLine(measure: measure, code: name.code, name: name.name, posts: $0)
        }
      }
    }
  }

  /// The applications to a group of schools month by month, up to the month of a day.
  func months(
    _ span: RecruitmentSpan, _ group: SchoolGroup?, until today: CivilDate
  ) -> [(first: CivilDate, sent: Int)] {
    var months: [(first: CivilDate, sent: Int)] = []
    var first = span.from
    while first <= min(span.to, today) {
      let sent = applications.filter { $0.month == first && group?.schools.contains($0.school) ?? true }
        .reduce(0) { $0 + $1.figures.sent }
      months.append((first, sent))
      let next = first.adding(days: 31)
      first = CivilDate(year: next.year, month: next.month, day: 1) ?? next
    }
    return months
  }
}
