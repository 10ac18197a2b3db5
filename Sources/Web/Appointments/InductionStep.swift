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

  /// The step for each of those whom a school has still to register, for whoever may.
  static func each(
    _ candidates: [InductionCandidate], at school: School, in context: AppRequestContext
  ) -> [InductionStep] {
    guard context.webActor.may(.registerInduction, at: school.place) else { return [] }
    return candidates.map { InductionStep($0.application, school.urn, $0.name, isBegun: false, context) }
  }

  /// The step for one application; nil where there is none.
  static func of(
    _ application: SentApplication, in context: AppRequestContext, _ services: Services
  ) async throws -> InductionStep? {
    let actor = context.webActor
    guard application.state == .appointed, actor.may(.registerInduction, at: application.place),
      actor.may(.readAppointments, at: application.place)
    else { return nil }
    let school = try await FindSchool(services)(id: application.place.organisation)
    let found = try await InductionCandidates(services).find(application.id, at: school.id, by: actor)
    guard let candidate = found else { return nil }
    let begun = try await ReadRegistrations(services).begun(at: school.id, by: actor)
    return InductionStep(
      application.id, school.urn, candidate.name, isBegun: begun.contains(application.id), context)
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
