import Foundation
public import Postgres

/// How far applications came, and how they ended.
public struct ApplicationFigures: Sendable, Hashable {
  /// How many were sent.
  public internal(set) var sent = 0
  /// How many were ever shortlisted.
  public internal(set) var shortlisted = 0
  /// How many were ever invited to interview.
  public internal(set) var interviewed = 0
  /// How many were ever offered a post.
  public internal(set) var offered = 0
  /// How many were appointed.
  public internal(set) var appointed = 0
  /// How many were not taken forward.
  public internal(set) var unsuccessful = 0
  /// How many the applicants withdrew, before or after an offer.
  public internal(set) var withdrawn = 0

  /// How many are neither decided nor withdrawn.
  public var open: Int { sent - appointed - unsuccessful - withdrawn }

  /// The stages in order, with the words for each.
  public var stages: [(title: String, count: Int)] {
    [
      ("Sent", sent), ("Shortlisted", shortlisted), ("Invited to interview", interviewed),
      ("Offered a post", offered), ("Appointed", appointed),
    ]
  }

  static func += (sum: inout ApplicationFigures, more: ApplicationFigures) {
    sum.sent += more.sent
    sum.shortlisted += more.shortlisted
    sum.interviewed += more.interviewed
    sum.offered += more.offered
    sum.appointed += more.appointed
    sum.unsuccessful += more.unsuccessful
    sum.withdrawn += more.withdrawn
  }
}

/// What became of the posts that were advertised.
public struct PostFigures: Sendable, Hashable {
  /// How many posts were advertised.
  public internal(set) var advertised = 0
  /// How many of them were filled.
  public internal(set) var filled = 0
  /// How many were not, by the schools' answer.
  public internal(set) var unfilled = 0
  /// How many are still advertised, or closed lately without an answer yet.
  public internal(set) var undecided = 0
  /// How many closed more than ``weeksToAnswer`` weeks ago, and their schools have not said whether they were filled.
  public internal(set) var unanswered = 0
  /// How many were withdrawn.
  public internal(set) var withdrawn = 0

  /// So many weeks after closing a school has been asked as often as it ever is.
  public static let weeksToAnswer = RemindOfOutcomes.most

  /// The words for ``unanswered``.
  public static let unansweredTitle = "No answer for \(weeksToAnswer) weeks"

  /// Whether a vacancy `v` closed so long ago and its school has not answered.
  static func isUnanswered(at now: Date) -> Statement {
    let longAgo = now.addingTimeInterval(-Double(weeksToAnswer) * 7 * 86_400)
    return "(v.state IN ('published', 'closed', 'interviewing') AND v.closes_at < \(longAgo))"
  }

  static func += (sum: inout PostFigures, more: PostFigures) {
    sum.advertised += more.advertised
    sum.filled += more.filled
    sum.unfilled += more.unfilled
    sum.undecided += more.undecided
    sum.unanswered += more.unanswered
    sum.withdrawn += more.withdrawn
  }
}

/// Everything that is counted of one group of schools.
public struct RecruitmentLine: Sendable {
  /// The group; nil for all schools.
  public let group: SchoolGroup?
  /// The applications that were sent in the span.
  public internal(set) var applications = ApplicationFigures()
  /// The posts of vacancies that were published in the span.
  public internal(set) var posts = PostFigures()
  /// Days from closing to the first who was shortlisted, of vacancies that closed in the span; those where it was not
  /// after the closing day are left out.
  public internal(set) var toShortlist = Quartiles([])
  /// Days from closing to the first who was appointed, of the same.
  public internal(set) var toAppointment = Quartiles([])
  /// Days from publication to the first who was shortlisted, of all vacancies that closed in the span.
  public internal(set) var publishedToShortlist = Quartiles([])
  /// Days from publication to the first who was appointed, of the same.
  public internal(set) var publishedToAppointment = Quartiles([])

  /// The four with what each is counted from and to, as tables name them.
  public var times: [(from: String, to: String, days: Quartiles)] {
    [
      ("publication", "shortlist", publishedToShortlist),
      ("publication", "appointment", publishedToAppointment),
      ("closing", "shortlist", toShortlist), ("closing", "appointment", toAppointment),
    ]
  }

  /// What the days mean, for whoever reads them.
  public static let timesNote =
    "To the first person who was shortlisted, and to the first who was appointed, of vacancies that closed in this time. "
    + "Days from publication are counted of all of them. Days from closing are counted only where it came after the "
    + "closing day: whoever is chosen before a vacancy closes took none."

  /// What it is called.
  public var title: String { SchoolGroup.title(group) }
}

/// What became of the posts of one subject or one role.
public struct PostLine: Sendable {
  /// What the posts of a line have in common.
  public enum Measure: String, Sendable, CaseIterable, PostgresValue {
    case subject, role
  }

  /// What they have in common.
  public let measure: Measure
  /// The code of the subject or role; empty for posts of no subject of the list.
  public let code: String
  /// What it is called.
  public let name: String
  /// The posts; those of several subjects or roles count in each.
  public let posts: PostFigures

  /// What posts of no subject are called.
  static let noSubject = "No subject of the list"
}

/// How an authority's schools recruited in a span.
public struct RecruitmentFigures: Sendable {
  /// The days.
  public let span: RecruitmentSpan
  /// What was chosen: all schools, or those of one group.
  public let chosen: RecruitmentLine
  /// All schools, then each group of schools, by phase and by type.
  public let lines: [RecruitmentLine]
  /// Applications by month, of those chosen: the first day of the month and how many were sent.
  public let months: [(first: CivilDate, sent: Int)]
  /// The posts of those chosen, by subject and by role.
  public let posts: [PostLine]
}
