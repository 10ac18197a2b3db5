import Foundation
import Postgres

// What is missing, and days that don't suit.
extension PlainEnglishCheck {
  func missing(_ content: VacancyContent, _ criteria: [Criterion], _ everything: String) -> [AdviceFinding] {
    var findings: [AdviceFinding] = []
    func need(_ isThere: Bool, _ field: String, _ suggestion: String, _ topic: AdviceTopic = .missing) {
      if !isThere { findings.append(AdviceFinding(field, nil, topic, suggestion)) }
    }
    let isPaySaid =
      content.payKind == .scale
      ? content.payMinimum != nil && content.payMaximum != nil : content.payActualMinimumPence != nil
    need(
      isPaySaid, content.payKind == .scale ? "pay_minimum" : "pay_actual_minimum_pence",
      "Say from what pay to what pay the post goes.", .pay)
    need(
      !content.safeguarding.trimmed.isEmpty || everything.contains("safeguarding"), "safeguarding",
      "Say that the school is committed to safeguarding and which checks it makes (Keeping Children Safe in "
        + "Education, part 3).")
    need(
      !content.visits.trimmed.isEmpty, "visits",
      "Say whether and when people can see the school or talk to it.")
    let contact = content.contactName + content.contactEmail + content.contactPhone
    need(!contact.trimmed.isEmpty, "contact_name", "Say whom people can ask, and how to reach them.")
    need(
      !criteria.isEmpty, "criteria",
      "Add a person specification: people see what matters, and you shortlist by it.")
    return findings
  }

  func dates(_ content: VacancyContent, _ opensOn: CivilDate) -> [AdviceFinding] {
    var findings: [AdviceFinding] = []
    if let closesOn = content.closesOn {
      findings += Self.finding("closes_on", "The closing date", closesOn, calendar)
      let open = opensOn.days(until: closesOn)
      if open >= 0 && open < Self.shortestOpenDays {
        findings.append(
          AdviceFinding(
            "closes_on", LondonTime.longDate(closesOn), .dates,
            "It is open for \(open == 1 ? "a day" : "\(open) days"). Two weeks or more give time to visit, "
              + "write and ask their referees."))
      }
    }
    for (index, day) in content.interviewDates.enumerated() {
      findings += Self.finding("interview_dates[\(index)]", "The interview date", day, calendar)
    }
    return findings
  }

  private static func finding(
    _ field: String, _ what: String, _ day: CivilDate, _ calendar: SchoolCalendar
  ) -> [AdviceFinding] {
    let reason: String
    switch calendar.day(day) {
    case .school: return []
    case .weekend: reason = "\(what) is at a weekend, when nobody at the school can answer questions."
    case .bankHoliday(let name): reason = "\(what) is a bank holiday: \(name)."
    case .holidays:
      reason = "\(what) is in the school holidays, when nobody at the school can answer questions."
    }
    return [
      AdviceFinding(
        field, LondonTime.longDate(day), .dates, reason: reason, "Choose a weekday in term time.")
    ]
  }
}
