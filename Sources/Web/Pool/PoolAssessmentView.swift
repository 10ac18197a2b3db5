import Domain
import Foundation
import HTTPSupport
import Postgres

/// A part of what officers find of an entry, each recorded on a page of its own.
enum PoolStep: String, CaseIterable {
  case check, invite, score, grade

  var title: String {
    switch self {
    case .check: "Check"
    case .invite: "Interview day"
    case .score: "Scores"
    case .grade: "Grade"
    }
  }
}

/// What officers have found of an entry, each part with the way to record it.
struct PoolAssessmentView: Component {
  private let entry: PoolEntry
  private let found: PoolAssessment
  private let grades: [PoolGrade]
  private let me: AccountID?
  private let today: CivilDate
  private let context: AppRequestContext

  init(
    _ entry: PoolEntry, _ found: PoolAssessment, grades: [PoolGrade], me: AccountID?, today: CivilDate,
    in context: AppRequestContext
  ) {
    self.entry = entry
    self.found = found
    self.grades = grades
    self.me = me
    self.today = today
    self.context = context
  }

  /// An invitation, as the fields have it.
  static func values(_ invitation: PoolInvitation) -> FormData {
    var values = FormData()
    let time = LondonTime.time(of: invitation.at)
    values.set("interview_at", LondonTime.date(of: invitation.at))
    values.set("interview_time", "\(time.hour):\(time.minute < 10 ? "0" : "")\(time.minute)")
    values.set("interview_place", invitation.place)
    return values
  }

  /// What is stored, as the fields have it.
  var values: FormData {
    var values = found.invitation.map(Self.values) ?? FormData()
    values.set(
      "check",
      [
        found.check.isComplete ? "complete" : nil, found.check.trnIsRight ? "trn" : nil,
        found.check.hasConsented ? "consent" : nil,
      ].compactMap { $0 })
    values.set("grade", entry.grade)
    values.set("notes", found.notes)
    for score in found.scores where score.by == me {
      values.set(Self.name(score.criterion), score.score)
    }
    return values
  }

  private static func name(_ criterion: UUID) -> String { "score-\(criterion.uuidString.lowercased())" }

  /// The scores that were entered, and the criteria that were left without one.
  static func scores(_ form: FormData) -> (given: [UUID: Int], cleared: Set<UUID>) {
    var (given, cleared): ([UUID: Int], Set<UUID>) = ([:], [])
    for field in form.fields where field.name.hasPrefix("score-") {
      guard let id = UUID(uuidString: String(field.name.dropFirst("score-".count))) else { continue }
      if form[field.name].isEmpty {
        cleared.insert(id)
      } else {
        // What is no number is no score either: the domain says which there are.
        given[id] = form.int(field.name) ?? -1
      }
    }
    return (given, cleared)
  }

  private func form(_ step: String, _ fields: Fields, @HTMLBuilder _ content: () -> HTML) -> HTML {
    Form("/authority/pool/\(entry.id)/\(step)", in: context) {
      fields.version(found.version)
      content()
    }.html
  }

  /// The form of one part.
  func form(of step: PoolStep, _ fields: Fields) -> HTML {
    switch step {
    case .check: check(fields)
    case .invite: invitation(fields)
    case .score: scores(fields)
    case .grade: grade(fields)
    }
  }

  private func address(_ step: PoolStep) -> String { "/authority/pool/\(entry.id)/\(step.rawValue)" }

  private func link(_ step: PoolStep, _ words: String) -> HTML {
    Paragraph(html: Link(words, to: address(step)).html).html
  }

  // MARK: What is known

  var html: HTML { checked + interview + scored + graded }

  private var checked: HTML {
    let known = found.check
    let isNew = entry.checkedAt == nil
    let application = result(known.isComplete ? "Complete" : "Not complete")
    let rightness = result(known.trnIsRight ? "Right" : "Not right")
    let consent = result(known.hasConsented ? "Agreed" : "Not agreed")
    let again = found.isChecked ? "Check this entry again" : "Check this entry"
    return Heading(PoolStep.check.title, .section).html
      + SummaryList([
        .init("Schools see the entry once", "All three of these are right"),
        .init("General application", application),
        .init("Teacher reference number", "\(rightness). \(number)"),
        .init("Schools may read it", consent),
      ]).html
      + (isNew ? LinkButton(again, to: address(.check)).html : link(.check, "Change the check"))
  }

  /// What the check found of one point; what can be seen before anybody has checked is no finding.
  private func result(_ words: String) -> String { found.isChecked ? words : "Not checked yet" }

  private var interview: HTML {
    let title = Heading(PoolStep.invite.title, .section).html
    guard let invitation = found.invitation else {
      return title + link(.invite, "Invite to the interview day")
    }
    return title
      + SummaryList([
        .init("Invited for", "\(LondonTime.dateAndTime(invitation.at)), \(invitation.place)"),
        .init("Answer", html: invitation.answerTag.html),
        .init("Reason", invitation.reason.isEmpty ? "None given" : invitation.reason),
      ]).html + link(.invite, "Move the interview")
      + form("cancel", Fields()) { Button("Cancel the interview", kind: .warning) }
  }

  private var scored: HTML {
    let heading = Heading(PoolStep.score.title, .section).html
    let table = (found.scores.isEmpty ? "" : scoreTable(found.scores, "Scores given")) + hidden
    if let refusal = PoolInterviewDay.refusal(found.invitation, on: today) {
      return heading + table + Paragraph(refusal).html
    }
    let hasOwn = found.scores.contains { $0.by == me }
    return heading + table + link(.score, hasOwn ? "Change my scores" : "Give my scores")
  }

  /// What is said in place of the scores of others that wait for one's own.
  private var hidden: HTML { found.hiddenScoresSentence.map { InsetText($0).html } ?? "" }

  private var graded: HTML {
    let grade = grades.first { $0.code == entry.grade }?.name ?? entry.grade
    return Heading(PoolStep.grade.title, .section).html
      + SummaryList([
        .init("Grade", grade ?? "None yet"), .init("Notes", found.notes.isEmpty ? "None" : found.notes),
      ]).html + link(.grade, entry.grade == nil ? "Give a grade" : "Change grade or notes")
  }

  private func scoreTable(_ scores: [PoolScore], _ caption: String) -> HTML {
    Table(
      caption, columns: [.init("Officer"), .init("Criterion"), .init("Score", isNumeric: true)],
      rows: scores.map { score in
        [HTML(text: score.officer), HTML(text: score.wording), "\(score.score)"]
      }
    ).html
  }

  /// What is on record, so that nobody ticks what isn't there.
  private var number: String {
    switch (found.number.number, found.number.isNeeded) {
    case (let number?, _): "On record: \(number)"
    case (nil, true): "None of seven digits is on record. It can be ticked once the person has added it."
    case (nil, false): "None is needed yet: the person does not have qualified teacher status."
    }
  }

  // MARK: Forms

  private func check(_ fields: Fields) -> HTML {
    form("check", fields) {
      fields.checkboxes(
        "check", "What is right?",
        [
          Choice("complete", "The general application is complete"),
          Choice("trn", "The teacher reference number has the right form", hint: number),
          Choice("consent", "The person has agreed that schools read it"),
        ], hint: "Schools see the entry once all three are.")
      Button("Save the check")
    }
  }

  private func invitation(_ fields: Fields) -> HTML {
    form("invite", fields) {
      fields.date("interview_at", "Day")
      fields.text("interview_time", "Time", hint: "Such as 9:30am.", width: .five)
      fields.text("interview_place", "Place", maximumLength: 200)
      Button(found.invitation == nil ? "Send the invitation" : "Move the interview")
    }
  }

  private func scores(_ fields: Fields) -> HTML {
    let others = found.scores.filter { $0.by != me }
    let table = (others.isEmpty ? "" : scoreTable(others, "Scores of others")) + hidden
    if let refusal = PoolInterviewDay.refusal(found.invitation, on: today) {
      return table + Paragraph(refusal).html
    }
    return table
      + form("score", fields) {
        for criterion in found.criteria {
          fields.select(
            Self.name(criterion.id), criterion.wording,
            [Choice("", "No score")] + (0...criterion.highest).map { Choice("\($0)", "\($0)") })
        }
        Button("Save my scores")
      }
  }

  private func grade(_ fields: Fields) -> HTML {
    form("grade", fields) {
      HiddenInput("seen_grade", fields.values.string("seen_grade") ?? entry.grade ?? "")
      HiddenInput("seen_notes", fields.values.string("seen_notes") ?? found.notes)
      fields.select("grade", "Grade", [Choice("", "None yet")] + grades.map { Choice($0.code, $0.name) })
      fields.textarea("notes", "Notes", hint: "For officers only.", rows: 4, limit: .characters(4000))
      Button("Save the grade")
    }
  }
}

extension PoolInvitation {
  /// What the person has answered, in a coloured box.
  var answerTag: Tag {
    switch answer {
    case nil: Tag("Not answered yet", .blue)
    case .accepted: Tag("Accepted", .green)
    case .declined: Tag("Declined")
    }
  }
}
