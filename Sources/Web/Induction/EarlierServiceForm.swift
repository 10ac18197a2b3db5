import Domain
import HTTPSupport
import Postgres

/// What the induction calculator asks of service under another body; each field has the name of its member of the case.
enum EarlierServiceForm {
  private static let terms = "brought_forward"
  private static let from = "brought_forward_from"
  private static let fte = "brought_forward_fte"
  private static let absence = "brought_forward_absence"
  private static let `extension` = "brought_forward_extension"

  /// Its fields, in order.
  static let names = [terms, from, fte, absence, `extension`]

  /// What those are about whose problems don’t say it.
  static let places = [absence: "Absence elsewhere", `extension`: "Extension elsewhere"]

  /// The members of the case; what is left empty is none of it.
  static func members(_ form: FormData, _ problems: inout Problems) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for (name, words) in [
      (terms, "number of terms served elsewhere"), (absence, "number of days of absence elsewhere"),
      (`extension`, "number of terms of the extension elsewhere"),
    ] {
      members[name] = InductionCaseForm.number(name, words, form, &problems).map { .number($0) }
    }
    let begun = form.date(from)
    if !begun.isEmpty {
      members[from] = InductionCaseForm.day(begun, from, "day on which induction began elsewhere", &problems)
    }
    if form.trimmed(fte)?.isEmpty == false {
      members[fte] = InductionCaseForm.partOfFullTime(fte, "there", form, &problems)
    }
    return members
  }

  /// The fields, folded away until something of them is filled in or wrong.
  static func fields(_ fields: Fields) -> Details {
    let isOpen = names.contains { name in
      !fields.values.date(name).isEmpty || fields.values.trimmed(name)?.isEmpty == false
        || fields.problem(of: name) != nil
    }
    return Details("Part of induction was served under another appropriate body", isOpen: isOpen) {
      fields.text(
        terms, "How many full-time terms were served there?",
        hint: "Such as 1.5. Who has served all of them goes on only if induction was extended there.",
        width: .five, inputMode: "decimal")
      fields.date(
        from, "When did induction begin there?",
        hint: "Induction that began before September 2021 may be of three terms.")
      fields.text(
        fte, "Part of full time there",
        hint: "1 for full time, 0.6 for three days. Left empty, it is that of the first post here.",
        width: .five, inputMode: "decimal")
      fields.text(
        absence, "Working days absent there",
        hint: "In the part of induction that was under way, without maternity and similar leave.",
        width: .five, inputMode: "decimal")
      fields.text(
        `extension`, "By how many terms was induction extended there?",
        hint: "Other than for absence, which is counted by the days above.", width: .five,
        inputMode: "decimal")
    }
  }
}
