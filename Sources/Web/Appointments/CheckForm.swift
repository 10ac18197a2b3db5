import Domain
import HTTPSupport

/// The states that a check has had.
struct CheckHistory: Component {
  private let entries: [CheckHistoryEntry]

  init(_ entries: [CheckHistoryEntry]) { self.entries = entries }

  var html: HTML {
    Table(
      "What was recorded, newest first",
      columns: [.init("Recorded"), .init("By"), .init("Outcome"), .init("What")],
      rows: entries.map { line in
        [
          HTML(text: LondonTime.dateAndTime(line.recordedAt)), HTML(text: line.recordedBy ?? "The service"),
          line.entry.outcome.tag.html, HTML(lines: Self.words(line.entry)),
        ]
      }
    ).html
  }

  /// What was entered, a line for each thing.
  private static func words(_ entry: CheckEntry) -> [String] {
    let document = [
      entry.documentType, entry.documentNumber.isEmpty ? "" : "number \(entry.documentNumber)",
      entry.documentDate.map { "dated \(LondonTime.shortDate($0))" } ?? "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
    return [
      made(entry), document.isEmpty ? "" : "Document: \(document)", entry.evidence, entry.reason,
      entry.expiresOn.map { "Runs out on \(LondonTime.shortDate($0))" } ?? "",
      entry.followUpOn.map { "To be checked again by \(LondonTime.shortDate($0))" } ?? "",
    ].filter { !$0.isEmpty }
  }

  private static func made(_ entry: CheckEntry) -> String {
    let day = entry.checkedOn.map { " on \(LondonTime.shortDate($0))" } ?? ""
    let person = entry.checkedBy.isEmpty ? "" : " by \(entry.checkedBy)"
    return day.isEmpty && person.isEmpty ? "" : "Made\(day)\(person)"
  }
}

/// The fields of a check.
struct CheckForm: Component {
  private let fields: Fields
  private let kind: CheckKind
  private let hasConcern: Bool

  /// The fields of a kind of check; `hasConcern` says whether a reference has something to take up.
  init(_ fields: Fields, of kind: CheckKind, hasConcern: Bool = false) {
    self.fields = fields
    self.kind = kind
    self.hasConcern = hasConcern
  }

  /// What a field is called: as the kind of check says where it is needed.
  private func label(_ field: CheckNeed.Field, _ otherwise: String) -> String {
    kind.need(field)?.label ?? "\(otherwise) (optional)"
  }

  /// What is said below a field that is needed.
  private func hint(_ field: CheckNeed.Field, _ otherwise: String? = nil) -> String? {
    guard kind.need(field) != nil else { return otherwise }
    return ["Needed for a satisfactory check.", otherwise].compactMap(\.self).joined(separator: " ")
  }

  var html: HTML {
    HTML([
      fields.radios(
        "outcome", "What came of it?", kind.outcomes.map { Choice($0.rawValue, $0.title) }
      ).html,
      fields.textarea(
        "reason", "Reason",
        hint: kind.isForEverybody
          ? "Needed where it is not satisfactory." : "Needed where it does not apply or is not satisfactory.",
        rows: 3
      ).html,
      fields.date("checked_on", "The day it was made", hint: "For example 27 3 2027.").html,
      fields.text("checked_by", "Who made it", width: .twoThirds, spellcheck: false).html,
      evidence,
      fields.text(
        "document_type", label(.documentType, "Kind of document"), hint: hint(.documentType),
        width: .twoThirds
      ).html,
      fields.text(
        "document_number", label(.documentNumber, "Its number"), hint: hint(.documentNumber), width: .twenty,
        spellcheck: false
      ).html,
      fields.date(
        "document_date", label(.documentDate, "Its date"), hint: hint(.documentDate, "For example 27 3 2027.")
      ).html,
      fields.date(
        "expires_on", label(.expiresOn, "The day it runs out"),
        hint: hint(.expiresOn, "For example 27 3 2029.")
      ).html,
      followUp, doubts,
    ])
  }

  /// What was seen; needed in any case where a referee has brought something up.
  private var evidence: HTML {
    let words = "What was seen"
    guard hasConcern else {
      return fields.textarea("evidence", label(.evidence, words), hint: hint(.evidence), rows: 3).html
    }
    return fields.textarea(
      "evidence", kind.need(.evidence)?.label ?? words,
      hint: "Needed for a satisfactory check: how what a referee has answered was taken up, with whom, and "
        + "what came of it.",
      rows: 3
    ).html
  }

  /// The day on which a right to work is looked at again.
  private var followUp: HTML {
    guard kind.code == CheckKind.rightToWork else { return "" }
    return fields.date(
      "follow_up_on", "The day by which you check it again",
      hint: "Needed where it runs out before the first day or within six months of it. For example 27 3 2027."
    ).html
  }

  /// A box for each thing that is hardly right, to confirm it by itself.
  private var doubts: HTML {
    HTML(
      CheckDoubt.allCases.filter { doubt in
        fields.problem(of: Self.name(doubt)) != nil || fields.values.has(Self.name(doubt))
      }.map { doubt in
        fields.checkboxes(
          Self.name(doubt), "Is this right?", [Choice("yes", doubt.statement)],
          hint: "Correct the check above, or confirm this. That you have is recorded."
        ).html
      })
  }

  /// The name of the box that confirms something.
  static func name(_ doubt: CheckDoubt) -> String { "confirmed-\(doubt.rawValue)" }

  /// What is confirmed.
  static func confirmed(_ form: FormData) -> Set<CheckDoubt> {
    Set(CheckDoubt.allCases.filter { form.has(name($0)) })
  }

  /// What the form of a check asks, to show two versions side by side.
  static func asked(of kind: CheckKind) -> [Conflict.Question] {
    func label(_ field: CheckNeed.Field, _ otherwise: String) -> String {
      kind.need(field)?.label ?? otherwise
    }
    return [
      .chosen("outcome", "What came of it", kind.outcomes.map { Choice($0.rawValue, $0.title) }),
      .text("reason", "Reason"), .date("checked_on", "The day it was made"),
      .text("checked_by", "Who made it"), .text("evidence", label(.evidence, "What was seen")),
      .text("document_type", label(.documentType, "Kind of document")),
      .text("document_number", label(.documentNumber, "Its number")),
      .date("document_date", label(.documentDate, "Its date")),
      .date("expires_on", label(.expiresOn, "The day it runs out")),
      .date("follow_up_on", "The day by which you check it again"),
    ]
  }

  static func values(_ check: PreEmploymentCheck) -> FormData {
    let entry = check.entry
    var form = FormData()
    form.set("version", check.version)
    form.set("outcome", entry.outcome.rawValue)
    form.set("reason", entry.reason)
    form.set("checked_on", entry.checkedOn)
    form.set("checked_by", entry.checkedBy)
    form.set("evidence", entry.evidence)
    form.set("document_type", entry.documentType)
    form.set("document_number", entry.documentNumber)
    form.set("document_date", entry.documentDate)
    form.set("expires_on", entry.expiresOn)
    form.set("follow_up_on", entry.followUpOn)
    return form
  }

  /// The days of the form, each in the words of a fault.
  private static let days = [
    ("checked_on", "the day it was made"), ("document_date", "the date of the document"),
    ("expires_on", "the day it runs out"), ("follow_up_on", "the day by which you check it again"),
  ]

  /// What was entered, and what could not be read of it.
  static func entry(_ form: FormData) -> (entry: CheckEntry, unread: [FieldProblem]) {
    var problems: [FieldProblem] = []
    let outcome = CheckOutcome(rawValue: form["outcome"])
    if outcome == nil {
      problems.append(FieldProblem(field: "outcome", message: "Choose what came of the check."))
    }
    for (name, words) in days where form.date(name).date == nil && !form.date(name).isEmpty {
      problems.append(
        FieldProblem(field: name, message: "Enter \(words) as a real date with day, month and year."))
    }
    let entry = CheckEntry(
      outcome: outcome ?? .outstanding, reason: SectionForm.lines(form["reason"]),
      checkedOn: form.date("checked_on").date, checkedBy: form["checked_by"],
      evidence: SectionForm.lines(form["evidence"]), documentType: form["document_type"],
      documentNumber: form["document_number"], documentDate: form.date("document_date").date,
      expiresOn: form.date("expires_on").date, followUpOn: form.date("follow_up_on").date)
    return (entry, problems)
  }

  /// Problems in the order of this form.
  static func ordered(_ problems: [FieldProblem]) -> [FieldProblem] {
    let problems = problems.map { problem in
      let doubt = CheckDoubt.allCases.first { $0.field == problem.field }
      return FieldProblem(field: doubt.map(name) ?? problem.field, message: problem.message)
    }
    let order = [
      "outcome", "reason", "checked_on", "checked_by", "evidence", "document_type", "document_number",
      "document_date", "expires_on", "follow_up_on",
    ]
    return order.flatMap { field in problems.filter { $0.field == field } }
      + problems.filter { !order.contains($0.field) }
  }
}

extension CheckOutcome {
  /// The outcome in a coloured box.
  var tag: Tag {
    switch self {
    case .outstanding: Tag(title, .blue)
    case .satisfactory: Tag(title, .green)
    case .notSatisfactory: Tag(title, .red)
    case .notApplicable: Tag(title, .grey)
    }
  }
}
