import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The forms of what can be done with an application next.
struct SchemeSteps {
  let found: SchemeCase
  let fields: Fields
  let year: FinancialYear
  let context: AppRequestContext

  private var application: SchemeApplication { found.application }
  private var base: String { "/authority/scheme-applications/\(application.id)" }

  /// What stands in the forms.
  static func values(_ found: SchemeCase) -> FormData {
    var values = FormData()
    for (index, finding) in found.findings.enumerated() {
      values.set("met-\(index)", finding.isMet.map { $0 ? "yes" : "no" })
      values.set("note-\(index)", finding.check?.note)
    }
    values.set("award_amount", CampaignForm.cost(found.scheme.content.amountPence))
    return values
  }

  /// Stores what an officer has found of the criteria, where it is new: all of it, or nothing while there are faults.
  static func check(
    _ found: SchemeCase, _ form: FormData, _ decide: DecideSchemeApplication, _ actor: Actor
  ) async throws {
    var (entries, names): ([SchemeCheckEntry], [String: String]) = ([], [:])
    for (index, finding) in found.findings.enumerated() {
      let (answer, note) = (form["met-\(index)"], form["note-\(index)"])
      guard let id = finding.criterion.id, answer == "yes" || answer == "no" else { continue }
      guard finding.isMet != (answer == "yes") || (finding.check?.note ?? "") != note else { continue }
      names["entries[\(entries.count)].note"] = "note-\(index)"
      entries.append(SchemeCheckEntry(id, isMet: answer == "yes", note: note))
    }
    if entries.isEmpty { return }
    do {
      _ = try await decide.check(
        found.application.id, entries, expectedVersion: form.int("version"), by: actor)
    } catch DomainError.invalid(let problems) {
      throw DomainError.invalid(
        problems.map { FieldProblem(field: names[$0.field] ?? $0.field, message: $0.message) })
    }
  }

  /// What the form of the criteria asks and was answered, to show two versions side by side: what was left open is not
  /// stored.
  static func asked(_ found: SchemeCase, _ form: FormData) -> [Conflict.Question] {
    found.findings.enumerated().flatMap { index, finding -> [Conflict.Question] in
      guard ["yes", "no"].contains(form["met-\(index)"]) else { return [] }
      return [
        .chosen("met-\(index)", finding.criterion.sentence, answers),
        .text("note-\(index)", "Note on criterion \(index + 1)"),
      ]
    }
  }

  private static let answers = [Choice("yes", "Met"), Choice("no", "Not met")]

  private func form(_ step: SchemeStep, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let inner = content()
    return Form("\(base)/\(step.rawValue)", in: context) {
      fields.version(application.version)
      inner
    }.html
  }

  // MARK: Criteria

  /// The criteria: to be checked while nothing is decided.
  var criteria: HTML {
    guard [.sent, .waiting].contains(application.state) else {
      return Table(
        "Criteria", isCaptionHidden: true, columns: [.init("Criterion"), .init("Met"), .init("Note")],
        rows: found.findings.map {
          [HTML(text: $0.criterion.sentence), Self.met($0), HTML(text: Self.note($0))]
        }
      ).html
    }
    return form(.check) {
      HTML(
        found.findings.enumerated().map { index, finding in
          let record =
            switch finding.byRecord {
            case .met: "The induction record says yes."
            case .unmet: "The induction record says no."
            case .judged: "You decide this."
            }
          let by = finding.check.map { " Checked by \($0.checkedBy)." } ?? ""
          return fields.radios(
            "met-\(index)", finding.criterion.sentence, Self.answers, hint: record + by, isInline: true
          ).html
            + fields.text(
              "note-\(index)", "Note on criterion \(index + 1), if there is one", width: .twoThirds
            ).html
        })
      Button("Save the checks", kind: .secondary)
    }
  }

  private static func met(_ finding: SchemeFinding) -> HTML {
    switch finding.isMet {
    case true?: Tag("Met", .green).html
    case false?: Tag("Not met", .red).html
    case nil: Tag("Not checked", .grey).html
    }
  }

  private static func note(_ finding: SchemeFinding) -> String {
    guard let check = finding.check else {
      return finding.byRecord == .judged ? "–" : "By the induction record"
    }
    return check.note.isEmpty ? "By \(check.checkedBy)" : "\(check.note) (\(check.checkedBy))"
  }

  // MARK: Deciding and paying

  /// The forms of what can be done next.
  var html: HTML {
    switch application.state {
    case .sent, .waiting: decide
    case .accepted: take
    case .refused, .lapsed:
      form(.reopen) { Button("Look at it again", kind: .secondary) }
    case .ended, .offered, .draft, .withdrawn, .declined: ""
    }
  }

  private var decide: HTML {
    let content = found.scheme.content
    let award = form(.award) {
      if content.amountIsFixed {
        Paragraph(
          "An award comes to \(SchemeMoney.pounds(content.amountPence)), out of the budget of \(year.name).")
      } else {
        fields.text(
          "award_amount", "Amount",
          hint: "Up to \(SchemeMoney.pounds(content.amountPence)), out of the budget of \(year.name).",
          width: .ten, prefix: "£", inputMode: "decimal")
      }
      Button("Offer the award")
    }
    let wait =
      application.state == .sent
      ? form(.wait) { Button("Put it on the waiting list", kind: .secondary) } : ""
    let isWritten = fields.problem(of: "refuse_reason") != nil || !fields.values["refuse_reason"].isEmpty
    let refuse = Details("Do not award it", isOpen: isWritten) {
      form(.refuse) {
        fields.textarea("refuse_reason", "Why not?", hint: "The teacher reads it.", rows: 4)
        Button("Do not award it", kind: .warning)
      }
    }.html
    return Heading("Decide", .section).html + award + wait + refuse
  }

  private var take: HTML {
    let left = SchemeMoney.pounds(found.unplannedPence)
    if found.unplannedPence == 0 { return "" }
    let plan = form(.plan) {
      fields.text(
        "plan_amount", "Amount of a payment", hint: "\(left) is not planned yet.", width: .ten, prefix: "£",
        inputMode: "decimal")
      fields.date("due_on", "When is it to be paid?")
      Button("Plan the payment")
    }
    let isWritten = ["release_amount", "release_reason"].contains {
      fields.problem(of: $0) != nil || !fields.values[$0].isEmpty
    }
    let release = Details("Free what will not be paid", isOpen: isWritten) {
      form(.release) {
        fields.text(
          "release_amount", "Amount that will not be paid", hint: "Up to \(left).", width: .ten, prefix: "£",
          inputMode: "decimal")
        fields.textarea("release_reason", "Why?", hint: "The teacher reads it.", rows: 3)
        Button("Free it", kind: .warning)
      }
    }.html
    return Heading("Payments", .section).html + plan + release
  }

  /// What is planned and paid, with what can be done with each.
  var payments: HTML {
    func button(_ payment: SchemePayment, _ step: SchemeStep, _ label: String) -> HTML {
      form(step) {
        HiddenInput("payment", payment.id.description)
        Button(label, kind: .link)
      }
    }
    let actions = found.payments.map { payment in
      let pounds = SchemeMoney.pounds(payment.pence)
      return payment.paidOn == nil
        ? button(payment, .unplan, "Remove \(pounds)")
        : button(payment, .undo, "Not paid after all: \(pounds)")
    }
    let table = SchemePaymentTable(found.payments, actions: actions).html
    let open = found.payments.filter { $0.paidOn == nil }
    if open.isEmpty { return table }
    return table
      + Details("Record that something was paid", isOpen: fields.problem(of: "paid_on") != nil) {
        form(.pay) {
          fields.select(
            "payment", "Which payment?",
            open.map {
              Choice(
                $0.id.description, "\(SchemeMoney.pounds($0.pence)), due \(LondonTime.shortDate($0.dueOn))")
            })
          fields.date("paid_on", "When was it paid?")
          Button("Record the payment", kind: .secondary)
        }
      }.html
  }
}
