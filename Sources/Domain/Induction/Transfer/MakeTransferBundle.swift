import Foundation
import Postgres

/// Puts together what is given over of an induction.
struct MakeTransferBundle: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// The record as it stands now.
  func callAsFunction(
    _ transfer: InductionTransfer, of record: InductionRecord, in db: some Queryable
  ) async throws -> TransferBundle {
    let given = try await given(record, transfer, in: db)
    let reckoning = try given.map { try PlanInduction().reckoning($0) }
    let events = record.events.filter { $0.removedAt == nil }
    let assessments = try await assessments(record.induction, in: db)
    let known = try await InductionAssessment.list("a.induction_id = \(record.induction.id)", in: db)
    let missing = InterimRule.missing(record, until: transfer.lastDay, known)
    let interim = try await InterimRule.finding(record, until: transfer.lastDay, in: db)
    return TransferBundle(
      reference: record.induction.reference, fromBody: record.induction.bodyName, toBody: transfer.bodyName,
      toSchool: transfer.schoolName, transfersOn: transfer.transfersOn, cause: transfer.cause.title,
      reason: transfer.reason, madeOn: services.today, teacher: try Self.teacher(record.induction),
      registrations: try await registrations(record, in: db), periods: record.periods.map(Self.period),
      terms: try terms(record, given, reckoning, transfer),
      explanation: Self.explanation(record.induction, transfer),
      absences: events.compactMap(Self.absence), daysAbsent: reckoning?.daysAbsent(through: transfer.lastDay),
      daysAbsentInPart: reckoning?.daysAbsentInPart(through: transfer.lastDay),
      daysToBringForward: reckoning?.givenOver(on: transfer.lastDay).days,
      daysOnLeave: Self.daysOnLeave(events, try record.induction.rules()),
      changes: try await changes(record.induction.id, events, in: db), assessments: assessments,
      concerns: (Self.concerns(assessments) + (try await supportPlans(record.induction.id, in: db)))
        .sorted { $0.on < $1.on },
      interimAssessment: interim.title,
      missingAssessments: missing.map {
        "Formal assessment \($0.number), due on \(LondonTime.longDate($0.due)), was not written"
      })
  }

  private static func teacher(_ induction: Induction) throws -> TransferBundle.Teacher {
    let regime = try induction.rules().regime(induction.currentRegime)
    return .init(
      name: induction.name, trn: induction.trn, birthDate: induction.birthDate, email: induction.email,
      qtsAwardedOn: induction.qtsAwardedOn, regime: regime.name,
      programme: induction.programme)
  }

  private func registrations(
    _ record: InductionRecord, in db: some Queryable
  ) async throws -> [TransferBundle.Registration] {
    try await db.query(
      """
      SELECT \(fragment: InductionRegistration.columns) FROM \(fragment: InductionRegistration.tables)
      WHERE r.id = ANY (\(record.registrations.map(\.rawValue))) AND r.state = 'accepted' ORDER BY r.created_at, r.id
      """, as: InductionRegistration.self
    ).map { .init(reference: $0.reference, school: $0.schoolName, countsFrom: $0.confirmedStart) }
  }

  private static func period(_ period: InductionPeriod) -> TransferBundle.Period {
    .init(
      school: period.schoolName, from: period.startsOn, until: period.endsOn, fte: period.fte,
      post: period.post, tutor: period.tutorName, mentor: period.mentorName)
  }

  /// What is left: the terms required and by which they are extended, less those served here and before.
  private func terms(
    _ record: InductionRecord, _ given: InductionCase?, _ reckoning: PlanReckoning?,
    _ transfer: InductionTransfer
  ) throws -> TransferBundle.Terms? {
    let induction = record.induction
    guard let plan = induction.plan else { return nil }
    let served =
      transfer.cause == .schoolChangesBody
      ? try given.map { try Self.servedInPost($0, transfer) } ?? plan.servedTerms : plan.servedTerms
    let before = TermFraction(text: induction.earlierTerms)?.rounded ?? 0
    let left = max(plan.requiredTerms + plan.extensionTerms - before - served, 0)
    // Days absent are days in post, and served again at the end: here they count once, among what is outstanding.
    let absent = min(reckoning?.termsMadeUpHere ?? 0, served)
    return .init(
      required: plan.requiredTerms, extended: plan.extensionTerms,
      extendedByDecision: reckoning.map { NSDecimalNumber(decimal: $0.decidedTerms).doubleValue },
      broughtForward: before,
      broughtForwardFrom: induction.earlierBody, servedHere: Self.rounded(served - absent),
      absenceToMakeUp: absent,
      toBringForward: reckoning.map {
        Self.rounded(max(before + served - $0.givenOver(on: transfer.lastDay).madeUp, 0))
      },
      outstanding: Self.rounded(left), countedUntil: transfer.lastDay)
  }

  private static func rounded(_ terms: Double) -> Double { (terms * 10_000).rounded() / 10_000 }

  /// What the plan is reckoned from, up to the last day here; nil where there is no plan. Where the school changes its
  /// body the post goes on, so that it counts however short it is yet. One term is the least of an employment, not of
  /// the time under one body (DfE statutory guidance 2024, 2.33).
  private func given(
    _ record: InductionRecord, _ transfer: InductionTransfer, in db: some Queryable
  ) async throws -> InductionCase? {
    guard var given = try await PlanBasis.inductionCase(of: record.induction, record.periods, in: db) else {
      return nil
    }
    guard transfer.cause == .schoolChangesBody else { return given }
    given.periods = given.periods.map {
      .init(
        start: $0.start, end: $0.end == transfer.lastDay ? nil : $0.end, fte: $0.fte, contract: $0.contract,
        resumes: $0.resumes)
    }
    given.absences.removeAll { $0.start > transfer.lastDay }
    return given
  }

  private static func servedInPost(_ given: InductionCase, _ transfer: InductionTransfer) throws -> Double {
    let service = try PlanInduction().service(given)
    return service.served(0..<service.calendar.end(through: transfer.lastDay)).rounded
  }

  private static func explanation(
    _ induction: Induction, _ transfer: InductionTransfer
  ) -> [InductionPlan.Step] {
    let steps = induction.plan?.explanation ?? []
    guard transfer.cause == .schoolChangesBody else { return steps }
    return steps + [
      InductionPlan.Step(
        rule: "part-time", source: "DfE statutory guidance 2024, 2.33–2.36",
        text: "The school changes its appropriate body and the post goes on: what was served in it counts, "
          + "however short it is yet.")
    ]
  }

  private static func absence(_ event: InductionEvent) -> TransferBundle.Absence? {
    guard event.kind == .absence, let from = event.startsOn, let until = event.endsOn, let days = event.days
    else { return nil }
    return .init(
      from: from, until: until, days: days, kind: AbsenceWords.title(event.absenceKind ?? "other"),
      note: event.reason)
  }

  /// Days of leave that extends at the teacher’s request only, as they were recorded.
  private static func daysOnLeave(_ events: [InductionEvent], _ rules: InductionRules) -> Decimal {
    events.filter { $0.kind == .absence && rules.leaveOnRequest.contains($0.absenceKind ?? "") }
      .reduce(0) { $0 + ($1.days ?? 0) }
  }

  private func changes(
    _ id: InductionID, _ events: [InductionEvent], in db: some Queryable
  ) async throws -> [TransferBundle.Change] {
    let agreed = events.filter { $0.kind != .absence }.map {
      TransferBundle.Change(on: LondonTime.date(of: $0.enteredAt), what: $0.title, reasons: $0.reason)
    }
    let decided = try await InductionDecision.list(id, in: db).compactMap { decision in
      decision.decidedAt.flatMap { day in
        decision.outcome.map {
          TransferBundle.Change(
            on: LondonTime.date(of: day), what: "Decided: \($0.title.lowercasedFirst)",
            reasons: decision.outcomeReasons ?? "")
        }
      }
    }
    return (agreed + decided).sorted { $0.on < $1.on }
  }

  private func assessments(
    _ induction: Induction, in db: some Queryable
  ) async throws -> [TransferBundle.Assessment] {
    var found: [TransferBundle.Assessment] = []
    for one in try await InductionAssessment.list("a.induction_id = \(induction.id)", in: db)
    where one.wasCompleted {
      let signatures = try await db.query(
        """
        SELECT from_state, to_state, signed_by_name, signed_at, note, content, facts, without_teacher
        FROM induction_signature
        WHERE assessment_id = \(one.id) ORDER BY signed_at, id
        """, as: AssessmentSignature.self)
      let isOpened = one.state == .draft || one.state == .drafted
      let shown =
        isOpened
        ? AssessmentRecord.asCompleted(one, induction, signatures)
        : AssessmentRecord(
          assessment: one, teacherName: induction.name, signatures: signatures,
          facts: signatures.last?.facts ?? [:], problems: [], mayWrite: false, maySign: false,
          mayReopen: false)
      found.append(Self.assessment(shown, try AssessmentForm.load(version: one.formVersion)))
    }
    return found
  }

  private static func assessment(
    _ record: AssessmentRecord, _ form: AssessmentForm
  ) -> TransferBundle.Assessment {
    let one = record.assessment
    let completed = record.signatures.last { $0.to == .completed }?.signedAt
    return .init(
      title: one.title, school: one.schoolName, state: one.state.title,
      isUnsatisfactory: one.answers["progress"] == "unsatisfactory",
      completedOn: completed.map { LondonTime.date(of: $0) },
      answers: answers(one, record.facts, form), teacherComments: one.teacherComments,
      signatures: record.signatures.map {
        "\($0.title), \($0.signedBy), \(LondonTime.longDate(LondonTime.date(of: $0.signedAt)))"
      })
  }

  /// What stands on it from the record, and what was written.
  private static func answers(
    _ one: InductionAssessment, _ facts: [String: String], _ form: AssessmentForm
  ) -> [TransferBundle.Answer] {
    let known = AssessmentFacts.labels.compactMap { key, label in
      facts[key].map { TransferBundle.Answer(question: label, answer: $0) }
    }
    return known
      + form.keys(one.kind).compactMap { key in
        let answer = (one.answers[key] ?? "").trimmed
        return answer.isEmpty ? nil : .init(question: form.label(of: key), answer: answer)
      }
  }

  /// Support plans that were opened because of a concern.
  private func supportPlans(
    _ id: InductionID, in db: some Queryable
  ) async throws -> [TransferBundle.Change] {
    try await db.query(
      """
      SELECT opened_at, closed_at, reason FROM support_plan
      WHERE induction_id = \(id) AND ground <> 'wish' ORDER BY opened_at, id
      """
    ).map { row in
      let closed = try row.decodeIfPresent("closed_at", as: Date.self)
      return .init(
        on: LondonTime.date(of: try row.decode("opened_at")),
        what: "A support plan was opened because progress was a concern"
          + (closed.map { ", and closed on \(LondonTime.shortDate(LondonTime.date(of: $0)))" } ?? ""),
        reasons: try row.decode("reason"))
    }
  }

  private static func concerns(_ assessments: [TransferBundle.Assessment]) -> [TransferBundle.Change] {
    assessments.filter(\.isUnsatisfactory).compactMap { one in
      one.completedOn.map { day in
        .init(
          on: day, what: "\(one.title): progress was called unsatisfactory",
          reasons: one.answers.first { $0.question == "Support plan" }?.answer ?? "")
      }
    }
  }
}
