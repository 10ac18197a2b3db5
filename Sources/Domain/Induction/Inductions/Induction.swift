public import Foundation
public import Postgres

/// Names an induction.
public struct InductionID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// Names a period of induction.
public struct InductionPeriodID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// The induction of one teacher: one attempt, made of periods.
public struct Induction: Sendable {
  /// Its identifier.
  public let id: InductionID
  /// The appropriate body: its organisation and authority.
  public let place: Place
  /// The body’s name.
  public let bodyName: String
  /// A reference for people.
  public let reference: String
  /// Teacher reference number.
  public let trn: String
  /// First names.
  public let firstNames: String
  /// Last name.
  public let lastName: String
  /// Birth date.
  public let birthDate: CivilDate
  /// The teacher’s e-mail address.
  public let email: String
  /// The day of qualified teacher status.
  public let qtsAwardedOn: CivilDate
  /// The regime that it began under.
  public let regime: RegimeCode
  /// The regime that it runs on by its plan: who began under the earlier one may have been moved to the later. Forms, a
  /// mentor and what is said of the teacher go by it.
  public let currentRegime: RegimeCode
  /// Of the national service.
  public let programme: String?
  /// Terms served elsewhere, as they were entered.
  public let earlierTerms: String
  /// Under which body.
  public let earlierBody: String
  /// Where it stands.
  public internal(set) var state: InductionState
  /// Since when.
  public let stateChangedAt: Date
  /// The plan, as it was last reckoned; none where it can’t be, or while it waits to be reckoned again.
  public var plan: InductionPlan? { isReckoning ? nil : storedPlan }
  /// Whether the plan waits to be reckoned again after new term dates. What is due is not known until then.
  public internal(set) var isReckoning: Bool
  /// The plan as it was last reckoned, stale or not.
  var storedPlan: InductionPlan?
  /// The first day.
  public let beganOn: CivilDate
  /// When it was recorded.
  public let createdAt: Date
  /// Where the teacher last began, by name; of several posts at once the school that leads, where inductions are read.
  public internal(set) var schoolName: String
  /// What is due next of assessments and reviews.
  public internal(set) var nextDue: InductionDue?
  /// What comes next of everything, where lists are read.
  public internal(set) var next: InductionNext?
  /// Why it is at risk, where lists are read.
  public internal(set) var risks: [InductionRisk] = []
  /// Whether an appeal was made and is not decided, where lists are read.
  public internal(set) var isAppealed = false
  /// Rises with every change.
  public let version: Int

  /// The teacher’s name.
  public var name: String { "\(firstNames) \(lastName)" }
}

extension Induction: RowDecodable {
  static let columns: Statement = """
    i.id, i.organisation_id, i.authority_id, b.name AS body_name, i.reference, i.trn, i.first_names, i.last_name,
    i.birth_date, i.email, i.qts_awarded_on, i.regime, i.programme, i.earlier_terms, i.earlier_body, i.state,
    i.state_changed_at, i.plan, i.rules_version, \(fragment: StalePlans.isStale) AS is_stale, i.began_on,
    i.created_at, i.version,
    coalesce((SELECT o.name FROM induction_period p JOIN organisation o ON o.id = p.school_id
      WHERE p.induction_id = i.id ORDER BY p.starts_on DESC, p.id DESC LIMIT 1), '') AS school_name,
    d.kind, d.number, d.due_on, d.planned_on, d.done_on, d.not_needed, d.due_school_id
    """
  static let tables: Statement = """
    induction i JOIN appropriate_body b ON b.id = i.body_id
    LEFT JOIN LATERAL (
      SELECT \(fragment: InductionDue.columns) FROM induction_due d
      WHERE d.induction_id = i.id AND \(fragment: InductionDue.isOpen) ORDER BY d.due_on, \(fragment: InductionDue.order) LIMIT 1
    ) d ON true
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    bodyName = try row.decode("body_name")
    reference = try row.decode("reference")
    trn = try row.decode("trn")
    firstNames = try row.decode("first_names")
    lastName = try row.decode("last_name")
    birthDate = try row.decode("birth_date")
    email = try row.decode("email")
    qtsAwardedOn = try row.decode("qts_awarded_on")
    guard let regime = RegimeCode(rawValue: try row.decode("regime")) else {
      throw DomainError.notFound("regime")
    }
    self.regime = regime
    programme = try row.decodeIfPresent("programme")
    earlierTerms = try row.decode("earlier_terms")
    earlierBody = try row.decode("earlier_body")
    state = try row.decode("state")
    stateChangedAt = try row.decode("state_changed_at")
    var plan = try row.decodeIfPresent("plan", as: JSONText.self).map {
      try JSONColumn.decode(InductionPlan.self, from: $0)
    }
    plan?.rulesVersion = try row.decodeIfPresent("rules_version")
    currentRegime = plan?.regime ?? regime
    // Of who has died nothing is left to be served or looked at.
    storedPlan = state == .died ? plan?.withoutWarnings : plan
    isReckoning = try row.decode("is_stale", as: Bool.self) && state.isOpen
    beganOn = try row.decode("began_on")
    createdAt = try row.decode("created_at")
    schoolName = try row.decode("school_name")
    let hasDue = try row.decodeIfPresent("due_on", as: CivilDate.self) != nil
    nextDue = hasDue && !isReckoning ? try InductionDue(row: row) : nil
    version = try row.decode("version")
  }
}

/// A time at one school under one contract and one part of full time.
public struct InductionPeriod: Sendable, RowDecodable {
  /// Its identifier.
  public let id: InductionPeriodID
  /// The school and its authority.
  public let place: Place
  /// The school’s name.
  public let schoolName: String
  /// The first day.
  public let startsOn: CivilDate
  /// The last day; nil while it goes on.
  public let endsOn: CivilDate?
  /// The part of full time.
  public let fte: Decimal
  /// The post.
  public let post: String
  /// The induction tutor.
  public let tutorName: String
  /// The tutor’s address.
  public let tutorEmail: String
  /// The mentor.
  public let mentorName: String
  /// The mentor’s address.
  public let mentorEmail: String
  /// Whether the teacher leaves teaching with the last day.
  public let leavesTeaching: Bool
  /// When the contract of the post ends; nil where it is open, or where nobody has said.
  public let contractEndsOn: CivilDate?
  /// Why the mentor is the tutor as well, where that was changed here.
  public let mentorReason: String
  /// Whose induction it is, where that was read: nobody is their own tutor or mentor.
  var teacher: Teacher?

  /// How a teacher is known.
  struct Teacher: Sendable {
    let account: AccountID?
    let email: String

    func isSame(as person: ActingAccount) -> Bool {
      account.map { $0 == person.id } ?? (person.emailConfirmed && email == person.email.lowercased())
    }
  }

  /// Whether it goes on after a day: a last day that is still to come may be known.
  public func goesOn(after day: CivilDate) -> Bool { endsOn.map { $0 > day } ?? true }

  static let columns: Statement = """
    p.id, p.school_id, o.authority_id, o.name AS school_name, p.starts_on, p.ends_on, p.fte, p.post, p.tutor_name,
    p.tutor_email, p.mentor_name, p.mentor_email, p.mentor_reason, p.leaves_teaching,
    p.contract_ends_on
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    place = Place(organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    startsOn = try row.decode("starts_on")
    endsOn = try row.decodeIfPresent("ends_on")
    fte = try row.decode("fte")
    post = try row.decode("post")
    tutorName = try row.decode("tutor_name")
    tutorEmail = try row.decode("tutor_email")
    mentorName = try row.decode("mentor_name")
    mentorEmail = try row.decode("mentor_email")
    mentorReason = try row.decode("mentor_reason")
    leavesTeaching = try row.decode("leaves_teaching")
    contractEndsOn = try row.decodeIfPresent("contract_ends_on")
  }
}

/// Something due in an induction.
public struct InductionDue: Sendable, RowDecodable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable, PostgresValue {
    case assessment, review, interim, recommendation

    /// In the order in which they are done where they fall on one day.
    static let order: [Kind] = [.review, .assessment, .interim, .recommendation]
  }

  /// What it is.
  public let kind: Kind
  /// The first, second, and so on of its kind.
  public let number: Int
  /// By when.
  public let dueOn: CivilDate
  /// The day by the plan, to which it looks back; what came up when that was over is asked for later. Nil where that is
  /// the day itself.
  let plannedOn: CivilDate?
  /// When it was done, or was found not to be needed.
  public let doneOn: CivilDate?
  /// Whether it came up when its day was over, and need not be made up for.
  public let isNotNeeded: Bool
  /// The school that the teacher leaves, of an interim assessment.
  let school: OrganisationID?

  /// The words for it.
  public var title: String {
    switch kind {
    case .assessment: "Formal assessment \(number)"
    case .review: "Progress review \(number)"
    case .interim: "Interim assessment \(number)"
    case .recommendation: "The head’s recommendation"
    }
  }

  /// Reads a row of the table.
  public init(row: Row) throws {
    kind = try row.decode("kind")
    number = try row.decode("number")
    dueOn = try row.decode("due_on")
    plannedOn = try row.decodeIfPresent("planned_on")
    doneOn = try row.decodeIfPresent("done_on")
    isNotNeeded = try row.decode("not_needed")
    school = try row.decodeIfPresent("due_school_id")
  }

  /// In which order what `d` is due on one day is done: by the days of the plan, reviews before assessments, and the
  /// recommendation last.
  static let order: Statement = """
    coalesce(d.planned_on, d.due_on),
      array_position(\(Kind.order.map(\.rawValue))::text[], d.kind), d.number
    """

  /// What is read of a row `d` of the table.
  static let columns: Statement = """
    d.kind, d.number, d.due_on, d.planned_on, d.done_on, d.not_needed, d.school_id AS due_school_id
    """
}

/// An induction with everything that hangs on it.
public struct InductionRecord: Sendable {
  /// The induction.
  public internal(set) var induction: Induction
  /// Its periods, in order.
  public let periods: [InductionPeriod]
  /// Absence, reductions, extensions, lead schools and corrections, in order.
  public internal(set) var events: [InductionEvent]
  /// What is due, in order.
  public internal(set) var due: [InductionDue]
  /// The registrations that led to it.
  public let registrations: [RegistrationID]
  /// Whether it is what a school may see whose teacher has gone to another one.
  public var isPartial = false
  /// The teacher’s death, where that ended it.
  public var death: InductionDeath?

  /// Whether a period can still be changed: until its last day, unless it is parted from the next by a change of hours.
  public func isOpen(_ period: InductionPeriod, on today: CivilDate) -> Bool {
    period.goesOn(after: today)
      && !periods.contains {
        $0.place == period.place && $0.startsOn == period.endsOn?.adding(days: 1)
      }
  }

  /// What is shown of it: while the plan waits to be reckoned again, of what is due only what is done.
  var shown: InductionRecord {
    var shown = self
    if induction.isReckoning { shown.due.removeAll { $0.doneOn == nil } }
    return shown
  }

  /// What is left for people of a school whose teacher has gone on: what belongs to their time there.
  func reduced(to own: [InductionPeriod]) -> InductionRecord {
    let last = own.compactMap(\.endsOn).max()
    let theirs = events.filter { event in
      guard let start = event.startsOn, let last else { return false }
      return start <= last
    }
    // What fell due while the teacher was there and is not done is still theirs to do.
    let missed =
      induction.state.isOpen || induction.state == .left
      ? due.filter { due in
        due.doneOn == nil && due.kind != .recommendation
          && own.contains { period in
            due.school.map { $0 == period.place.organisation } ?? period.covers(due.dueOn)
          }
      } : []
    return InductionRecord(
      induction: induction.left(own.last?.schoolName ?? ""), periods: own, events: theirs, due: missed,
      registrations: [], isPartial: true)
  }
}

extension Induction {
  /// The rules that it runs on: those of its plan, or of its first day.
  func rules() throws -> InductionRules {
    try InductionRules.load(version: storedPlan?.rulesVersion, begunOn: beganOn)
  }

  /// As a school sees it whose teacher has gone on.
  func left(_ school: String) -> Induction {
    var copy = self
    (copy.state, copy.storedPlan, copy.nextDue, copy.schoolName) = (.left, nil, nil, school)
    (copy.isReckoning, copy.next, copy.risks, copy.isAppealed) = (false, nil, [], false)
    return copy
  }
}
