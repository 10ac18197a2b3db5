import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What is left of a person once their time is over") struct LeftoverTests {
  /// What names a person without a foreign key.
  private static let unkeyed: Set<String> = ["audit_event", "idempotent_request", "job_alert", "outbox_mail"]

  /// What only somebody who was appointed comes by.
  private static let appointment: Set<String> = [
    "appointment", "pre_employment_check", "pre_employment_check_history",
  ]

  /// The other tables that hang on an application, an account or an entry of the pool and in which the journey leaves no
  /// row of the person, each with the reason.
  private static let elsewhere: [String: Set<String>] = [
    "Names staff alone, whose account stays as a row without a name; enquiries have a period of their own": [
      "activity", "activity_session", "agency_release", "agency_terms", "appropriate_body", "enquiry",
      "enquiry_message", "interview_panelist", "membership", "panel_member", "retention_period",
      "safer_recruitment_training", "scheme", "scheme_budget", "scheme_criterion", "school_employer",
    ],
    "Files of staff that wait to be confirmed, and are forgotten after a day": [
      "held_claims", "held_import",
    ],
    "Stages and fees without a name, made when an application is erased: AgencyErasureTests": [
      "agency_candidate_outcome"
    ],
    "Begins with an induction: InductionErasureTests, InductionQualityTests": [
      "induction", "induction_action", "induction_appeal", "induction_assessment", "induction_claim",
      "induction_claim_file", "induction_death", "induction_decision", "induction_due",
      "induction_duty_reminder", "induction_event", "induction_evidence", "induction_feedback",
      "induction_import", "induction_letter", "induction_period", "induction_registration",
      "induction_registration_message", "induction_sample", "induction_sample_item", "induction_signature",
      "induction_transfer", "induction_transfer_giving", "induction_visit", "induction_visit_action",
      "induction_visit_talk", "lesson_observation", "lesson_observation_trace", "support_meeting",
      "support_plan", "support_target",
    ],
    "Begins with a completed induction: SchemeErasureTests": [
      "scheme_check", "scheme_notice", "scheme_payment",
    ],
  ]

  /// Whatever table is added later is on the journey's way or in the list above.
  private func requireAll(_ journey: MarkedJourney, _ leftovers: Leftovers) async throws {
    let hanging = try await leftovers.hanging(on: ["application", "account", "pool_entry"])
    let reached = try await leftovers.reached(from: journey.traces, among: hanging)
    let excepted = Self.elsewhere.values.reduce(Self.appointment) { $0.union($1) }
    let missed = hanging.subtracting(reached).subtracting(excepted)
    #expect(missed.isEmpty, "Not on the way: \(missed.sorted())")
    let idle = excepted.subtracting(hanging)
    #expect(idle.isEmpty, "Hangs on nobody: \(idle.sorted())")
    let marked = try await leftovers.tables(of: journey.traces)
    #expect(Self.unkeyed.subtracting(marked).isEmpty)
  }

  @Test("Of somebody who was turned down nothing is left in any table, and figures still count them")
  func unsuccessful() async throws {
    try await HiringDesk.run { hiring async throws in
      let journey = try await MarkedJourney(hiring)
      let leftovers = try await Leftovers(hiring.services)
      try await journey.turnDown()
      try await requireAll(journey, leftovers)
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
      let marked = try await leftovers.tables(of: journey.traces)
      #expect(Self.appointment.subtracting(marked).isEmpty)
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
