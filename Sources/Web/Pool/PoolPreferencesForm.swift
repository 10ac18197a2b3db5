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
    wanted.place = form["place"]
    wanted.withinMiles = form.int("within_miles")
    wanted.availableFrom = form.date("available_from").date
    wanted.hours = PoolHours(rawValue: form["hours"])
    wanted.about = SectionForm.lines(form["about"])
    return wanted
  }

  /// The values of the fields.
  static func values(_ wanted: PoolPreferences) -> FormData {
    var form = FormData()
    form.set("phases", wanted.phases.map(\.rawValue))
    form.set("key_stages", wanted.keyStages)
    form.set("subjects", wanted.subjects)
    form.set("place", wanted.place)
    form.set("within_miles", wanted.withinMiles)
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
    [
      .chosen("phases", "Phases", VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) }),
      .chosen("key_stages", "Key stages", keyStages.map { Choice($0.code, $0.name) }),
      .chosen("subjects", "Subjects", subjects.map { Choice($0.code, $0.name) }),
      .text("place", "Work near"), .text("within_miles", "Miles from there"),
      .date("available_from", "From when you can start"),
      .chosen("hours", "Hours", PoolHours.allCases.map { Choice($0.rawValue, $0.title) }),
      .text("about", "A few words to schools"),
    ]
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
    \(fields.text("place", "Work near (optional)", hint: places, maximumLength: 100))\
    \(fields.text("within_miles", "Miles from there", width: .three, inputMode: "numeric"))\
    \(fields.date("available_from", "From when can you start?", hint: "For example 1 9 2027."))\
    \(fields.radios("hours", "Full time or part time", PoolHours.allCases.map { Choice($0.rawValue, $0.title) }))\
    \(fields.textarea(
      "about", "A few words to schools (optional)", rows: 4, limit: .characters(1000)))
    """
  }

  /// What somebody looks for, in words.
  func summary(_ wanted: PoolPreferences) -> SummaryList {
    SummaryList(rows(wanted))
  }

  /// The rows of the summary.
  func rows(_ wanted: PoolPreferences) -> [SummaryList.Row] {
    let stages = wanted.keyStages.map { code in keyStages.first { $0.code == code }?.name ?? code }
    let names = wanted.subjects.map { code in subjects.first { $0.code == code }?.name ?? code }
    let place =
      wanted.place.isEmpty
      ? "Anywhere" : "Within \(wanted.withinMiles ?? 0) miles of \(wanted.place)"
    return [
      .init("Phases", wanted.phases.map(\.title).joined(separator: ", ")),
      .init("Key stages", stages.joined(separator: ", ")), .init("Subjects", names.joined(separator: ", ")),
      .init("Where", place),
      .init("From", wanted.availableFrom.map(LondonTime.shortDate) ?? ""),
      .init("Hours", wanted.hours?.title ?? ""), .init("A few words to schools", wanted.about),
    ]
  }
}
