public import Foundation
public import Postgres

/// A post advertised by a school.
public struct Vacancy: Sendable, RowDecodable {
  /// Its identifier.
  public let id: VacancyID
  /// Its human-readable reference, for example "V-7K3QXM".
  public let reference: String
  /// The school and its authority.
  public let place: Place
  /// The school's name.
  public let schoolName: String
  /// The school's town, if known.
  public let schoolTown: String?
  /// The school's reference number.
  public let urn: Int
  /// The state as stored; see ``state(at:)``. For everybody but the school, only whether it has closed.
  public internal(set) var storedState: VacancyState
  /// What the school wrote.
  public let content: VacancyContent
  /// The instant of closing.
  public let closesAt: Date?
  /// The time of day in London, "HH:MM", at which the school lets it close; of one that was closed before its time, the
  /// time it would have closed at. Nil where none is known.
  public let usualClosingTime: String?
  /// Lowest pay in pence a year, full time, when published.
  public internal(set) var payMinimumPence: Int?
  /// Highest pay in pence a year, full time, when published.
  public internal(set) var payMaximumPence: Int?
  /// Rises by one with every change.
  public let version: Int
  /// When the draft was started.
  public let createdAt: Date
  /// When it was published.
  public let publishedAt: Date?
  /// When it was last changed.
  public let updatedAt: Date
  /// Why it was withdrawn.
  public let withdrawnReason: String?
  /// The pay area its points were looked up in, when published or scheduled.
  public internal(set) var payArea: PayArea?
  /// When it is due to be published, if scheduled.
  public let publishAt: Date?
  /// When what it says was last changed after publication; jobseekers see it as updated.
  public let revisedAt: Date?
  /// Who started it, if a person did.
  public internal(set) var createdBy: AccountID?
  /// What the head wanted changed when it last came back from approval.
  public internal(set) var approvalNote: String?
  /// The name that another system gave it.
  public internal(set) var externalReference: String?
  /// The vacancy that this one advertises again.
  public let readvertises: VacancyID?
  /// Whether and how the post was filled, once the school has answered.
  public internal(set) var outcome: RecordedOutcome?

  /// The columns that ``init(row:)`` needs, of `vacancy v`, `organisation o` and `school s`.
  static let columns: Statement = """
    v.id, v.reference, v.school_id, v.authority_id, o.name AS school_name, s.town AS school_town, s.urn,
    v.state, v.title, v.job_roles, v.phases, v.subjects, v.other_subjects, v.key_stages,
    v.contract_type, v.contract_length, v.contract_reason, v.contract_ends_on, v.working_patterns,
    v.working_pattern_details, v.job_share, v.fte, v.pay_kind, v.pay_minimum, v.pay_maximum, v.pay_area,
    v.pay_area_chosen, v.pay_minimum_pence, v.pay_maximum_pence, v.pay_actual_minimum_pence,
    v.pay_actual_maximum_pence, v.pay_note, v.tlr, v.tlr_pence, v.sen_pence, v.benefits, v.relocation,
    v.visa_sponsorship, v.starts_on, v.starts_as_soon_as_possible, v.starts_in_term, v.closes_at,
    v.closes_on, v.closes_at_time, v.interview_dates, v.posts, v.nqts_welcome, v.description, v.visits,
    v.contact_name, v.contact_email, v.contact_phone, v.safeguarding, v.version, v.created_by,
    v.created_at, v.published_at, v.publish_at, v.revised_at, v.updated_at, v.withdrawn_reason,
    v.approval_note, v.external_reference, v.readvertises, v.filled_through, v.posts_filled,
    v.outcome_note, v.outcome_at
    """
  static let tables: Statement = """
    vacancy v JOIN organisation o ON o.id = v.school_id JOIN school s ON s.organisation_id = v.school_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    reference = try row.decode("reference")
    place = Place(
      organisation: try row.decode("school_id"), authority: try row.decode("authority_id"))
    schoolName = try row.decode("school_name")
    schoolTown = try row.decodeIfPresent("school_town")
    urn = try row.decode("urn")
    storedState = try row.decode("state")
    closesAt = try row.decodeIfPresent("closes_at")
    usualClosingTime = try row.decodeIfPresent("closes_at_time")
    payMinimumPence = try row.decodeIfPresent("pay_minimum_pence")
    payMaximumPence = try row.decodeIfPresent("pay_maximum_pence")
    version = try row.decode("version")
    createdAt = try row.decode("created_at")
    publishedAt = try row.decodeIfPresent("published_at")
    updatedAt = try row.decode("updated_at")
    withdrawnReason = try row.decodeIfPresent("withdrawn_reason")
    payArea = try row.decodeIfPresent("pay_area")
    publishAt = try row.decodeIfPresent("publish_at")
    revisedAt = try row.decodeIfPresent("revised_at")
    createdBy = try row.decodeIfPresent("created_by")
    approvalNote = try row.decodeIfPresent("approval_note")
    externalReference = try row.decodeIfPresent("external_reference")
    readvertises = try row.decodeIfPresent("readvertises")
    outcome = try RecordedOutcome(row: row)
    content = try VacancyContent(row: row)
  }

  /// The state at an instant: a published vacancy is closed from its closing time on, whether or not the
  /// worker has come by.
  public func state(at now: Date) -> VacancyState {
    if storedState == .published, let closesAt, closesAt <= now { return .closed }
    return storedState
  }

  /// What everybody may see of it: nothing of how the school came to it, and of what came of it only that it has closed.
  var forEverybody: Vacancy {
    var copy = withoutNotes
    if storedState.isPastClosing { copy.storedState = .closed }
    (copy.externalReference, copy.createdBy) = (nil, nil)
    return copy
  }

  /// Without what its school has noted of it for itself.
  var withoutNotes: Vacancy {
    var copy = self
    (copy.approvalNote, copy.outcome) = (nil, nil)
    return copy
  }
}
