/// The table of role × operation: who may do what, and what an API token needs for it.
///
/// A school's roles hold at their school only. The authority's roles hold for every organisation of their
/// authority. `applicant` holds for a person's own records. The operator at the command line and the
/// worker may do everything. Its lines stand beside this file, by what they are about.
public enum Permissions {
  /// One line of the table.
  public struct Grant: Sendable {
    /// The roles that may.
    public let roles: Set<Role>
    /// The scope that an API token needs as well.
    public let scope: TokenScope
    /// What is said to somebody who may know of the thing but not do this.
    public let refusal: String
  }

  /// The lines of every group.
  static let groups: [[Operation: Grant]] = [
    vacancies, received, appointments, pool, selection, messages, own, people, borough, retention,
    advertising, advice, agencies, induction, activities, schemes,
  ]

  private static let table: [Operation: Grant] = groups.reduce(into: [:]) { table, group in
    table.merge(group) { first, _ in first }
  }

  /// The line for an operation; what had none, nobody could do. A test sees that each has one and only one.
  public static func grant(for operation: Operation) -> Grant {
    table[operation] ?? line([], .accountsWrite, "Nobody can do this.")
  }

  static func line(_ roles: Set<Role>, _ scope: TokenScope, _ refusal: String) -> Grant {
    Grant(roles: roles, scope: scope, refusal: refusal)
  }

  /// Whether a role may do an operation, before it is asked where.
  public static func allows(_ role: Role, _ operation: Operation) -> Bool {
    grant(for: operation).roles.contains(role)
  }
}
