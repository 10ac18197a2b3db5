import Domain
import Foundation
import HTTPSupport
import Postgres

/// What officers have found of an entry, each part with its form.
struct PoolAssessmentView: Component {
  private let entry: PoolEntry
  private let found: PoolAssessment
  private let grades: [PoolGrade]
  private let fields: Fields
  private let me: AccountID?
  private let today: CivilDate
  private let context: AppRequestContext

  init(
    _ entry: PoolEntry, _ found: PoolAssessment, grades: [PoolGrade], _ fields: Fields, me: AccountID?,
    today: CivilDate, in context: AppRequestContext
  ) {
    self.entry = entry
    self.found = found
    self.grades = grades
    self.fields = fields
    self.me = me
    self.today = today
    self.context = context
  }

  /// What stands in the fields: what is stored, and in the form that was sent last what was typed there.
  static func values(
    _ entry: PoolEntry, _ found: PoolAssessment, me: AccountID?, typed: FormData, at step: String?
  ) -> FormData {
    let stored = values(entry, found, me)
    guard let step else { return stored }
    return FormData(
      stored.fields.filter { !belongs($0.name, to: step) }
        + typed.fields.filter { belongs($0.name, to: step) })
  }

  private static func belongs(_ name: String, to step: String) -> Bool {
    switch step {
    case "check": name == "check"
    case "invite": name.hasPrefix("interview_")
    case "score": name.hasPrefix("score-")
    case "grade": name == "grade" || name == "notes"
    default: false
    }
  }

  private static func values(_ entry: PoolEntry, _ found: PoolAssessment, _ me: AccountID?) -> FormData {
    var values = FormData()
    values.set(
      "check",
      [
        found.check.isComplete ? "complete" : nil, found.check.trnIsRight ? "trn" : nil,
        found.check.hasConsented ? "consent" : nil,
      ].compactMap { $0 })
    if let invitation = found.invitation {
      let day = LondonTime.date(of: invitation.at)
      let time = LondonTime.time(of: invitation.at)
      values.set("interview_at-day", day.day)
      values.set("interview_at-month", day.month)
      values.set("interview_at-year", day.year)
      values.set("interview_time", "\(time.hour):\(time.minute < 10 ? "0" : "")\(time.minute)")
      values.set("interview_place", invitation.place)
    }
    values.set("grade", entry.grade)
    values.set("notes", found.notes)
    for score in found.scores where score.by == me {
      values.set(name(score.criterion), score.score)
    }
    return values
  }

  private static func name(_ criterion: UUID) -> String { "score-\(criterion.uuidString.lowercased())" }

  /// The scores that were entered.
  static func scores(_ form: FormData) -> [UUID: Int] {
    var scores: [UUID: Int] = [:]
    for field in form.fields where field.name.hasPrefix("score-") {
      guard let id = UUID(uuidString: String(field.name.dropFirst("score-".count))),
        let score = form.int(field.name)
      else { continue }
      scores[id] = score
    }
    return scores
  }

  private func form(_ step: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    Form("/authority/pool/\(entry.id)/\(step)", in: context) {
      HiddenInput("version", String(found.version))
      content()
    }.html
  }

  var html: HTML { check + interview + scores + grade }

  private var check: HTML {
    Heading("Check", .section).html
      + form("check") {
        fields.checkboxes(
          "check", "What is right?",
          [
            Choice("complete", "The general application is complete"),
            Choice("trn", "The teacher reference number has the right form", hint: number),
            Choice("consent", "The person has agreed that schools read it"),
          ], hint: "Schools see the entry once all three are.")
        Button("Save the check", kind: entry.checkedAt == nil ? .primary : .secondary)
      }
  }

  /// What is on record, so that nobody ticks what isn't there.
  private var number: String {
    switch (found.number.number, found.number.isNeeded) {
    case (let number?, _): "On record: \(number)"
    case (nil, true): "None of seven digits is on record. It can be ticked once the person has added it."
    case (nil, false): "None is needed yet: the person does not have qualified teacher status."
    }
  }

  private var interview: HTML {
    Heading("Interview day", .section).html + (found.invitation.map(known) ?? "")
      + form("invite") {
        fields.date("interview_at", "Day")
        fields.text("interview_time", "Time", hint: "Such as 9:30am.", width: .five)
        fields.text("interview_place", "Place", maximumLength: 200)
        Button(found.invitation == nil ? "Send the invitation" : "Move the interview", kind: .secondary)
      }
      + (found.invitation == nil ? "" : form("cancel") { Button("Cancel the interview", kind: .warning) })
  }

  private func known(_ invitation: PoolInvitation) -> HTML {
    SummaryList([
      .init("Invited for", "\(LondonTime.dateAndTime(invitation.at)), \(invitation.place)"),
      .init("Answer", html: invitation.answerTag.html),
      .init("Reason", invitation.reason.isEmpty ? "None given" : invitation.reason),
    ]).html
  }

  private var scores: HTML {
    let others = found.scores.filter { $0.by != me }
    let table: HTML =
      others.isEmpty
      ? ""
      : Table(
        "Scores of others", columns: [.init("Officer"), .init("Criterion"), .init("Score", isNumeric: true)],
        rows: others.map { score in
          [
            HTML(text: score.officer),
            HTML(text: score.wording), "\(score.score)",
          ]
        }
      ).html
    let heading = Heading("Scores", .section).html + table
    if let refusal = PoolInterviewDay.refusal(found.invitation, on: today) {
      return heading + Paragraph(refusal).html
    }
    return heading
      + form("score") {
        for criterion in found.criteria {
          fields.select(
            Self.name(criterion.id), criterion.wording,
            [Choice("", "No score")] + (0...criterion.highest).map { Choice("\($0)", "\($0)") })
        }
        Button("Save my scores", kind: .secondary)
      }
  }

  private var grade: HTML {
    Heading("Grade", .section).html
      + form("grade") {
        fields.select("grade", "Grade", [Choice("", "None yet")] + grades.map { Choice($0.code, $0.name) })
        fields.textarea(
          "notes", "Notes", hint: "For officers only.", rows: 4, limit: .characters(4000))
        Button("Save the grade", kind: .secondary)
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
