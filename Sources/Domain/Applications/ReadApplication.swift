import Postgres

/// Reads one application: its applicant may, and those at its school who choose; for everybody else it doesn't
/// exist.
public struct ReadApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The application with everything of it that the actor may see: an applicant everything of their own, the
  /// school what ``SchoolView`` leaves. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> WholeApplication {
    let application = try await ApplicationStore.find(id, in: services.pool)
    if actor.account?.id == application.account {
      guard actor.may(.readOwnApplications, ownedBy: application.account) else {
        throw DomainError.notFound("application")
      }
      var own = try await Self.whole(application, in: services.pool)
      own.email = try await ApplicationStore.address(of: application, in: services.pool)
      return own
    }
    guard
      try await ApplicationReaders.mayRead(
        application.vacancy, at: application.place, actor, in: services.pool)
    else { throw DomainError.notFound("application") }
    var seen = SchoolView.reduce(
      try await Self.whole(application, in: services.pool),
      showsAdjustments: actor.may(.readSelection, at: application.place))
    if !application.isAnonymous, !application.isAccountClosed {
      seen.email = try await ApplicationStore.address(of: application, in: services.pool)
    }
    seen.likelyDuplicates =
      try await FindLikelyDuplicates(services)([id], at: application.place, by: actor)[id] ?? []
    return seen
  }

  /// Everything an application says, before it is reduced to what somebody may see.
  static func whole(_ application: SentApplication, in db: some Queryable) async throws -> WholeApplication {
    guard let whole = try await each([application], in: db).first else {
      throw DomainError.notFound("application")
    }
    return whole
  }

  /// The same of several, in one reading; those that are gone are left out.
  static func each(
    _ applications: [SentApplication], in db: some Queryable
  ) async throws -> [WholeApplication] {
    if applications.isEmpty { return [] }
    let rows = try await db.query(
      """
      SELECT a.id, a.answers, c.email, k.definition AS asked
      FROM application a LEFT JOIN account c ON c.id = a.account_id
        LEFT JOIN application_asked k ON k.application_id = a.id
      WHERE a.id = ANY (\(applications.map(\.id.rawValue)))
      """)
    var found: [ApplicationID: Row] = [:]
    for row in rows {
      let id = try row.decode("id", as: ApplicationID.self)
      found[id] = row
    }
    var forms: [Int: ApplicationForm] = [:]
    for version in Set(applications.map(\.formVersion)) {
      forms[version] = try await ApplicationForm.version(version, in: db)
    }
    return try applications.compactMap { application in
      guard let row = found[application.id], let form = forms[application.formVersion] else { return nil }
      return try whole(application, on: form, row)
    }
  }

  private static func whole(
    _ application: SentApplication, on bare: ApplicationForm, _ row: Row
  ) throws -> WholeApplication {
    let form = try Self.form(bare, asked: try row.decodeIfPresent("asked", as: JSONText.self))
    let text = try row.decode("answers", as: JSONText.self)
    var answers = try JSONColumn.decode([String: [String: JSONValue]].self, from: text)
    // What was sent before histories were kept in order is shown in the same order; nothing else of it changes.
    for section in form.sections where section.isNewestFirst {
      answers[section.key] = answers[section.key].map(section.ordered)
    }
    return WholeApplication(
      application: application, form: form, answers: answers, ownAddress: try row.decodeIfPresent("email"))
  }

  /// The form it was made on, with what was asked for the vacancy then.
  private static func form(_ form: ApplicationForm, asked: JSONText?) throws -> ApplicationForm {
    guard let asked else { return form }
    return ApplicationForm(
      version: form.version,
      sections: form.sections + [try JSONColumn.decode(FormSection.self, from: asked)])
  }
}
