import Foundation
import Postgres

extension InterviewStore {
  /// Whether somebody of the row `application a` has been interviewed by an instant, not only invited: a time that they
  /// held has begun, somebody has scored them (which nobody may before the time has begun), or they were offered the
  /// post and no time of theirs is still to come: a head may offer it before the interview with a reason. One that was
  /// called off, or left before its time, is none. Somebody who was invited without a day, is not scored here and is
  /// offered nothing leaves no trace of an interview.
  static func tookPlace(by now: Date) -> Statement {
    """
    (EXISTS (SELECT FROM interview_booking b JOIN interview_slot s ON s.id = b.slot_id
        WHERE b.application_id = a.id AND s.starts_at <= \(now))
      OR EXISTS (SELECT FROM interview_sheet h
        WHERE h.application_id = a.id AND (h.handed_in_at IS NOT NULL OR h.scores <> '{}'))
      OR (EXISTS (SELECT FROM application_reached o WHERE o.application_id = a.id AND o.state = 'offered')
        AND NOT EXISTS (SELECT FROM interview_booking b JOIN interview_slot s ON s.id = b.slot_id
          WHERE b.application_id = a.id AND s.starts_at > \(now))))
    """
  }
}

extension InterviewScoring {
  /// What is said to the school where no day of an interview is on record: whether the person is invited at all, and
  /// what to do next.
  public var withoutDay: String {
    let name = application.applicantName
    switch application.state {
    case .interviewing:
      return "\(name) is invited without a day. Invite them to a day with slots, or give them a time, "
        + "and its panel can score the interview here."
    case .shortlisted:
      return "\(name) is on the shortlist and is not invited to interview yet."
    case .sent, .underConsideration, .longlisted:
      return "\(name) is not invited to interview. Those who are put on the shortlist can be."
    case .offered, .accepted, .unconditional, .appointed, .unsuccessful, .offerDeclined, .offerWithdrawn,
      .withdrawn:
      return "No day of an interview is on record for \(name)."
    }
  }
}
