public import Foundation
public import Postgres

/// What ages a school teaches, by the national register's phases of education.
public enum SchoolPhase: String, Sendable, Codable, CaseIterable, PostgresValue {
  case nursery, primary, middle, secondary
  case allThrough = "all-through"
  case sixteenPlus = "16-plus"
  case notApplicable = "not-applicable"

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .nursery: "Nursery"
    case .primary: "Primary"
    case .middle: "Middle"
    case .secondary: "Secondary"
    case .allThrough: "All-through"
    case .sixteenPlus: "16 plus"
    case .notApplicable: "Not applicable"
    }
  }
}

/// Whether a school is open, by the national register.
public enum SchoolStatus: String, Sendable, Codable, CaseIterable, PostgresValue {
  case open
  case proposedToClose = "open but proposed to close"
  case closed
  case proposedToOpen = "proposed to open"

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .open: "Open"
    case .proposedToClose: "Open, but proposed to close"
    case .closed: "Closed"
    case .proposedToOpen: "Proposed to open"
    }
  }
}

/// Where a school is.
public struct SchoolAddress: Sendable, Codable, Equatable {
  /// Street.
  public var street: String?
  /// Locality.
  public var locality: String?
  /// A further line.
  public var address3: String?
  /// Town.
  public var town: String?
  /// Postcode.
  public var postcode: String?

  /// An address; each line may be missing.
  public init(
    street: String? = nil, locality: String? = nil, address3: String? = nil, town: String? = nil,
    postcode: String? = nil
  ) {
    self.street = street
    self.locality = locality
    self.address3 = address3
    self.town = town
    self.postcode = postcode
  }

  /// The lines that are filled, in the order of an envelope.
  public var lines: [String] { [street, locality, address3, town, postcode].compactMap { $0 } }
}

/// A school.
public struct School: Sendable, Equatable {
  /// The school as an organisation.
  public var id: OrganisationID
  /// The authority it belongs to.
  public var authority: AuthorityID
  /// That authority's code in the register, for example 883.
  public var laCode: String
  /// Its number in the register.
  public var urn: URN
  /// Its number within the authority.
  public var establishmentNumber: String?
  /// Name.
  public var name: String
  /// Phase.
  public var phase: SchoolPhase
  /// The register's code for the type of establishment.
  public var typeCode: String?
  /// The register's name for the type of establishment.
  public var typeName: String?
  /// Whether it is open.
  public var status: SchoolStatus
  /// When it opened, where recorded.
  public var openedOn: CivilDate?
  /// When it closed or will close, where recorded.
  public var closedOn: CivilDate?
  /// Youngest age by statute.
  public var lowAge: Int16?
  /// Oldest age by statute.
  public var highAge: Int16?
  /// Religious character, where it has one.
  public var religiousCharacter: String?
  /// UK provider reference number.
  public var ukprn: String?
  /// Address.
  public var address: SchoolAddress
  /// Website as the register has it, often without a scheme.
  public var website: String?
  /// Telephone.
  public var telephone: String?
  /// The trust it belongs to.
  public var trustName: String?
  /// Position on the national grid, metres east.
  public var easting: Int32?
  /// Position on the national grid, metres north.
  public var northing: Int32?
  /// Counts the changes.
  public var version: Int
  /// When it last changed.
  public var updatedAt: Date

  /// Whether its URN was given out by Staffroom and is not in the register.
  public var isSampleURN: Bool { urn.isSample }

  /// Where it stands in the table of permissions.
  public var place: Place { Place(organisation: id, authority: authority) }

  /// The website as an address that is safe to link to; nil when there is none.
  public var websiteLink: String? {
    guard let website, !website.isEmpty else { return nil }
    let lower = website.lowercased()
    let address =
      lower.hasPrefix("http://") || lower.hasPrefix("https://") ? website : "https://\(website)"
    guard let parts = URLComponents(string: address), let host = parts.host, host.contains("."),
      parts.user == nil
    else { return nil }
    return address
  }
}

extension School: RowDecodable {
  /// The columns a school is read from, of `school s` joined with `organisation o`.
  static let columns: Statement = """
    s.organisation_id, o.authority_id, s.la_code, s.urn, s.establishment_number, s.name, s.phase, s.type_code,
    s.type_name, s.status, s.opened_on, s.closed_on, s.low_age, s.high_age, s.religious_character, s.ukprn,
    s.street, s.locality, s.address3, s.town, s.postcode, s.website, s.telephone, s.trust_name, s.easting,
    s.northing, s.version, s.updated_at
    """

  /// Reads a school from a row with the columns above.
  public init(row: Row) throws {
    id = try row.decode("organisation_id")
    authority = try row.decode("authority_id")
    laCode = try row.decode("la_code")
    urn = try row.decode("urn")
    establishmentNumber = try row.decodeIfPresent("establishment_number")
    name = try row.decode("name")
    phase = try row.decode("phase")
    typeCode = try row.decodeIfPresent("type_code")
    typeName = try row.decodeIfPresent("type_name")
    status = try row.decode("status")
    openedOn = try row.decodeIfPresent("opened_on")
    closedOn = try row.decodeIfPresent("closed_on")
    lowAge = try row.decodeIfPresent("low_age")
    highAge = try row.decodeIfPresent("high_age")
    religiousCharacter = try row.decodeIfPresent("religious_character")
    ukprn = try row.decodeIfPresent("ukprn")
    address = SchoolAddress(
      street: try row.decodeIfPresent("street"), locality: try row.decodeIfPresent("locality"),
      address3: try row.decodeIfPresent("address3"), town: try row.decodeIfPresent("town"),
      postcode: try row.decodeIfPresent("postcode"))
    website = try row.decodeIfPresent("website")
    telephone = try row.decodeIfPresent("telephone")
    trustName = try row.decodeIfPresent("trust_name")
    easting = try row.decodeIfPresent("easting")
    northing = try row.decodeIfPresent("northing")
    version = try Int(row.decode("version", as: Int32.self))
    updatedAt = try row.decode("updated_at")
  }
}
