import Domain
import HTTPSupport
import Postgres

/// The form in which somebody says what they look for.
struct PoolPreferencesForm: Sendable {
  private let subjects: [Subject]
  private let keyStages: [KeyStage]
  private let places: String

  /// The form, with what may be chosen.
  static func load(_ services: Services) async throws -> PoolPreferencesForm {
    let reference = ReferenceData(services)
    return PoolPreferencesForm(
      subjects: try await reference.subjects(), keyStages: try await reference.keyStages(),
      places: try await FindPlace(services).hint())
  }

  /// What was entered; a day that doesn't exist counts as none.
  static func read(_ form: FormData) -> PoolPreferences {
    var wanted = PoolPreferences()
    wanted.phases = form.strings("phases").compactMap(VacancyPhase.init)
    wanted.keyStages = form.strings("key_stages")
    wanted.subjects = form.strings("subjects")
    wanted.places = filled(form).map { PoolPlace(form["place-\($0)"], withinMiles: form.int("miles-\($0)")) }
    wanted.availableFrom = form.date("available_from").date
    wanted.hours = PoolHours(rawValue: form["hours"])
    wanted.about = SectionForm.lines(form["about"])
    return wanted
  }

  /// The rows of places in which something was typed.
  private static func filled(_ form: FormData) -> [Int] {
    (0..<PoolPlace.most).filter { form.trimmed("place-\($0)") != nil || form.trimmed("miles-\($0)") != nil }
  }

  /// Problems of what was entered, those of places in the rows that they were typed in.
  static func placed(_ problems: [FieldProblem], in form: FormData) -> [FieldProblem] {
    let filled = filled(form)
    return problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /places\[([0-9]+)\]\.([a-z_]+)/),
        let index = Int(match.1),
        filled.indices.contains(index)
      else { return problem }
      let name = match.2 == "place" ? "place" : "miles"
      return FieldProblem(field: "\(name)-\(filled[index])", message: problem.message)
    }
  }

  /// The values of the fields.
  static func values(_ wanted: PoolPreferences) -> FormData {
    var form = FormData()
    form.set("phases", wanted.phases.map(\.rawValue))
    form.set("key_stages", wanted.keyStages)
    form.set("subjects", wanted.subjects)
    for (index, place) in wanted.places.enumerated() {
      form.set("place-\(index)", place.place)
      form.set("miles-\(index)", place.withinMiles)
    }
    form.set("hours", wanted.hours?.rawValue)
    form.set("about", wanted.about)
    if let day = wanted.availableFrom {
      form.set("available_from-day", day.day)
      form.set("available_from-month", day.month)
      form.set("available_from-year", day.year)
    }
    return form
  }

  /// What the form asks, to show two versions side by side.
  var asked: [Conflict.Question] {
    let places = (0..<PoolPlace.most).flatMap { index -> [Conflict.Question] in
      [
        .text("place-\(index)", "Place \(index + 1) to work near"),
        .text("miles-\(index)", "Miles from place \(index + 1)"),
      ]
    }
    let work: [Conflict.Question] = [
      .chosen("phases", "Phases", VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) }),
      .chosen("key_stages", "Key stages", keyStages.map { Choice($0.code, $0.name) }),
      .chosen("subjects", "Subjects", subjects.map { Choice($0.code, $0.name) }),
    ]
    let terms: [Conflict.Question] = [
      .date("available_from", "From when you can start"),
      .chosen("hours", "Hours", PoolHours.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("about", "A few words to schools"),
    ]
    return work + places + terms
  }

  /// The fields.
  func html(_ fields: Fields) -> HTML {
    """
    \(fields.checkboxes("phases", "Phases", VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) }, isSmall: true))\
    \(fields.checkboxes(
      "key_stages", "Key stages (optional)", keyStages.map { Choice($0.code, "\($0.name), \($0.ages)") },
      isSmall: true))\
    \(fields.checkboxes(
      "subjects", "Subjects", subjects.map { Choice($0.code, $0.name) }, hint: "Up to ten.", isSmall: true))\
    \(Paragraph(
      "Say near which places you would work, up to \(PoolPlace.most), each with its own distance. Leave them empty for "
        + "anywhere."))\
    \(HTML((0..<PoolPlace.most).map { place($0, fields) }))\
    \(fields.date("available_from", "From when can you start?", hint: "For example 1 9 2027."))\
    \(fields.radios("hours", "Full time or part time", PoolHours.allCases.map { Choice($0.rawValue, $0.title) }))\
    \(fields.textarea(
      "about", "A few words to schools (optional)", hint: Self.withoutContacts, rows: 4, limit: .characters(1000)))
    """
  }

  private static let withoutContacts = """
    Don’t write how to reach you or where you live, here or in your general application: schools see that once you agree \
    to be contacted.
    """

  private func place(_ index: Int, _ fields: Fields) -> HTML {
    Fieldset("Place \(index + 1) (optional)") {
      fields.text("place-\(index)", "Work near", hint: index == 0 ? places : nil, maximumLength: 100)
      fields.text("miles-\(index)", "Miles from there", width: .three, inputMode: "numeric")
    }.html
  }

  /// What somebody looks for, in words.
  func summary(_ wanted: PoolPreferences) -> SummaryList {
    SummaryList(rows(wanted))
  }

  /// The rows of the summary.
  func rows(_ wanted: PoolPreferences) -> [SummaryList.Row] {
    let stages = wanted.keyStages.map { code in keyStages.first { $0.code == code }?.name ?? code }
    let names = wanted.subjects.map { code in subjects.first { $0.code == code }?.name ?? code }
    let near = wanted.places.map(\.words).joined(separator: " or ")
    return [
      .init("Phases", wanted.phases.map(\.title).joined(separator: ", ")),
      .init("Key stages", stages.joined(separator: ", ")), .init("Subjects", names.joined(separator: ", ")),
      .init("Where", near.isEmpty ? "Anywhere" : "Within \(near)"),
      .init("From", wanted.availableFrom.map(LondonTime.shortDate) ?? ""),
      .init("Hours", wanted.hours?.title ?? ""), .init("A few words to schools", wanted.about),
    ]
  }
}
