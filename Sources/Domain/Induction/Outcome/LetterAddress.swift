import Postgres

/// An address as it stands in a letter, line by line.
struct LetterAddress: Sendable {
  /// Where notices to the Secretary of State and notices of appeal go (Teaching Regulation Agency, guidance on appeals
  /// of early career teachers).
  static let regulationAgency = """
    Teaching Regulation Agency
    Cheylesmore House
    5 Quinton Road
    Coventry
    CV1 2WT
    """

  private let lines: [String]

  /// No address.
  init() { lines = [] }

  static let columns: Statement = "s.street, s.locality, s.address3, s.town, s.postcode"

  /// Reads a row of the columns above, of the register of schools.
  init(row: Row) throws {
    lines = try ["street", "locality", "address3", "town", "postcode"].compactMap {
      try row.decodeIfPresent($0, as: String.self)?.trimmed
    }.filter { !$0.isEmpty }
  }

  /// At a school.
  func of(_ school: String) -> String { ([school] + lines).joined(separator: "\n") }

  /// Through a school that passes it on, and by e-mail where there is an address.
  func careOf(_ school: String?, and email: String) -> String {
    let through = school.map { ["Care of \($0)"] + lines } ?? []
    return (through + (email.isEmpty ? [] : ["E-mail: \(email)"])).joined(separator: "\n")
  }
}
