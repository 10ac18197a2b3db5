import ArgumentParser
import Domain
import Foundation
import Postgres

/// An activity as the commands show it.
struct ActivityLine: Encodable {
  struct Session: Encodable {
    let id: ActivitySessionID
    let title: String
    let startsAt: Date
    let endsAt: Date
    let room: String
    let places: Int
    let booked: Int
    let waiting: Int
    let isCancelled: Bool
    let version: Int
  }

  let id: ActivityID
  let title: String
  let kind: String
  let organisation: String
  let state: String
  let pricePence: Int
  let booksFrom: String
  let booksUntil: String
  let sessions: [Session]
  /// That the certificate needs more sessions than take place.
  let certificateObstacle: String?
  let version: Int
  /// When the first session begins that was not cancelled by itself, as a list shows it.
  let firstStanding: Date?

  private enum CodingKeys: CodingKey {
    case id, title, kind, organisation, state, pricePence, booksFrom, booksUntil, sessions
    case certificateObstacle, version
  }

  /// How many of all its sessions, as a list shows it; nothing of what was cancelled.
  func sum(_ count: KeyPath<Session, Int>) -> String {
    if state == ActivityState.cancelled.rawValue { return "–" }
    return "\(sessions.reduce(0) { $0 + $1[keyPath: count] })"
  }

  init(_ activity: Activity) {
    let content = activity.content
    (id, title, kind) = (activity.id, content.title, activity.kindName)
    (organisation, state, pricePence) = (activity.ownerName, activity.state.rawValue, content.pricePence)
    booksFrom = content.booksFrom?.description ?? "–"
    booksUntil = content.booksUntil?.description ?? "–"
    sessions = activity.sessions.map {
      Session(
        id: $0.id, title: $0.title, startsAt: $0.startsAt, endsAt: $0.endsAt, room: $0.room,
        places: $0.places,
        booked: $0.booked, waiting: $0.waiting, isCancelled: activity.isOff($0), version: $0.version)
    }
    certificateObstacle = activity.certificateObstacle()
    version = activity.version
    firstStanding = activity.standing.first?.startsAt
  }
}

extension CommandContext {
  func show(_ activity: Activity, json: Bool) throws {
    let line = ActivityLine(activity)
    let sessions = line.sessions.map {
      "\($0.id)  \(Self.moment($0.startsAt))  "
        + ($0.isCancelled ? "cancelled" : "\($0.booked) of \($0.places) booked, \($0.waiting) waiting")
    }
    var fields = [
      ("Id", line.id.description), ("Title", line.title), ("Kind", line.kind), ("By", line.organisation),
      ("State", line.state), ("Price", AgencyLine.pounds(line.pricePence)),
      ("Booking", "\(line.booksFrom) to \(line.booksUntil)"),
      ("Sessions", sessions.isEmpty ? "–" : sessions.joined(separator: "\n")),
    ]
    if let obstacle = line.certificateObstacle { fields.append(("Certificate", obstacle)) }
    try show(line, json: json, fields + [("Version", "\(line.version)")])
  }
}

extension Reading {
  static func day(_ text: String, _ field: String) throws -> CivilDate {
    guard let day = CivilDate(text) else {
      throw problem(field, "'\(text)' is not a date such as 2027-01-04.")
    }
    return day
  }

  static func audiences(_ texts: [String]) throws -> [ActivityAudience] {
    try texts.map { text in
      guard let audience = ActivityAudience(rawValue: text) else {
        throw problem("--for", "'\(text)' is none of nqt, tutor and mentor.")
      }
      return audience
    }
  }

  static func activity(_ text: String) throws -> ActivityID { try identifier(text, "activity") }
  static func session(_ text: String) throws -> ActivitySessionID { try identifier(text, "session") }
}

/// A kind of activity.
struct ActivityKindLine: Encodable {
  let code: String
  let name: String
}
