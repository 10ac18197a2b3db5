import Domain
import Foundation
import HTTPSupport
import Postgres

/// The form by which a school writes a vacancy: what is typed to content, content to what is shown.
struct VacancyForm: Sendable {
  let roles: [JobRole]
  let subjects: [Subject]
  let keyStages: [KeyStage]
  let points: [PayPoint]

  /// Reads the form; what can't be read as a value is a problem of its field.
  func read(_ form: FormData) -> (content: VacancyContent, problems: [FieldProblem]) {
    var problems = Problems()
    let closes = date("closes_on", "closing date", form, &problems)
    let starts = date("starts_on", "start date", form, &problems)
    let fte = decimal(form, &problems)
    func optional(_ name: String) -> String? {
      form.trimmed(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    let content = VacancyContent(
      title: form.string("title") ?? "", jobRoles: form.strings("job_roles"),
      phases: form.strings("phases").compactMap(VacancyPhase.init(rawValue:)),
      subjects: form.strings("subjects"), keyStages: form.strings("key_stages"),
      contractType: ContractType(rawValue: form["contract_type"]),
      contractLength: optional("contract_length"),
      workingPatterns: form.strings("working_patterns").compactMap(WorkingPattern.init(rawValue:)), fte: fte,
      payMinimum: optional("pay_minimum"), payMaximum: optional("pay_maximum"), startsOn: starts,
      startsAsSoonAsPossible: form["starts_as_soon_as_possible"] == "yes", closesOn: closes,
      closesAtTime: optional("closes_at_time"), nqtsWelcome: form["nqts_welcome"] == "yes",
      description: form["description"], visits: form["visits"])
    return (content, problems.found)
  }

  private func date(_ name: String, _ words: String, _ form: FormData, _ problems: inout Problems)
    -> CivilDate?
  {
    let entry = form.date(name)
    if entry.isEmpty { return nil }
    if entry.date == nil { problems.add(name, "Enter a real \(words) with day, month and year.") }
    return entry.date
  }

  private func decimal(_ form: FormData, _ problems: inout Problems) -> Decimal? {
    guard let text = form.trimmed("fte"), !text.isEmpty else { return nil }
    guard text.wholeMatch(of: /[0-9]{0,3}(\.[0-9]{1,6})?/) != nil, let number = Decimal(string: text) else {
      problems.add("fte", "Enter the part of full time as a number, such as 1 or 0.6.")
      return nil
    }
    return number
  }

  /// The values of a stored vacancy, as the form shows them.
  func values(_ content: VacancyContent) -> FormData {
    var values = FormData()
    let texts: [(String, String?)] = [
      ("title", content.title),
      ("contract_type", content.contractType?.rawValue),
      ("contract_length", content.contractLength),
      ("fte", content.fte.map { "\($0)" }), ("pay_minimum", content.payMinimum),
      ("pay_maximum", content.payMaximum),
      ("starts_as_soon_as_possible", content.startsAsSoonAsPossible ? "yes" : nil),
      ("closes_at_time", content.closesAtTime), ("nqts_welcome", content.nqtsWelcome ? "yes" : "no"),
      ("description", content.description), ("visits", content.visits),
    ]
    var fields = texts.compactMap { name, value in value.map { FormData.Field(name: name, value: $0) } }
    fields += content.jobRoles.map { .init(name: "job_roles", value: $0) }
    fields += content.phases.map { .init(name: "phases", value: $0.rawValue) }
    fields += content.workingPatterns.map { .init(name: "working_patterns", value: $0.rawValue) }
    fields += content.subjects.map { .init(name: "subjects", value: $0) }
    fields += content.keyStages.map { .init(name: "key_stages", value: $0) }
    for (name, date) in [("starts_on", content.startsOn), ("closes_on", content.closesOn)] {
      guard let date else { continue }
      fields += [
        .init(name: "\(name)-day", value: "\(date.day)"),
        .init(name: "\(name)-month", value: "\(date.month)"),
        .init(name: "\(name)-year", value: "\(date.year)"),
      ]
    }
    values = FormData(fields)
    return values
  }

  /// The fields, with what stands in them and what is wrong.
  func html(_ fields: Fields) -> HTML {
    let pay = [Choice("", "Choose a point")] + points.map { Choice($0.code, "\($0.code) (\($0.annual))") }
    let parts: [any Component] = [
      Heading("The post", .section),
      fields.text("title", "Title", hint: "For example “Year 3 class teacher”. Up to 75 characters."),
      fields.checkboxes("job_roles", "Roles", roles.map { Choice($0.code, $0.name) }, isSmall: true),
      fields.checkboxes(
        "phases", "Phases", VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) }, isSmall: true),
      fields.checkboxes(
        "key_stages", "Key stages", keyStages.map { Choice($0.code, $0.name) }, isSmall: true),
      Details(
        "Subjects",
        isOpen: !fields.values.strings("subjects").isEmpty || fields.problem(of: "subjects") != nil
      ) {
        fields.checkboxes("subjects", "Subjects", subjects.map { Choice($0.code, $0.name) }, isSmall: true)
      },
      fields.radios(
        "nqts_welcome", "Are newly qualified teachers welcome to apply?",
        [Choice("yes", "Yes"), Choice("no", "No")],
        isInline: true),
      Heading("Contract and pay", .section),
      fields.radios(
        "contract_type", "Type of contract", ContractType.allCases.map { Choice($0.rawValue, $0.title) }),
      fields.text(
        "contract_length", "Length of contract", hint: "Unless it is permanent: for example “One year”.",
        width: .twoThirds),
      fields.checkboxes(
        "working_patterns", "Working pattern", WorkingPattern.allCases.map { Choice($0.rawValue, $0.title) }),
      fields.text(
        "fte", "Part of full time", hint: "1 for full time, 0.6 for three days a week.", width: .five,
        inputMode: "decimal"),
      fields.select("pay_minimum", "Lowest pay point", pay),
      fields.select("pay_maximum", "Highest pay point", pay),
      Heading("Dates", .section),
      fields.date("starts_on", "Start date", hint: "For example 1 9 2027."),
      fields.checkboxes(
        "starts_as_soon_as_possible", "Or", [Choice("yes", "As soon as possible")], isSmall: true),
      fields.date("closes_on", "Closing date", hint: "For example 15 1 2027."),
      fields.text(
        "closes_at_time", "Closing time", hint: "Hours and minutes, such as 17:00.", width: .five),
      Heading("In your words", .section),
      fields.textarea(
        "description", "Description", hint: "The class or department, the school, and who you seek.", rows: 12
      ),
      fields.textarea("visits", "Visits", hint: "How and when to see the school.", rows: 4),
    ]
    return HTML(parts.map(\.html))
  }
}
