import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The public pages of schools: the list with its map, and a page for each with its vacancies.
struct SchoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("schools") { try await list($0, $1) }
    pages.get("schools/:urn") { try await show($0, $1) }
  }

  private func list(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let search = SchoolSearch([QueryItem](query: request.uri.query ?? ""))
    return try await environment.respondToAll(search.address, in: context) {
      let found = try await ListSchools(environment.services)(
        search.filter, limit: ListSchools.largestPage, after: search.after)
      return Page("Schools", path: "/schools", problems: search.problems, isWide: true) {
        SchoolDirectory(search, found).html
      }
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    guard let urn = URN(try context.parameters.require("urn", as: String.self)) else {
      throw DomainError.notFound("school")
    }
    return try await environment.respondToAll("/schools/\(urn)", in: context) {
      let services = environment.services
      let school = try await FindSchool(services)(urn: urn)
      var criteria = VacancyCriteria()
      criteria.school = school.urn
      let found = try await SearchVacancies(services)(
        VacancyQuery(criteria, order: .closingSoonest, limit: 50))
      let profile = try await ReadSchoolProfile(services)(school: school.id)
      return Page(school.name, path: "/schools/\(urn)", above: BackLink(to: "/schools", "All schools")) {
        SchoolView(school, profile, found).html
      }
    }
  }
}

/// A search for schools as it stands in the address.
struct SchoolSearch: Sendable {
  private(set) var filter = SchoolFilter()
  private(set) var after: OrganisationID?
  private(set) var problems: [FieldProblem] = []

  init(_ items: [QueryItem]) {
    for item in items where !item.value.trimmingCharacters(in: .whitespaces).isEmpty {
      let value = item.value
      func wrong(_ what: String) {
        problems.append(FieldProblem(field: item.name, message: "There is no \(what) “\(value.prefix(40))”."))
      }
      switch item.name {
      case "q": filter.text = String(value.prefix(200))
      case "phase":
        filter.phase = SchoolPhase(rawValue: value)
        if filter.phase == nil { wrong("phase") }
      case "school_type":
        filter.type = SchoolTypeGroup(rawValue: value)
        if filter.type == nil { wrong("kind of school") }
      case "faith":
        filter.faith = FaithGroup(rawValue: value)
        if filter.faith == nil { wrong("religious character") }
      case "hiring": filter.isHiring = value == "true"
      case "after":
        after = OrganisationID(value)
        if after == nil { wrong("page") }
      default: break
      }
    }
  }

  /// The address of the list from the beginning, or from some school on.
  func address(after: OrganisationID?) -> String {
    var items: [QueryItem] = []
    if let text = filter.text { items.append(QueryItem("q", text)) }
    if let phase = filter.phase { items.append(QueryItem("phase", phase.rawValue)) }
    if let type = filter.type { items.append(QueryItem("school_type", type.rawValue)) }
    if let faith = filter.faith { items.append(QueryItem("faith", faith.rawValue)) }
    if filter.isHiring { items.append(QueryItem("hiring", "true")) }
    if let after { items.append(QueryItem("after", after.description)) }
    return items.isEmpty ? "/schools" : "/schools?\(items.query)"
  }

  /// Everything that the page depends on.
  var address: String { "\(address(after: after)) \(problems)" }
}
