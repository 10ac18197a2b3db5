import Domain
import Foundation

/// What stands on an assessment from the record.
struct AssessmentFactsList: Component {
  private let facts: [String: String]

  init(_ facts: [String: String]) { self.facts = facts }

  var html: HTML {
    let rows = AssessmentFacts.labels.compactMap { key, label in
      facts[key].map { SummaryList.Row(label, $0) }
    }
    return rows.isEmpty ? "" : SummaryList(rows, title: "From the record").html
  }
}

/// What was written on an assessment.
struct AssessmentText: Component {
  private let answers: [String: String]
  private let comments: String
  private let kind: InductionAssessment.Kind
  private let form: AssessmentForm

  init(
    answers: [String: String], comments: String, _ kind: InductionAssessment.Kind, _ form: AssessmentForm
  ) {
    (self.answers, self.comments, self.kind, self.form) = (answers, comments, kind, form)
  }

  init(_ record: AssessmentRecord, _ form: AssessmentForm) {
    let assessment = record.assessment
    self.init(
      answers: assessment.answers, comments: assessment.teacherComments, assessment.kind, form)
  }

  var html: HTML {
    var lists: [HTML] = []
    if kind != .review {
      lists = form.standards.map { standard in
        SummaryList(
          form.parts.map { .init($0.title, answers[AssessmentForm.key(standard.code, $0.code)]) },
          title: standard.title
        ).html
      }
    }
    return HTML(lists) + SummaryList(whole, title: "Overall").html
  }

  private var whole: [SummaryList.Row] {
    var rows: [SummaryList.Row] = []
    if form.confirmsSupport(kind) {
      let said = ["yes": "The teacher has had all of it", "no": "The teacher has not had all of it"]
      rows.append(.init("Induction programme", answers["support"].flatMap { said[$0] }))
    }
    rows += [.init("Progress", answers["progress"]?.capitalized), .init("In sum", answers["summary"])]
    for (key, label) in [("support_note", form.label(of: "support_note")), ("support_plan", "Support plan")] {
      if let text = answers[key], !text.isEmpty { rows.append(.init(label, text)) }
    }
    if !comments.isEmpty { rows.append(.init("The teacher’s comments", comments)) }
    return rows
  }
}
