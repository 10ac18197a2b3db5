/// How somebody gets a place in an activity.
public enum PlaceWay: Sendable, Equatable {
  /// They book it themselves.
  case book
  /// They ask their school for it, for this reason.
  case ask(String)
}

extension BookActivity {
  /// How the acting person gets a place: whom the activity is for books it, where nobody or their own school pays.
  /// Throws ``DomainError``.
  public func way(to activity: Activity, by actor: Actor) async throws -> PlaceWay {
    let account = try actor.requireOwn(.bookActivity)
    do {
      try await BookingAudience.require(account, activity, in: services.pool)
    } catch DomainError.conflict(let sentence) {
      return .ask(sentence)
    }
    let hasSchool = account.memberships.contains {
      $0.kind == .school && $0.authority == activity.place.authority
    }
    return activity.content.pricePence == 0 || hasSchool
      ? .book : .ask("A school pays for a place, and you hold no role at one: ask your school for it.")
  }
}
