import Foundation
import Postgres

extension DueItem {
  /// Where something due `d` belongs: to the school that has begun to write it; else to the one where the teacher was on
  /// its day, or was last before it; of posts at several schools to the one that leads. The tutor is the one that this
  /// school has named last; where they have left, whoever coordinates induction there now.
  static let places: Statement = """
    JOIN LATERAL (
      SELECT w.school_id, (SELECT \(fragment: InductionAccess.tutorName) FROM induction_period t
          WHERE t.induction_id = i.id AND t.school_id = w.school_id ORDER BY t.starts_on DESC, t.id DESC LIMIT 1)
          AS tutor_name,
        (SELECT \(fragment: InductionAccess.tutorEmail) FROM induction_period t WHERE t.induction_id = i.id
          AND t.school_id = w.school_id ORDER BY t.starts_on DESC, t.id DESC LIMIT 1) AS tutor_email
      FROM induction_period w WHERE w.induction_id = i.id
      ORDER BY coalesce(w.school_id = coalesce(a.school_id, d.school_id), false) DESC,
        (EXISTS (SELECT FROM induction_period n WHERE n.induction_id = i.id AND n.school_id <> w.school_id
            AND n.starts_on <= d.due_on AND coalesce(n.ends_on >= d.due_on, true))
          AND w.school_id IS DISTINCT FROM induction_lead(i.id, d.due_on)),
        (w.starts_on <= d.due_on AND coalesce(w.ends_on >= d.due_on, true)) DESC, (w.starts_on <= d.due_on) DESC,
        (CASE WHEN w.ends_on < d.due_on AND EXISTS (SELECT FROM induction_period n WHERE n.induction_id = i.id
            AND n.school_id <> w.school_id AND n.ends_on = w.ends_on)
          THEN w.school_id IS NOT DISTINCT FROM induction_lead(i.id, w.ends_on) ELSE false END) DESC,
        w.starts_on DESC, w.id DESC LIMIT 1
    ) p ON true JOIN organisation o ON o.id = p.school_id
    """
}

extension DueItem {
  /// The school and its authority.
  var place: Place { Place(organisation: schoolID, authority: authority) }

  /// Whether it is the turn of a tutor whose address is none of these.
  func isWithoutAccount(_ known: Set<String>) -> Bool {
    turn == .tutor && !known.contains(tutorEmail.trimmed.lowercased())
  }

  /// What a head is told of a tutor who can’t get in.
  var withoutAccount: String {
    if tutorName.isEmpty && tutorEmail.isEmpty {
      return
        "The tutor who is named has left the school, and nobody there holds the role. Name another tutor."
    }
    return """
      \(tutorName.isEmpty ? "The tutor" : tutorName) has no account with the address that you have named, \
      \(tutorEmail.isEmpty ? "none" : tutorEmail). Invite them, or name another tutor.
      """
  }
}

extension InductionDue {
  /// Whether something due `d` of an induction `i` is still to be done: nothing is once it has ended, but for what fell
  /// due before the teacher left; and the head recommends once.
  static let isOpen: Statement = """
    (d.done_on IS NULL AND CASE d.kind WHEN 'recommendation' THEN i.state IN ('serving', 'paused')
      ELSE i.state IN ('serving', 'paused', 'recommended', 'left') END)
    """
}

extension InductionRecord {
  /// The period to which something that is due belongs, of those that somebody may use: that in which its day lies, else
  /// the last that may be written in.
  func period(of due: InductionDue?, among usable: [InductionPeriod], on today: CivilDate) -> InductionPeriod?
  {
    let current = InductionAccess.current(periods, on: today)
    if let due, let own = usable.last(where: { $0.covers(due.dueOn) }) { return own }
    return usable.last { period in current.contains { $0.id == period.id } }
  }
}

extension InductionPeriod {
  /// Whether a day lies in it.
  func covers(_ day: CivilDate) -> Bool { startsOn <= day && (endsOn.map { day <= $0 } ?? true) }
}
