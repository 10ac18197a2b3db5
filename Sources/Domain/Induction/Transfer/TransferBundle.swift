public import Foundation
public import Postgres

/// The record of an induction as it is given over to another appropriate body: whole, and frozen once it is sent.
public struct TransferBundle: Sendable, Codable, Equatable {
  /// Who the teacher is.
  public struct Teacher: Sendable, Codable, Equatable {
    /// The name.
    public let name: String
    /// Teacher reference number.
    public let trn: String
    /// Birth date.
    public let birthDate: CivilDate
    /// E-mail address.
    public let email: String
    /// The day of qualified teacher status.
    public let qtsAwardedOn: CivilDate
    /// The regime that it runs on, by name.
    public let regime: String
    /// Of the national service.
    public let programme: String?
  }

  /// A registration that was accepted.
  public struct Registration: Sendable, Codable, Equatable {
    /// Its reference.
    public let reference: String
    /// The school.
    public let school: String
    /// From when induction counts by it.
    public let countsFrom: CivilDate?
  }

  /// A time at one school at one part of full time.
  public struct Period: Sendable, Codable, Equatable {
    /// The school.
    public let school: String
    /// The first day.
    public let from: CivilDate
    /// The last day; nil where it goes on.
    public let until: CivilDate?
    /// The part of full time.
    public let fte: Decimal
    /// The post.
    public let post: String
    /// The induction tutor.
    public let tutor: String
    /// The mentor; may be empty.
    public let mentor: String
  }

  /// How many full-time terms are served and outstanding.
  public struct Terms: Sendable, Codable, Equatable {
    /// Terms required.
    public let required: Double
    /// Terms by which it is extended, for absence and by decision.
    public let extended: Double
    /// Of these the terms by decision, other than for absence: what a registration asks for.
    public let extendedByDecision: Double?
    /// Terms served under another body before.
    public let broughtForward: Double
    /// Under which; may be empty.
    public let broughtForwardFrom: String
    /// Terms served under the body that gives it over, without those that have to be made up for absence.
    public let servedHere: Double
    /// Terms of absence here that have to be made up: part of what is outstanding; nil in records from before.
    public let absenceToMakeUp: Double?
    /// Terms that a registration with another body brings forward, if the days of absence that it asks for go with them;
    /// nil in records from before.
    public let toBringForward: Double?
    /// Terms that are left.
    public let outstanding: Double
    /// Up to which day they are counted.
    public let countedUntil: CivilDate
  }

  /// A time of absence.
  public struct Absence: Sendable, Codable, Equatable {
    /// The first day.
    public let from: CivilDate
    /// The last day.
    public let until: CivilDate
    /// The teacher’s working days.
    public let days: Decimal
    /// What kind of absence.
    public let kind: String
    /// A note; may be empty.
    public let note: String
  }

  /// A reduction, an extension or a decision.
  public struct Change: Sendable, Codable, Equatable {
    /// The day.
    public let on: CivilDate
    /// What it is.
    public let what: String
    /// The reasons.
    public let reasons: String
  }

  /// A question of a form with its answer.
  public struct Answer: Sendable, Codable, Equatable {
    /// The question.
    public let question: String
    /// The answer.
    public let answer: String
  }

  /// A formal or interim assessment, or a progress review, as the head last completed it.
  public struct Assessment: Sendable, Codable, Equatable {
    /// What it is called.
    public let title: String
    /// The school.
    public let school: String
    /// Where it stands.
    public let state: String
    /// Whether progress was called unsatisfactory.
    public let isUnsatisfactory: Bool
    /// When the head last completed it.
    public let completedOn: CivilDate?
    /// What was answered.
    public let answers: [Answer]
    /// What the teacher said to it.
    public let teacherComments: String
    /// Who signed, and when.
    public let signatures: [String]
  }

  /// The induction’s reference.
  public let reference: String
  /// The appropriate body that gives it over.
  public let fromBody: String
  /// The one that takes it over.
  public let toBody: String
  /// The school there; empty where it isn’t known.
  public let toSchool: String
  /// The first day under the other body.
  public let transfersOn: CivilDate
  /// Why, in words.
  public let cause: String
  /// The reasons.
  public let reason: String
  /// On which day the record was made.
  public let madeOn: CivilDate
  /// Who the teacher is.
  public let teacher: Teacher
  /// Registrations that were accepted.
  public let registrations: [Registration]
  /// Times in post.
  public let periods: [Period]
  /// Nil where the plan can’t be reckoned.
  public let terms: Terms?
  /// How the terms follow from the record, each with its source.
  public let explanation: [InductionPlan.Step]
  /// Times of absence.
  public let absences: [Absence]
  /// Days of absence that the plan counts, those before this body among them; nil where it can’t be reckoned.
  public let daysAbsent: Decimal?
  /// Of these the days in the part of induction that is under way.
  public let daysAbsentInPart: Decimal?
  /// Of these the days that a registration with another body asks for: none where the terms to bring forward are without
  /// what is left to make up; nil in records from before.
  public let daysToBringForward: Decimal?
  /// Days of maternity and similar leave, which extends at the teacher’s request only.
  public let daysOnLeave: Decimal?
  /// Reductions, extensions and decisions.
  public let changes: [Change]
  /// What the head has completed at least once.
  public let assessments: [Assessment]
  /// Unsatisfactory progress, with the support plan.
  public let concerns: [Change]
  /// Whether an interim assessment was asked for, and how it stands.
  public let interimAssessment: String
  /// Formal assessments that were due by the last day here and nobody has written, in words; nil in records from before.
  public let missingAssessments: [String]?

  /// The record as JSON, names in snake case.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// The record as comma-separated values (RFC 4180), a line for each thing; nothing in it is taken for a formula.
  public var csv: String {
    CSV.text([["part", "what", "from", "until", "value", "detail"]] + lines)
  }

  private var lines: [[String]] {
    func line(
      _ part: String, _ what: String, _ from: CivilDate? = nil, _ until: CivilDate? = nil, value: String = "",
      detail: String = ""
    ) -> [String] {
      [part, what, from?.description ?? "", until?.description ?? "", value, detail]
    }
    var lines = [
      line("transfer", "From", value: fromBody, detail: reference),
      line("transfer", "To", transfersOn, value: toBody, detail: toSchool),
      line("transfer", "Reason", value: cause, detail: reason),
      line("teacher", "Name", value: teacher.name), line("teacher", "TRN", value: teacher.trn),
      line("teacher", "Birth date", teacher.birthDate), line("teacher", "E-mail", value: teacher.email),
      line("teacher", "QTS awarded", teacher.qtsAwardedOn),
      line("teacher", "Regime", value: teacher.regime, detail: teacher.programme ?? ""),
    ]
    lines += registrations.map { line("registration", $0.school, $0.countsFrom, value: $0.reference) }
    lines += periods.map {
      line(
        "period", $0.school, $0.from, $0.until, value: "\($0.fte)",
        detail: [$0.post, $0.tutor, $0.mentor].filter { !$0.isEmpty }.joined(separator: "; "))
    }
    if let terms {
      lines += [
        line("terms", "Required", value: "\(terms.required)"),
        line("terms", "Extended by", value: "\(terms.extended)", detail: "For absence and by decision"),
        line("terms", "Extended by decision", value: terms.extendedByDecision.map { "\($0)" } ?? ""),
        line(
          "terms", "Brought forward", value: "\(terms.broughtForward)", detail: terms.broughtForwardFrom),
        line("terms", "Served", nil, terms.countedUntil, value: "\(terms.servedHere)"),
        line("terms", "Absence to make up", value: terms.absenceToMakeUp.map { "\($0)" } ?? ""),
        line("terms", "Outstanding", value: "\(terms.outstanding)"),
        line("terms", "To enter as brought forward", value: terms.toBringForward.map { "\($0)" } ?? ""),
      ]
    }
    lines += explanation.map { line("explanation", $0.rule, value: $0.source, detail: $0.text) }
    lines += absences.map {
      line("absence", $0.kind, $0.from, $0.until, value: "\($0.days)", detail: $0.note)
    }
    lines += [
      line("absence", "Days that count", value: daysAbsent.map { "\($0)" } ?? ""),
      line(
        "absence", "Days that count in the part under way", value: daysAbsentInPart.map { "\($0)" } ?? ""),
      line(
        "absence", "Days to enter with the terms brought forward",
        value: daysToBringForward.map { "\($0)" } ?? ""),
      line("absence", "Days of maternity and similar leave", value: daysOnLeave.map { "\($0)" } ?? ""),
    ]
    lines += changes.map { line("change", $0.what, $0.on, detail: $0.reasons) }
    for one in assessments {
      lines.append(line("assessment", one.title, one.completedOn, value: one.state, detail: one.school))
      lines += one.answers.map { line("assessment", one.title, value: $0.question, detail: $0.answer) }
      lines += one.signatures.map { line("signature", one.title, detail: $0) }
      if !one.teacherComments.isEmpty {
        lines.append(line("assessment", one.title, value: "Teacher’s comments", detail: one.teacherComments))
      }
    }
    lines += concerns.map { line("concern", $0.what, $0.on, detail: $0.reasons) }
    lines.append(line("assessment", "Interim assessment", value: interimAssessment))
    lines += (missingAssessments ?? []).map { line("assessment", "Missing", value: $0) }
    return lines
  }
}
