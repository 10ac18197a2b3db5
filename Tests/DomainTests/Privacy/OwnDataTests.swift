import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct OwnDataTests {
  /// Somebody who has everything that can be held about an applicant.
  private func everything(_ pool: PoolFixture) async throws -> (Actor, SentApplication) {
    let (ada, entry) = try await pool.entrant()
    let services = pool.services
    _ = try await KeepNationalInsuranceNumber(services)("AB123456C", by: ada)
    let vacancy = try await pool.desk.published()
    let other = try await pool.desk.published(VacancyDesk.content("Teacher of music"))
    let sent = try await SendApplication(services)(vacancy: vacancy.id, submission: UUID(), by: ada)
      .application
    _ = try await KeepApplicationDraft(services)(
      other.id, statement: "Begun for music", answers: [:], expectedVersion: 0, by: ada)
    try await SaveVacancy(services)(other.id, by: ada)
    try await AnswerEquality(services)(sent.id, ["religion": "sikh"], by: ada)
    _ = try await ExpressPoolInterest(services)(
      in: entry.id, at: pool.desk.school.id, message: "May we?", by: pool.desk.head)
    return (ada, sent)
  }

  @Test("Everything held about a person can be taken away, and nothing of anybody else")
  func download() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, sent) = try await everything(pool)
      _ = try await CreateAPIToken(pool.services)(
        name: "Nightly sync", scopes: [.applicationsRead],
        expiresAt: pool.services.now().addingTimeInterval(86_400), by: ada)
      let data = try await DownloadOwnData(pool.services)(by: ada)
      let text = "\(data)"
      for held in [
        "AB123456C", "Begun for music", "patience and curiosity", sent.reference, "May we?", "river walks",
        "Teacher of music", "Application sent: ", "email_confirmed_at", "places", "Nightly sync",
      ] {
        #expect(text.contains(held), "\(held)")
      }
      #expect(!text.contains("sikh"))
      let eve = try await pool.person("eve@example.org")
      let other = "\(try await DownloadOwnData(pool.services)(by: eve))"
      #expect(!other.contains(sent.reference) && !other.contains("AB123456C"))
      let refused1 = try await outcome {
        _ = try await DownloadOwnData(pool.services)(by: VacancyDesk.visitor)
      }
      #expect(refused1 == .signInRequired)
    }
  }

  @Test("Closing deletes what may be deleted at once, and leaves sent applications with the schools")
  func close() async throws {
    try await PoolFixture.run { pool async throws in
      let (ada, sent) = try await everything(pool)
      let close = CloseOwnAccount(pool.services)
      let refused2 = try await outcome { _ = try await close(password: "wrong", by: ada) }
      #expect(refused2?.fields == ["password"])
      let refused3 = try await outcome {
        _ = try await close(password: AccountsFixture.password, by: pool.desk.head)
      }
      #expect(
        refused3?
          .isConflict == true)
      let done = try await close(password: AccountsFixture.password, by: ada)
      #expect(done.applicationsKept == 1)
      let accounts = AccountsFixture(pool.services)
      for table: StaticString in [
        "general_application_section", "application_draft", "national_insurance_number", "pool_entry",
        "pool_interest", "saved_vacancy", "equality_answer",
      ] {
        #expect(try await accounts.count(table) == 0, "\(table)")
      }
      let whole = try await ReadApplication(pool.services)(sent.id, by: pool.desk.head)
      #expect(whole.application.applicantName == "Ada Sample")
      let refused4 = try await outcome { _ = try await accounts.acting("ada@example.org") }
      #expect(refused4 != nil)
      // The address is free again, and the new person finds nothing of the old.
      pool.desk.clock.advance(seconds: 60)
      try await accounts.person("ada@example.org")
      let again = try await accounts.acting("ada@example.org")
      #expect(try await ListApplications(pool.services).own(by: again).items.isEmpty)
      #expect(!"\(try await DownloadOwnData(pool.services)(by: again))".contains("Application sent: "))
    }
  }

  @Test("Somebody without applications leaves no name behind")
  func nameless() async throws {
    try await PoolFixture.run { pool async throws in
      let eve = try await pool.person("eve@example.org")
      _ = try await CloseOwnAccount(pool.services)(password: AccountsFixture.password, by: eve)
      let left = try await pool.services.pool.value(
        "SELECT count(*) FROM account WHERE email LIKE 'eve%' OR name = 'Robin Sample' AND closed_at IS NOT NULL",
        as: Int.self)
      #expect(left == 0)
    }
  }
}
