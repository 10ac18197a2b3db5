import Foundation
import Postgres

/// What stands on an assessment besides what people write: taken from the record, frozen with each signature
/// (DfE statutory guidance 2024, 2.61; local authorities’ published practice). The National Insurance number isn’t held
/// for inductions, so it doesn’t stand there.
public enum AssessmentFacts {
  /// The facts in their order, with their words.
  public static let labels: KeyValuePairs<String, String> = [
    "teacher": "Teacher", "birth_date": "Date of birth", "trn": "Teacher reference number",
    "school": "School",
    "dfe_number": "DfE number", "body": "Appropriate body", "programme": "Induction",
    "assessed_from": "Assessed from", "assessed_to": "Assessed to", "periods": "Posts",
    "terms_now": "Full-time terms served in that time", "days_now": "Full-time days served in that time",
    "terms_served": "Full-time terms served in all", "days_served": "Full-time days served in all",
    "earlier_terms": "Terms served elsewhere",
    "absent_now": "Days absent since the last assessment or review",
    "days_absent": "Days absent in all", "days_on_leave": "Days of maternity and similar leave",
    "reduction": "Agreed reduction", "extension": "Extension",
  ]

  static func gather(
    for assessment: InductionAssessment, of record: InductionRecord, today: CivilDate, in db: some Queryable
  ) async throws -> [String: String] {
    let own = Part(of: record, for: assessment, today: today)
    let (from, to) = span(of: assessment, record, own, today)
    let induction = record.induction
    var facts = [
      "teacher": induction.name, "birth_date": LondonTime.shortDate(induction.birthDate),
      "trn": induction.trn,
      "school": assessment.schoolName, "body": induction.bodyName,
      "programme": induction.currentRegime == .nqt ? "Newly qualified teacher" : "Early career teacher",
      "periods": own.posts(from: from, to: to).map(words).joined(separator: "; "),
      "assessed_from": LondonTime.shortDate(from), "assessed_to": LondonTime.shortDate(to),
      "earlier_terms": induction.earlierTerms,
      "reduction": titles(.reduction, own.events), "extension": titles(.extension, own.events),
      "dfe_number": try await number(of: assessment.place.organisation, in: db),
    ]
    let past = own.until(to)
    let given = try await PlanBasis.inductionCase(of: induction, past.periods, past.events, in: db)
    if let given {
      let service = try ServiceByTerm(given, of: induction, today: to)
      facts["days_served"] = TermWords.number(service.served)
      facts["terms_served"] = TermWords.number(service.termsServed)
      let before = try ServiceByTerm(given, of: induction, today: from.adding(days: -1))
      facts["days_now"] = TermWords.number(service.served - before.served)
      facts["terms_now"] = TermWords.number(service.termsServed - before.termsServed)
    }
    let counted = try given.map { try PlanInduction().absence($0) }
    let rules = try induction.rules()
    facts.merge(absence(past, since: from, through: to, counted, rules)) { $1 }
    return facts.filter { !$0.value.isEmpty }
  }

  /// Days absent as the plan counts them: school days in post, each once. Leave that extends at request only stands
  /// apart. Where nothing can be reckoned it is what was recorded.
  private static func absence(
    _ own: Part, since from: CivilDate, through to: CivilDate, _ counted: AbsenceRecord?,
    _ rules: InductionRules
  ) -> [String: String] {
    let all = own.events.filter { $0.kind == .absence }
    func isLeave(_ event: InductionEvent) -> Bool { rules.leaveOnRequest.contains(event.absenceKind ?? "") }
    func sum(_ events: [InductionEvent]) -> Decimal { events.reduce(0) { $0 + ($1.days ?? 0) } }
    let (leave, ordinary) = (sum(all.filter(isLeave)), all.filter { !isLeave($0) })
    let since = ordinary.filter { event in event.startsOn.map { $0 >= from } ?? false }
    return [
      "absent_now": "\(counted?.days(from: from, through: to) ?? sum(since))",
      "days_absent": "\(counted?.days(through: to) ?? sum(ordinary))",
      "days_on_leave": leave == 0 ? "" : "\(leave)",
    ]
  }

  /// What of a record is the school’s to sign: one that the teacher has left signs for their time there, and nothing of
  /// another school goes with it.
  private struct Part {
    let periods: [InductionPeriod]
    private(set) var events: [InductionEvent]

    /// What had happened by a day.
    func until(_ day: CivilDate) -> Part {
      var part = self
      part.events.removeAll { event in event.startsOn.map { $0 > day } ?? false }
      return part
    }

    /// The posts and hours of a time; all of them where it lies in none, as before the first day.
    func posts(from: CivilDate, to: CivilDate) -> [InductionPeriod] {
      let concerned = periods.filter { period in
        period.startsOn <= to && (period.endsOn.map { $0 >= from } ?? true)
      }
      return concerned.isEmpty ? periods : concerned
    }

    init(of record: InductionRecord, for assessment: InductionAssessment, today: CivilDate) {
      let school = assessment.place.organisation
      let standing = record.events.filter { $0.removedAt == nil }
      let isCurrent = InductionAccess.current(record.periods, on: today).contains {
        $0.place.organisation == school
      }
      periods = isCurrent ? record.periods : record.periods.filter { $0.place.organisation == school }
      let last = periods.compactMap(\.endsOn).max() ?? today
      events =
        isCurrent
        ? standing : standing.filter { $0.kind == .absence && $0.startsOn.map { $0 <= last } == true }
    }
  }

  /// From the day after that of what comes before by the plan, to its own day, or today if that comes first. What came up
  /// when its day was over, as after a late registration, is asked for later but looks back to that day.
  private static func span(
    of assessment: InductionAssessment, _ record: InductionRecord, _ own: Part, _ today: CivilDate
  ) -> (from: CivilDate, to: CivilDate) {
    let due = record.due.first {
      $0.kind.rawValue == assessment.kind.rawValue && $0.number == assessment.number
    }
    let last = own.periods.compactMap(\.endsOn).max().map { min($0, today) } ?? today
    func day(_ due: InductionDue) -> CivilDate { due.plannedOn ?? due.dueOn }
    let to = due.map { min(day($0), last) } ?? last
    let isFormal = assessment.kind == .assessment
    let before = record.due.filter { other in
      other.kind == .assessment || !isFormal && other.kind != .recommendation
    }.map(day).filter { $0 < (due.map(day) ?? today) }.max()
    let began = own.periods.map(\.startsOn).min() ?? record.induction.beganOn
    let from = before.map { max($0.adding(days: 1), began) } ?? began
    return (min(from, to), to)
  }

  private static func words(_ period: InductionPeriod) -> String {
    let hours = period.fte == 1 ? "full time" : "part time, \(period.fte) of full time"
    let end = period.endsOn.map { "to \(LondonTime.shortDate($0))" } ?? "on"
    return "\(period.schoolName) from \(LondonTime.shortDate(period.startsOn)) \(end), \(hours)"
  }

  private static func titles(_ kind: InductionEvent.Kind, _ events: [InductionEvent]) -> String {
    events.filter { $0.kind == kind }.map(\.title).joined(separator: "; ")
  }

  /// The authority’s code and the establishment’s number, such as "883/2345".
  private static func number(of school: OrganisationID, in db: some Queryable) async throws -> String {
    try await db.value(
      """
      SELECT coalesce(max(la_code || '/' || establishment_number), '') FROM school
      WHERE organisation_id = \(school)
      """, as: String.self)
  }
}
