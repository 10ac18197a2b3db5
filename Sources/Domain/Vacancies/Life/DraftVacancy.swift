public import Foundation
import Postgres

/// Starts a vacancy as a draft of a school; heads and recruiters may.
public struct DraftVacancy: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores a draft and gives it a reference. `submission` names one intent to draft: a repeat of it gives
  /// the vacancy that it made, and on a page so does another submission of just the same by the same person shortly
  /// after, while the draft is as it was started. `externalReference` is another system's own name for it: where the
  /// account has given that name already, the vacancy that has it is answered if it says the same, and otherwise this
  /// throws ``VacancyExists``. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID, content: VacancyContent, externalReference: String? = nil,
    submission: UUID? = nil, by actor: Actor
  ) async throws -> Vacancy {
    try await callAsFunction(
      school: school, content: content, externalReference: externalReference, submission: submission,
      isTyped: actor.face == .web, by: actor
    ) { _, _ in }
  }

  /// The same, where `further` stores what else belongs to the draft. `isTyped` tells that somebody has filled in a
  /// form, which they may send again, rather than pressed a button for one more of what is there.
  func callAsFunction(
    school: OrganisationID, content: VacancyContent, externalReference: String? = nil, submission: UUID?,
    isTyped: Bool = false, by actor: Actor, also further: (VacancyID, Transaction) async throws -> Void
  ) async throws -> Vacancy {
    try await services.pool.withTransaction { tx in
      let place = try await VacancyStore.placeOfSchool(school, in: tx)
      try actor.require(.draftVacancy, at: place, orHide: "school")
      if let submission, let earlier = try await made(by: submission, place, tx) { return earlier }
      let name = try externalReference.map(ExternalReference.read)
      if let name, let id = try await ExternalReference.find(name, of: actor, in: tx) {
        let earlier = try await VacancyStore.find(id, in: tx)
        if earlier.place == place && earlier.content.tidied == content.tidied { return earlier }
        throw VacancyExists(vacancy: id, reference: earlier.reference)
      }
      if isTyped, submission != nil, name == nil,
        let earlier = try await started(content.tidied, place, actor, tx)
      {
        return earlier
      }
      try await VacancyStore.checkDraft(content.tidied, services.today, in: tx)
      let id = try await store(
        content.tidied, at: place, externalReference: name, submission: submission, by: actor, in: tx)
      try await further(id, tx)
      return try await VacancyStore.find(id, in: tx)
    }
  }

  /// Stores a draft that has been checked, with its entry in the trail.
  func store(
    _ content: VacancyContent, at place: Place, externalReference: String?, submission: UUID? = nil,
    by actor: Actor, in tx: Transaction
  ) async throws -> VacancyID {
    let id = services.newID(VacancyID.self)
    try await insert(id, place, content, externalReference, submission, actor, tx)
    try await Audit.record(
      "vacancy.drafted", AuditSubject("vacancy", id), at: place, by: actor, services, in: tx)
    return id
  }

  /// What an earlier try of the same submission made; the school is locked, so that two at once make one.
  private func made(by submission: UUID, _ place: Place, _ tx: Transaction) async throws -> Vacancy? {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(place.organisation) FOR NO KEY UPDATE")
    let id = try await tx.valueIfAny(
      "SELECT id FROM vacancy WHERE school_id = \(place.organisation) AND submission = \(submission)",
      as: VacancyID.self)
    guard let id else { return nil }
    return try await VacancyStore.find(id, in: tx)
  }

  /// The draft that the actor has started with just this content not long ago, neither as a copy nor changed since. The
  /// school is locked by then, see ``made(by:_:_:)``, so that two at once make one.
  private func started(
    _ content: VacancyContent, _ place: Place, _ actor: Actor, _ tx: Transaction
  ) async throws -> Vacancy? {
    let drafts = try await tx.query(
      """
      SELECT \(fragment: Vacancy.columns) FROM \(fragment: Vacancy.tables)
      WHERE v.school_id = \(place.organisation) AND v.created_by = \(actor.account?.id)
        AND v.created_at > \(services.repeatsSince) AND v.state = 'draft' AND v.version = 1
        AND v.updated_at = v.created_at AND v.submission IS NOT NULL AND v.external_reference IS NULL
        AND v.copied_from IS NULL
      ORDER BY v.id DESC
      """, as: Vacancy.self)
    return drafts.first { $0.content == content }
  }

  private func insert(
    _ id: VacancyID, _ place: Place, _ content: VacancyContent, _ externalReference: String?,
    _ submission: UUID?, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let now = services.now()
    let reference = Reference.make("V", random: services.random)
    try await tx.execute(
      """
      INSERT INTO vacancy (id, reference, school_id, authority_id, state, title, external_reference,
        created_by, submission, version, created_at, updated_at)
      VALUES (\(id), \(reference), \(place.organisation), \(place.authority), 'draft', \(content.title),
        \(externalReference), \(actor.account?.id), \(submission), 0, \(now), \(now))
      """)
    try await VacancyStore.write(content, nil, to: id, now, in: tx)
  }
}

extension VacancyContent {
  /// With white space at the ends of one-line fields removed, and empty ones open; a post that may be full time is the
  /// whole of it where nothing else is said.
  var tidied: VacancyContent {
    func open(_ text: String?) -> String? { text.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 } }
    var copy = self
    copy.title = title.trimmed
    copy.contractLength = open(contractLength)
    copy.contractReason = open(contractReason)
    copy.closesAtTime = open(closesAtTime)
    copy.startsInTerm = open(startsInTerm)
    copy.jobRoles = jobRoles.uniqued
    copy.phases = phases.uniqued
    copy.subjects = subjects.uniqued
    copy.otherSubjects = otherSubjects.map(\.trimmed).uniqued
    copy.keyStages = keyStages.uniqued
    copy.workingPatterns = workingPatterns.uniqued
    copy.interviewDates = interviewDates.uniqued.sorted()
    if fte == nil && workingPatterns.contains(.fullTime) { copy.fte = 1 }
    for field in [\VacancyContent.contactName, \.contactEmail, \.contactPhone, \.payNote] {
      copy[keyPath: field] = copy[keyPath: field].trimmed
    }
    return copy
  }
}

extension Array where Element: Hashable {
  /// Each once, in the order of first mention.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
