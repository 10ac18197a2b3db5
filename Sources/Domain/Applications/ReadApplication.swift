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
    return seen
  }

  /// Everything an application says, before it is reduced to what somebody may see.
  static func whole(_ application: SentApplication, in db: some Queryable) async throws -> WholeApplication {
    let row = try await db.firstRow(
      """
      SELECT a.answers, c.email FROM application a LEFT JOIN account c ON c.id = a.account_id
      WHERE a.id = \(application.id)
      """)
    guard let row else { throw DomainError.notFound("application") }
    let text = try row.decode("answers", as: JSONText.self)
    let form = try await form(of: application, in: db)
    var answers = try JSONColumn.decode([String: [String: JSONValue]].self, from: text)
    // What was sent before histories were kept in order is shown in the same order; nothing else of it changes.
    for section in form.sections where section.isNewestFirst {
      answers[section.key] = answers[section.key].map(section.ordered)
    }
    return WholeApplication(
      application: application, form: form, answers: answers, ownAddress: try row.decodeIfPresent("email"))
  }

  /// The form it was made on, with what was asked for the vacancy then.
  private static func form(
    of application: SentApplication, in db: some Queryable
  ) async throws -> ApplicationForm {
    let form = try await ApplicationForm.version(application.formVersion, in: db)
    let asked = try await db.valueIfAny(
      "SELECT definition FROM application_asked WHERE application_id = \(application.id)", as: JSONText.self)
    guard let asked else { return form }
    return ApplicationForm(
      version: form.version,
      sections: form.sections + [try JSONColumn.decode(FormSection.self, from: asked)])
  }
}
