import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The forms below an induction: what school and body record while it goes on.
struct InductionStepPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    for step in [
      "address", "absence", "reduction", "extension", "remove", "hours", "contract", "support", "end",
      "death",
      "undo-death",
    ] {
      pages.post("inductions/:induction/\(step)") { try await take(step, $0, $1) }
    }
  }

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let id = try context.inductionOfPath()
    do {
      try await record(step, id, context)
      let isPlanned = !["address", "death"].contains(step)
      return .seeOther("/inductions/\(id)?\(isPlanned ? "saved=1" : "done=\(step)")")
    } catch DomainError.staleVersion(let current) where step == "support" {
      if let moved = try await movedOn(step, id, context) { return moved }
      return try await supportConflict(id, current, context)
    } catch {
      let field = Self.field(step)
      let last = try await meanwhile(id, refusedBy: error, context)
      let refusal = Self.refusal(error, after: last)
      let problems = try Refusal.problems(refusal, field: field).map {
        FieldProblem(field: $0.field.hasPrefix(step) ? $0.field : "\(step)-\($0.field)", message: $0.message)
      }
      if let moved = try await movedOn(step, id, after: last, context) { return moved }
      return try await InductionRecordPages(environment).page(
        id, Fields(context.form, problems: problems), context)
    }
  }

  /// Tutor and mentor as they are now, beside those that were sent.
  private func supportConflict(
    _ id: InductionID, _ current: Int, _ context: AppRequestContext
  ) async throws -> Response {
    let record = try await ReadInductions(environment.services).find(id, by: context.webActor)
    let period = record.periods.first { $0.id.description == context.form["period"] }
    // The version is that of the whole induction: a change of something else has touched neither.
    let seen = context.form.string("support-seen").map(SectionForm.lines)
    let isUntouched = seen != nil && seen == period.map(InductionSteps.seenSupport)
    return environment.conflict(
      Self.asked("support"), stored: period.map(InductionSteps.supportValues) ?? FormData(),
      action: "/inductions/\(id)/support",
      shown: "/inductions/\(id)", isUntouched: isUntouched, at: "/induction", current, context)
  }

  /// Where a refusal is shown that names no field.
  private static func field(_ step: String) -> String {
    switch step {
    case "address": "address-email"
    case "death": "death-died_on"
    case "contract": "contract-ends_on"
    case "undo-death": "undo-death-reason"
    default: "\(step)-starts_on"
    }
  }

  private func record(_ step: String, _ id: InductionID, _ context: AppRequestContext) async throws {
    let (form, actor) = (context.form, context.webActor)
    let record = RecordInduction(environment.services)
    let version = form.int("version")
    func value(_ name: String) -> String { form.trimmed("\(step)-\(name)") ?? "" }
    func day(_ name: String) -> CivilDate? { form.date("\(step)-\(name)").date }
    func number(_ name: String) -> Decimal? {
      name == "fte" ? DecimalEntry.partOfFullTime(value(name)) : DecimalEntry.number(value(name))
    }
    let reason = SectionForm.lines(form["\(step)-reason"])
    switch step {
    case "address":
      _ = try await CorrectTeacherAddress(environment.services)(
        id, to: value("email"), expectedVersion: version, by: actor)
    case "death":
      _ = try await RecordDeath(environment.services)(
        id, on: day("died_on"), expectedVersion: version, by: actor)
    case "undo-death":
      _ = try await RecordDeath(environment.services).undo(
        id, reason: reason, expectedVersion: version, by: actor)
    case "absence":
      _ = try await record.absence(
        id, from: day("starts_on"), until: day("ends_on"), days: number("days"), kind: value("kind"),
        reason: reason,
        expectedVersion: version, by: actor)
    case "reduction":
      _ = try await record.reduce(
        id, toTerms: number("terms"), consentedOn: day("consented_on"), reason: reason,
        // What was confirmed is the reduction that was asked about, and no other.
        isConfirmed: value("confirmed") == value("terms"), expectedVersion: version, by: actor)
    case "extension":
      _ = try await record.extend(
        id, byTerms: number("terms"), reason: reason, expectedVersion: version, by: actor)
    case "remove":
      guard let entry = InductionEventID(form["entry"]) else { throw DomainError.notFound("entry") }
      _ = try await record.remove(entry, of: id, expectedVersion: version, by: actor)
    default:
      guard let period = InductionPeriodID(form["period"]) else { throw DomainError.notFound("period") }
      try await change(step, period, id, context, day: day, number: number, value: value)
    }
  }

  private func change(
    _ step: String, _ period: InductionPeriodID, _ id: InductionID, _ context: AppRequestContext,
    day: (String) -> CivilDate?, number: (String) -> Decimal?, value: (String) -> String
  ) async throws {
    let (record, version) = (RecordInduction(environment.services), context.form.int("version"))
    switch step {
    case "hours":
      _ = try await record.changeHours(
        period, of: id, from: day("starts_on"), fte: number("fte"), expectedVersion: version,
        by: context.webActor)
    case "contract":
      let (isOpen, end) = (value("end") == "open", day("ends_on"))
      guard isOpen || end != nil else {
        let message = "Enter the last day of the contract, or choose that it has no end."
        // The day is hidden until it is chosen that there is one.
        let field = value("end").isEmpty ? "end" : "ends_on"
        throw DomainError.invalid([FieldProblem(field: field, message: message)])
      }
      _ = try await record.changeContract(
        period, of: id, endsOn: isOpen ? nil : end, expectedVersion: version, by: context.webActor)
    case "support":
      _ = try await record.changeSupport(
        period, of: id, tutor: (value("tutor_name"), value("tutor_email")),
        mentor: (value("mentor_name"), value("mentor_email")),
        mentorReason: SectionForm.lines(context.form["support-mentor_reason"]), expectedVersion: version,
        by: context.webActor)
    default:
      _ = try await record.endPeriod(
        period, of: id, on: day("ends_on"), leavesTeaching: value("leaves") == "yes",
        expectedVersion: version,
        by: context.webActor)
    }
  }
}

/// The forms themselves, as far as somebody may use them.
struct InductionSteps {
  let record: InductionRecord
  let today: CivilDate
  var fields: Fields
  let death: RecordDeath
  let context: AppRequestContext

  /// Every form for this person; empty for those who only read.
  var html: HTML {
    let (induction, actor) = (record.induction, context.webActor)
    var forms: [HTML] = []
    if death.isUndoAllowed(record, by: actor) { forms.append(undoDeath) }
    if actor.may(.decideInduction, at: induction.place), record.death == nil { forms.append(address) }
    let ending = death.isAllowed(record, by: actor) ? [died] : []
    guard induction.state.isOpen else {
      forms += ending
      return forms.isEmpty ? "" : Heading("Correct the record", .section).html + HTML(forms)
    }
    let open = record.periods.filter { period in
      record.isOpen(period, on: today)
        && (record.may(.recordInduction, in: period, actor)
          || actor.may(.recordInduction, at: induction.place))
    }
    if !open.isEmpty { forms.append(absence) }
    for period in open {
      let own = ofPost(period, isFirst: period.id == open.first?.id)
      forms += [own.hours(period), own.contract(period)]
      if actor.may(.recordInduction, at: period.place) { forms.append(own.support(period)) }
      forms.append(own.end(period))
    }
    if actor.may(.decideInduction, at: induction.place) { forms += [terms("reduction"), terms("extension")] }
    forms += ending
    return forms.isEmpty ? "" : Heading("Record what happens", .section).html + HTML(forms)
  }

  /// The forms of one post among several: what was typed for another post, and what is wrong with it, stands in that
  /// one’s alone. The identifiers of each are its own; those that the summary of what is wrong leads to, the sent one’s.
  private func ofPost(_ period: InductionPeriod, isFirst: Bool) -> InductionSteps {
    let sent = fields.values.string("period")
    var own = self
    if let sent, sent != period.id.description { own.fields = Fields() }
    if sent.map({ $0 != period.id.description }) ?? !isFirst { own.fields.idEnding = "-\(period.id)" }
    return own
  }

  private var died: HTML {
    form("death", "Record that the teacher has died") {
      Paragraph(
        "The induction ends: nothing is due any more. No mail goes to the teacher, and nobody can sign in to their "
          + "account. The head, the tutor, the mentor and the appropriate body are told.")
      fields.date("death-died_on", "When did they die?")
      Button("Record the death", kind: .warning)
    }
  }

  private var undoDeath: HTML {
    form("undo-death", "The death was recorded by mistake") {
      Paragraph("Posts go on as before, what is due is due again, and the teacher’s account is open again.")
      fields.textarea("undo-death-reason", "What was the mistake?", rows: 3)
      Button("Put it right", kind: .secondary)
    }
  }

  func form(_ step: String, _ title: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let isOpen = fields.problems.contains { $0.field.hasPrefix("\(step)-") }
    let inner = content()
    return Details(title, isOpen: isOpen) {
      Form("/inductions/\(record.induction.id)/\(step)", in: context) {
        // Tutor and mentor are replaced: a fault in between doesn’t make what another has stored one’s own.
        if step == "support", isOpen {
          fields.version(record.induction.version)
        } else {
          HiddenInput("version", String(record.induction.version))
        }
        inner
      }
    }.html
  }

  private var address: HTML {
    var fields = fields
    if !fields.values.has("address-email") { fields.values.set("address-email", record.induction.email) }
    return form("address", "Correct the teacher’s e-mail address") {
      Paragraph("Whoever has an account with this address sees the induction and gets its letters.")
      fields.email("address-email", "Teacher’s e-mail address")
      Button("Correct the address", kind: .secondary)
    }
  }

  private var absence: HTML {
    form("absence", "Record absence") {
      fields.date("absence-starts_on", "First day of absence")
      fields.date("absence-ends_on", "Last day of absence")
      fields.text(
        "absence-days", "Working days missed", hint: "School days in post only; half days such as 0.5 too.",
        width: .five, inputMode: "decimal")
      fields.select("absence-kind", "Reason for absence", InductionCaseForm.kinds)
      fields.textarea("absence-reason", "Note (optional)", rows: 2)
      Button("Record the absence", kind: .secondary)
    }
  }

  private func hours(_ period: InductionPeriod) -> HTML {
    form("hours", "Change the hours at \(period.schoolName)") {
      HiddenInput("period", period.id.description)
      fields.date("hours-starts_on", "From when")
      fields.text(
        "hours-fte", "Part of full time", hint: "Now \(period.fte).", width: .five, inputMode: "decimal")
      Button("Change the hours", kind: .secondary)
    }
  }

  /// What stands in the fields before somebody changes tutor or mentor.
  static func supportValues(_ period: InductionPeriod) -> FormData {
    var values = FormData()
    values.set("support-tutor_name", period.tutorName)
    values.set("support-tutor_email", period.tutorEmail)
    values.set("support-mentor_name", period.mentorName)
    values.set("support-mentor_email", period.mentorEmail)
    values.set("support-mentor_reason", period.mentorReason)
    return values
  }

  /// Tutor and mentor in one text, to know again whether they are as they were shown.
  static func seenSupport(_ period: InductionPeriod) -> String {
    SectionForm.lines(supportValues(period).fields.map(\.value).joined(separator: " | "))
  }

  private func support(_ period: InductionPeriod) -> HTML {
    var fields = fields
    let isSent = fields.values["period"] == period.id.description
    let seen = isSent ? fields.values.string("support-seen") : nil
    for field in Self.supportValues(period).fields where !fields.values.has(field.name) {
      fields.values.set(field.name, field.value)
    }
    return form("support", "Change tutor or mentor at \(period.schoolName)") {
      HiddenInput("period", period.id.description)
      HiddenInput("support-seen", seen ?? Self.seenSupport(period))
      fields.text("support-tutor_name", "Induction tutor", width: .twoThirds)
      fields.email("support-tutor_email", "Tutor’s e-mail address")
      fields.text("support-mentor_name", "Mentor", width: .twoThirds)
      fields.email("support-mentor_email", "Mentor’s e-mail address")
      if record.induction.currentRegime == .ect {
        fields.textarea(
          "support-mentor_reason", "If the mentor is the tutor as well: why?",
          hint: "Only exceptionally (DfE statutory guidance 2024, 2.45).", rows: 2)
      }
      Button("Change tutor and mentor", kind: .secondary)
    }
  }

  private func end(_ period: InductionPeriod) -> HTML {
    var fields = fields
    if period.leavesTeaching, !fields.problems.contains(where: { $0.field.hasPrefix("end-") }) {
      fields.values.set("end-leaves", "yes")
    }
    return form("end", "End the period at \(period.schoolName)") {
      HiddenInput("period", period.id.description)
      if let day = period.endsOn {
        Paragraph("The last day recorded is \(LondonTime.longDate(day)). Enter another one to change it.")
      }
      if record.isPlannedChange(period, on: today) { PlannedChangeNote(record, period, context) }
      fields.date("end-ends_on", "Last day", hint: "It may lie ahead: induction goes on until then.")
      fields.checkboxes("end-leaves", "Why it ends", [Choice("yes", "The teacher leaves teaching")])
      Button("End the period", kind: .warning)
    }
  }

  /// A box that confirms a reduction by which induction is over at once, where that was asked.
  private var meant: HTML {
    let name = "reduction-confirmed"
    guard fields.problem(of: name) != nil || fields.values.has(name),
      let terms = fields.values.trimmed("reduction-terms")
    else { return "" }
    return fields.checkboxes(
      name, "Is this reduction meant?",
      [Choice(terms, "Yes, reduce the induction to \(TermWords.terms(terms))")]
    ).html
  }

  private func terms(_ step: String) -> HTML {
    let isReduction = step == "reduction"
    return form(step, isReduction ? "Agree a reduction" : "Extend induction") {
      fields.text(
        "\(step)-terms", isReduction ? "To how many terms in all" : "By how many terms", width: .five,
        inputMode: "decimal")
      if isReduction {
        fields.date(
          "reduction-consented_on", "When the teacher consented",
          hint: "Induction is not reduced without the teacher’s consent.")
      }
      fields.textarea("\(step)-reason", "Reasons", rows: 3)
      if isReduction { meant }
      Button(isReduction ? "Agree the reduction" : "Extend induction", kind: .secondary)
    }
  }
}

/// Absence, reductions, extensions, lead schools and corrections, with a way to take back what can be.
struct InductionEventTable: Component {
  private let record: InductionRecord
  private let today: CivilDate
  private let context: AppRequestContext

  init(_ record: InductionRecord, today: CivilDate, _ context: AppRequestContext) {
    (self.record, self.today, self.context) = (record, today, context)
  }

  var html: HTML {
    if record.events.isEmpty { return "" }
    return Table(
      "Absence, changes and corrections",
      columns: [.init("What"), .init("Note"), .init("Entered"), .init("Take back")],
      rows: record.events.map { event in
        [
          HTML(text: event.title), HTML(text: event.note.isEmpty ? "–" : event.note),
          HTML(text: "\(event.enteredBy), \(LondonTime.dateAndTime(event.enteredAt))"), removal(event),
        ]
      }
    ).html
  }

  private func removal(_ event: InductionEvent) -> HTML {
    if let removed = event.removedAt { return HTML(text: "Taken back \(LondonTime.dateAndTime(removed))") }
    guard record.mayTakeBack(event, context.webActor, on: today) else { return "–" }
    return Form("/inductions/\(record.induction.id)/remove", in: context) {
      HiddenInput("version", String(record.induction.version))
      HiddenInput("entry", event.id.description)
      Button("Take back “\(event.title)”", kind: .link)
    }.html
  }
}
