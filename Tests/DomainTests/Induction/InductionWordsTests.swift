import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionWordsTests {
  @Test("One term is singular, everything else plural")
  func terms() {
    #expect(TermWords.terms("1") == "1 term" && TermWords.terms("5/4") == "5/4 terms")
    #expect(TermWords.terms(Decimal(string: "1.5")) == "1.5 terms" && TermWords.terms(1) == "1 term")
    #expect(TermWords.fullTime(1) == "1 full-time term" && TermWords.fullTime(0.6) == "0.6 full-time terms")
    #expect(TermWords.more(1) == "1 more term" && TermWords.more(2) == "2 more terms")
  }

  @Test("Every kind of absence has words, and every word a kind")
  func absence() throws {
    let kinds = try RecordInduction.absenceKinds()
    #expect(Set(kinds) == Set(AbsenceWords.all.map(\.code)) && kinds.count == AbsenceWords.all.count)
    #expect(AbsenceWords.title("neonatal-care") == "Neonatal care leave")
  }

  @Test("Entries and letters say one term and one day, and name the body that decides")
  func letter() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, record) = (begun.induction.id, RecordInduction(desk.services))
      desk.clock.set(try #require(LondonTime.instant(day("2027-02-01"), hour: 12, minute: 0)))
      let absent = try await record.absence(
        id, from: day("2027-02-01"), until: day("2027-02-01"), days: 1, kind: "parental-bereavement",
        expectedVersion: nil, by: desk.head)
      #expect(
        absent.events.last?.title == "Absent 1 February 2027 to 1 February 2027: 1 day, bereavement leave")
      let reduced = try await record.reduce(
        id, toTerms: 1, consentedOn: day("2027-02-01"), reason: "Taught for six years.", expectedVersion: nil,
        by: desk.officer)
      #expect(reduced.events.contains { $0.title == "Reduced to 1 term" })
      try await desk.services.pool.execute("UPDATE appropriate_body SET acts_until = '2027-07-31'")
      _ = try await ManageAppropriateBodies(desk.services).setBody(
        "Another Body", of: desk.authority, from: day("2027-08-01"), until: nil, source: "A test’s agreement",
        by: .operatorAtCommandLine)
      desk.clock.set(try #require(LondonTime.instant(day("2027-08-02"), hour: 12, minute: 0)))
      let decide = DecideInduction(desk.services)
      _ = try await decide.recommend(
        id, .extension, reasons: "Every Standard is met.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      desk.clock.advance(days: 40)
      _ = try await decide.decide(
        id, .extension, reasons: "Every Standard is met.", extensionTerms: 1, expectedVersion: nil,
        by: desk.officer)
      let letter = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject LIKE 'Decision on%' AND recipient = 'nia@people.example'",
        as: String.self)
      #expect(letter.contains("Another Body has decided"))
      #expect(letter.contains("must serve 1 more term before"), "\(letter)")
      let events = try await ReadInductions(desk.services).find(id, by: desk.officer).events
      #expect(events.last?.title == "Extended by 1 term")
    }
  }
}
