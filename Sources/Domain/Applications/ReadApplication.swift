import Postgres

/// Reads one application: its applicant may, and the staff of the school it was sent to; for everybody else
/// it doesn't exist.
public struct ReadApplication: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The application with everything it says. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> WholeApplication {
    let application = try await ApplicationStore.find(id, in: services.pool)
    guard
      actor.may(.readOwnApplications, ownedBy: application.account)
        || actor.may(.readReceivedApplications, at: application.place)
    else { throw DomainError.notFound("application") }
    let text = try await services.pool.value(
      "SELECT answers FROM application WHERE id = \(id)", as: JSONText.self)
    return WholeApplication(
      application: application, form: try await form(of: application),
      answers: try JSONColumn.decode([String: [String: JSONValue]].self, from: text))
  }

  /// The form it was made on, with what was asked for the vacancy then.
  private func form(of application: SentApplication) async throws -> ApplicationForm {
    let form = try await ApplicationForm.version(application.formVersion, in: services.pool)
    let asked = try await services.pool.valueIfAny(
      "SELECT definition FROM application_asked WHERE application_id = \(application.id)", as: JSONText.self)
    guard let asked else { return form }
    return ApplicationForm(
      version: form.version,
      sections: form.sections + [try JSONColumn.decode(FormSection.self, from: asked)])
  }
}
