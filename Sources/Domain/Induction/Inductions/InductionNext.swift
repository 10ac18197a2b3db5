import Foundation
public import Postgres

/// What comes next in an induction: the earliest of what is due of assessments, and of decisions, letters and appeals.
public struct InductionNext: Sendable, Equatable {
  /// What it is.
  public let title: String
  /// By when, or from when on where it has no last day.
  public let dueOn: CivilDate
  /// Whose turn it is with an assessment that is begun or soon due, within a sentence; nil where the title says it.
  public let turn: String?
  /// Whether there is a day by which it is done.
  public var hasLastDay = true

  /// Whether its day is over.
  public func isOverdue(on today: CivilDate) -> Bool { hasLastDay && dueOn < today }

  /// By which the next is found: what has no last day is never before what is overdue.
  func urgency(on today: CivilDate) -> CivilDate { hasLastDay ? dueOn : max(dueOn, today) }

  /// Who reads a list: only the body sees its own letters and proposals, and only the teacher is asked to answer. Tutors
  /// and mentors who are named see nothing of recommendations and appeals there.
  enum Reader: Equatable {
    case body, teacher, named
    case school(OrganisationID, isHead: Bool)

    /// Whether they may know of an appeal: of a school the head whose recommendation it goes back to.
    func knowsAppeal(at school: OrganisationID?) -> Bool {
      switch self {
      case .body, .teacher: true
      case .named: false
      case .school(let own, let isHead): isHead && own == school
      }
    }

    /// The school for which it is read.
    var school: OrganisationID? {
      if case .school(let own, _) = self { own } else { nil }
    }

    /// Whether they may know of a reason why somebody is at risk; a school, of its own assessments and plans.
    func knows(_ risk: InductionRisk) -> Bool {
      switch self {
      case .body, .school: true
      case .teacher: risk.isOfProgress
      case .named: !risk.isOfProgress
      }
    }
  }
}

extension InductionDuty {
  /// As a list shows it to somebody; nil where it is not theirs to know.
  func next(for reader: InductionNext.Reader) -> InductionNext? {
    title(for: reader).map {
      InductionNext(title: $0, dueOn: dueOn, turn: nil, hasLastDay: kind.hasLastDay)
    }
  }

  private func title(for reader: InductionNext.Reader) -> String? {
    if reader == .body { return kind.title }
    let knowsAppeal = reader.knowsAppeal(at: school)
    switch kind {
    case .decision, .confirmation:
      return reader == .named ? nil : "The appropriate body decides on the recommendation"
    case .appealReply: return knowsAppeal ? "The appropriate body replies to the appeal" : nil
    case .hearing: return knowsAppeal ? "Hearing of the appeal" : nil
    case .dismissal: return knowsAppeal && reader != .teacher ? kind.title : nil
    default: return nil
    }
  }
}

extension ReadInductions {
  /// How long before its day something that nobody has begun is somebody’s turn.
  private static let soon = 60

  /// With what lists say of how they stand: what is next, why they are at risk, and whether an appeal goes on. It is read
  /// for the inductions of one page together.
  func standing(
    _ inductions: [Induction], for reader: InductionNext.Reader
  ) async throws -> [Induction] {
    if inductions.isEmpty { return [] }
    let ids = inductions.map(\.id.rawValue)
    let states = try await assessmentStates(ids)
    let risks = try await InductionRisk.reasons(
      of: inductions.map(\.id), on: services.today, for: reader.school, in: services.pool)
    let appealed = try await appealed(ids, for: reader)
    var duties = try await duties(ids, for: reader)
    if reader == .teacher {
      let answers = try await answers(ids)
      duties.merge(answers) { $0 + $1 }
    }
    return inductions.map { induction in
      var shown = induction
      let due = induction.nextDue.map {
        next($0, states[Self.key(induction.id, $0.kind.rawValue, $0.number)])
      }
      shown.next = ([due].compactMap(\.self) + duties[induction.id, default: []]).min {
        $0.urgency(on: services.today) < $1.urgency(on: services.today)
      }
      shown.risks = induction.state.isOpen ? risks[induction.id, default: []].filter(reader.knows) : []
      shown.isAppealed = appealed.contains(induction.id)
      return shown
    }
  }

  /// Why one that somebody has read is at risk: its teacher reads what concerns their own progress, and nobody what is
  /// said in an assessment or a support plan that they may not open.
  public func risks(of record: InductionRecord, by actor: Actor) async throws -> [InductionRisk] {
    let id = record.induction.id
    guard !record.isPartial, record.induction.state.isOpen else { return [] }
    let found = try await InductionRisk.reasons(of: [id], on: services.today, in: services.pool)[
      id, default: []]
    if found.isEmpty { return [] }
    let isOwn = try await InductionAccess.isOwn(id, actor, in: services.pool)
    let knowsRecommendation = try await DecideInduction(services).mayRead(record, by: actor)
    let knowsPlan = try await SupportTeacher(services).list(id, by: actor).contains {
      $0.plan.isOpen && $0.plan.ground.isConcern
    }
    let lastSigned = try await AssessInduction(services).list(id, by: actor).last(where: \.isSigned)
    return found.filter { risk in
      switch risk {
      case .recommendation: knowsRecommendation
      case .support: knowsPlan
      case .unsatisfactory: lastSigned?.isConcern == true
      case .late, .absence, .longAbsence: !isOwn
      }
    }
  }

  private static func key(_ id: InductionID, _ kind: String, _ number: Int) -> String {
    "\(id) \(kind) \(number)"
  }

  private func next(_ due: InductionDue, _ state: AssessmentState?) -> InductionNext {
    let isNear = due.dueOn <= services.today.adding(days: Self.soon)
    let open = due.kind == .recommendation ? AssessmentState.drafted : .draft
    let turn = state ?? (isNear ? open : nil)
    return InductionNext(title: due.title, dueOn: due.dueOn, turn: turn?.title.lowercasedFirst)
  }

  /// Where the assessments stand that are begun.
  private func assessmentStates(_ ids: [UUID]) async throws -> [String: AssessmentState] {
    let rows = try await services.pool.query(
      """
      SELECT a.induction_id, a.kind, a.number, a.state FROM induction_assessment a
      WHERE a.induction_id = ANY (\(ids)) AND a.state <> 'received'
      """)
    return try rows.reduce(into: [:]) { found, row in
      let key = Self.key(
        try row.decode("induction_id"), try row.decode("kind"), try row.decode("number", as: Int.self))
      found[key] = try row.decode("state", as: AssessmentState.self)
    }
  }

  private func appealed(
    _ ids: [UUID], for reader: InductionNext.Reader
  ) async throws -> Set<InductionID> {
    let rows = try await services.pool.query(
      """
      SELECT DISTINCT p.induction_id, p.school_id FROM induction_appeal p
      WHERE p.induction_id = ANY (\(ids)) AND p.state IN ('lodged', 'replied', 'hearing', 'heard')
      """)
    return try rows.reduce(into: []) { found, row in
      let school = try row.decode("school_id", as: OrganisationID.self)
      if reader.knowsAppeal(at: school) { found.insert(try row.decode("induction_id", as: InductionID.self)) }
    }
  }

  private func duties(
    _ ids: [UUID], for reader: InductionNext.Reader
  ) async throws -> [InductionID: [InductionNext]] {
    try await InductionDuty.list("u.induction_id = ANY (\(ids))", limit: 2_000, in: services.pool)
      .reduce(into: [:]) { found, duty in
        if let next = duty.next(for: reader) { found[duty.induction, default: []].append(next) }
      }
  }

  /// What teachers may still do themselves: answer a recommendation against them, and appeal.
  private func answers(_ ids: [UUID]) async throws -> [InductionID: [InductionNext]] {
    let today = services.today
    let rows = try await services.pool.query(
      """
      SELECT c.induction_id, false AS is_appeal, c.represent_by AS due_on FROM induction_decision c
      WHERE c.induction_id = ANY (\(ids)) AND c.decided_at IS NULL AND c.returned_at IS NULL
        AND c.representations IS NULL AND c.recommendation <> 'satisfactory' AND c.represent_by >= \(today)
      UNION ALL
      SELECT p.induction_id, true, p.appeal_by FROM induction_appeal p
      WHERE p.induction_id = ANY (\(ids)) AND p.state = 'open' AND p.appeal_by >= \(today)
      """)
    return try rows.reduce(into: [:]) { found, row in
      let title =
        try row.decode("is_appeal", as: Bool.self)
        ? "You may appeal until" : "You may answer the recommendation until"
      found[try row.decode("induction_id", as: InductionID.self), default: []].append(
        InductionNext(title: title, dueOn: try row.decode("due_on"), turn: nil))
    }
  }
}
