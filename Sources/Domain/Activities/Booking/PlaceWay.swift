/// How somebody gets a place in an activity.
public enum PlaceWay: Sendable, Equatable {
  /// They book it themselves.
  case book
  /// They ask their school for it, for this reason.
  case ask(String)

  /// What somebody does whose school isn’t known here, so that it can’t be asked here.
  static let showHead =
    "show the head of your school this activity: they book for you with Book for colleagues"
}

extension BookActivity {
  /// How the acting person gets a place: whom the activity is for books it, where nobody or their own school pays.
  /// Throws ``DomainError``.
  public func way(to activity: Activity, by actor: Actor) async throws -> PlaceWay {
    let account = try actor.requireOwn(.bookActivity)
    do {
      try await BookingAudience.require(account, activity, services, in: services.pool)
    } catch DomainError.conflict(let sentence) {
      return .ask(sentence)
    }
    let hasSchool = account.memberships.contains {
      $0.kind == .school && $0.authority == activity.place.authority
    }
    if activity.content.pricePence == 0 || hasSchool { return .book }
    let canAsk = try await !AskForPlace(services).schools(activity, account, in: services.pool).isEmpty
    return .ask(
      "A school pays for a place, and you hold no role at one: "
        + (canAsk ? "ask your school for it." : "\(PlaceWay.showHead)."))
  }
}
