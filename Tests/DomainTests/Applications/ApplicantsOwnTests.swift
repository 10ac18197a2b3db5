import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What an applicant keeps beside the form, and what a school asks for one vacancy.
@Suite struct ApplicantsOwnTests {
  private func applicant(
    _ desk: VacancyDesk, _ email: String = "ada@example.org", isComplete: Bool = true
  ) async throws -> Actor {
    let accounts = AccountsFixture(desk.services)
    try await accounts.person(email)
    let actor = try await accounts.acting(email)
    if isComplete { try await CompleteApplication.save(by: actor, desk.services) }
    return actor
  }

  @Test("A National Insurance number is never part of what is sent, and read only after an offer is accepted")
  func nationalInsurance() async throws {
    try await VacancyDesk.run { desk async throws in
      let ada = try await applicant(desk)
      let keep = KeepNationalInsuranceNumber(desk.services)
      let refused1 = try await outcome { _ = try await keep("QQ123456C", by: ada) }
      #expect(refused1?.fields == ["number"])
      #expect(try await keep("ab 12 34 56 c", by: ada).text == "AB123456C")
      #expect(try await keep.read(by: ada)?.masked == "** ** ** 56 C")
      let vacancy = try await desk.published()
      let sent = try await SendApplication(desk.services)(
        vacancy: vacancy.id, submission: UUID(), by: ada
      ).application
      let whole = try await ReadApplication(desk.services)(sent.id, by: desk.head)
      #expect(!"\(whole.answers)".contains("AB123456C"))
      let read = ReadNationalInsuranceNumber(desk.services)
      let refused2 = try await outcome { _ = try await read(of: sent.id, by: desk.head) }
      #expect(refused2?.isConflict == true)
      for state in ["shortlisted", "interviewing", "offered", "accepted"] {
        try await desk.services.pool.execute("UPDATE application SET state = \(state) WHERE id = \(sent.id)")
      }
      #expect(try await read(of: sent.id, by: desk.head)?.spaced == "AB 12 34 56 C")
      let refused3 = try await outcome { _ = try await read(of: sent.id, by: desk.stranger) }
      #expect(refused3 == .notFound("application"))
      #expect(try await AccountsFixture(desk.services).audited("national_insurance.read") == 1)
      try await keep.remove(by: ada)
      #expect(try await read(of: sent.id, by: desk.head) == nil)
    }
  }

  @Test("A draft for a vacancy is kept with its version, is its writer's alone, and goes when it is sent")
  func drafts() async throws {
    try await VacancyDesk.run { desk async throws in
      let ada = try await applicant(desk)
      let eve = try await applicant(desk, "eve@example.org", isComplete: false)
      let vacancy = try await desk.published()
      let keep = KeepApplicationDraft(desk.services)
      let first = try await keep.read(vacancy.id, by: ada)
      #expect(first.version == 0 && first.statement.hasPrefix("I would bring"))
      let saved = try await keep(
        vacancy.id, statement: "For you", answers: ["close_relationship": "yes"], expectedVersion: 0, by: ada)
      #expect(saved.version == 1)
      let stale = try await outcome {
        _ = try await keep(vacancy.id, statement: "Else", answers: [:], expectedVersion: 0, by: ada)
      }
      #expect(stale == .staleVersion(current: 1))
      #expect(try await keep.read(vacancy.id, by: ada).statement == "For you")
      #expect(try await keep.read(vacancy.id, by: eve).version == 0)
      #expect(try await keep.list(by: eve).items.isEmpty)
      #expect(try await keep.list(by: ada).items.map(\.vacancy) == [vacancy.id])
      _ = try await SaveVacancy(desk.services)(vacancy.id, by: ada)
      #expect(try await Set(desk.history(of: vacancy)) == ["vacancy.drafted", "vacancy.published"])
      let open = try await keep.list(by: ada).items.map { $0.isOpen(at: desk.clock.now) }
      let closed = try await keep.list(by: ada).items.map {
        $0.isOpen(at: vacancy.closesAt ?? desk.clock.now)
      }
      #expect(open == [true] && closed == [false])
      let hidden = try await desk.draft()
      let tried = try await outcome {
        _ = try await keep(hidden.id, statement: "", answers: [:], expectedVersion: nil, by: eve)
      }
      #expect(tried == .notFound("vacancy"))
      let sent = try await SendApplication(desk.services)(
        vacancy: vacancy.id, submission: UUID(), by: ada)
      let late = try await outcome {
        _ = try await keep(vacancy.id, statement: "Late", answers: [:], expectedVersion: nil, by: ada)
      }
      let words =
        "You have sent your application for this vacancy. What is written now can’t be kept beside it."
      #expect(late == .conflict(words))
      #expect(try await keep.list(by: ada).items.isEmpty)
      _ = try await WithdrawApplication(desk.services)(sent.application.id, by: ada)
      _ = try await keep(vacancy.id, statement: "Anew", answers: [:], expectedVersion: nil, by: ada)
      #expect(try await keep.list(by: ada).items.map(\.statement) == ["Anew"])
    }
  }

  @Test("Two windows saving a draft at once never lose one's words silently")
  func concurrentDrafts() async throws {
    try await VacancyDesk.run { desk async throws in
      let ada = try await applicant(desk, isComplete: false)
      let vacancy = try await desk.published()
      let keep = KeepApplicationDraft(desk.services)
      let saved = await withTaskGroup(of: Bool.self) { group in
        for number in 1...6 {
          group.addTask {
            let draft = try? await keep(
              vacancy.id, statement: "Window \(number)", answers: [:], expectedVersion: 0, by: ada)
            return draft != nil
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(saved == 1)
    }
  }

  @Test("A school asks up to three questions, and what was asked is frozen with the answers")
  func questions() async throws {
    try await VacancyDesk.run { desk async throws in
      let ada = try await applicant(desk)
      let vacancy = try await desk.published()
      let set = SetVacancyQuestions(desk.services)
      let asked = VacancyQuestions(questions: ["Which club would you run?", " "])
      for actor in [desk.stranger, ada, VacancyDesk.visitor] {
        let refused = try await outcome {
          _ = try await set(vacancy.id, asked, expectedVersion: 0, by: actor)
        }
        #expect(refused == .notFound("vacancy"))
      }
      let stored = try await set(vacancy.id, asked, expectedVersion: 0, by: desk.recruiter)
      #expect(stored.questions == ["Which club would you run?"])
      let four = VacancyQuestions(questions: ["1", "2", "3", "4"])
      let refused4 = try await outcome {
        _ = try await set(vacancy.id, four, expectedVersion: 1, by: desk.head)
      }
      #expect(
        refused4?.fields
          == ["questions"])
      let send = SendApplication(desk.services)
      let missing = try await outcome {
        _ = try await send(vacancy: vacancy.id, submission: UUID(), by: ada)
      }
      #expect(missing?.fields == ["own_1"])
      let sent = try await send(
        vacancy: vacancy.id,
        answers: ["close_relationship": "yes", "relationship_details": "A cousin", "own_1": "Chess"],
        submission: UUID(), by: ada
      ).application
      let late = try await outcome {
        _ = try await set(
          vacancy.id, VacancyQuestions(questions: ["Another?"]), expectedVersion: 1, by: desk.head)
      }
      #expect(late?.isConflict == true)
      let whole = try await ReadApplication(desk.services)(sent.id, by: desk.head)
      #expect(whole.answers["vacancy"]?["own_1"] == "Chess")
      #expect(whole.form.sections.last?.questions.map(\.label).last == "Which club would you run?")
    }
  }

  @Test("Only a school with a religious character may ask for a religious reference")
  func religiousReference() async throws {
    try await VacancyDesk.run { desk async throws in
      let vacancy = try await desk.published()
      let set = SetVacancyQuestions(desk.services)
      let asked = VacancyQuestions(asksReligiousReference: true)
      let refused5 = try await outcome {
        _ = try await set(vacancy.id, asked, expectedVersion: 0, by: desk.head)
      }
      #expect(
        refused5?.fields
          == ["asks_religious_reference"])
      try await desk.services.pool.execute(
        "UPDATE school SET religious_character = 'Roman Catholic' WHERE organisation_id = \(desk.school.id)")
      _ = try await set(vacancy.id, asked, expectedVersion: 0, by: desk.head)
      let section = try await ReadVacancyQuestions(desk.services).section(vacancy.id, by: VacancyDesk.visitor)
      #expect(section.questions.map(\.key).contains("religious_email"))
    }
  }
}
