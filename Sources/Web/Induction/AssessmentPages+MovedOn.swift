import Domain
import HTTPSupport
import Hummingbird

extension AssessmentPages {
  /// Why a step is refused: where it was signed meanwhile and the step is still open, what was done, by whom and when.
  func refusal(
    of step: String, _ id: AssessmentID, _ error: any Error, _ context: AppRequestContext
  ) async throws -> any Error {
    guard step != "save", case DomainError.staleVersion = error else { return error }
    let record = try await AssessInduction(environment.services).find(id, by: context.webActor)
    // What is still written may have been saved since the last signature.
    guard ![.draft, .drafted].contains(record.assessment.state), let last = record.signatures.last else {
      return error
    }
    return DomainError.conflict(TooLate.meanwhile(last.title, by: last.signedBy, at: last.signedAt))
  }

  /// For whoever sends words for a step that the assessment has moved past: what was done last, and what they typed. Nil
  /// where the step is open, or nothing is lost.
  func movedOn(
    _ step: String, _ record: AssessmentRecord, _ context: AppRequestContext
  ) throws -> Response? {
    let isOpen: Bool =
      switch step {
      case "save": record.mayWrite
      case "sign": record.maySign && !record.mayWrite
      case "pass-on": record.mayPassOn
      default: record.mayReopen
      }
    if isOpen { return nil }
    let (assessment, last) = (record.assessment, record.signatures.last)
    let state = Tag(assessment.words(in: record.inductionState), .blue)
    var happened: [SummaryList.Row] = [.init("State", html: state.html)]
    if let last {
      happened += SummaryList.Row.lastDone(
        last.title, at: last.signedAt, by: last.signedBy, note: last.note)
    }
    let stored: [String?] =
      step == "save" ? assessment.answers.values.map { Optional($0) } : [last?.note]
    return environment.inductionMovedOn(
      "\(assessment.title) has moved on", caption: "\(record.teacherName), \(assessment.schoolName)",
      happened: happened, asked: try Self.asked(step, assessment), stored: stored,
      onward: Link("Look at it as it is now", to: "/inductions/assessments/\(assessment.id)"), context)
  }

  /// What the form of a step asks in words.
  private static func asked(
    _ step: String, _ assessment: InductionAssessment
  ) throws -> [Conflict.Question] {
    switch step {
    case "save":
      let form = try AssessmentForm.load(version: assessment.formVersion)
      let keys = form.keys(assessment.kind)
      return keys.map { Conflict.Question.text(field($0), form.label(of: $0)) } + [
        Conflict.Question.text("tutor_reason", "Why the head is the tutor as well")
      ]
    case "sign": return [.text("comments", "Your comments")]
    case "pass-on": return [.text("passing_reason", "Why it is not signed")]
    default: return [.text("reason", "Why it is opened again")]
    }
  }
}
