public import Domain
import Foundation
import Postgres

/// An induction that the operator has begun, for tests of what comes at its end.
public enum BegunInduction {
  /// The teacher’s address.
  public static let email = "nia@people.example"

  /// Lets the authority act, registers a teacher at the school and accepts them, on the clock’s day.
  public static func make(at school: School, _ services: Services) async throws -> InductionID {
    let system = Actor.operatorAtCommandLine
    let authority = try await Authority.find(code: school.laCode, in: services.pool)
    let manage = ManageAppropriateBodies(services)
    _ = try await manage.setBody(
      "Sample Body", of: authority, from: day("2012-09-01"), until: nil, source: "A test’s agreement",
      by: system)
    try await manage.setLevel(
      "full", "Full assurance", pricePence: 40_000, from: day("2020-09-01"), of: authority, by: system)
    return try await register(at: school, content(services.today), services)
  }

  /// Registers the same teacher at another school as well, half time, and accepts them on the clock’s day.
  public static func also(at school: School, _ services: Services) async throws -> InductionID {
    var content = content(services.today)
    content.fte = Decimal(string: "0.5")
    return try await register(at: school, content, services)
  }

  private static func register(
    at school: School, _ content: RegistrationContent, _ services: Services
  ) async throws -> InductionID {
    let system = Actor.operatorAtCommandLine
    let draft = try await DraftRegistration(services)(at: school.id, content, by: system)
    _ = try await SubmitRegistration(services)(draft.id, expectedVersion: nil, by: system)
    let decide = DecideRegistration(services)
    _ = try await decide.verify(draft.id, expectedVersion: nil, by: system)
    let accepted = try await decide.accept(
      draft.id, startsOn: content.startsOn, expectedVersion: nil, by: system)
    guard let induction = accepted.induction else { throw DomainError.notFound("induction") }
    return induction
  }

  private static func content(_ today: CivilDate) -> RegistrationContent {
    var content = RegistrationContent()
    (content.firstNames, content.lastName, content.email) = ("Nia", "Sample", email)
    (content.birthDate, content.trn) = (day("2000-02-29"), "1234567")
    (content.qtsAwardedOn, content.courseBegunOn) = (today.adding(days: -100), today.adding(days: -400))
    (content.post, content.phase, content.keyStage) = ("Year 4 class teacher", "primary", "KS2")
    (content.postConcerns, content.contractType, content.fte) = (["none"], .permanent, 1)
    content.startsOn = today
    (content.tutorName, content.tutorEmail) = ("Tara Tutor", "tutor@school.example")
    (content.mentorName, content.mentorEmail) = ("Mo Mentor", "mentor@school.example")
    content.programme = "school-led"
    (content.timetableReduced, content.institution, content.specialMeasures) = (true, "maintained", false)
    (content.supportQualified, content.servedElsewhere, content.serviceLevel) = (true, false, "full")
    return content
  }
}
