import Postgres

/// Somebody in the pool as a school or the authority may see them.
public struct PoolPerson: Sendable {
  /// The entry.
  public let entry: PoolEntry
  /// The form of the general application.
  public let form: ApplicationForm
  /// The general application as it stands, without what may not be seen.
  public let answers: [String: [String: JSONValue]]
  /// How to reach them, once they have agreed to be contacted by the school.
  public let email: String?
  /// Whether the school has saved the entry.
  public let isSaved: Bool
  /// The school's own interest, newest first.
  public let interests: [PoolInterest]
  /// The vacancies of the school that they have applied for, as far as its reader may know: nobody is asked for those.
  public internal(set) var appliedFor: Set<VacancyID> = []
}

/// Reads an entry of the pool with the general application as it stands.
public struct ReadPoolPerson: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// As a school may see it: an entry that is hidden from the school doesn't exist. Where people live, how to reach them
  /// and their referees, and their teacher reference number stay unseen until they agree to be contacted, in whatever they
  /// wrote (``ContactMask``). Throws ``DomainError``.
  public func callAsFunction(
    _ id: PoolEntryID, at school: OrganisationID, by actor: Actor
  ) async throws -> PoolPerson {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readPool, at: place, orHide: "entry of the pool")
    let entry = try await Self.visible(id, at: place, actor, services, in: services.pool)
    let interests = try await PoolInterestStore.list(
      "i.entry_id = \(id) AND i.school_id = \(school)", applicationsWhere: PoolInterestStore.namesKnown,
      in: services.pool)
    // While names are hidden, an answer that came with an application tells nobody how to reach whom.
    let isAgreed = try await services.pool.value(
      """
      SELECT EXISTS (SELECT FROM pool_interest i WHERE i.entry_id = \(id) AND i.school_id = \(school)
        AND i.state = 'accepted' AND (\(fragment: PoolInterestStore.namesKnown)))
      """, as: Bool.self)
    let (form, answers, email) = try await application(of: entry)
    let mask = isAgreed ? nil : PoolContactMask(form, answers, email: email)
    let shown = PoolPrivacy.shown(answers, isAgreed: isAgreed)
    var person = PoolPerson(
      entry: mask.map { $0(entry) } ?? entry, form: PoolPrivacy.form(form, isAgreed: isAgreed),
      answers: mask.map { $0(shown, of: form) } ?? shown,
      email: isAgreed ? email : nil,
      isSaved: try await services.pool.value(
        "SELECT EXISTS (SELECT FROM pool_saved WHERE entry_id = \(id) AND school_id = \(school))",
        as: Bool.self),
      interests: interests)
    person.appliedFor = Set(
      try await KnownApplications.of(entry.account, at: place, actor, in: services.pool).map(\.vacancy))
    return person
  }

  /// As officers see it who check entries; once the person has left or taken a post, without their application and
  /// address. Throws ``DomainError``.
  public func forAuthority(_ id: PoolEntryID, by actor: Actor) async throws -> PoolPerson {
    let entry = try await PoolStore.find(id, in: services.pool)
    try actor.require(.assessPool, at: entry.place, orHide: "entry of the pool")
    let (form, answers, email) = try await application(of: entry)
    if entry.state.hasEnded {
      return PoolPerson(
        entry: entry, form: ApplicationForm(version: form.version, sections: []), answers: [:], email: nil,
        isSaved: false, interests: [])
    }
    return PoolPerson(
      entry: entry, form: PoolPrivacy.form(form, isAgreed: false),
      answers: PoolPrivacy.shown(answers, isAgreed: false), email: email,
      isSaved: false, interests: [])
  }

  static func visible(
    _ id: PoolEntryID, at school: Place, _ actor: Actor, _ services: Services, in db: some Queryable
  ) async throws -> PoolEntry {
    let condition = PoolVisibility.orAgreed(school, actor, today: services.today)
    let found = try await PoolStore.list("e.id = \(id) AND \(fragment: condition)", in: db).first
    guard let found else { throw DomainError.notFound("entry of the pool") }
    return found
  }

  private func application(
    of entry: PoolEntry
  ) async throws -> (ApplicationForm, [String: [String: JSONValue]], String) {
    let general = try await GeneralApplication.load(entry.account, today: services.today, in: services.pool)
    let email = try await services.pool.value(
      "SELECT email FROM account WHERE id = \(entry.account)", as: String.self)
    let answers = Dictionary(
      uniqueKeysWithValues: general.sections.map { ($0.section.key, $0.answers) })
    return (general.form, answers, email)
  }
}

/// What of a general application is never shown in the pool, and what only after its person has agreed to contact.
enum PoolPrivacy {
  /// Sections that are never shown.
  static let never: Set<String> = ["support"]
  /// Answers to personal questions that are shown at once.
  static let named: Set<String> = ["title", "first_names", "last_name"]
  /// Answers that say who somebody is in other records, and help nobody to choose, wherever they stand.
  static let identifying: Set<String> = ["trn"]
  /// Answers on referees that wait for agreement.
  static let contacts: Set<String> = ["email", "telephone"]

  /// The form without what is not shown, so that nothing looks as if it had not been answered.
  static func form(_ form: ApplicationForm, isAgreed: Bool) -> ApplicationForm {
    let sections = form.sections.filter { !never.contains($0.key) }
    return ApplicationForm(
      version: form.version, sections: isAgreed ? sections : sections.map(withoutContacts))
  }

  private static func withoutContacts(_ section: FormSection) -> FormSection {
    let shown = section.questions.filter { question in
      switch section.key {
      case "personal": named.contains(question.key)
      case "referees": !contacts.contains(question.key)
      default: !identifying.contains(question.key)
      }
    }
    return FormSection(
      key: section.key, title: section.title, intro: section.intro, questions: shown,
      entries: section.entries,
      rule: section.rule, neededWhen: section.neededWhen)
  }

  /// The answers that are shown.
  static func shown(
    _ answers: [String: [String: JSONValue]], isAgreed: Bool
  ) -> [String: [String: JSONValue]] {
    var shown = answers.filter { !never.contains($0.key) }
    if isAgreed { return shown }
    shown = shown.mapValues { given in given.filter { !identifying.contains($0.key) } }
    shown["personal"] = shown["personal"]?.filter { named.contains($0.key) }
    if let referees = shown["referees"]?["entries"]?.array {
      shown["referees"] = [
        "entries": .array(
          referees.compactMap(\.object).map { .object($0.filter { !contacts.contains($0.key) }) })
      ]
    }
    return shown
  }
}

/// Keeps people of the pool in a school's list.
public struct SavePoolEntry: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Saves an entry that the school may see, or takes it off the list; twice is once. Throws ``DomainError``.
  public func callAsFunction(
    _ id: PoolEntryID, at school: OrganisationID, isSaved: Bool, by actor: Actor
  ) async throws {
    let place = try await VacancyStore.placeOfSchool(school, in: services.pool)
    try actor.require(.readPool, at: place, orHide: "entry of the pool")
    try await services.pool.withTransaction { tx in
      _ = try await ReadPoolPerson.visible(id, at: place, actor, services, in: tx)
      let changed =
        isSaved
        ? try await tx.execute(
          """
          INSERT INTO pool_saved (school_id, entry_id, saved_at) VALUES (\(school), \(id), \(services.now()))
          ON CONFLICT DO NOTHING
          """)
        : try await tx.execute("DELETE FROM pool_saved WHERE school_id = \(school) AND entry_id = \(id)")
      guard changed > 0 else { return }
      try await Audit.record(
        isSaved ? "pool.saved" : "pool.save_undone", AuditSubject("pool_entry", id), at: place, by: actor,
        services, in: tx)
    }
  }
}
