import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The page of each vacancy, for jobseekers and search engines.
struct PublishedVacancyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("vacancies/:id") { try await show($0, $1) }
    pages.get("vacancies/:id/calendar.ics") { try await calendar($0, $1) }
  }

  private func id(_ context: AppRequestContext) throws -> VacancyID {
    let text = try context.parameters.require("id", as: String.self)
    guard let id = VacancyID(text) else { throw DomainError.notFound("vacancy") }
    return id
  }

  func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try id(context)
    let banner = SaveControl.banner(request)
    if banner != nil {
      return environment.respond(try await page(of: id, banner, context), in: context)
    }
    let make: @Sendable () async throws -> Page = { try await page(of: id, nil, context) }
    return try await environment.respondToAll(
      "vacancy \(id)", in: context, counting: { count(id, request) }, make)
  }

  private func page(
    of id: VacancyID, _ banner: NotificationBanner?, _ context: AppRequestContext
  ) async throws -> Page {
    let posting: VacancyPosting
    do {
      posting = try await ReadVacancyPosting(environment.services)(id, by: context.webActor)
    } catch DomainError.gone(let sentence) {
      return try await withdrawn(id, sentence)
    }
    let now = environment.services.now()
    let state = posting.vacancy.state(at: now)
    let isOpen = state == .published
    let similar =
      state.isPastClosing ? SimilarList(try await SimilarVacancies(environment.services)(to: id)).html : ""
    let own =
      context.signedIn == nil
      ? nil : try await ListApplications(environment.services).own(for: id, by: context.webActor)
    let view = VacancyView(
      posting, state: state, now: now,
      keep: isOpen ? try await SaveControl(environment).html(for: id, in: context) : "", similar: similar,
      own: own)
    let address = environment.address(of: id)
    var page = Page(
      "\(posting.vacancy.content.title), \(posting.vacancy.schoolName)", path: "/vacancies/\(id)",
      above: BackLink(to: "/vacancies", "All vacancies"), banner: banner
    ) {
      view
      if isOpen { ShareVacancy(posting.vacancy, address: address) }
    }
    page.head = head(posting, isOpen: isOpen, address)
    page.isCounted = isOpen && !context.webActor.may(.readUnpublishedVacancy, at: posting.vacancy.place)
    return page
  }

  /// What search engines and previews are told: of an open vacancy all, of another that it isn't to be found.
  private func head(_ posting: VacancyPosting, isOpen: Bool, _ address: String) -> PageHead {
    let vacancy = posting.vacancy
    var head = PageHead()
    head.canonical = address
    guard isOpen else {
      head.isHiddenFromSearch = true
      return head
    }
    let facts = [
      VacancyText.location(vacancy.schoolName, vacancy.schoolTown), VacancyPayText(vacancy).main,
      vacancy.closesAt.map { "Closes on \(LondonTime.dateAndTime($0))" },
    ].compactMap { $0 }.filter { !$0.isEmpty }
    head.description = PageHead.summary(
      facts.joined(separator: ". ") + ". " + vacancy.content.description)
    head.previewTitle = "\(vacancy.content.title), \(vacancy.schoolName)"
    head.previewImage =
      environment.services.settings.baseURL + environment.site.assets.address(of: "preview.png")
    head.structuredData = JobPosting(posting, address: address).json
    return head
  }

  /// Counts the reading of a page by a person.
  private func count(_ id: VacancyID, _ request: Request) {
    if request.method == .get, Reader.isPerson(request) { environment.views.note(id) }
  }

  private func withdrawn(_ id: VacancyID, _ sentence: String) async throws -> Page {
    let similar = try await SimilarVacancies(environment.services)(to: id)
    var page = Page(
      "This vacancy has been withdrawn", path: "/vacancies/\(id)", status: .gone,
      above: BackLink(to: "/vacancies", "All vacancies")
    ) {
      Heading("This vacancy has been withdrawn")
      Paragraph(sentence)
      SimilarList(similar)
    }
    page.head.isHiddenFromSearch = true
    return page
  }

  private func calendar(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await FindVacancy(environment.services)(try id(context), by: context.webActor)
    guard vacancy.publishedAt != nil else { throw DomainError.notFound("vacancy") }
    let file = VacancyCalendar(vacancy, address: environment.address(of: vacancy.id), host: environment.host)
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/calendar; charset=utf-8", .cacheControl: "private, no-cache",
        .contentDisposition: "attachment; filename=\"\(vacancy.reference).ics\"",
      ], body: .init(byteBuffer: .init(string: file.text)))
  }
}

/// Whether a program or a person reads a page.
enum Reader {
  private static let programs = [
    "bot", "crawl", "spider", "slurp", "preview", "scan", "monitor", "curl", "wget", "python", "java/",
    "go-http",
    "libwww", "httpclient", "okhttp", "axios", "node", "ruby", "perl", "php", "facebookexternalhit", "embed",
    "headless", "lighthouse", "feed", "wrk",
  ]

  /// Whether a request looks like a person's, who opens the page rather than fetching it in advance.
  static func isPerson(_ request: Request) -> Bool {
    let agent = request.headers[.userAgent]?.lowercased() ?? ""
    guard agent.hasPrefix("mozilla/") || agent.hasPrefix("opera/") else { return false }
    if programs.contains(where: { agent.contains($0) }) { return false }
    let purposes = request.headers[values: .purposeOfFetch] + request.headers[values: .olderPurpose]
    return !purposes.contains { $0.lowercased().contains("prefetch") }
  }
}

extension HTTPField.Name {
  static let purposeOfFetch = HTTPField.Name("Sec-Purpose")!
  static let olderPurpose = HTTPField.Name("Purpose")!
}
