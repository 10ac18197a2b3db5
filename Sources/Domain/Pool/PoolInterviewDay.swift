public import Postgres

/// When the interview day of the pool can be scored.
public enum PoolInterviewDay {
  /// Why nobody can be scored on a day; nil when they can: from the day of their interview on, unless they have said
  /// that they can't come.
  public static func refusal(_ invitation: PoolInvitation?, on today: CivilDate) -> String? {
    guard let invitation else {
      return "Invite the person to an interview day first: scores are recorded from that day on."
    }
    if invitation.answer == .declined {
      return "The person has said that they can’t come. Move the interview first."
    }
    let day = LondonTime.date(of: invitation.at)
    if day <= today { return nil }
    return "The interview is on \(LondonTime.shortDate(day)): scores are recorded from then on."
  }
}
