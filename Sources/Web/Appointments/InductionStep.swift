import Domain
import HTTPSupport

/// The next step after the appointment of somebody newly qualified: registering them for induction.
struct InductionStep: Component {
  private let application: ApplicationID
  private let urn: URN
  private let name: String
  private let isBegun: Bool
  private let context: AppRequestContext

  private init(
    _ application: ApplicationID, _ urn: URN, _ name: String, isBegun: Bool, _ context: AppRequestContext
  ) {
    (self.application, self.urn, self.name) = (application, urn, name)
    (self.isBegun, self.context) = (isBegun, context)
  }

  /// The step for each newly qualified person whom a school has appointed, for those who may register them.
  static func all(
    at school: School, in context: AppRequestContext, _ services: Services
  ) async throws -> [ApplicationID: InductionStep] {
    let actor = context.webActor
    guard actor.may(.registerInduction, at: school.place), actor.may(.readAppointments, at: school.place)
    else {
      return [:]
    }
    let candidates = try await InductionCandidates(services)(school: school.id, by: actor)
    if candidates.isEmpty { return [:] }
    let begun = try await ReadRegistrations(services).begun(at: school.id, by: actor)
    return Dictionary(
      candidates.map { candidate in
        (
          candidate.application,
          InductionStep(
            candidate.application, school.urn, candidate.name, isBegun: begun.contains(candidate.application),
            context)
        )
      }, uniquingKeysWith: { $1 })
  }

  /// The step for one application; nil where there is none.
  static func of(
    _ application: SentApplication, in context: AppRequestContext, _ services: Services
  ) async throws -> InductionStep? {
    guard application.state == .appointed,
      context.webActor.may(.registerInduction, at: application.place)
    else { return nil }
    let school = try await FindSchool(services)(id: application.place.organisation)
    return try await all(at: school, in: context, services)[application.id]
  }

  var html: HTML {
    let base = "/school/\(urn)/inductions"
    if isBegun {
      return Paragraph(html: Link("The registration of \(name) for induction has begun", to: base).html).html
    }
    return InsetText("\(name) is newly qualified: register them for induction. Nothing need be typed again.")
      .html
      + Form("\(base)/registrations", in: context) {
        HiddenInput("application", application.description)
        Button("Register \(name) for induction", kind: .secondary)
      }.html
  }
}
