import Foundation
import Postgres

/// Whose dealings with agencies a report is about.
public enum AgencyExtent: Sendable, Hashable {
  /// Those of all agencies and schools of an authority; for its staff.
  case authority(Place)
  /// Those of one school with any agency; for its head.
  case school(Place)
  /// Those of one agency with any school; for its consultants.
  case agency(Place)
  /// Those of every authority; for the operator.
  case everything

  /// The extent of an organisation; throws ``DomainError/notFound(_:)`` for one that has none.
  public init(of organisation: Organisation) throws {
    switch organisation.kind {
    case .authority: self = .authority(organisation.place)
    case .school: self = .school(organisation.place)
    case .agency: self = .agency(organisation.place)
    case .alliance: throw DomainError.notFound("report")
    }
  }

  /// Where it is; nil for everything.
  public var place: Place? {
    switch self {
    case .authority(let place), .school(let place), .agency(let place): place
    case .everything: nil
    }
  }

  /// The extents that a person may see: the authority first.
  public static func readable(by actor: Actor) throws -> [AgencyExtent] {
    let seats = try actor.requireAccount().memberships.sorted {
      $0.kind == $1.kind ? $0.organisationName < $1.organisationName : $0.kind == .authority
    }
    var extents: [AgencyExtent] = []
    for seat in seats {
      let place = Place(organisation: seat.organisation, authority: seat.authority)
      guard actor.may(.readAgencyReport, at: place) else { continue }
      let extent: AgencyExtent =
        switch seat.kind {
        case .authority: .authority(place)
        case .agency: .agency(place)
        case .school, .alliance: .school(place)
        }
      if !extents.contains(extent) { extents.append(extent) }
    }
    if extents.isEmpty { throw DomainError.notAllowed(Permissions.grant(for: .readAgencyReport).refusal) }
    return extents
  }

  func require(_ actor: Actor) throws {
    guard let place else {
      if actor.isSystem { return }
      throw DomainError.notAllowed("Only the operator can see every authority’s agencies.")
    }
    try actor.require(.readAgencyReport, at: place, orHide: "report")
  }

  /// The condition on `agency_candidate c`.
  var condition: Statement {
    switch self {
    case .authority(let place): "c.authority_id = \(place.authority)"
    case .school(let place): "c.school_id = \(place.organisation)"
    case .agency(let place): "c.agency_id = \(place.organisation)"
    case .everything: "true"
    }
  }
}
