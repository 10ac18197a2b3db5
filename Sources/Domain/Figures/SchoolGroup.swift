import Foundation
import Postgres

/// Schools of an authority whose figures may be read together: those of one phase or of one type.
///
/// Officers see figures and not decisions, so no group is so small that its figures are those of one school, and the
/// groups of one kind are a partition: what is left when all others are taken from the whole is a group too.
public struct SchoolGroup: Sendable, Hashable {
  /// What the schools of a group have in common.
  public enum Kind: String, Sendable, CaseIterable {
    case phase, type

    /// The words for it.
    public var title: String {
      switch self {
      case .phase: "Phase of the school"
      case .type: "Type of school"
      }
    }
  }

  /// What its schools have in common.
  public let kind: Kind
  /// Names it in addresses and files, for example `phase-primary`.
  public let code: String
  /// What it is called.
  public let title: String
  /// Its schools.
  public let schools: Set<OrganisationID>

  /// The fewest schools of a group.
  public static let smallest = 3
  static let other = "other"

  /// The groups of one kind over all schools, each given with what it has in common with others. Values of too few
  /// schools stand together, with the smallest of the rest if they are too few themselves; none where only one group
  /// would be left.
  public static func partition(
    _ kind: Kind, _ schools: [(school: OrganisationID, value: String)], title: (String) -> String
  ) -> [SchoolGroup] {
    var groups = Dictionary(grouping: schools) { $0.value }.mapValues { Set($0.map(\.school)) }
    var others = Set<OrganisationID>()
    for (value, members) in groups where members.count < smallest {
      others.formUnion(members)
      groups[value] = nil
    }
    while !others.isEmpty, others.count < smallest {
      guard let next = groups.min(by: { ($0.value.count, $0.key) < ($1.value.count, $1.key) }) else { break }
      others.formUnion(next.value)
      groups[next.key] = nil
    }
    var found = groups.map { value, members in
      SchoolGroup(kind: kind, code: "\(kind.rawValue)-\(slug(value))", title: title(value), schools: members)
    }.sorted { $0.title < $1.title }
    if !others.isEmpty {
      found.append(
        SchoolGroup(
          kind: kind, code: "\(kind.rawValue)-\(other)",
          title: kind == .phase ? "Other phases together" : "Other types together", schools: others))
    }
    return found.count > 1 ? found : []
  }

  private static func slug(_ value: String) -> String {
    let parts = value.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let slug = parts.joined(separator: "-")
    return slug == other ? "other-named" : slug
  }

  /// The group with a code; nil, for all schools, where none is given. A wrong code is a problem of the field `schools`.
  /// Throws ``DomainError``.
  static func chosen(_ code: String?, of groups: [SchoolGroup]) throws -> SchoolGroup? {
    guard let code, !code.isEmpty else { return nil }
    if let group = groups.first(where: { $0.code == code }) { return group }
    throw DomainError.invalid([
      FieldProblem(field: "schools", message: "Choose one of the groups of schools, or all.")
    ])
  }

  /// What a line of figures is called.
  static func title(_ group: SchoolGroup?) -> String { group?.title ?? "All schools" }

  /// The groups of an authority's schools, closed ones included: by phase, then by type.
  static func all(of authority: AuthorityID, in db: some Queryable) async throws -> [SchoolGroup] {
    let rows = try await db.query(
      """
      SELECT s.organisation_id, s.phase, coalesce(s.type_name, 'Type not known') AS type
      FROM school s JOIN organisation o ON o.id = s.organisation_id WHERE o.authority_id = \(authority)
      """)
    let schools = try rows.map { row in
      (
        id: try row.decode("organisation_id", as: OrganisationID.self),
        phase: try row.decode("phase", as: String.self), type: try row.decode("type", as: String.self)
      )
    }
    return partition(.phase, schools.map { ($0.id, $0.phase) }) {
      VacancyPhase(rawValue: $0)?.title ?? "Phase not given"
    } + partition(.type, schools.map { ($0.id, $0.type) }) { $0 }
  }
}
