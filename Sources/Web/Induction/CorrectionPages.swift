import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Where a period of an induction is corrected, a change of hours taken back, and the lead school set.
struct CorrectionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let period = "inductions/:induction/periods/:period"
    pages.get("\(period)/correct") { try await show($0, $1) }
    pages.post("\(period)/correct") { try await correct($0, $1) }
    pages.post("\(period)/take-back") { try await takeBack($0, $1) }
    pages.get("inductions/:induction/lead-school") { try await showLead($0, $1) }
    pages.post("inductions/:induction/lead-school") { try await setLead($0, $1) }
  }

  // MARK: A period

  private func found(_ context: AppRequestContext) async throws -> (InductionRecord, InductionPeriod) {
    let record = try await ReadInductions(environment.services).find(
      try context.inductionOfPath(), by: context.webActor)
    let id = context.parameters.get("period").flatMap { InductionPeriodID($0) }
    guard let period = record.periods.first(where: { $0.id == id }),
      CorrectPeriod.may(record, period, context.webActor)
    else { throw DomainError.notFound("period") }
    return (record, period)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (record, period) = try await found(context)
    return page(record, period, Fields(Self.values(period)), context)
  }

  /// What stands in the fields before somebody changes it.
  private static func values(_ period: InductionPeriod) -> FormData {
    var values = FormData()
    values.set("starts_on", period.startsOn)
    values.set("ends_on", period.endsOn)
    values.set("end", period.endsOn == nil ? "open" : "known")
    values.set("fte", "\(period.fte)")
    values.set("leaves", period.leavesTeaching ? "yes" : nil)
    return values
  }

  private static let leaves = [Choice("yes", "The teacher leaves teaching")]

  /// A period as it is after another has changed the induction, beside what was sent.
  private func conflict(_ current: Int, _ context: AppRequestContext) async throws -> Response {
    let (record, period) = try await found(context)
    let here = "/inductions/\(record.induction.id)/periods/\(period.id)/correct"
    let first = record.isChangeOfHours(period) ? "First day of these hours" : "First day of the post"
    return environment.conflict(
      [
        .date("starts_on", first), .text("fte", "Part of full time"),
        .chosen(
          "end", "Whether it ends", [Choice("open", "It goes on"), Choice("known", "It has a last day")]),
        .date("ends_on", "Last day"), .chosen("leaves", "Why it ends", Self.leaves),
      ], stored: Self.values(period), action: here, shown: here, at: "/induction", current, context)
  }

  private func page(
    _ record: InductionRecord, _ period: InductionPeriod, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let address = "/inductions/\(record.induction.id)"
    let base = "\(address)/periods/\(period.id)"
    let isChange = record.isChangeOfHours(period)
    let isBody = context.webActor.may(.decideInduction, at: record.induction.place)
    let title = "Correct the period at \(period.schoolName)"
    return environment.respond(
      Page(
        title, path: "/induction", problems: fields.problems,
        above: BackLink(to: address, "Induction of \(record.induction.name)")
      ) {
        Heading(title, caption: record.induction.name)
        Paragraph(
          "Correct what was recorded wrongly. What happens from now on, such as other hours or the end of the post, is "
            + "recorded on the page of the induction. The correction stays to be seen with your reason.")
        Form("\(base)/correct", in: context) {
          fields.version(record.induction.version)
          fields.date(
            "starts_on", isChange ? "First day of these hours" : "First day of the post",
            hint: isChange || isBody ? nil : "The appropriate body sets it: ask it for another day.")
          fields.text("fte", "Part of full time", width: .five, inputMode: "decimal")
          fields.radios(
            "end", "Last day",
            [
              Choice("open", "It goes on"),
              Choice("known", "It has a last day", reveal: fields.date("ends_on", "Last day").html),
            ])
          fields.checkboxes("leaves", "Why it ends", Self.leaves)
          fields.textarea("reason", "Why is it corrected?", rows: 3, limit: .characters(2_000))
          Button("Correct the period")
        }
        if isChange {
          Details("Take the change of hours back", isOpen: fields.problem(of: "take_back_reason") != nil) {
            Form("\(base)/take-back", in: context) {
              HiddenInput("version", String(record.induction.version))
              Paragraph("The hours before go on as if there had been no change.")
              fields.textarea(
                "take_back_reason", "Why is it taken back?", rows: 3, limit: .characters(2_000))
              Button("Take the change back", kind: .warning)
            }
          }
        }
      }, in: context)
  }

  private func correct(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (record, period) = try await found(context)
    let form = context.form
    do {
      let end = form.date("ends_on").date
      if form["end"] != "open", end == nil {
        throw DomainError.invalid([FieldProblem(field: "ends_on", message: "Enter the last day.")])
      }
      _ = try await CorrectPeriod(environment.services)(
        period.id, of: record.induction.id,
        to: PeriodCorrection(
          startsOn: form.date("starts_on").date, endsOn: form["end"] == "open" ? nil : end,
          fte: DecimalEntry.partOfFullTime(form.trimmed("fte") ?? ""), leavesTeaching: form["leaves"] == "yes"
        ),
        reason: SectionForm.lines(form["reason"]), expectedVersion: form.int("version"),
        by: context.webActor)
      return .seeOther("/inductions/\(record.induction.id)?saved=1")
    } catch DomainError.staleVersion(let current) {
      return try await conflict(current, context)
    } catch {
      let problems = try Refusal.problems(error, field: "starts_on")
      return page(record, period, Fields(form, problems: problems), context)
    }
  }

  private func takeBack(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (record, period) = try await found(context)
    let form = context.form
    do {
      _ = try await CorrectPeriod(environment.services).takeBack(
        period.id, of: record.induction.id, reason: SectionForm.lines(form["take_back_reason"]),
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("/inductions/\(record.induction.id)?saved=1")
    } catch {
      var values = Self.values(period)
      values.set("take_back_reason", form["take_back_reason"])
      let problems = try Refusal.problems(error, field: "take_back_reason").map {
        FieldProblem(field: "take_back_reason", message: $0.message)
      }
      return page(record, period, Fields(values, problems: problems), context)
    }
  }

  // MARK: The lead school

  private func leadRecord(_ context: AppRequestContext) async throws -> InductionRecord {
    let record = try await ReadInductions(environment.services).find(
      try context.inductionOfPath(), by: context.webActor)
    guard SetLeadSchool.may(record, context.webActor, on: environment.services.today) else {
      throw DomainError.notFound("page")
    }
    return record
  }

  private func showLead(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    var values = FormData()
    values.set("starts_on", environment.services.today)
    return leadPage(try await leadRecord(context), Fields(values), context)
  }

  private func leadPage(
    _ record: InductionRecord, _ fields: Fields, _ context: AppRequestContext
  ) -> Response {
    let address = "/inductions/\(record.induction.id)"
    let today = environment.services.today
    return environment.respond(
      Page(
        "Lead school", path: "/induction", problems: fields.problems,
        above: BackLink(to: address, "Induction of \(record.induction.name)")
      ) {
        Heading("Lead school", caption: record.induction.name)
        Paragraph(
          "The teacher has posts at several schools. The head of one of them recommends and completes assessments and "
            + "reviews; what is due goes to that school, and the plan goes by its term dates. Now it is "
            + "\(record.lead(on: today)?.schoolName ?? "none").")
        Form("\(address)/lead-school", in: context) {
          HiddenInput("version", String(record.induction.version))
          fields.radios(
            "school_id", "Which school is to lead?",
            record.posts(on: today).map { Choice($0.place.organisation.description, $0.schoolName) })
          fields.date("starts_on", "From when")
          fields.textarea("reason", "Why?", rows: 3, limit: .characters(2_000))
          Button("Set the lead school")
        }
      }, in: context)
  }

  private func setLead(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (record, form) = (try await leadRecord(context), context.form)
    do {
      _ = try await SetLeadSchool(environment.services)(
        record.induction.id, to: OrganisationID(form["school_id"]), from: form.date("starts_on").date,
        reason: SectionForm.lines(form["reason"]), expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("/inductions/\(record.induction.id)?saved=1")
    } catch {
      let problems = try Refusal.problems(error, field: "school_id")
      return leadPage(record, Fields(form, problems: problems), context)
    }
  }
}

extension SummaryList.Row {
  /// Which of several schools leads an induction; none where there is one.
  static func leadSchool(of record: InductionRecord, on today: CivilDate, _ actor: Actor) -> [Self] {
    guard record.posts(on: today).count > 1, let lead = record.lead(on: today) else { return [] }
    let isMine = SetLeadSchool.may(record, actor, on: today)
    return [
      .init(
        "Lead school", lead.schoolName,
        change: isMine ? "/inductions/\(record.induction.id)/lead-school" : nil)
    ]
  }
}
