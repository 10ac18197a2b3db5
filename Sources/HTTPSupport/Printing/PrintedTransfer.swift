public import Domain
import Foundation
import Postgres

/// The record of a transferred induction on paper.
public struct PrintedTransfer: Paper {
  private typealias Row = (String, String)

  private let bundle: TransferBundle

  /// A record as it was given over, or as it would be now.
  public init(_ bundle: TransferBundle) { self.bundle = bundle }

  /// What the file is called.
  public var fileName: String { "induction-\(bundle.reference).pdf" }

  /// The whole document for a PDF file.
  public var document: String { PrintedDocument("Record of an induction", markup: markup).text }

  /// The record as a page shows it.
  public var markup: String {
    let heading = Markup.heading(
      "Record of \(bundle.teacher.name)’s induction", caption: "\(bundle.reference), \(bundle.fromBody)")
    let cards = [
      Markup.card("Transfer", transfer), Markup.card("Teacher", teacher), Markup.card("Terms", terms),
      Markup.card("Periods", periods), Markup.card("Absence", absence),
      section("Reductions, extensions and decisions", bundle.changes),
      section("Cause for concern", bundle.concerns),
    ]
    return heading + cards.joined() + assessments + explanation
  }

  private static func day(_ day: CivilDate?) -> String { day.map(LondonTime.longDate) ?? "open" }

  private var transfer: [Row] {
    [
      ("From", bundle.fromBody), ("To", bundle.toBody),
      ("First day there", LondonTime.longDate(bundle.transfersOn)),
      ("School there", bundle.toSchool), ("Why", bundle.cause), ("Reasons", bundle.reason),
      ("Record made", LondonTime.longDate(bundle.madeOn)),
      ("Interim assessment", bundle.interimAssessment),
      ("Formal assessments missing", bundle.missingAssessments.map(Self.missing) ?? ""),
    ]
  }

  private static func missing(_ all: [String]) -> String {
    all.isEmpty ? "None" : all.map { "\($0)." }.joined(separator: " ")
  }

  private var teacher: [Row] {
    let teacher = bundle.teacher
    let registered: [Row] = bundle.registrations.map {
      ("Registered by \($0.school)", "\($0.reference), counts from \(Self.day($0.countsFrom))")
    }
    let rows: [Row] = [
      ("Name", teacher.name), ("Teacher reference number", teacher.trn),
      ("Birth date", LondonTime.shortDate(teacher.birthDate)), ("E-mail address", teacher.email),
      ("Qualified teacher status", LondonTime.longDate(teacher.qtsAwardedOn)),
      ("Regime", teacher.regime), ("Programme", teacher.programme ?? ""),
    ]
    return rows + registered
  }

  private var terms: [Row] {
    guard let terms = bundle.terms else {
      return [("Terms", "They can’t be reckoned from what is recorded.")]
    }
    func number(_ value: Double) -> String {
      TermWords.terms(value == value.rounded() ? String(Int(value)) : String(value))
    }
    let before = terms.broughtForwardFrom.isEmpty ? "" : " from \(terms.broughtForwardFrom)"
    return [
      ("Required", number(terms.required)), ("Extended by", number(terms.extended)),
      ("Of these by decision, other than for absence", terms.extendedByDecision.map(number) ?? ""),
      ("Brought forward", number(terms.broughtForward) + before),
      ("Served here until \(LondonTime.longDate(terms.countedUntil))", number(terms.servedHere)),
      ("Absence here, to be made up", terms.absenceToMakeUp.map(number) ?? ""),
      ("Outstanding", number(terms.outstanding)),
      ("To enter as brought forward in a registration elsewhere", terms.toBringForward.map(number) ?? ""),
    ]
  }

  private var periods: [Row] {
    bundle.periods.map { period in
      let people = [
        period.post, period.tutor.isEmpty ? "" : "Tutor: \(period.tutor)",
        period.mentor.isEmpty ? "" : "Mentor: \(period.mentor)",
      ].filter { !$0.isEmpty }
      let time = "\(Self.day(period.from)) to \(Self.day(period.until)), \(period.fte) of full time"
      return (period.school, ([time] + people).joined(separator: "\n"))
    }
  }

  private var absence: [Row] {
    let times: [Row] = bundle.absences.map { absence in
      let days = "\(absence.days) \(absence.days == 1 ? "day" : "days"), \(absence.kind.lowercasedFirst)"
      return (
        "\(LondonTime.shortDate(absence.from)) to \(LondonTime.shortDate(absence.until))",
        absence.note.isEmpty ? days : "\(days)\n\(absence.note)"
      )
    }
    func number(_ days: Decimal?) -> String { days.map { "\($0)" } ?? "" }
    let counted: [Row] = [
      (
        "Working days that count in all",
        bundle.daysAbsent == nil
          ? "They can’t be reckoned from what is recorded." : number(bundle.daysAbsent)
      ),
      ("Of these in the part of induction that is under way", number(bundle.daysAbsentInPart)),
      (
        "Days to enter with the terms brought forward in a registration elsewhere",
        number(bundle.daysToBringForward)
      ),
      ("Days of maternity and similar leave", number(bundle.daysOnLeave)),
    ]
    return times + counted
  }

  private func section(_ title: String, _ changes: [TransferBundle.Change]) -> String {
    let rows: [Row] =
      changes.isEmpty
      ? [(title, "None is recorded.")]
      : changes.map { ("\(LondonTime.shortDate($0.on)): \($0.what)", $0.reasons) }
    return Markup.card(title, rows)
  }

  private var assessments: String {
    bundle.assessments.map { one in
      var rows: [Row] = [
        ("School", one.school), ("State", one.state), ("Completed", Self.day(one.completedOn)),
      ]
      rows += one.answers.map { ($0.question, $0.answer) }
      rows.append(("Teacher’s comments", one.teacherComments))
      rows.append(("Signed", one.signatures.joined(separator: "\n")))
      return Markup.card(one.title, rows)
    }.joined()
  }

  private var explanation: String {
    if bundle.explanation.isEmpty { return "" }
    return Markup.section("How the terms are reckoned")
      + Markup.list(bundle.explanation.map { "\($0.text) (\($0.source))" })
  }
}
