import Foundation
import Postgres

extension VacancyContent {
  /// Reads the columns of ``Vacancy``.
  init(row: Row) throws {
    let closesAt: Date? = try row.decodeIfPresent("closes_at")
    let closesOn: CivilDate? = try row.decodeIfPresent("closes_on")
    let keptTime: String? = try row.decodeIfPresent("closes_at_time")
    let momentsTime = closesAt.map(Self.timeText)
    // What was closed before its time keeps the time of day that it had, but no day: its closing is the moment.
    let closesAtTime = closesOn == nil ? momentsTime ?? keptTime : keptTime ?? momentsTime
    self.init(
      title: try row.decode("title"), jobRoles: try row.decode("job_roles"),
      phases: try row.decode("phases"), subjects: try row.decode("subjects"),
      otherSubjects: try row.decode("other_subjects"), keyStages: try row.decode("key_stages"),
      contractType: try row.decodeIfPresent("contract_type"),
      contractLength: try row.decodeIfPresent("contract_length"),
      contractReason: try row.decodeIfPresent("contract_reason"),
      contractEndsOn: try row.decodeIfPresent("contract_ends_on"),
      workingPatterns: try row.decode("working_patterns"),
      workingPatternDetails: try row.decode("working_pattern_details"),
      jobShare: try row.decode("job_share"), fte: try row.decodeIfPresent("fte"),
      payKind: try row.decode("pay_kind"), payMinimum: try row.decodeIfPresent("pay_minimum"),
      payMaximum: try row.decodeIfPresent("pay_maximum"),
      payArea: try row.decodeIfPresent("pay_area_chosen"),
      payActualMinimumPence: try row.decodeIfPresent("pay_actual_minimum_pence"),
      payActualMaximumPence: try row.decodeIfPresent("pay_actual_maximum_pence"),
      payNote: try row.decode("pay_note"), tlr: try row.decodeIfPresent("tlr"),
      tlrPence: try row.decodeIfPresent("tlr_pence"),
      senPence: try row.decodeIfPresent("sen_pence"), benefits: try row.decode("benefits"),
      relocation: try row.decode("relocation"), visaSponsorship: try row.decode("visa_sponsorship"),
      startsOn: try row.decodeIfPresent("starts_on"),
      startsAsSoonAsPossible: try row.decode("starts_as_soon_as_possible"),
      startsInTerm: try row.decodeIfPresent("starts_in_term"),
      closesOn: closesOn ?? closesAt.map(LondonTime.date(of:)),
      closesAtTime: closesAtTime,
      interviewDates: try row.decode("interview_dates"), posts: try row.decode("posts"),
      nqtsWelcome: try row.decode("nqts_welcome"), description: try row.decode("description"),
      visits: try row.decode("visits"), contactName: try row.decode("contact_name"),
      contactEmail: try row.decode("contact_email"), contactPhone: try row.decode("contact_phone"),
      safeguarding: try row.decode("safeguarding"))
  }

  /// London's time of day, "HH:MM".
  private static func timeText(_ instant: Date) -> String {
    let time = LondonTime.time(of: instant)
    return [time.hour, time.minute].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
  }
}
