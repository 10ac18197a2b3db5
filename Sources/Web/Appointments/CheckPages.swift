import Domain
import HTTPSupport
import Hummingbird

/// The checks before somebody starts, and the appointment.
struct CheckPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("received/:id/checks") { try await show($0, $1) }
    pages.get("received/:id/checks/:check") { try await edit($0, $1) }
    pages.post("received/:id/checks/:check") { try await record($0, $1) }
    pages.post("received/:id/appoint") { try await appoint($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(try context.applicationID(), Fields(), news: SchoolNews.banner(request), context)
  }

  private func appoint(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      _ = try await AppointApplicant(environment.services)(
        id, riskAssessment: SectionForm.lines(context.form["risk_assessment"]),
        expectedVersion: context.form.int("version"), by: context.webActor)
      return .seeOther(SchoolNews.appointed.on("/received/\(id)/checks"))
    } catch {
      let problems = try Refusal.problems(error, field: "risk_assessment")
      return try await page(id, Fields(context.form, problems: problems), context)
    }
  }

  private func page(
    _ id: ApplicationID, _ fields: Fields, news: NotificationBanner? = nil, _ context: AppRequestContext
  ) async throws -> Response {
    let checks = try await ReadChecks(environment.services)(id, by: context.webActor)
    let application = checks.application
    let gaps = try await ReadOffers(environment.services).gaps(id, by: context.webActor)
    let preview =
      application.state.mayBecome(.appointed) && context.webActor.may(.readSelection, at: application.place)
      ? try await WaitingCandidates(environment.services).preview(
        appointing: application, by: context.webActor) : nil
    let left = application.state == .appointed ? try await waiting(application, context) : 0
    let induction = try await InductionStep.of(application, in: context, environment.services)
    return environment.respond(
      Page(
        "Checks before the start", path: "/school", problems: fields.problems,
        above: BackLink(to: "/received/\(id)"), banner: news, isWide: true
      ) {
        Heading(
          "Checks before the start", caption: "\(application.applicantName), \(application.vacancyTitle)")
        if checks.checks.isEmpty {
          EmptyState("No checks yet", "They begin when the applicant accepts an offer.")
        } else {
          SummaryList([.init("State", html: application.state.tag.html)])
          for mark in checks.marks { WarningText(mark) }
          Self.table(checks)
          Self.missing(gaps, application)
          WaitingNote(application.vacancy, left)
          decision(checks, preview, fields, context)
          ApplicantsNumberLink(application, context.webActor)
          if let induction { induction }
        }
      }, in: context)
  }

  /// What is no check, and belongs before a start all the same.
  private static func missing(_ gaps: OfferGaps, _ application: SentApplication) -> HTML {
    if application.state == .appointed { return "" }
    let base = "/received/\(application.id)"
    var html: HTML = ""
    if gaps.lacksDisclosure {
      html =
        html
        + InsetText {
          Paragraph(
            html: "The self-disclosure has not been sent yet. \(Link("Ask for it", to: "\(base)/disclosure"))"
          )
        }.html
    }
    if gaps.lacksSearch {
      html =
        html
        + InsetText {
          Paragraph(html: "No online search is noted. \(Link("Note one", to: "\(base)/online-search"))")
        }.html
    }
    return html
  }

  private static func table(_ checks: ApplicationChecks) -> Table {
    let base = "/received/\(checks.application.id)/checks"
    return Table(
      "Checks", isCaptionHidden: true,
      columns: [.init("Check"), .init("Outcome"), .init("Made"), .init("Why it applies")],
      rows: checks.checks.map { check in
        let entry = check.entry
        let made = [entry.checkedOn.map(LondonTime.shortDate) ?? "", entry.checkedBy].filter { !$0.isEmpty }
        return [
          Link(check.kind.title, to: "\(base)/\(check.kind.code)").html, entry.outcome.tag.html,
          HTML(lines: made), HTML(text: check.why),
        ]
      })
  }

  /// How many still wait although all posts are filled by this appointment.
  private func waiting(_ application: SentApplication, _ context: AppRequestContext) async throws -> Int {
    guard context.webActor.may(.readSelection, at: application.place) else { return 0 }
    return try await WaitingCandidates(environment.services)(application.vacancy, by: context.webActor)
      .waiting.count
  }

  /// What the appointment does, before its button.
  private static func consequences(_ preview: AppointmentPreview?) -> HTML {
    guard let preview else { return "" }
    return InsetText {
      Paragraph(preview.vacancySentence)
      if let waiting = preview.waitingSentence {
        Paragraph(waiting)
        if preview.fillsVacancy { Paragraph("You can tell them all in one go afterwards.") }
      }
    }.html
  }

  private func decision(
    _ checks: ApplicationChecks, _ preview: AppointmentPreview?, _ fields: Fields,
    _ context: AppRequestContext
  ) -> HTML {
    let application = checks.application
    if let appointedAt = checks.appointedAt, application.state == .appointed {
      var rows: [SummaryList.Row] = [.init("Appointed", LondonTime.dateAndTime(appointedAt))]
      if let assessment = checks.riskAssessment { rows.append(.init("Risk assessment", assessment)) }
      return SummaryList(rows, title: "The appointment").html
    }
    guard application.state.mayBecome(.appointed) else { return "" }
    let heading = standing(checks, context) + Heading("Appoint", .section).html
    if !checks.obstacles.isEmpty && !checks.mayStartBeforeCertificate {
      return heading + Paragraph("Somebody can be appointed once these are done:").html
        + BulletList(checks.obstacles).html
    }
    guard context.webActor.may(.appointApplicant, at: application.place) else {
      return heading + Paragraph("Only your head can appoint somebody.").html
    }
    return heading
      + Form("/received/\(application.id)/appoint", in: context) {
        HiddenInput("version", String(application.version))
        if checks.mayStartBeforeCertificate {
          InsetText(
            "Only the DBS certificate is outstanding. Statutory guidance lets somebody start before it arrives when "
              + "every other check is made, the barred list among them, and the risk is assessed.")
          fields.textarea(
            "risk_assessment", "Risk assessment: how are children kept safe until the certificate arrives?",
            rows: 5, limit: .characters(4_000))
        }
        Self.consequences(preview)
        Button("Appoint \(application.applicantName)")
      }.html
  }

  /// Whether the offer depends on the checks still, and the button that says that it doesn't any more.
  private func standing(_ checks: ApplicationChecks, _ context: AppRequestContext) -> HTML {
    let application = checks.application
    if application.state == .unconditional {
      let open = checks.obstacles.joined(separator: ", ")
      return checks.obstacles.isEmpty
        ? InsetText("The offer is unconditional, and the applicant is told. Appoint them next.").html
        : WarningText("The offer is unconditional, but these checks are open again: \(open).").html
    }
    guard checks.obstacles.isEmpty, context.webActor.may(.makeOffer, at: application.place) else { return "" }
    return Heading("Make the offer unconditional", .section).html
      + Paragraph(
        "Every check is done. We tell \(application.applicantName) that the offer depends on nothing any more, so that "
          + "they can give notice where they work now."
      ).html
      + Form("/received/\(application.id)/offer/confirm", in: context) {
        HiddenInput("version", String(application.version))
        Button("Make the offer unconditional", kind: .secondary)
      }.html
  }

  // MARK: One check

  private func found(
    _ context: AppRequestContext
  ) async throws -> (checks: ApplicationChecks, check: PreEmploymentCheck) {
    let checks = try await ReadChecks(environment.services)(
      try context.applicationID(), by: context.webActor)
    guard let check = checks.checks.first(where: { $0.kind.code == context.parameters.get("check") }) else {
      throw DomainError.notFound("check")
    }
    return (checks, check)
  }

  private func edit(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (checks, check) = try await found(context)
    return try await editPage(checks, check, Fields(CheckForm.values(check)), context)
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (checks, check) = try await found(context)
    do {
      let (entry, unread) = CheckForm.entry(context.form)
      _ = try await RecordCheck(environment.services)(
        checks.application.id, check.kind.code, entry, unread: unread,
        confirmed: CheckForm.confirmed(context.form), expectedVersion: context.form.int("version"),
        by: context.webActor)
      return .seeOther(SchoolNews.check.on("/received/\(checks.application.id)/checks"))
    } catch DomainError.staleVersion(let current) {
      let now = try await found(context).check
      let base = "/received/\(checks.application.id)/checks"
      let rows = Conflict.rows(
        CheckForm.asked(of: now.kind), stored: CheckForm.values(now), yours: context.form)
      return environment.respond(
        Conflict.page(
          rows, action: "\(base)/\(now.kind.code)", stored: "\(base)/\(now.kind.code)", at: "/school",
          current,
          context), in: context)
    } catch {
      let problems = CheckForm.ordered(try Refusal.problems(error, field: "outcome"))
      return try await editPage(checks, check, Fields(context.form, problems: problems), context)
    }
  }

  private func editPage(
    _ checks: ApplicationChecks, _ check: PreEmploymentCheck, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let id = checks.application.id
    let history = try await ReadChecks(environment.services).history(
      id, check.kind.code, by: context.webActor)
    let base = "/received/\(id)/checks"
    let concerns =
      check.kind.code == CheckKind.references
      ? try await ReadReferences(environment.services).toTakeUp(checks.application, by: context.webActor) : []
    return environment.respond(
      Page(
        check.kind.title, path: "/school", problems: fields.problems, above: BackLink(to: base, "All checks")
      ) {
        Heading(check.kind.title, caption: checks.application.applicantName)
        Paragraph(check.kind.guidance)
        Paragraph(check.why)
        if check.kind.code == CheckKind.references {
          Paragraph(
            html:
              "References received: \(checks.referencesReceived). \(Link("See them", to: "/received/\(id)/references"))"
          )
          ReferencesToTakeUp(concerns, at: environment.services.now())
        }
        Form("\(base)/\(check.kind.code)", in: context) {
          fields.hidden("version")
          CheckForm(fields, of: check.kind, hasConcern: !concerns.isEmpty)
          Button("Save this check")
        }
        CheckHistory(history)
      }, in: context)
  }
}
