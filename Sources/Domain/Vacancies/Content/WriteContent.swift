import Foundation
import Postgres

extension VacancyStore {
  /// Stores what a vacancy says. `pay` is what it comes to, where the vacancy has to be whole.
  static func write(
    _ content: VacancyContent, _ pay: VacancyPay?, to id: VacancyID, _ now: Date, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      UPDATE vacancy SET
        title = \(content.title),
        job_roles = \(content.jobRoles),
        phases = \(content.phases.map(\.rawValue)),
        subjects = \(content.subjects),
        other_subjects = \(content.otherSubjects),
        key_stages = \(content.keyStages),
        contract_type = \(content.contractType),
        contract_length = \(content.contractLength),
        contract_reason = \(content.contractReason),
        contract_ends_on = \(content.contractEndsOn),
        working_patterns = \(content.workingPatterns.map(\.rawValue)),
        working_pattern_details = \(content.workingPatternDetails),
        job_share = \(content.jobShare),
        fte = \(content.fte),
        pay_kind = \(content.payKind),
        pay_minimum = \(content.payMinimum),
        pay_maximum = \(content.payMaximum),
        pay_area_chosen = \(content.payArea),
        pay_actual_minimum_pence = \(content.payActualMinimumPence),
        pay_actual_maximum_pence = \(content.payActualMaximumPence),
        pay_note = \(content.payNote),
        tlr = \(content.tlr),
        tlr_pence = \(content.tlrPence),
        sen_pence = \(content.senPence),
        benefits = \(content.benefits),
        relocation = \(content.relocation),
        visa_sponsorship = \(content.visaSponsorship),
        starts_on = \(content.startsOn),
        starts_as_soon_as_possible = \(content.startsAsSoonAsPossible),
        starts_in_term = \(content.startsInTerm),
        interview_dates = \(content.interviewDates),
        posts = \(content.posts),
        nqts_welcome = \(content.nqtsWelcome),
        description = \(content.description),
        visits = \(content.visits),
        contact_name = \(content.contactName),
        contact_email = \(content.contactEmail),
        contact_phone = \(content.contactPhone),
        safeguarding = \(content.safeguarding),
        closes_on = \(content.closesOn), closes_at_time = \(content.keptClosingTime), closes_at = \(content.closesAt),
        revised_at = CASE WHEN state = 'published' THEN \(now) ELSE revised_at END, pay_area = \(pay?.area),
        pay_minimum_pence = \(pay?.minimumPence), pay_maximum_pence = \(pay?.maximumPence),
        updated_at = \(now), version = version + 1
      WHERE id = \(id)
      """)
  }
}
