import Postgres

/// The years by which fees are added up.
public enum FeeYears: String, Sendable, Codable, CaseIterable {
  /// From August to July, as school years are counted here.
  case school
  /// From April to March.
  case financial

  /// The words for them.
  public var title: String { self == .school ? "School years" : "Financial years" }

  /// The year in which the one of a day begins.
  func beginning(of day: CivilDate) -> Int {
    switch self {
    case .school: InductionTerms.schoolYear(of: day)
    case .financial: FinancialYear(of: day).start
    }
  }
}

/// What a school pays for one service in a year.
public struct ServiceFee: Sendable {
  /// The year in which that year begins.
  let beginning: Int
  /// The school.
  public let school: OrganisationID
  /// What it is called.
  public let schoolName: String
  /// Its unique reference number.
  public let urn: URN
  /// The service’s code.
  public let level: String
  /// What the service is called.
  public let levelTitle: String
  /// Of which inductions.
  var inductions: Set<InductionID>
  /// For how many registrations it is paid.
  public internal(set) var teachers: Int
  /// What they cost, in pence.
  public internal(set) var pence: Int

  /// The year, for example "2026/27".
  public var year: String { FinancialYear(beginning).name }
}

/// What schools pay for the service of the appropriate body, by year, school and service.
public struct ServiceFees: Sendable {
  /// The lines, the last year first, then by school and service.
  public let lines: [ServiceFee]

  /// What everything costs, in pence.
  public var pence: Int { lines.total(\.pence) }

  /// How many yearly fees that is: one for each registration in each year.
  public var fees: Int { lines.total(\.teachers) }

  /// How many teachers they are paid for, each counted once however many years that is.
  public var teachers: Int { lines.reduce(into: Set<InductionID>()) { $0.formUnion($1.inductions) }.count }

  /// Those of each school in each year, in the order of the lines.
  public var bySchool: [ServiceFees] {
    lines.runs { $0.school == $1.school && $0.year == $1.year }.map { ServiceFees(lines: $0) }
  }

  /// Each line by itself.
  public var byLine: [ServiceFees] { lines.map { ServiceFees(lines: [$0]) } }

  /// The same as a CSV file.
  public var csv: String {
    CSV.text(
      lines,
      [
        CSVColumn("year") { $0.year }, CSVColumn("urn") { "\($0.urn)" },
        CSVColumn("school") { $0.schoolName },
        CSVColumn("service_level") { $0.level }, CSVColumn("service") { $0.levelTitle },
        CSVColumn("teachers") { "\($0.teachers)" }, CSVColumn("fee_pence") { "\($0.pence)" },
      ])
  }
}
