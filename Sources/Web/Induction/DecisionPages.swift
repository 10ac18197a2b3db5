import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// How an induction ends, on the page of the induction.
struct DecisionPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    for step in DecisionStep.allCases.map(\.rawValue) {
      pages.post("inductions/:induction/decision/\(step)") { try await take(step, $0, $1) }
    }
  }

  /// Where a refusal is shown that names no field.
  private static func field(_ step: String) -> String {
    switch step {
    case "represent": "text"
    case "withdraw", "take-back", "send-back": "reason"
    default: "outcome"
    }
  }

  private func take(_ step: String, _ request: Request, _ context: AppRequestContext) async throws -> Response
  {
    let (id, form, actor) = (try context.inductionOfPath(), context.form, context.webActor)
    let (decide, version) = (DecideInduction(environment.services), form.int("version"))
    let outcome = InductionOutcome(rawValue: form["\(step)-outcome"])
    let reasons = SectionForm.lines(form["\(step)-reasons"])
    do {
      switch step {
      case "recommend":
        _ = try await decide.recommend(
          id, outcome, reasons: reasons, earlyReason: SectionForm.lines(form["recommend-early_reason"]),
          expectedVersion: version, by: actor)
      case "represent":
        _ = try await decide.represent(id, SectionForm.lines(form["represent-text"]), by: actor)
      case "decide":
        let typed = form.trimmed("decide-extension_terms") ?? ""
        let terms = typed.wholeMatch(of: /[0-9]{1,2}(\.[0-9]{1,2})?/) == nil ? nil : Decimal(string: typed)
        _ = try await decide.decide(
          id, outcome, reasons: reasons, extensionTerms: terms,
          earlyReason: SectionForm.lines(form["decide-early_reason"]), expectedVersion: version, by: actor)
      case "withdraw":
        _ = try await decide.withdraw(
          id, reason: SectionForm.lines(form["withdraw-reason"]), expectedVersion: version, by: actor)
      case "take-back":
        _ = try await decide.takeBack(
          id, reason: SectionForm.lines(form["take-back-reason"]), expectedVersion: version, by: actor)
      case "send-back":
        _ = try await decide.sendBack(
          id, reason: SectionForm.lines(form["send-back-reason"]), expectedVersion: version, by: actor)
      default: _ = try await decide.confirm(id, expectedVersion: version, by: actor)
      }
      let isProposal = step == "decide" && outcome == .notSatisfactory
      return .seeOther("/inductions/\(id)?done=\(isProposal ? "propose" : step)")
    } catch {
      let refusal = try await refusal(of: step, id, error, actor)
      let problems = try Refusal.problems(refusal, field: Self.field(step)).map {
        FieldProblem(field: "\(step)-\($0.field)", message: $0.message)
      }
      return try await InductionRecordPages(environment).page(id, Fields(form, problems: problems), context)
    }
  }

  /// Why a step is refused: where somebody else was first, what they did and when.
  private func refusal(
    of step: String, _ id: InductionID, _ error: any Error, _ actor: Actor
  ) async throws -> any Error {
    switch error {
    case DomainError.staleVersion, DomainError.conflict: break
    default: return error
    }
    guard let step = DecisionStep(rawValue: step),
      let done = try await DecideInduction(environment.services).doneInstead(of: step, id, by: actor)
    else { return error }
    return DomainError.conflict(done)
  }
}

/// What was recommended and decided, and the forms for whoever’s turn it is.
struct InductionEnding {
  let record: InductionRecord
  let decisions: [InductionDecision]
  /// The appeals whose part of the page the reader sees.
  let appeals: [InductionAppeal]
  let isOwn: Bool
  let today: CivilDate
  let fields: Fields
  let context: AppRequestContext

  var html: HTML {
    let body =
      HTML(decisions.map { SummaryList(rows($0), title: "Recommendation and decision").html })
      + HTML(openSteps.map(form(of:))) + kept
    return body.isEmpty ? "" : Heading("How induction ends", .section).html + body
  }

  private func rows(_ decision: InductionDecision) -> [SummaryList.Row] {
    var rows: [SummaryList.Row] = [
      .init(
        "Recommended",
        "\(decision.recommendation.title), by \(decision.recommendedBy), \(LondonTime.dateAndTime(decision.recommendedAt))"
      ), .init("Reasons of the recommendation", decision.recommendationReasons),
    ]
    if let early = decision.recommendationEarlyReason {
      rows.append(.init("Recommended all the same because", early))
    }
    rows += [
      .init("The teacher may answer until", LondonTime.longDate(decision.representBy)),
      .init("The body decides by", LondonTime.longDate(decision.decideBy)),
    ]
    if let text = decision.representations { rows.append(.init("The teacher’s answer", text)) }
    rows += decision.withdrawnProposals.map { withdrawn in
      .init(
        "Proposed failure, withdrawn",
        """
        Proposed by \(withdrawn.proposedBy), \(LondonTime.dateAndTime(withdrawn.proposedAt)): \(withdrawn.reasons)
        Withdrawn by \(withdrawn.withdrawnBy), \(LondonTime.dateAndTime(withdrawn.withdrawnAt)): \(withdrawn.reason)
        """)
    }
    if decision.missingAssessments > 0 {
      rows.append(.init("Formal assessments not received", "\(decision.missingAssessments)"))
    }
    if let returned = decision.returned {
      rows.append(
        .init(
          returned.way.title,
          "By \(returned.by), \(LondonTime.dateAndTime(returned.at)): \(returned.reason)"))
    }
    if let outcome = decision.outcome {
      let terms = decision.extensionTerms.map { " by \(TermWords.terms($0))" } ?? ""
      let state = decision.decidedAt.map { ", \(LondonTime.dateAndTime($0))" } ?? ", proposed"
      rows.append(.init("Decision", "\(outcome.title)\(terms)\(state), by \(decision.proposedBy ?? "")"))
      rows.append(.init("Reasons of the decision", decision.outcomeReasons))
      if let early = decision.earlyReason {
        let done = decision.decidedAt == nil ? "Proposed" : "Decided"
        rows.append(.init("\(done) all the same because", early))
      }
    }
    if let second = decision.confirmedBy { rows.append(.init("Confirmed by", second)) }
    if let ended = decision.appeal {
      rows.append(onAppeal(ended))
    } else if let appeal = decision.appealWords(appeals, on: today) {
      rows.append(.init("Appeal", appeal))
    }
    return rows
  }

  /// What came of the appeal, with the way to its part of the page for whoever sees that.
  private func onAppeal(_ appeal: AppealOutcome) -> SummaryList.Row {
    let day = LondonTime.longDate(appeal.endedOn)
    let words = appeal.changedTo.map { "\(day), to: \($0)" } ?? day
    let label = appeal.changedTo == nil ? "Appeal dismissed" : "Changed on appeal"
    guard appeals.contains(where: { $0.id == appeal.id }) else { return .init(label, words) }
    return .init(label, html: Link(words, to: "#appeal-\(appeal.id)").html)
  }

  private var open: InductionDecision? { decisions.last.flatMap { $0.isOpen ? $0 : nil } }

  /// The steps whose turn it is for whoever reads.
  private var openSteps: [String] {
    let (induction, actor) = (record.induction, context.webActor)
    let isBody = actor.may(.decideInduction, at: induction.place)
    if induction.state.takesRecommendation,
      record.lead(on: today).map({ actor.may(.registerInduction, at: $0.place) }) == true
    {
      return ["recommend"]
    }
    guard induction.state == .recommended else { return [] }
    if isOwn, let open, today <= open.representBy { return ["represent"] }
    let isHead = record.periods.contains { actor.may(.registerInduction, at: $0.place) }
    if isHead, !isBody, open != nil { return ["take-back"] }
    guard isBody else { return [] }
    return open?.needsSecond == true ? ["confirm", "withdraw"] : ["decide", "send-back"]
  }

  private func form(of step: String) -> HTML {
    switch step {
    case "recommend": outcomeForm("recommend", "Recommend an outcome", "Send the recommendation")
    case "represent": answer
    case "take-back": takeBack
    case "confirm": confirmation
    case "withdraw": withdrawal
    case "decide": outcomeForm("decide", "Decide", "Decide and send the letters")
    default: sendBack
    }
  }

  /// What was typed for a step that somebody else has taken meanwhile, where its fault leads to.
  private var kept: HTML {
    let asked = [
      ("recommend", "reasons", "Reasons"),
      ("recommend", "early_reason", "Why you recommend it all the same"),
      ("represent", "text", "What you want to say"),
      ("take-back", "reason", "Why you take the recommendation back"),
      ("decide", "extension_terms", "By how many terms"), ("decide", "reasons", "Reasons"),
      ("decide", "early_reason", "Why it is decided all the same"),
      ("withdraw", "reason", "Why the proposal is withdrawn"),
      ("send-back", "reason", "What the school has to put right"),
    ]
    let gone = asked.filter { step, _, _ in
      !openSteps.contains(step) && fields.problems.contains { $0.field.hasPrefix("\(step)-") }
    }
    let outcome = gone.first.flatMap { InductionOutcome(rawValue: fields.values["\($0.0)-outcome"]) }
    let typed = TooLate.kept(
      [TooLate.Typed("Outcome", outcome?.title ?? "")]
        + gone.map { step, name, label in
          TooLate.Typed(label, SectionForm.lines(fields.values["\(step)-\(name)"]))
        })
    guard let step = gone.first?.0, !typed.isEmpty,
      let problem = fields.problems.first(where: { $0.field.hasPrefix("\(step)-") })
    else { return "" }
    return "<div id=\"\(problem.field)\" tabindex=\"-1\">\(typed)</div>"
  }

  private var answer: HTML {
    let hasAnswered = open?.representations != nil
    return form("represent", hasAnswered ? "Add to your answer" : "Answer the recommendation") {
      fields.textarea(
        "represent-text", hasAnswered ? "What do you want to add?" : "What do you want to say?", rows: 6,
        limit: .characters(5_000))
      Button("Send it to the appropriate body")
    }
  }

  private var withdrawal: HTML {
    form("withdraw", "Withdraw the proposal to decide otherwise", isOpen: false) {
      Paragraph("The proposal stays on the record of the appropriate body, with your reason.")
      fields.textarea("withdraw-reason", "Why is the proposal withdrawn?", rows: 3)
      Button("Withdraw the proposal", kind: .secondary)
    }
  }

  /// A failure is confirmed by somebody else than whoever proposed it.
  private var confirmation: HTML {
    guard let open, open.mayBeConfirmed(by: context.webActor) else {
      return InsetText("You proposed the failure, so somebody else must confirm it: another officer.").html
    }
    return form("confirm", "Confirm the failure as a second person") {
      Paragraph("A failure is decided by two people. Whoever proposed it can’t confirm it.")
      Button("Confirm the failure", kind: .warning)
    }
  }

  private var takeBack: HTML {
    form("take-back", "Take the recommendation back", isOpen: false) {
      Paragraph(
        "You can take it back until the appropriate body has decided. It stays on the record with your reason, and you "
          + "recommend again.")
      fields.textarea("take-back-reason", "Why do you take it back?", rows: 3)
      Button("Take the recommendation back", kind: .secondary)
    }
  }

  private var sendBack: HTML {
    form("send-back", "Send the recommendation back to the school", isOpen: false) {
      Paragraph("The head is told why, and has ten working days to recommend again.")
      fields.textarea("send-back-reason", "What does the school have to put right?", rows: 3)
      Button("Send it back", kind: .secondary)
    }
  }

  private func outcomeForm(
    _ step: String, _ title: String, _ label: String, isOpen: Bool = true
  ) -> HTML {
    let terms =
      step == "decide"
      ? fields.text("decide-extension_terms", "By how many terms", width: .five, inputMode: "decimal").html
      : nil
    return form(step, title, isOpen: isOpen) {
      fields.radios(
        "\(step)-outcome", "Outcome",
        [
          Choice("satisfactory", "Satisfactory"),
          Choice("extension", "Extension", reveal: terms),
          Choice("not_satisfactory", "Not satisfactory"),
        ])
      fields.textarea("\(step)-reasons", "Reasons", rows: 5)
      objections(step) ?? ""
      Button(label, kind: step == "decide" ? .primary : .secondary)
    }
  }

  /// What stands against an end, with the reason that it takes.
  private func objections(_ step: String) -> HTML? {
    let check = record.completion
    let found = check.objections(on: today)
    if found.isEmpty && !check.isReckoning { return nil }
    let warning =
      check.isReckoning
      ? Paragraph(
        "The plan is being reckoned again after new term dates. If induction may be complete before its end, or "
          + "without an assessment, give the reason."
      ).html : WarningText(found.joined(separator: " ")).html
    return warning
      + fields.textarea(
        "\(step)-early_reason",
        step == "recommend" ? "Why do you recommend it all the same?" : "Why is it decided all the same?",
        hint: "Not needed for an extension.",
        rows: 3
      ).html
  }

  private func form(
    _ step: String, _ title: String, isOpen: Bool = true, @HTMLBuilder _ content: () -> HTML
  ) -> HTML {
    let isOpen = isOpen && step != "recommend" || fields.problems.contains { $0.field.hasPrefix("\(step)-") }
    let inner = content()
    return Details(title, isOpen: isOpen) {
      Form("/inductions/\(record.induction.id)/decision/\(step)", in: context) {
        HiddenInput("version", String(record.induction.version))
        inner
      }
    }.html
  }
}
