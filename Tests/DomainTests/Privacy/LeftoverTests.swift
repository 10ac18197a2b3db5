import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What is left of a person once their time is over") struct LeftoverTests {
  private static let onTheWay: Set<String> = [
    "account", "application", "application_asked", "application_reached", "audit_event",
    "general_application_section",
    "national_insurance_number", "application_draft", "saved_vacancy", "job_alert", "idempotent_request",
    "session",
    "outbox_mail", "pool_entry", "pool_assessment", "pool_interest", "sift_sheet", "reference_request",
    "reference_letter", "self_disclosure", "online_search_note", "interview_invitation", "interview_booking",
    "interview_sheet", "offer", "retention_hold", "application_message", "application_message_read",
    "activity_booking", "activity_request", "named_referee", "referee_ask", "reference_decline",
  ]

  @Test("Of somebody who was turned down nothing is left in any table, and figures still count them")
  func unsuccessful() async throws {
    try await HiringDesk.run { hiring async throws in
      let journey = try await MarkedJourney(hiring)
      let leftovers = try await Leftovers(hiring.services)
      try await journey.turnDown()
      let before = try await leftovers.tables(of: journey.traces)
      #expect(Self.onTheWay.union(["rejection"]).subtracting(before).isEmpty)
      // Within the periods nothing goes.
      hiring.clock.advance(days: 150)
      try await journey.work()
      #expect(try await leftovers.tables(of: [MarkedJourney.marker]).contains("application"))
      // Half a year after (but for the mail that tells of the pool's end, which has just been written) the decision and after the pool's year the school and the authority keep nothing.
      hiring.clock.advance(days: 350)
      try await journey.work()
      let kept = try await leftovers.tables(of: [MarkedJourney.marker])
      #expect(
        kept.isSubset(of: ["account", "general_application_section", "outbox_mail"]), "\(kept.sorted())")
      #expect(try await leftovers.places(of: [journey.application.description]).isEmpty)
      let figures = try await hiring.services.pool.value(
        """
        SELECT count(*) FROM erased_application WHERE state = 'unsuccessful' AND shortlisted_on IS NOT NULL
          AND interviewed_on IS NOT NULL AND offered_on IS NOT NULL AND appointed_on IS NULL
        """, as: Int.self)
      #expect(figures == 1)
      let terms = try await hiring.services.pool.value(
        "SELECT count(*) FROM equality_term_release WHERE begins_on = '2026-09-01'", as: Int.self)
      #expect(terms == 1)
      try await leaveUnused(journey, leftovers)
    }
  }

  /// Six years without a sign, a warning, two weeks, and the account is gone.
  private func leaveUnused(_ journey: MarkedJourney, _ leftovers: Leftovers) async throws {
    let clock = journey.hiring.clock
    clock.advance(days: 365 * 6)
    try await journey.work()
    #expect(try await journey.hiring.mails(to: MarkedJourney.email) == ["Your account will be deleted"])
    #expect(try await leftovers.tables(of: [MarkedJourney.number]) == ["national_insurance_number"])
    clock.advance(days: 15)
    try await journey.work()
    clock.advance(days: 120)
    try await journey.work()
    let left = try await leftovers.places(of: journey.traces)
    #expect(left.isEmpty, "\(left)")
  }

  @Test("Of somebody who was appointed disclosures go first, and the record years after they left")
  func appointed() async throws {
    try await HiringDesk.run { hiring async throws in
      let journey = try await MarkedJourney(hiring)
      let leftovers = try await Leftovers(hiring.services)
      try await journey.appoint()
      hiring.clock.advance(days: 365 * 3)
      try await journey.work()
      var kept = try await leftovers.tables(of: [MarkedJourney.marker])
      #expect(
        kept.isSuperset(of: ["application", "pre_employment_check", "pre_employment_check_history", "offer"]))
      #expect(kept.isDisjoint(with: ["self_disclosure", "online_search_note", "pool_entry"]))
      let left = LondonTime.date(of: hiring.clock.now)
      try await RecordLeaving(hiring.services)(journey.application, leftOn: left, by: hiring.head)
      hiring.clock.advance(days: 365 * 6 - 30)
      try await journey.work()
      kept = try await leftovers.tables(of: [MarkedJourney.marker])
      #expect(kept.contains("application"))
      hiring.clock.advance(days: 60)
      try await journey.work()
      #expect(try await leftovers.places(of: [journey.application.description]).isEmpty)
      for days in [15.0, 120] {
        hiring.clock.advance(days: days)
        try await journey.work()
      }
      let places = try await leftovers.places(of: journey.traces)
      #expect(places.isEmpty, "\(places)")
    }
  }

  @Test("Somebody who closes their account leaves nothing once their applications have had their time")
  func closed() async throws {
    try await HiringDesk.run { hiring async throws in
      let journey = try await MarkedJourney(hiring)
      let leftovers = try await Leftovers(hiring.services)
      try await journey.turnDown()
      _ = try await CloseOwnAccount(hiring.services)(password: AccountsFixture.password, by: journey.person)
      #expect(try await leftovers.tables(of: [MarkedJourney.marker]).contains("application"))
      for days in [200.0, 31] {
        hiring.clock.advance(days: days)
        try await journey.work()
      }
      let places = try await leftovers.places(of: journey.traces)
      #expect(places.isEmpty, "\(places)")
    }
  }
}
