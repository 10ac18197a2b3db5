import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Terms with agencies, and releases to them")
struct AgencyTermsTests {
  @Test(
    "On each day the terms that began last hold, if they are whole",
    arguments: [
      ("2026-09-30", AgencyStanding.notYet), ("2026-10-01", .inForce), ("2027-03-31", .inForce),
      // The second version begins on 1 April without vetting, the third corrects it from May on.
      ("2027-04-15", .notVetted), ("2027-05-01", .inForce), ("2027-09-20", .inForce),
      ("2027-09-21", .vettingExpired), ("2027-10-01", .ended),
    ])
  func standing(on date: String, expected: AgencyStanding) async throws {
    try await AgencyDesk.run { agencies async throws in
      let record = RecordAgencyTerms(agencies.services)
      var second = AgencyDesk.terms(.fixed(pence: 400_000), from: "2027-04-01")
      second.vetting = nil
      let contents = [AgencyDesk.terms(), second, AgencyDesk.terms(from: "2027-05-01")]
      for (version, content) in contents.enumerated() {
        _ = try await record(
          of: agencies.first.id, content, expectedVersion: version, by: agencies.officer)
        agencies.clock.advance(seconds: 1)
      }
      agencies.clock.set(try #require(LondonTime.instant(day(date), hour: 12, minute: 0)))
      let found = try await ReadAgencies(agencies.services).find(agencies.first.id, by: agencies.officer)
      #expect(found.standing == expected && found.versions == 3)
    }
  }

  @Test("Terms are checked, versions are kept, and a lost race is told")
  func versions() async throws {
    try await AgencyDesk.run { agencies async throws in
      let record = RecordAgencyTerms(agencies.services)
      let id = agencies.first.id
      let empty = try await outcome {
        _ = try await record(of: id, AgencyTermsContent(), expectedVersion: 0, by: agencies.officer)
      }
      #expect(empty?.fields == ["valid_from", "valid_until", "rate_basis_points"])
      var odd = AgencyDesk.terms(.share(basisPoints: 10_001), from: "2027-01-01", until: "2026-12-31")
      odd.vetting = AgencyVetting(
        confirmedOn: day("2026-12-01"), expiresOn: nil, confirmedBy: " ", checks: "None")
      let refused = try await outcome {
        _ = try await record(of: id, odd, expectedVersion: 0, by: agencies.officer)
      }
      #expect(
        Set(refused?.fields ?? [])
          == [
            "valid_until", "rate_basis_points", "vetting_confirmed_on", "vetting_expires_on",
            "vetting_confirmed_by", "vetting_checks",
          ])
      _ = try await record(of: id, AgencyDesk.terms(), expectedVersion: 0, by: agencies.officer)
      let stale = try await outcome {
        _ = try await record(of: id, AgencyDesk.terms(), expectedVersion: 0, by: agencies.officer)
      }
      #expect(stale == .staleVersion(current: 1))
      var spaced = AgencyDesk.terms()
      spaced.rebateNotes += " "
      let same = try await record(of: id, spaced, expectedVersion: 1, by: agencies.officer)
      #expect(same.versions == 1)
      agencies.clock.advance(seconds: 1)
      _ = try await record(
        of: id, AgencyDesk.terms(.fixed(pence: 1)), expectedVersion: nil, by: agencies.officer)
      let read = ReadAgencies(agencies.services)
      let page = try await read.terms(of: id, limit: 1, by: agencies.consultant)
      #expect(page.items.map(\.version) == [2] && page.items[0].recordedBy == "Robin Sample")
      let rest = try await read.terms(of: id, limit: 1, after: page.next, by: agencies.consultant)
      #expect(rest.items.map(\.version) == [1] && rest.next == nil)
      await #expect(throws: (any Error).self) {
        try await agencies.services.pool.execute(
          "UPDATE agency_terms SET fixed_fee_pence = 2 WHERE version = 2")
      }
      #expect(try await agencies.accounts.audited("agency.terms_recorded") == 2)
      #expect(
        try await agencies.accounts.subjects(to: "kit@agency.example").contains(
          "Terms of First Agency with the authority"))
    }
  }

  @Test("Only the authority's staff agree terms; agencies see their own and nobody else's")
  func permissions() async throws {
    try await AgencyDesk.run { agencies async throws in
      let record = RecordAgencyTerms(agencies.services)
      let read = ReadAgencies(agencies.services)
      for actor in [agencies.head, agencies.rival, VacancyDesk.visitor] {
        let refused = try await outcome {
          _ = try await record(of: agencies.first.id, AgencyDesk.terms(), expectedVersion: nil, by: actor)
        }
        #expect(refused == .notFound("agency"))
        let unseen = try await outcome { _ = try await read.find(agencies.first.id, by: actor) }
        #expect(unseen == .notFound("agency"))
      }
      let own = try await outcome {
        _ = try await record(
          of: agencies.first.id, AgencyDesk.terms(), expectedVersion: nil, by: agencies.consultant)
      }
      #expect(own?.isNotAllowed == true)
      #expect(try await read.own(by: agencies.consultant).map(\.name) == ["First Agency"])
      let all = try await read.list(of: agencies.authority.place, limit: 1, by: agencies.officer)
      #expect(all.items.map(\.name) == ["Second Agency"] && all.next != nil)
      let more = try await read.list(of: agencies.authority.place, after: all.next, by: agencies.officer)
      #expect(more.items.map(\.name) == ["First Agency"])
      let school = try await outcome {
        _ = try await record(
          of: agencies.desk.school.id, AgencyDesk.terms(), expectedVersion: nil, by: agencies.officer)
      }
      #expect(school == .notFound("agency"))
    }
  }

  @Test("A head releases an open vacancy to agencies in force, once, and takes it back")
  func release() async throws {
    try await AgencyDesk.run { agencies async throws in
      let release = ReleaseVacancy(agencies.services)
      let id = agencies.vacancy.id
      let early = try await outcome { _ = try await release(id, to: [agencies.first.id], by: agencies.head) }
      #expect(early?.fields == ["agency_ids"])
      _ = try await RecordAgencyTerms(agencies.services)(
        of: agencies.first.id, AgencyDesk.terms(), expectedVersion: 0, by: agencies.officer)
      #expect(try await release.choices(for: id, by: agencies.desk.recruiter).map(\.name) == ["First Agency"])
      let faults = try await outcome {
        _ = try await release(id, to: [], lastDate: day("2026-11-21"), by: agencies.head)
      }
      #expect(faults?.fields == ["agency_ids", "last_date"])
      let recruiter = try await outcome {
        _ = try await release(id, to: [agencies.first.id], by: agencies.desk.recruiter)
      }
      #expect(recruiter?.isNotAllowed == true)
      for actor in [agencies.desk.stranger, agencies.officer, agencies.consultant, VacancyDesk.visitor] {
        let refused = try await outcome { _ = try await release(id, to: [agencies.first.id], by: actor) }
        #expect(refused == .notFound("vacancy"))
      }
      let draft = try await agencies.desk.draft()
      let unpublished = try await outcome {
        _ = try await release(draft.id, to: [agencies.first.id], by: agencies.head)
      }
      #expect(unpublished?.isConflict == true)
      let made = try await release(
        id, to: [agencies.first.id], lastDate: day("2026-11-10"), note: "Sing!", by: agencies.head)
      let again = try await release(id, to: [agencies.first.id], by: agencies.head)
      #expect(made.count == 1 && again.map(\.id) == made.map(\.id) && again[0].note == "Sing!")
      let told = try await agencies.accounts.subjects(to: "kit@agency.example")
      #expect(told.filter { $0.hasPrefix("Released to you") }.count == 1)
      let read = ReadReleases(agencies.services)
      #expect(
        try await read.list(to: agencies.first.id, openOnly: true, by: agencies.consultant).items.count == 1)
      for actor in [agencies.rival, agencies.head] {
        let unseen = try await outcome { _ = try await read.find(made[0].id, by: actor) }
        #expect(unseen == .notFound("release"))
        let list = try await outcome { _ = try await read.list(to: agencies.first.id, by: actor) }
        #expect(list == .notFound("agency"))
      }
      let other = try await outcome { _ = try await release.takeBack(made[0].id, by: agencies.desk.stranger) }
      #expect(other == .notFound("release"))
      #expect(try await release.takeBack(made[0].id, by: agencies.head).takenBackAt != nil)
      #expect(
        try await read.list(to: agencies.first.id, openOnly: true, by: agencies.consultant).items.isEmpty)
      #expect(try await read.list(of: id, by: agencies.head).items.count == 1)
      agencies.clock.advance(seconds: 60)
      #expect(try await release(id, to: [agencies.first.id], by: agencies.head)[0].id != made[0].id)
    }
  }

  @Test("Stopped terms end releasing and putting forward at once")
  func stop() async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      let record = RecordAgencyTerms(agencies.services)
      let silent = try await outcome {
        _ = try await record.stop(agencies.first.id, reason: " ", expectedVersion: 1, by: agencies.officer)
      }
      #expect(silent?.fields == ["reason"])
      let (_, token) = try await agencies.submit(releases.first)
      let stopped = try await record.stop(
        agencies.first.id, reason: "Vetting was found wanting.", expectedVersion: 1, by: agencies.officer)
      #expect(stopped.standing == .stopped)
      let submit = try await outcome { _ = try await agencies.submit(releases.first, "bo@people.example") }
      #expect(submit?.isConflict == true)
      let agree = try await outcome { try await agencies.agree(token) }
      #expect(agree?.isConflict == true)
      // New terms from the same day on put it right.
      let mended = try await record(
        of: agencies.first.id, AgencyDesk.terms(), expectedVersion: 1, by: agencies.officer)
      #expect(mended.standing == .inForce)
      #expect(try await agencies.agree(token).standing == .agreed)
    }
  }
}
