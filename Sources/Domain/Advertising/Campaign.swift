public import Foundation
public import Postgres

/// Names a campaign.
public struct CampaignID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// A kind of place where posts are advertised.
public struct AdvertisingChannel: Sendable, Encodable, RowDecodable {
  /// Its code, for example "local-press".
  public let code: String
  /// What it is called.
  public let name: String

  /// Reads the columns `code` and `name`.
  public init(row: Row) throws {
    code = try row.decode("code")
    name = try row.decode("name")
  }
}

/// What somebody writes about a campaign.
public struct CampaignContent: Sendable, Equatable {
  /// What it is called, 3–100 characters.
  public var name: String
  /// The code of its channel.
  public var channel: String
  /// What it costs in pence.
  public var costPence: Int
  /// Its first day.
  public var startsOn: CivilDate?
  /// Its last day; nil while it is open.
  public var endsOn: CivilDate?
  /// The vacancy it is for; nil for a drive for all of them.
  public var vacancy: VacancyID?
  /// Notes for those who run it.
  public var notes: String

  /// What a campaign says.
  public init(
    name: String, channel: String, costPence: Int = 0, startsOn: CivilDate? = nil, endsOn: CivilDate? = nil,
    vacancy: VacancyID? = nil, notes: String = ""
  ) {
    self.name = name
    self.channel = channel
    self.costPence = costPence
    self.startsOn = startsOn
    self.endsOn = endsOn
    self.vacancy = vacancy
    self.notes = notes
  }

  /// The highest cost, ten million pounds.
  public static let highestCost = 1_000_000_000
}

/// Where a vacancy or a drive is advertised, with a link of its own.
public struct Campaign: Sendable, RowDecodable {
  /// Its identifier.
  public let id: CampaignID
  /// What stands in its link: eight letters and digits.
  public let code: String
  /// Who runs it: a school, or the authority.
  public let owner: Place
  /// What that is called.
  public let ownerName: String
  /// What was written about it.
  public let content: CampaignContent
  /// What its channel is called.
  public let channelName: String
  /// The title of its vacancy.
  public let vacancyTitle: String?
  /// Rises by one with every change.
  public let version: Int
  /// When it was made.
  public let createdAt: Date

  /// The tracked link, without the site before it.
  public var path: String { "/go/\(code)" }

  static let columns: Statement = """
    c.id, c.code, c.organisation_id, c.authority_id, o.name AS organisation_name, c.name, c.channel,
    ch.name AS channel_name, c.cost_pence, c.starts_on, c.ends_on, c.vacancy_id, v.title AS vacancy_title,
    c.notes, c.version, c.created_at
    """
  static let tables: Statement = """
    campaign c JOIN organisation o ON o.id = c.organisation_id JOIN advertising_channel ch ON ch.code = c.channel
    LEFT JOIN vacancy v ON v.id = c.vacancy_id
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    code = try row.decode("code")
    owner = Place(organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    ownerName = try row.decode("organisation_name")
    content = CampaignContent(
      name: try row.decode("name"), channel: try row.decode("channel"),
      costPence: Int(try row.decode("cost_pence", as: Int32.self)),
      startsOn: try row.decode("starts_on", as: CivilDate.self),
      endsOn: try row.decodeIfPresent("ends_on"), vacancy: try row.decodeIfPresent("vacancy_id"),
      notes: try row.decode("notes"))
    channelName = try row.decode("channel_name")
    vacancyTitle = try row.decodeIfPresent("vacancy_title")
    version = Int(try row.decode("version", as: Int32.self))
    createdAt = try row.decode("created_at")
  }
}

/// Whose campaigns are meant.
public enum CampaignExtent: Sendable, Hashable {
  /// Those of an authority and of all its schools; for the authority's staff.
  case authority(Place)
  /// Those of one school.
  case school(Place)
  /// Those of every authority; for the operator.
  case everything

  /// The extent of an organisation.
  public init(of organisation: Organisation) {
    self = organisation.kind == .authority ? .authority(organisation.place) : .school(organisation.place)
  }

  /// Where new campaigns of the extent belong.
  public var owner: Place? {
    switch self {
    case .authority(let place), .school(let place): place
    case .everything: nil
    }
  }

  /// The extents that a person may see: the authority first.
  public static func readable(by actor: Actor) throws -> [CampaignExtent] {
    let seats = try actor.requireAccount().memberships.sorted {
      $0.kind == $1.kind ? $0.organisationName < $1.organisationName : $0.kind == .authority
    }
    var extents: [CampaignExtent] = []
    for seat in seats {
      let place = Place(organisation: seat.organisation, authority: seat.authority)
      guard actor.may(.readCampaigns, at: place) else { continue }
      let extent: CampaignExtent = seat.kind == .authority ? .authority(place) : .school(place)
      if !extents.contains(extent) { extents.append(extent) }
    }
    if extents.isEmpty { throw DomainError.notAllowed(Permissions.grant(for: .readCampaigns).refusal) }
    return extents
  }

  func require(_ operation: Operation, _ actor: Actor) throws {
    switch self {
    case .authority(let place), .school(let place): try actor.require(operation, at: place)
    case .everything:
      if !actor.isSystem {
        throw DomainError.notAllowed("Only the operator can see every authority’s campaigns.")
      }
    }
  }

  /// The condition on `campaign c`.
  var condition: Statement {
    switch self {
    case .authority(let place): "c.authority_id = \(place.authority)"
    case .school(let place): "c.organisation_id = \(place.organisation)"
    case .everything: "true"
    }
  }
}
