import Domain
import HTTPSupport
import Postgres

/// The form by which a campaign is written.
enum CampaignForm {
  /// Reads the form; what can't be read as a value is a problem of its field.
  static func read(_ form: FormData) -> (content: CampaignContent, problems: [FieldProblem]) {
    var problems = Problems()
    func date(_ name: String, _ words: String) -> CivilDate? {
      let entry = form.date(name)
      if entry.isEmpty { return nil }
      if entry.date == nil { problems.add(name, "Enter a real \(words) with day, month and year.") }
      return entry.date
    }
    var content = CampaignContent(
      name: form["name"], channel: form["channel"], startsOn: date("starts_on", "first day"),
      endsOn: date("ends_on", "last day"), notes: form["notes"])
    if let cost = pence(form["cost"]) {
      content.costPence = cost
    } else {
      problems.add("cost", "Enter the cost in pounds, such as 450 or 450.50.")
    }
    let vacancy = form.trimmed("vacancy_id") ?? ""
    if !vacancy.isEmpty {
      content.vacancy = vacancy.split(separator: "/").last.flatMap { VacancyID(String($0)) }
      if content.vacancy == nil {
        problems.add("vacancy_id", "Copy the address of the vacancy’s public page here, or leave it empty.")
      }
    }
    return (content, problems.found)
  }

  /// What was typed as an amount in pounds, in pence; nothing typed is nothing to pay.
  static func pence(_ typed: String) -> Int? {
    typed.allSatisfy { $0.isWhitespace || $0 == "£" } ? 0 : PoundsEntry.pence(typed)
  }

  /// Problems by the names of the form's fields.
  static func shown(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { $0.field == "cost_pence" ? FieldProblem(field: "cost", message: $0.message) : $0 }
  }

  /// The values of a stored campaign.
  static func values(_ content: CampaignContent) -> FormData {
    var fields: [FormData.Field] = [
      .init(name: "name", value: content.name), .init(name: "channel", value: content.channel),
      .init(name: "cost", value: cost(content.costPence)), .init(name: "notes", value: content.notes),
      .init(name: "vacancy_id", value: content.vacancy?.description ?? ""),
    ]
    for (name, date) in [("starts_on", content.startsOn), ("ends_on", content.endsOn)] {
      guard let date else { continue }
      fields += [
        .init(name: "\(name)-day", value: "\(date.day)"),
        .init(name: "\(name)-month", value: "\(date.month)"),
        .init(name: "\(name)-year", value: "\(date.year)"),
      ]
    }
    return FormData(fields)
  }

  /// An amount as it is typed.
  static func cost(_ pence: Int) -> String {
    let rest = pence % 100
    return rest == 0 ? "\(pence / 100)" : "\(pence / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Questions and answers, to show two versions side by side.
  static func rows(_ content: CampaignContent) -> [(String, String)] {
    [
      ("Name", content.name), ("Where", content.channel), ("Cost", CampaignText.pounds(content.costPence)),
      ("First day", content.startsOn.map(LondonTime.longDate) ?? ""),
      ("Last day", content.endsOn.map(LondonTime.longDate) ?? ""),
      ("Vacancy", content.vacancy?.description ?? ""), ("Notes", content.notes),
    ]
  }

  /// The fields.
  static func html(_ fields: Fields, _ channels: [AdvertisingChannel]) -> HTML {
    let places = [Choice("", "Choose")] + channels.map { Choice($0.code, $0.name) }
    return """
      \(fields.text("name", "Name", hint: "Such as “Regional paper, spring”.", maximumLength: 100))\
      \(fields.select("channel", "Where is it advertised?", places))\
      \(fields.text("cost", "Cost", width: .ten, prefix: "£", inputMode: "decimal"))\
      \(fields.date("starts_on", "First day"))\
      \(fields.date("ends_on", "Last day (optional)"))\
      \(fields.text(
        "vacancy_id", "Vacancy (optional)",
        hint: "The address of its public page or its identifier. Without one the link leads to all vacancies."))\
      \(fields.textarea("notes", "Notes (optional)", rows: 3))
      """
  }
}
