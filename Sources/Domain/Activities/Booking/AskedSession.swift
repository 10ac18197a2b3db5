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

  /// Why it ended; where its sessions were cancelled for several reasons, each of them once.
  public var why: String {
    var reasons: [String] = []
    for one in isCalledOff ? asked.compactMap(\.cancelReason) : [] where !reasons.contains(one) {
      reasons.append(one)
    }
    return reasons.isEmpty ? reason : reasons.joined(separator: " ")
  }

  /// The same requests with their sessions.
  static func withSessions(
    _ requests: [PlaceRequest], in db: some Queryable
  ) async throws -> [PlaceRequest] {
    let named = Array(Set(requests.flatMap(\.sessions))).map(\.rawValue)
    let ended = requests.filter { $0.isCalledOff && $0.sessions.isEmpty }.map(\.activity.rawValue)
    if named.isEmpty, ended.isEmpty { return requests }
    let known = try await ActivityStore.sessions(
      "(s.id = ANY (\(named)) OR s.activity_id = ANY (\(ended)))", in: db)
    let off = known.filter { $0.cancelledAt != nil }.map(\.id)
    let reasons = try await ActivityStore.cancelReasons(off, in: db)
    return requests.map { found in
      var request = found
      request.asked = known.filter { found.asks(for: $0) }.map { found.shown($0, reasons[$0.id]) }
      return request
    }
  }

  private func shown(_ session: ActivitySession, _ reason: String?) -> AskedSession {
    let isCancelled = session.isOff(wholeCancelledAt: activityCancelledAt)
    let why = session.cancelledAt == nil ? activityCancelReason : reason
    return AskedSession(
      id: session.id, when: session.when, isCancelled: isCancelled, cancelReason: isCancelled ? why : nil)
  }

  /// Whether a session is asked for. Of who asked for all that are to come, those whose cancelling ended the request.
  private func asks(for session: ActivitySession) -> Bool {
    if !sessions.isEmpty { return sessions.contains(session.id) }
    guard isCalledOff, session.activity == activity, session.startsAt > askedAt, let answeredAt,
      session.isOff(wholeCancelledAt: activityCancelledAt),
      let offAt = session.cancelledAt ?? activityCancelledAt
    else { return false }
    return askedAt <= offAt && offAt <= answeredAt
  }
}
