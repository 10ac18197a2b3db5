import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The files in which the record of a transferred induction is had.
enum TransferFile: String, CaseIterable, Sendable {
  case pdf, json, csv

  private static let renderer = PDFRenderer()

  /// The file; nil where a PDF file can’t be made on this machine.
  func response(_ bundle: TransferBundle) async throws -> Response? {
    let name = "induction-\(bundle.reference).\(rawValue)"
    switch self {
    case .json:
      return PrivateFile.response(Array(try bundle.json()), mediaType: "application/json", name: name)
    case .csv: return .csv(bundle.csv, named: name)
    case .pdf:
      do {
        return PrivateFile.response(
          Array(try await Self.renderer(PrintedTransfer(bundle).document)), mediaType: "application/pdf",
          name: name)
      } catch is PDFRenderer.Failure {
        return nil
      }
    }
  }

  /// Links to every file.
  static func links(_ base: String) -> BulletList {
    BulletList(html: [
      Link("PDF file", to: "\(base)/pdf").html, Link("JSON file", to: "\(base)/json").html,
      Link("CSV file", to: "\(base)/csv").html,
    ])
  }

  /// The page for when there is no PDF file.
  static func missing(_ page: String) -> Page {
    Page("No PDF file", status: .serviceUnavailable, above: BackLink(to: page)) {
      Heading("No PDF file")
      Paragraph(
        "The PDF file could not be made. Print the page instead, or save it as PDF from your browser.")
      LinkButton("Page to print", to: page)
    }
  }
}

/// The record of a transferred induction as it is printed.
struct PrintedTransfer: Component {
  private let bundle: TransferBundle

  init(_ bundle: TransferBundle) { self.bundle = bundle }

  /// The whole document for a PDF file.
  var document: String { PrintedDocument("Record of an induction", html).text }

  var html: HTML {
    HTML([
      Heading(
        "Record of \(bundle.teacher.name)’s induction", caption: "\(bundle.reference), \(bundle.fromBody)"
      )
      .html,
      SummaryList(transfer, title: "Transfer").html, SummaryList(teacher, title: "Teacher").html,
      SummaryList(terms, title: "Terms").html, SummaryList(periods, title: "Periods").html,
      SummaryList(absence, title: "Absence").html,
      section("Reductions, extensions and decisions", bundle.changes),
      section("Cause for concern", bundle.concerns), assessments, explanation,
    ])
  }

  private static func day(_ day: CivilDate?) -> String { day.map(LondonTime.longDate) ?? "open" }

  private var transfer: [SummaryList.Row] {
    [
      .init("From", bundle.fromBody), .init("To", bundle.toBody),
      .init("First day there", LondonTime.longDate(bundle.transfersOn)),
      .init("School there", bundle.toSchool), .init("Why", bundle.cause), .init("Reasons", bundle.reason),
      .init("Record made", LondonTime.longDate(bundle.madeOn)),
      .init("Interim assessment", bundle.interimAssessment),
      .init("Formal assessments missing", bundle.missingAssessments.map(Self.missing)),
    ]
  }

  private static func missing(_ all: [String]) -> String {
    all.isEmpty ? "None" : all.map { "\($0)." }.joined(separator: " ")
  }

  private var teacher: [SummaryList.Row] {
    let teacher = bundle.teacher
    return [
      .init("Name", teacher.name), .init("Teacher reference number", teacher.trn),
      .init("Birth date", LondonTime.shortDate(teacher.birthDate)), .init("E-mail address", teacher.email),
      .init("Qualified teacher status", LondonTime.longDate(teacher.qtsAwardedOn)),
      .init("Regime", teacher.regime), .init("Programme", teacher.programme),
    ]
      + bundle.registrations.map {
        .init("Registered by \($0.school)", "\($0.reference), counts from \(Self.day($0.countsFrom))")
      }
  }

  private var terms: [SummaryList.Row] {
    guard let terms = bundle.terms else {
      return [.init("Terms", "They can’t be reckoned from what is recorded.")]
    }
    func number(_ value: Double) -> String {
      TermWords.terms(value == value.rounded() ? String(Int(value)) : String(value))
    }
    return [
      .init("Required", number(terms.required)), .init("Extended by", number(terms.extended)),
      .init("Of these by decision, other than for absence", terms.extendedByDecision.map(number)),
      .init(
        "Brought forward",
        number(terms.broughtForward)
          + (terms.broughtForwardFrom.isEmpty ? "" : " from \(terms.broughtForwardFrom)")),
      .init(
        "Served here until \(LondonTime.longDate(terms.countedUntil))", number(terms.servedHere)),
      .init("Absence here, to be made up", terms.absenceToMakeUp.map(number)),
      .init("Outstanding", number(terms.outstanding)),
      .init("To enter as brought forward in a registration elsewhere", terms.toBringForward.map(number)),
    ]
  }

  private var periods: [SummaryList.Row] {
    bundle.periods.map { period in
      let people = [
        period.post, period.tutor.isEmpty ? "" : "Tutor: \(period.tutor)",
        period.mentor.isEmpty ? "" : "Mentor: \(period.mentor)",
      ].filter { !$0.isEmpty }
      return .init(
        period.school,
        (["\(Self.day(period.from)) to \(Self.day(period.until)), \(period.fte) of full time"] + people)
          .joined(separator: "\n"))
    }
  }

  private var absence: [SummaryList.Row] {
    bundle.absences.map {
      .init(
        "\(LondonTime.shortDate($0.from)) to \(LondonTime.shortDate($0.until))",
        "\($0.days) \($0.days == 1 ? "day" : "days"), \($0.kind.lowercasedFirst)"
          + ($0.note.isEmpty ? "" : "\n\($0.note)"))
    } + [
      .init(
        "Working days that count in all",
        bundle.daysAbsent.map { "\($0)" } ?? "They can’t be reckoned from what is recorded."),
      .init(
        "Of these in the part of induction that is under way", bundle.daysAbsentInPart.map { "\($0)" }),
      .init(
        "Days to enter with the terms brought forward in a registration elsewhere",
        bundle.daysToBringForward.map { "\($0)" }),
      .init("Days of maternity and similar leave", bundle.daysOnLeave.map { "\($0)" }),
    ]
  }

  private func section(_ title: String, _ changes: [TransferBundle.Change]) -> HTML {
    let rows: [SummaryList.Row] =
      changes.isEmpty
      ? [.init(title, "None is recorded.")]
      : changes.map { .init("\(LondonTime.shortDate($0.on)): \($0.what)", $0.reasons) }
    return SummaryList(rows, title: title).html
  }

  private var assessments: HTML {
    HTML(
      bundle.assessments.map { one in
        var rows: [SummaryList.Row] = [
          .init("School", one.school), .init("State", one.state),
          .init("Completed", Self.day(one.completedOn)),
        ]
        rows += one.answers.map { .init($0.question, $0.answer) }
        rows.append(.init("Teacher’s comments", one.teacherComments))
        rows.append(.init("Signed", one.signatures.joined(separator: "\n")))
        return SummaryList(rows, title: one.title).html
      })
  }

  private var explanation: HTML {
    if bundle.explanation.isEmpty { return "" }
    return Heading("How the terms are reckoned", .section).html
      + BulletList(html: bundle.explanation.map { HTML(text: "\($0.text) (\($0.source))") }).html
  }
}
