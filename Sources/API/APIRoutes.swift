public import Domain
public import HTTPSupport
import HTTPTypes
public import Hummingbird

/// The JSON API of Staffroom, below `/api/v1`.
public enum APIRoutes {
  static let base = "/api/v1"

  /// How many requests a minute callers may make.
  public struct Limits: Sendable {
    /// With each API token.
    public var perToken: Int
    /// From each network address without one.
    public var perAddress: Int

    /// Limits of an installation.
    public init(perToken: Int = 600, perAddress: Int = 300) {
      self.perToken = perToken
      self.perAddress = perAddress
    }
  }

  /// Every route, in the order of the document.
  static let endpoints: [Endpoint] =
    VacancyRoutes.all + SavedVacancyRoutes.all + JobAlertRoutes.all + SchoolVacancyRoutes.all
    + VacancyLifeRoutes.all + TemplateRoutes.all + DocumentRoutes.all
    + CriteriaRoutes.all + AdviceRoutes.all + FurtherSchoolRoutes.all + FiguresRoutes.all
    + GeneralApplicationRoutes.all + ApplicantRoutes.all
    + ApplicationRoutes.all + ApplicationFileRoutes.all
    + AppointmentRoutes.all + HandoverRoutes.all
    + EqualityRoutes.all + RecruitmentFiguresRoutes.all + UnfilledVacancyRoutes.all
    + ReferenceFiguresRoutes.all + TrainingOfSchoolsRoutes.all + PoolRoutes.all + OwnDataRoutes.all
    + MessageRoutes.all + PanelRoutes.all + SiftRoutes.all + ShortlistRoutes.all
    + ChosenApplicationRoutes.all + TrainingRoutes.all
    + GuidanceRoutes.all + EnquiryRoutes.all
    + AgencyRoutes.all + ActivityRoutes.all + SchemeRoutes.all
    + SchoolRoutes.all + AccountRoutes.all + TokenRoutes.all + CampaignRoutes.all + StaffRoutes.all
    + AuditRoutes.all + RetentionRoutes.all
    + InductionRoutes.all + RegistrationRoutes.all + BulkRoutes.all + InductionRecordRoutes.all
    + FeeRoutes.all
    + SentClaimRoutes.all
    + TimelineRoutes.all + BoardRoutes.all + ContractEndRoutes.all + ClosingRoutes.all
    + RecordRoutes.all + CorrectionRoutes.all + AssessmentRoutes.all + DecisionRoutes.all + TermDateRoutes.all
    + ObservationRoutes.all + SupportPlanRoutes.all + SupportTaskRoutes.all
    + LetterRoutes.all + LetterFileRoutes.all + EmployerRoutes.all + AppealRoutes.all + QualityRoutes.all
    + TransferRoutes.all + TransferFileRoutes.all
    + ReferenceRoutes.all

  /// Adds every route of the API to a router, with answers to wrong methods and unknown addresses.
  public static func add(
    to router: some RouterMethods<AppRequestContext>, services: Services, limits: Limits = Limits()
  ) {
    let limits = Caller.Limits(
      token: RequestLimit("api-token", requests: limits.perToken, seconds: 60),
      visitor: RequestLimit("api-address", requests: limits.perAddress, seconds: 60))
    let document = Prepared { WrittenBody(Self.document(baseURL: services.settings.baseURL)) }
    for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
      let route = RouterPath(base + path)
      var allowed: [HTTPRequest.Method] = []
      for endpoint in endpoints {
        let responder = EndpointResponder(
          endpoint: endpoint, services: services, limits: limits, document: document)
        router.on(route, method: endpoint.method, responder: responder)
        allowed.append(endpoint.method)
        guard endpoint.method == .get else { continue }
        router.on(route, method: .head) { request, context in
          try await responder.respond(to: request, context: context).createHeadResponse()
        }
        allowed.append(.head)
      }
      for method in Self.methods where !allowed.contains(method) {
        let failure = APIFailure.methodNotAllowed(allowed)
        router.on(route, method: method) { request, context in
          await EndpointResponder.counted(request, context, .open, limits, services) { _ in throw failure }
        }
      }
    }
    for (method, path) in methods.flatMap({ method in [(method, base), (method, base + "/**")] }) {
      router.on(RouterPath(path), method: method) { request, context in
        await EndpointResponder.counted(request, context, .open, limits, services) { _ in
          throw APIFailure.unknownRoute
        }
      }
    }
  }

  private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
}
