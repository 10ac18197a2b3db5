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
        let entry = line.entry
        let words = [
          entry.checkedOn.map { "made on \(LondonTime.shortDate($0))" } ?? "",
          entry.checkedBy.isEmpty ? "" : "by \(entry.checkedBy)", entry.documentType, entry.documentNumber,
          entry.evidence, entry.reason,
          entry.expiresOn.map { "runs out on \(LondonTime.shortDate($0))" } ?? "",
          entry.followUpOn.map { "to be checked again by \(LondonTime.shortDate($0))" } ?? "",
        ].filter { !$0.isEmpty }
        return [
          HTML(text: LondonTime.dateAndTime(line.recordedAt)), HTML(text: line.recordedBy ?? "The service"),
          entry.outcome.tag.html, HTML(text: words.isEmpty ? "–" : words.joined(separator: "; ")),
        ]
      }
    ).html
  }
}

/// The fields of a check.
struct CheckForm: Component {
  private let fields: Fields
  private let kind: CheckKind

  init(_ fields: Fields, of kind: CheckKind) {
    self.fields = fields
    self.kind = kind
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
      fields.textarea(
        "evidence", label(.evidence, "What was seen"), hint: hint(.evidence), rows: 3
      ).html,
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

  /// What was entered, and what could not be read of it.
  static func entry(_ form: FormData) -> (entry: CheckEntry, unread: [FieldProblem]) {
    var problems: [FieldProblem] = []
    let outcome = CheckOutcome(rawValue: form["outcome"])
    if outcome == nil {
      problems.append(FieldProblem(field: "outcome", message: "Choose what came of the check."))
    }
    for name in ["checked_on", "document_date", "expires_on", "follow_up_on"]
    where form.date(name).date == nil && !form.date(name).isEmpty {
      problems.append(
        FieldProblem(field: name, message: "Enter a real date with day, month and year."))
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
