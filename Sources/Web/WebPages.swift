public import Domain
import Foundation
public import HTTPSupport
public import Hummingbird

/// All pages of the website, put together.
public struct WebPages: Sendable {
  let environment: WebEnvironment
  private let apiDocument: @Sendable () -> JSONValue
  /// Counts how often vacancies are read; whoever runs the server lets it flush.
  public var views: VacancyViews { environment.views }

  /// The pages over an installation's services, under the name by which the public knows the service.
  /// `apiDocument` makes the OpenAPI document that the developers' pages are made of, once the first is asked for.
  public init(
    services: Services, settings: ServerSettings,
    apiDocument: @escaping @Sendable () -> JSONValue = { .null },
    name: String = "Teaching in Thurrock",
    owner: String = "Vacancies and applications of the schools of Thurrock"
  ) throws {
    let site = try Site(
      name: name, owner: owner, footer: WebNavigation.footer, settings: settings,
      navigation: WebNavigation.items)
    environment = WebEnvironment(services: services, site: site)
    self.apiDocument = apiDocument
  }

  /// Adds every page, and what all of them stand on.
  public func add(to router: Router<AppRequestContext>) {
    let pages = WebRoutes.install(
      on: router, site: environment.site,
      uploads: AppointmentPages.uploadRoutes.union([
        DocumentPages.uploadRoute, ImportPages.uploadRoute, RegistrationPages.uploadRoute,
        ClaimsPages.uploadRoute, SentActionPages.uploadRoute, SentClaimPages.uploadRoute,
      ]),
      guestUploads: [RefereePages.uploadRoute: RefereePages.admission(environment)],
      identify: SessionMiddleware(environment)
    )
    .add(middleware: SignInMiddleware(environment))
    .add(middleware: OnceMiddleware(environment))
    HomePages(environment).add(to: pages)
    DeveloperPages(environment, document: apiDocument).add(to: pages)
    AuthorityPages(environment).add(to: pages)
    CampaignPages(environment).add(to: pages)
    VacancyPages(environment).add(to: pages)
    VacancyFeedPages(environment).add(to: pages)
    SavedVacancyPages(environment).add(to: pages)
    JobAlertPages(environment).add(to: pages)
    ManageJobAlertPages.addOneClick(to: router, environment)
    SitemapPages(environment).add(to: pages)
    SchoolPages(environment).add(to: pages)
    InductionPlanPages(environment).add(to: pages)
    InductionDeadlinePages(environment).add(to: pages)
    SchoolInductionPages(environment).add(to: pages)
    RegistrationPages(environment).add(to: pages)
    OfficerInductionPages(environment).add(to: pages)
    ClaimsPages(environment).add(to: pages)
    SentActionPages(environment).add(to: pages)
    SentClaimPages(environment).add(to: pages)
    InductionBodyPages(environment).add(to: pages)
    FeePages(environment).add(to: pages)
    InductionRecordPages(environment).add(to: pages)
    TimelinePages(environment).add(to: pages)
    InductionBoardPages(environment).add(to: pages)
    ClosingPages(environment).add(to: pages)
    InductionStepPages(environment).add(to: pages)
    CorrectionPages(environment).add(to: pages)
    AssessmentPages(environment).add(to: pages)
    ObservationPages(environment).add(to: pages)
    SupportPlanPages(environment).add(to: pages)
    DecisionPages(environment).add(to: pages)
    LetterPages(environment).add(to: pages)
    EmployerPages(environment).add(to: pages)
    AppealPages(environment).add(to: pages)
    TransferPages(environment).add(to: pages)
    TransferRecordPages(environment).add(to: pages)
    ReceivedTransferPages(environment).add(to: pages)
    TermDatePages(environment).add(to: pages)
    QualityPages(environment).add(to: pages)
    SchoolDeskPages(environment).add(to: pages)
    SelectionPages(environment).add(to: pages)
    BoroughFiguresPages(environment).add(to: pages)
    GuidancePages(environment).add(to: pages)
    MailPages(environment).add(to: pages)
    AccountPages(environment).add(to: pages)
    ApplicationPages(environment).add(to: pages)
    AppointmentPages(environment).add(to: pages)
    EqualityPages(environment).add(to: pages)
    EqualityTotalsPages(environment).add(to: pages)
    FiguresPages(environment).add(to: pages)
    UnfilledPages(environment).add(to: pages)
    ReferenceFiguresPages(environment).add(to: pages)
    TrainingOfSchoolsPages(environment).add(to: pages)
    PoolPages(environment).add(to: pages)
    AgencyPages(environment).add(to: pages)
    ActivityPages(environment).add(to: pages)
    SchemePages(environment).add(to: pages)
    OwnDataPages(environment).add(to: pages)
    MessagePages(environment).add(to: pages)
    RetentionPages(environment).add(to: pages)
    KeepingPages(environment).add(to: pages)
  }
}

/// What the handlers of pages need.
struct WebEnvironment: Sendable {
  /// The use cases' services.
  let services: Services
  /// The look.
  let site: Site

  /// Counts how often vacancies are read.
  let views: VacancyViews
  /// Parts of the sitemap that were made lately.
  let sitemaps = SitemapCache()

  init(services: Services, site: Site) {
    self.services = services
    self.site = site
    views = VacancyViews(services)
  }

  /// The whole address of a vacancy's page.
  func address(of vacancy: VacancyID) -> String { services.settings.baseURL + VacancyText.address(vacancy) }

  /// The host under which the public knows the installation.
  var host: String { URL(string: services.settings.baseURL)?.host() ?? "localhost" }

  /// The names and attributes of cookies.
  var cookies: CookieNames { CookieNames(secure: site.settings.secureCookies) }

  /// The response that shows a page.
  func respond(_ page: Page, in context: AppRequestContext) -> Response {
    site.respond(page, in: context)
  }
}
