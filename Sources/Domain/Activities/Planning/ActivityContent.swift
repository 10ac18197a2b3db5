public import Foundation
public import Postgres

/// What somebody writes about an activity.
public struct ActivityContent: Sendable, Equatable {
  /// What it is called, 4–100 characters.
  public var title: String
  /// The code of its kind.
  public var kind: String
  /// Whether people take part in several sessions, and not in one that they choose.
  public var isProgramme: Bool
  /// What it is about.
  public var description: String
  /// Whom it is for.
  public var audiences: [ActivityAudience]
  /// Where it is.
  public var place: String
  /// What a school pays for a place in one session, in pence; 0 is free.
  public var pricePence: Int
  /// The first day on which places can be booked.
  public var booksFrom: CivilDate?
  /// The last day.
  public var booksUntil: CivilDate?
  /// How many days before a session the last day lies on which cancelling is free.
  public var freeDays: Int
  /// How many sessions somebody attends for the certificate.
  public var sessionsRequired: Int

  /// What an activity says.
  public init(
    title: String = "", kind: String = "", isProgramme: Bool = false, description: String = "",
    audiences: [ActivityAudience] = [], place: String = "", pricePence: Int = 0,
    booksFrom: CivilDate? = nil, booksUntil: CivilDate? = nil, freeDays: Int = 7, sessionsRequired: Int = 1
  ) {
    (self.title, self.kind, self.isProgramme) = (title, kind, isProgramme)
    (self.description, self.audiences, self.place) = (description, audiences, place)
    (self.pricePence, self.booksFrom, self.booksUntil) = (pricePence, booksFrom, booksUntil)
    (self.freeDays, self.sessionsRequired) = (freeDays, sessionsRequired)
  }

  /// The highest price of a place: ten thousand pounds.
  public static let highestPrice = 1_000_000

  /// Everything that keeps it from being stored.
  public func problems(kinds: Set<String>) -> Problems {
    var problems = Problems()
    problems.require(
      (4...100).contains(title.trimmed.count), "title", "Enter a title of 4 to 100 characters.")
    problems.require(kinds.contains(kind), "kind", "Choose what kind of activity it is.")
    problems.require(
      (10...4_000).contains(description.trimmed.count), "description",
      "Say in 10 to 4,000 characters what it is about.")
    problems.require(!audiences.isEmpty, "audiences", "Choose whom it is for.")
    problems.require(
      (3...300).contains(place.trimmed.count), "place", "Enter where it is, in 3 to 300 characters.")
    problems.require(
      (0...Self.highestPrice).contains(pricePence), "price_pence",
      "Enter the price of a place, from nothing to £10,000.")
    problems.require(booksFrom != nil, "books_from", "Enter the first day on which places can be booked.")
    problems.require(booksUntil != nil, "books_until", "Enter the last day on which places can be booked.")
    if let booksFrom, let booksUntil {
      problems.require(
        booksUntil >= booksFrom, "books_until", "Enter a last day that is not before the first.")
    }
    problems.require(
      (0...60).contains(freeDays), "free_days", "Enter how many days before, from 0 to 60.")
    problems.require(
      isProgramme ? (1...50).contains(sessionsRequired) : sessionsRequired == 1, "sessions_required",
      isProgramme
        ? "Enter how many sessions the certificate needs, from 1 to 50."
        : "An event has one session for each person: enter 1.")
    return problems
  }
}

/// What somebody writes about a session.
public struct ActivitySessionContent: Sendable, Equatable {
  /// What it is about, where an activity has several.
  public var title: String
  /// The day in London.
  public var heldOn: CivilDate?
  /// When it begins, "HH:MM" in London.
  public var startsAt: String
  /// When it ends, "HH:MM" in London.
  public var endsAt: String
  /// The room.
  public var room: String
  /// How many places it has.
  public var places: Int

  /// What a session says.
  public init(
    title: String = "", heldOn: CivilDate? = nil, startsAt: String = "", endsAt: String = "",
    room: String = "",
    places: Int = 0
  ) {
    (self.title, self.heldOn, self.startsAt) = (title, heldOn, startsAt)
    (self.endsAt, self.room, self.places) = (endsAt, room, places)
  }

  /// The instants at which it begins and ends; nil while one can't be read.
  var times: (start: Date, end: Date)? {
    guard let heldOn, let from = Self.clock(startsAt), let to = Self.clock(endsAt),
      let start = LondonTime.instant(heldOn, hour: from.hour, minute: from.minute),
      let end = LondonTime.instant(heldOn, hour: to.hour, minute: to.minute)
    else { return nil }
    return (start, end)
  }

  static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    guard let match = text.trimmed.wholeMatch(of: /([0-9]{1,2}):([0-9]{2})/), let hour = Int(match.1),
      let minute = Int(match.2), hour < 24, minute < 60
    else { return nil }
    return (hour, minute)
  }

  /// Everything that keeps it from being stored.
  public func problems(at now: Date) -> Problems {
    var problems = Problems()
    problems.require(title.trimmed.count <= 100, "title", "Shorten the title to 100 characters or fewer.")
    problems.require(heldOn != nil, "held_on", "Enter the day of the session.")
    problems.require(Self.clock(startsAt) != nil, "starts_at", "Enter when it begins, such as 16:00.")
    problems.require(Self.clock(endsAt) != nil, "ends_at", "Enter when it ends, such as 17:30.")
    if let times {
      problems.require(times.start > now, "held_on", "Enter a day and time that are still to come.")
      problems.require(
        times.start < now.addingTimeInterval(2 * 366 * 86_400), "held_on", "Enter a day within two years.")
      problems.require(times.end > times.start, "ends_at", "Enter an end that is after the beginning.")
    }
    problems.require(room.trimmed.count <= 100, "room", "Shorten the room to 100 characters or fewer.")
    problems.require(
      (1...2_000).contains(places), "places", "Enter how many places there are, from 1 to 2,000.")
    return problems
  }
}
