import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Where a head sets the school’s own term dates and closure days, and an administrator those of the authority, which
/// its officers read.
struct TermDatePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  /// Whose dates a page shows.
  private struct Whose {
    let owner: SetSchoolTerms.Owner
    let name: String
    let base: String
    let back: BackLink
    let path: String
    var mayChange = true

    /// What the button says by which what went before goes again.
    var takeBack: String {
      switch owner {
      case .school: "Go back to the borough’s dates"
      case .authority: "Go back to the usual dates of the borough"
      }
    }
  }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/:urn/term-dates") { try await show(try await school($1), $0, $1) }
    pages.post("school/:urn/term-dates") { try await save(try await school($1), $1) }
    pages.post("school/:urn/term-dates/take-back") { try await takeBack(try await school($1), $1) }
    pages.get("authority/inductions/term-dates") { try await show(try await borough($1), $0, $1) }
    pages.post("authority/inductions/term-dates") { try await save(try await authority($1), $1) }
    pages.post("authority/inductions/term-dates/take-back") {
      try await takeBack(try await authority($1), $1)
    }
  }

  private func school(_ context: AppRequestContext) async throws -> Whose {
    let school = try await environment.school(context)
    try context.webActor.require(.setTermDates, at: school.place, orHide: "page")
    return Whose(
      owner: .school(school), name: school.name, base: "/school/\(school.urn)/term-dates",
      back: BackLink(to: "/school/\(school.urn)/inductions", "New teachers in induction"), path: "/school")
  }

  private func authority(_ context: AppRequestContext) async throws -> Whose {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    try context.webActor.require(.setTermDates, at: authority.place, orHide: "page")
    return Whose(
      owner: .authority(authority), name: authority.name, base: "/authority/inductions/term-dates",
      back: BackLink(to: "/authority", "Authority"), path: "/authority")
  }

  /// The same for whoever only reads: officers go by the dates when they decide on inductions.
  private func borough(_ context: AppRequestContext) async throws -> Whose {
    let authority = try await Authority.seat(of: context.webActor, in: environment.services.pool)
    if context.webActor.may(.setTermDates, at: authority.place) { return try await self.authority(context) }
    try context.webActor.require(.decideInduction, at: authority.place, orHide: "page")
    return Whose(
      owner: .authority(authority), name: authority.name, base: "/authority/inductions/term-dates",
      back: BackLink(to: "/authority", "Authority"), path: "/authority", mayChange: false)
  }

  private func show(
    _ whose: Whose, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let today = environment.services.today
    let current = today.month >= 8 ? today.year : today.year - 1
    let year = request.uri.queryParameters["year"].flatMap { Int($0) } ?? current
    let dates = try await SetSchoolTerms(environment.services).read(year, of: whose.owner)
    if !whose.mayChange { return reading(whose, dates, context) }
    let values = Self.values(dates)
    let progress = try await SetSchoolTerms(environment.services).progress(
      of: whose.owner, by: context.webActor)
    let query = request.uri.queryParameters
    let idle = try query.has("saved") ? dates.idleSentence() : nil
    let done = query.has("saved") ? "Saved." : query.has("back") ? "Taken back." : nil
    let none = query.has("none") ? "No dates were set here for this year: nothing is taken back." : nil
    // What is still to be reckoned stands below.
    let news = done.map { progress.left > 0 ? $0 : "\($0) Every plan goes by these dates." } ?? none
    let said = [news, idle].compactMap(\.self)
    return page(
      whose, year, Fields(values), isOwn: dates.isOwn, said.isEmpty ? nil : said.joined(separator: " "),
      progress, context)
  }

  /// What stands in the fields before somebody changes it.
  private static func values(_ dates: SchoolYearDates) -> FormData {
    var values = FormData()
    values.set("version", dates.version)
    for half in dates.halves {
      values.set("\(half.term)-\(half.half)-from", half.startsOn)
      values.set("\(half.term)-\(half.half)-until", half.endsOn)
    }
    values.set("closures", dates.closures.map(\.description).joined(separator: "\n"))
    return values
  }

  /// Two versions of the dates of a year, side by side.
  private func conflict(
    _ whose: Whose, _ year: Int, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let dates = try await SetSchoolTerms(environment.services).read(year, of: whose.owner)
    let asked = SchoolYearDates.places.flatMap { place -> [Conflict.Question] in
      let (name, key) = (Self.name(place), "\(place.term)-\(place.half)")
      return [.date("\(key)-from", "\(name): first day"), .date("\(key)-until", "\(name): last day")]
    }
    let rows = Conflict.rows(
      asked + [.text("closures", "Days closed within the terms")], stored: Self.values(dates),
      yours: context.form)
    return environment.respond(
      Conflict.page(
        rows, action: whose.base, stored: "\(whose.base)?year=\(year)", at: whose.path, current, context),
      in: context)
  }

  /// The ways to the years beside one, as far as dates can be set for them.
  private static func neighbours(of year: Int, _ base: String) -> ButtonGroup {
    ButtonGroup {
      if SetSchoolTerms.years.contains(year - 1) { Link("The year before", to: "\(base)?year=\(year - 1)") }
      if SetSchoolTerms.years.contains(year + 1) { Link("The year after", to: "\(base)?year=\(year + 1)") }
    }
  }

  private func page(
    _ whose: Whose, _ year: Int, _ fields: Fields, isOwn: Bool, _ news: String?,
    _ progress: PlanProgress?, _ context: AppRequestContext
  ) -> Response {
    let base = whose.base
    return environment.respond(
      Page(
        "Term dates \(year)/\((year + 1) % 100)", path: whose.path, problems: fields.problems,
        above: whose.back,
        banner: fields.problems.isEmpty ? news.map { NotificationBanner($0) } : nil
      ) {
        Heading("Term dates \(year)/\((year + 1) % 100)", caption: whose.name)
        if let progress { PlanProgressNote(progress) }
        Paragraph(Self.standing(isOwn: isOwn, isFaulty: !fields.problems.isEmpty))
        Self.neighbours(of: year, base)
        Form(base, in: context) {
          HiddenInput("year", String(year))
          if let version = fields.values.int("version") { HiddenInput("version", String(version)) }
          HTML(
            SchoolYearDates.places.map { place in
              let name = Self.name(place)
              let key = "\(place.term)-\(place.half)"
              return Fieldset(name) {
                fields.date("\(key)-from", "\(name): first day")
                fields.date("\(key)-until", "\(name): last day")
              }.html
            })
          if !fields.problems.isEmpty, let news { InsetText(news) }
          fields.textarea(
            "closures", "Days closed within the terms",
            hint: "One in each line, such as \(SchoolYearDates.exampleClosure(in: year)).", rows: 6)
          Button("Save the dates")
        }
        if isOwn, fields.problems.isEmpty {
          Form("\(base)/take-back", in: context) {
            HiddenInput("year", String(year))
            Button(whose.takeBack, kind: .link)
          }
        }
      }, in: context)
  }

  /// The dates for whoever can’t change them.
  private func reading(_ whose: Whose, _ dates: SchoolYearDates, _ context: AppRequestContext) -> Response {
    let title = "Term dates \(dates.year)/\((dates.year + 1) % 100)"
    return environment.respond(
      Page(title, path: whose.path, above: whose.back) {
        Heading(title, caption: whose.name)
        Paragraph(
          dates.isOwn
            ? "An administrator of the authority has set these dates. Plans of inductions go by them."
            : "These are the usual dates of the borough, until an administrator of the authority sets others."
        )
        Self.neighbours(of: dates.year, whose.base)
        if dates.halves.isEmpty {
          EmptyState("No dates", "The terms of this school year are not known yet.")
        } else {
          Self.table(dates.halves)
        }
        Heading("Days closed within the terms", .section)
        if dates.closures.isEmpty {
          Paragraph("None are set.")
        } else {
          BulletList(dates.closures.map(LondonTime.longDate))
        }
      }, in: context)
  }

  private static func table(_ halves: [HalfTerm]) -> Table {
    Table(
      "Halves of terms", isCaptionHidden: true,
      columns: [.init("Half of a term"), .init("First day"), .init("Last day")],
      rows: halves.map { half in
        let days = [half.startsOn, half.endsOn].map { HTML(text: LondonTime.longDate($0)) }
        return [HTML(text: name((half.term, half.half)))] + days
      })
  }

  /// What a half of a term is called, such as "Autumn term, first half".
  private static func name(_ place: (term: String, half: Int)) -> String {
    "\(place.term.capitalized) term, \(place.half == 1 ? "first" : "second") half"
  }

  /// Whose dates plans go by; what has faults isn’t saved.
  private static func standing(isOwn: Bool, isFaulty: Bool) -> String {
    switch (isFaulty, isOwn) {
    case (true, true):
      "What you entered is not saved. Plans of inductions go by the dates that were set here before."
    case (true, false):
      "What you entered is not saved. Plans of inductions go by the usual dates of the borough."
    case (false, true): "These dates were set here. Plans of inductions go by them."
    case (false, false): "These are the usual dates of the borough, until others are saved here."
    }
  }

  private func save(_ whose: Whose, _ context: AppRequestContext) async throws -> Response {
    let form = context.form
    guard let year = form.int("year"), SetSchoolTerms.years.contains(year) else {
      throw DomainError.notFound("school year")
    }
    var unread = Problems()
    let halves = SchoolYearDates.places.map { Self.half($0, of: year, form, &unread) }
    let closures = ClosureLines(form["closures"], in: year)
    do {
      if !unread.found.isEmpty || closures.isUnread {
        throw DomainError.invalid(SchoolYearDates.problems(year, halves, closures.days))
      }
      try await SetSchoolTerms(environment.services)(
        SchoolYearDates(year: year, halves: halves.compactMap { $0 }, closures: closures.days),
        of: whose.owner, expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("\(whose.base)?year=\(year)&saved=1")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(whose, year, current, context)
    } catch DomainError.invalid(let found) {
      let names = SchoolYearDates.places.flatMap { place in
        ["from", "until"].map { "\(place.term)-\(place.half)-\($0)" }
      }
      let problems = FormFaults.all(
        unread.found, closures.together(found).map(Self.named), in: names)
      let idle = try SchoolYearDates.idleSentence(year, halves, closures.days)
      let isOwn = try await SetSchoolTerms(environment.services).read(year, of: whose.owner).isOwn
      return page(whose, year, Fields(form, problems: problems), isOwn: isOwn, idle, nil, context)
    }
  }

  /// A half of a term; nil where a day of it can’t be read.
  private static func half(
    _ place: (term: String, half: Int), of year: Int, _ form: FormData, _ unread: inout Problems
  ) -> HalfTerm? {
    let key = "\(place.term)-\(place.half)"
    let (start, end) = (form.date("\(key)-from").date, form.date("\(key)-until").date)
    let title = name(place)
    unread.require(
      start != nil, "\(key)-from", "\(title): enter a real first day with day, month and year.")
    unread.require(end != nil, "\(key)-until", "\(title): enter a real last day with day, month and year.")
    guard let start, let end else { return nil }
    return HalfTerm(schoolYear: year, term: place.term, half: place.half, startsOn: start, endsOn: end)
  }

  /// A problem by the name of its field in the form.
  private static func named(_ problem: FieldProblem) -> FieldProblem {
    guard let match = problem.field.firstMatch(of: /halves\[([0-9])\]/), let index = Int(match.1) else {
      return problem
    }
    let place = SchoolYearDates.places[index]
    return FieldProblem(
      field: "\(place.term)-\(place.half)-from",
      message: "\(name(place)): \(problem.message.lowercasedFirst)")
  }

  private func takeBack(_ whose: Whose, _ context: AppRequestContext) async throws -> Response {
    let year = context.form.int("year") ?? 0
    let wereSet = try await SetSchoolTerms(environment.services).takeBack(
      year, of: whose.owner, by: context.webActor)
    return .seeOther("\(whose.base)?year=\(year)&\(wereSet ? "back" : "none")=1")
  }
}
