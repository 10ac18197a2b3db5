import Domain
import Foundation
import HTTPSupport
import Postgres

extension VacancySection {
  /// How many interview dates the form has room for.
  static let interviewDates = 3

  /// What the form shows of a stored vacancy.
  func values(_ content: VacancyContent) -> FormData {
    var writer = VacancyFormWriter()
    switch self {
    case .role:
      writer.text("title", content.title)
      writer.texts("job_roles", content.jobRoles)
      writer.texts("phases", content.phases.map(\.rawValue))
      writer.text("posts", String(content.posts))
      writer.flag("nqts_welcome", content.nqtsWelcome)
    case .subjects:
      writer.texts("key_stages", content.keyStages)
      writer.texts("subjects", content.subjects)
      writer.text("other_subjects", content.otherSubjects.joined(separator: "\n"))
    case .contract: Self.writeContract(content, &writer)
    case .pay: Self.writePay(content, &writer)
    case .dates: Self.writeDates(content, &writer)
    case .description: writer.text("description", content.description)
    case .visits:
      writer.text("visits", content.visits)
      writer.text("contact_name", content.contactName)
      writer.text("contact_email", content.contactEmail)
      writer.text("contact_phone", content.contactPhone)
    case .safeguarding: writer.text("safeguarding", content.safeguarding)
    }
    return writer.form
  }

  private static func writeContract(_ content: VacancyContent, _ writer: inout VacancyFormWriter) {
    writer.text("contract_type", content.contractType?.rawValue)
    writer.text("contract_length", content.contractLength)
    writer.text("contract_reason", content.contractReason)
    writer.date("contract_ends_on", content.contractEndsOn)
    writer.texts("working_patterns", content.workingPatterns.map(\.rawValue))
    writer.text("working_pattern_details", content.workingPatternDetails)
    writer.text("job_share", content.jobShare ? "yes" : nil)
    writer.text("fte", content.fte.map { "\($0)" })
  }

  private static func writePay(_ content: VacancyContent, _ writer: inout VacancyFormWriter) {
    writer.text("pay_kind", content.payKind.rawValue)
    writer.text("pay_minimum", content.payMinimum)
    writer.text("pay_maximum", content.payMaximum)
    writer.text("pay_area", content.payArea?.rawValue)
    writer.pence("pay_actual_minimum_pence", content.payActualMinimumPence)
    writer.pence("pay_actual_maximum_pence", content.payActualMaximumPence)
    writer.text("pay_note", content.payNote)
    writer.text("tlr", content.tlr)
    writer.pence("tlr_pence", content.tlrPence)
    writer.pence("sen_pence", content.senPence)
    writer.text("benefits", content.benefits)
    writer.text("relocation", content.relocation)
    writer.flag("visa_sponsorship", content.visaSponsorship)
  }

  private static func writeDates(_ content: VacancyContent, _ writer: inout VacancyFormWriter) {
    if content.startsAsSoonAsPossible {
      writer.text("starts", "soon")
    } else if content.startsInTerm != nil {
      writer.text("starts", "term")
    } else if content.startsOn != nil {
      writer.text("starts", "date")
    }
    writer.date("starts_on", content.startsOn)
    writer.text("starts_in_term", content.startsInTerm)
    writer.date("closes_on", content.closesOn)
    writer.text("closes_at_time", content.closesAtTime)
    for (index, day) in content.interviewDates.prefix(interviewDates).enumerated() {
      writer.date("interview_dates-\(index + 1)", day)
    }
  }

  /// Puts what was typed into the content; only the fields of this section change.
  func read(_ reader: inout VacancyFormReader, into content: inout VacancyContent) {
    switch self {
    case .role:
      content.title = reader.text("title")
      content.jobRoles = reader.form.strings("job_roles")
      content.phases = reader.codes("phases")
      content.posts = reader.whole("posts", "Enter the number of posts, from 1 to 99.") ?? 1
      content.nqtsWelcome = reader.flag("nqts_welcome")
    case .subjects:
      content.keyStages = reader.form.strings("key_stages")
      content.subjects = reader.form.strings("subjects")
      content.otherSubjects = reader.lines("other_subjects")
    case .contract: Self.readContract(&reader, &content)
    case .pay: Self.readPay(&reader, &content)
    case .dates: Self.readDates(&reader, &content)
    case .description: content.description = reader.text("description")
    case .visits:
      content.visits = reader.text("visits")
      content.contactName = reader.text("contact_name")
      content.contactEmail = reader.text("contact_email")
      content.contactPhone = reader.text("contact_phone")
    case .safeguarding: content.safeguarding = reader.text("safeguarding")
    }
  }

  private static func readContract(_ reader: inout VacancyFormReader, _ content: inout VacancyContent) {
    content.contractType = reader.code("contract_type")
    content.contractLength = reader.optional("contract_length")
    content.contractReason = reader.optional("contract_reason")
    content.contractEndsOn = reader.date("contract_ends_on", "end of the contract")
    content.workingPatterns = reader.codes("working_patterns")
    content.workingPatternDetails = reader.text("working_pattern_details")
    content.jobShare = reader.flag("job_share")
    content.fte = reader.decimal("fte", "Enter the part of full time as a number, such as 1 or 0.6.")
  }

  private static func readPay(_ reader: inout VacancyFormReader, _ content: inout VacancyContent) {
    content.payKind = reader.code("pay_kind") ?? .scale
    let isScale = content.payKind == .scale
    content.payMinimum = isScale ? reader.optional("pay_minimum") : nil
    content.payMaximum = isScale ? reader.optional("pay_maximum") : nil
    content.payArea = isScale ? reader.code("pay_area") : nil
    let lowest = reader.pence("pay_actual_minimum_pence", "the lowest pay")
    let highest = reader.pence("pay_actual_maximum_pence", "the highest pay")
    content.payActualMinimumPence = isScale ? nil : lowest
    content.payActualMaximumPence = isScale ? nil : highest
    content.payNote = reader.text("pay_note")
    content.tlr = reader.optional("tlr")
    content.tlrPence = reader.pence("tlr_pence", "the TLR payment")
    content.senPence = reader.pence("sen_pence", "the SEN allowance")
    content.benefits = reader.text("benefits")
    content.relocation = reader.text("relocation")
    content.visaSponsorship = reader.flag("visa_sponsorship")
  }

  private static func readDates(_ reader: inout VacancyFormReader, _ content: inout VacancyContent) {
    let starts = reader.text("starts")
    let startsOn = starts == "date" ? reader.date("starts_on", "start date") : nil
    content.startsAsSoonAsPossible = starts == "soon"
    content.startsOn = startsOn
    content.startsInTerm = starts == "term" ? reader.optional("starts_in_term") : nil
    content.closesOn = reader.date("closes_on", "closing date")
    content.closesAtTime = reader.optional("closes_at_time")
    // Dates beyond those that the form has room for stay as they are.
    let kept = Array(content.interviewDates.dropFirst(interviewDates))
    var days: [CivilDate] = []
    for number in 1...interviewDates {
      if let day = reader.date("interview_dates-\(number)", "interview date") { days.append(day) }
    }
    content.interviewDates = days + kept
  }

  /// Problems of the domain as problems of the fields on the page.
  func placed(_ problems: [FieldProblem], _ form: FormData, _ content: VacancyContent) -> [FieldProblem] {
    problems.map { problem in
      if problem.field == "starts_on", form["starts"] != "date" {
        return FieldProblem(field: "starts", message: problem.message)
      }
      guard let match = problem.field.wholeMatch(of: /interview_dates\[([0-9]+)\]/), let index = Int(match.1)
      else { return problem }
      let sorted = Set(content.interviewDates).sorted()
      let number = (1...Self.interviewDates).first { number in
        sorted.indices.contains(index) && form.date("interview_dates-\(number)").date == sorted[index]
      }
      return FieldProblem(field: "interview_dates-\(number ?? 1)", message: problem.message)
    }
  }
}
