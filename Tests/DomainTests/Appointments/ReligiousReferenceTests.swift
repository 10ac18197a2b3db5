import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Religious references") struct ReligiousReferenceTests {
  /// An application on the shortlist of a school with a religious character that asked for a religious referee.
  private static func shortlisted(
    _ desk: VacancyDesk, mayAskEarly: String = "yes"
  ) async throws -> (Actor, ApplicationID) {
    try await desk.services.pool.execute(
      "UPDATE school SET religious_character = 'Roman Catholic' WHERE organisation_id = \(desk.school.id)")
    let vacancy = try await desk.published()
    _ = try await SetVacancyQuestions(desk.services)(
      vacancy.id, VacancyQuestions(asksReligiousReference: true), expectedVersion: 0, by: desk.head)
    let accounts = AccountsFixture(desk.services)
    try await accounts.person("ada@example.org")
    let ada = try await accounts.acting("ada@example.org")
    try await CompleteApplication.save(by: ada, desk.services)
    let answers: [String: JSONValue] = [
      "close_relationship": "no", "religious_referee": "Fr Colm Sample",
      "religious_position": "Parish priest",
      "religious_email": "colm@parish.example", "religious_contact": .string(mayAskEarly),
    ]
    var part = answers
    part["religious_contact"] = nil
    let missing = try await outcome {
      _ = try await SendApplication(desk.services)(
        vacancy: vacancy.id, answers: part, submission: UUID(), by: ada)
    }
    #expect(missing?.fields == ["religious_contact"])
    for taken in ["Bea@university.example ", "ada@example.org"] {
      let refused = try await outcome {
        _ = try await SendApplication(desk.services)(
          vacancy: vacancy.id, answers: answers.merging(["religious_email": .string(taken)]) { $1 },
          submission: UUID(), by: ada)
      }
      #expect(refused?.fields == ["religious_email"])
    }
    let sent = try await SendApplication(desk.services)(
      vacancy: vacancy.id, answers: answers, submission: UUID(), by: ada)
    try await desk.services.pool.execute("UPDATE application SET state = 'shortlisted'")
    return (ada, sent.application.id)
  }

  private static let answers: [String: JSONValue] = [
    "capacity": "Parish priest", "known_since": "2019-09", "community": "Sample parish",
    "takes_part": "regularly", "supports": "yes", "concerns": "no", "declared_name": "Colm Sample",
    "declared_position": "Parish priest", "declared_telephone": "01375 000000", "declared_true": "yes",
  ]

  @Test(
    "The religious referee is asked on a form about faith, by a link, and counts as none of the two references"
  )
  func asks() async throws {
    try await VacancyDesk.run { desk async throws in
      let (_, application) = try await Self.shortlisted(desk)
      let reading = ReadReferences(desk.services)
      let lines = try await reading(application, by: desk.head).lines
      #expect(lines.last?.referee.isReligious == true && lines.last?.referee.name == "Fr Colm Sample")
      let asked = try await RequestReferences(desk.services)(application, by: desk.head)
      #expect(asked.map(\.email) == ["bea@university.example", "colm@parish.example"])
      #expect(asked.map(\.formKind) == [.reference, .religiousReference])
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'colm@parish.example'", as: String.self)
      let token = try #require(body.firstMatch(of: /references\/([A-Za-z0-9_-]{43})/)).1
      let answering = AnswerReference(desk.services)
      let opened = try await answering.read(String(token))
      #expect(opened.titlesOfLetter == ["How you know the applicant", "Their faith"])
      var half = Self.answers
      half["concerns"] = nil
      let missing = try await outcome {
        _ = try await answering.send(String(token), answers: half, by: VacancyDesk.visitor)
      }
      #expect(missing?.fields == ["concerns"])
      _ = try await answering.send(String(token), answers: Self.answers, by: VacancyDesk.visitor)
      let religious = try #require(asked.last)
      let whole = try await reading.whole(religious.id, by: desk.head)
      #expect(whole.form.kind == .religiousReference && whole.answers["takes_part"] == "regularly")
      #expect(try await ReadChecks(desk.services)(application, by: desk.head).referencesReceived == 0)
    }
  }

  @Test("Before an offer only with the applicant's leave")
  func leave() async throws {
    try await VacancyDesk.run { desk async throws in
      let (_, application) = try await Self.shortlisted(desk, mayAskEarly: "no")
      let asked = try await RequestReferences(desk.services)(application, by: desk.head)
      #expect(asked.map(\.email) == ["bea@university.example"])
      let refused = try await outcome {
        _ = try await RequestReferences(desk.services)(
          application, referees: [Referee.religiousPlace], by: desk.head)
      }
      #expect(refused?.isConflict == true)
    }
  }
}
