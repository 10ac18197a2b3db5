public import Domain
import Foundation
import Postgres

/// An induction that goes on, with a progress review that tutor and head have signed.
public struct CompletedReview: Sendable {
  /// The induction.
  public let induction: InductionID
  /// The review.
  public let assessment: AssessmentID

  /// Makes one at a school of an authority that acts as appropriate body, begun five days ago.
  public static func make(
    at school: OrganisationID, of authority: Authority, trn: String = "1234567", lastName: String = "Sample",
    progress: String = "satisfactory", _ services: Services
  ) async throws -> CompletedReview {
    let system = Actor.operatorAtCommandLine
    let manage = ManageAppropriateBodies(services)
    _ = try await manage.setBody(
      "Sample Body", of: authority, from: day("2012-09-01"), until: nil, source: "An agreement", by: system)
    try await manage.setLevel(
      "full", "Full assurance", pricePence: 40_000, from: day("2020-09-01"), of: authority, by: system)
    let start = services.today.adding(days: -5)
    let draft = try await DraftRegistration(services)(
      at: school, content(trn, lastName, start), by: system)
    _ = try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: system)
    let decide = DecideRegistration(services)
    _ = try await decide.verify(draft.id, expectedVersion: nil, by: system)
    let accepted = try await decide.accept(draft.id, startsOn: start, expectedVersion: nil, by: system)
    guard let induction = accepted.induction else { throw DomainError.notFound("induction") }
    return CompletedReview(
      induction: induction, assessment: try await complete(induction, progress: progress, services))
  }

  /// Lets tutor and head sign the first review of an induction.
  public static func complete(
    _ induction: InductionID, progress: String = "satisfactory", _ services: Services
  ) async throws -> AssessmentID {
    let system = Actor.operatorAtCommandLine
    let record = try await ReadInductions(services).find(induction, by: system)
    guard let due = record.due.first(where: { $0.kind == .review }) else {
      throw DomainError.notFound("review")
    }
    let assess = AssessInduction(services)
    let review = try await assess.open(induction, .review, number: due.number, by: system).assessment.id
    _ = try await assess.save(
      review,
      [
        "progress": progress, "summary": "Lessons are calm and clear.",
        "support_plan": "Two visits a week to a colleague’s lessons.",
      ], expectedVersion: nil, by: system)
    _ = try await assess.sign(review, expectedVersion: nil, by: system)
    _ = try await assess.sign(review, expectedVersion: nil, by: system)
    return review
  }

  private static func content(_ trn: String, _ lastName: String, _ start: CivilDate) -> RegistrationContent {
    var content = RegistrationContent()
    (content.firstNames, content.lastName, content.email) = ("Nia", lastName, "nia\(trn)@people.example")
    (content.birthDate, content.trn) = (day("2000-02-29"), trn)
    (content.qtsAwardedOn, content.courseBegunOn) = (start.adding(days: -100), start.adding(days: -400))
    (content.post, content.phase, content.postConcerns) = ("Year 4 class teacher", "primary", ["none"])
    (content.contractType, content.fte, content.startsOn) = (.permanent, 1, start)
    (content.tutorName, content.tutorEmail) = ("Tara Tutor", "tutor@school.example")
    (content.mentorName, content.mentorEmail) = ("Mo Mentor", "mentor@school.example")
    (content.programme, content.timetableReduced, content.institution) = ("school-led", true, "academy")
    (content.specialMeasures, content.servedElsewhere, content.serviceLevel) = (false, false, "full")
    content.supportQualified = true
    return content
  }
}
