import Foundation
import Postgres

/// Writes vacancies as a CSV file that can be imported again.
public struct ExportVacancies: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancies of a school, or of every school for the operator, newest first. Throws ``DomainError``.
  public func callAsFunction(
    school: OrganisationID? = nil, state: VacancyState? = nil, by actor: Actor
  ) async throws -> String {
    let list = ListSchoolVacancies(services)
    let columns = VacancyColumn.naming + VacancyColumn.told + VacancyColumn.content.map(\.name)
    var text = columns.joined(separator: ",") + "\r\n"
    var after: Cursor?
    repeat {
      let page =
        if let school {
          try await list(school: school, state: state, limit: 500, after: after, by: actor)
        } else {
          try await list.everySchool(state: state, limit: 500, after: after, by: actor)
        }
      for item in page.items { text += try Self.line(item) }
      after = page.next
    } while after != nil
    return text
  }

  private static func line(_ item: OwnVacancyListing) throws -> String {
    let vacancy = item.vacancy
    let data = try JSONEncoder().encode(vacancy.content)
    let members = try JSONDecoder().decode([String: JSONValue].self, from: data)
    let named = [vacancy.reference, vacancy.externalReference ?? "", "\(vacancy.urn)"]
    let told = [
      item.state.rawValue, vacancy.schoolName, vacancy.publishedAt?.formatted(.iso8601) ?? "",
      vacancy.closesAt?.formatted(.iso8601) ?? "", item.applications.map { "\($0)" } ?? "",
    ]
    let content = VacancyColumn.content.map { $0.write(members[$0.name] ?? .null) }
    return CSV.line(named + told + content)
  }
}
