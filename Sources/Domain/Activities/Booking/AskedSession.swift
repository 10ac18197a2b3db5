import Foundation
import Postgres

/// A session that somebody has asked their school for.
public struct AskedSession: Sendable {
  /// Its identifier.
  public let id: ActivitySessionID
  /// When it is.
  public let when: String
  /// Whether it does not take place.
  public let isCancelled: Bool
  /// Why; nil where it takes place, or where no reason was kept.
  public let cancelReason: String?

  /// When it is, and that it was cancelled with the reason.
  public var words: String {
    if !isCancelled { return when }
    return cancelReason.map { "\(when). Cancelled: \($0)" } ?? "\(when). Cancelled"
  }
}

extension PlaceRequest {
  /// When the sessions are that are asked for, by time.
  public var times: [String] { sessions.isEmpty ? [] : asked.map(\.when) }

  /// Why it ended, or does not take place; where its sessions were cancelled for several reasons, each of them once.
  public var why: String {
    var reasons: [String] = []
    for one in isOff ? asked.compactMap(\.cancelReason) : [] where !reasons.contains(one) {
      reasons.append(one)
    }
    return reasons.isEmpty ? reason : reasons.joined(separator: " ")
  }

  /// The same requests with their sessions.
  static func withSessions(
    _ requests: [PlaceRequest], in db: some Queryable
  ) async throws -> [PlaceRequest] {
    let named = Array(Set(requests.flatMap(\.sessions))).map(\.rawValue)
    let whole = Array(
      Set(requests.filter { $0.sessions.isEmpty && $0.saysWhatIsCancelled }.map(\.activity.rawValue)))
    if named.isEmpty, whole.isEmpty { return requests }
    let known = try await ActivityStore.sessions(
      "(s.id = ANY (\(named)) OR s.activity_id = ANY (\(whole)))", in: db)
    let off = known.filter { $0.cancelledAt != nil }.map(\.id)
    let reasons = try await ActivityStore.cancelReasons(off, in: db)
    return requests.map { found in
      var request = found
      request.asked = known.filter { found.asks(for: $0) }.map { found.shown($0, reasons[$0.id]) }
      request.isBookedInVain = found.isInVain(known)
      return request
    }
  }

  private func shown(_ session: ActivitySession, _ reason: String?) -> AskedSession {
    let isCancelled = session.isOff(wholeCancelledAt: activityCancelledAt)
    let why = session.cancelledAt == nil ? activityCancelReason : reason
    return AskedSession(
      id: session.id, when: session.when, isCancelled: isCancelled, cancelReason: isCancelled ? why : nil)
  }

  /// Whether what was cancelled is said of who asked for all that are to come: not once it was declined or taken back.
  private var saysWhatIsCancelled: Bool { state == .asked || state == .approved || isCalledOff }

  /// Whether a session is asked for. Of who asked for all that are to come, those that were cancelled since: until that
  /// ended the request, where it did.
  private func asks(for session: ActivitySession) -> Bool {
    if !sessions.isEmpty { return sessions.contains(session.id) }
    guard saysWhatIsCancelled, session.activity == activity, session.startsAt > askedAt,
      session.isOff(wholeCancelledAt: activityCancelledAt),
      let offAt = session.cancelledAt ?? activityCancelledAt
    else { return false }
    let isBeforeEnd = !isCalledOff || answeredAt.map { offAt <= $0 } ?? false
    return askedAt <= offAt && isBeforeEnd
  }

  /// Whether the school booked it, and of these sessions all those of it that were to come then were cancelled.
  private func isInVain(_ known: [ActivitySession]) -> Bool {
    guard state == .approved, let answeredAt else { return false }
    let booked = known.filter { session in
      let isTheirs = sessions.isEmpty ? session.activity == activity : sessions.contains(session.id)
      return isTheirs && session.startsAt > answeredAt
    }
    return !booked.isEmpty && booked.allSatisfy { $0.isOff(wholeCancelledAt: activityCancelledAt) }
  }
}
