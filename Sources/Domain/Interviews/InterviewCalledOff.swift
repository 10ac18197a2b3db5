public import Foundation
public import Postgres

/// A day of interviews that its school has called off, as somebody reads of it who was invited to it and to no interview
/// since.
public struct InterviewCalledOff: Sendable, Equatable {
  /// The day; nil for one that was called off before it was noted with the application.
  public let heldOn: CivilDate?
  /// When their own time would have begun; nil where they had none.
  public let startsAt: Date?
  /// Why, in the school’s own words; nil where that was not noted either.
  public let reason: String?

  /// What was called off.
  public var sentence: String {
    let what =
      heldOn.map { "its interviews on \(LondonTime.longDate($0))" }
      ?? "the day of interviews that you were invited to"
    return "The school has called off \(what)."
  }

  /// Which time was theirs; nil where they had none.
  public var time: String? { startsAt.map { "Your time was \(LondonTime.clockTime($0))." } }

  /// What follows from it for somebody who had answered so: nobody hears of another time who does not want to be
  /// interviewed.
  public func whatFollows(_ answer: InterviewAnswer?) -> String {
    if let answer, answer.kind == .declined { return answer.whatFollows }
    return Self.stillShortlisted
  }

  /// What those are told who did not decline.
  static let stillShortlisted =
    "You are still on the shortlist: the school writes to you about another time."

  /// Why nothing can be answered now.
  static let obstacle =
    "The day of interviews was called off, so there is nothing to answer until the school invites you again."

  /// What the trail keeps of it with each application.
  static let action = "application.interview_called_off"

  /// The same, as it is kept: the day, and the time that the applicant had.
  static func details(_ day: InterviewDay, _ slot: InterviewSlot?) -> [String: JSONValue] {
    let startsAt = slot.map { JSONValue.string($0.startsAt.formatted(.iso8601)) }
    return ["held_on": .string(day.heldOn.description), "starts_at": startsAt ?? .null]
  }

  /// The day that put an application back on the shortlist, as long as it has stayed there since.
  static func find(
    _ application: SentApplication, in db: some Queryable
  ) async throws -> InterviewCalledOff? {
    guard application.state == .shortlisted else { return nil }
    return try await db.firstRow(
      """
      SELECT (e.details ->> 'held_on')::date AS held_on, (e.details ->> 'starts_at')::timestamptz AS starts_at
      FROM application a JOIN audit_event e ON e.subject_type = 'application' AND e.subject_id = a.id::text
      WHERE a.id = \(application.id) AND e.action = \(action) AND e.happened_at >= a.state_changed_at
      ORDER BY e.id DESC LIMIT 1
      """
    ).map { row in
      InterviewCalledOff(
        heldOn: try row.decodeIfPresent("held_on"), startsAt: try row.decodeIfPresent("starts_at"),
        reason: application.stateReason)
    }
  }
}
