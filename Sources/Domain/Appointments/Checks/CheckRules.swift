import Foundation
import Postgres

/// Something about a check that is hardly right. Whoever records the check looks again, and confirms it by itself where
/// it is right.
public enum CheckDoubt: String, Sendable, Codable, CaseIterable {
  /// The teacher reference number is another one than that of the application.
  case trn
  /// The certificate was issued long before the offer.
  case certificateDate = "certificate_date"
  /// The number is that of another person's certificate.
  case certificateNumber = "certificate_number"
  /// The check was made long before the application was sent.
  case checkedOn = "checked_on"
  /// The document is very old.
  case documentDate = "document_date"
  /// A referee has answered something that is to be taken up.
  case referenceConcern = "reference_concern"

  /// The field of a problem that asks for it to be confirmed, for example "confirmed.trn".
  public var field: String { "confirmed.\(rawValue)" }

  /// What is confirmed, in a sentence.
  public var statement: String {
    switch self {
    case .trn: "The number is theirs, although the application says another one."
    case .certificateDate:
      "The update service shows no change, or they have worked in a school without a break of three months."
    case .certificateNumber: "The number stands on the certificate of this person."
    case .checkedOn: "The check was made on that day, and still holds."
    case .documentDate: "That date stands on the document."
    case .referenceConcern: "It was taken up, and what is said above of what was seen says how."
    }
  }
}

/// What a check is compared with: the application, the offer and the school's other certificates.
struct CheckSurroundings: Sendable, Equatable {
  /// The teacher reference number of the application; nil where it gives none.
  var statedNumber: String?
  /// The day on which the application was sent.
  var appliedOn: CivilDate
  /// The day of the first offer; nil where there is none.
  var offeredOn: CivilDate?
  /// The first day of work, as it is offered.
  var startsOn: CivilDate?
  /// The numbers of certificates that the school has seen of other people.
  var otherCertificates: Set<String> = []
  /// Whether a reference that was received has something to take up.
  var hasReferenceConcern = false
  /// The day on which it is recorded.
  var today: CivilDate
}

/// Which dates and numbers of a check can't be right, which are to be confirmed, and what has to be made again.
enum CheckRules {
  /// A right to work that ends less than so many days after the first day is looked at again before it does. The Home
  /// Office's Employer's guide to right to work checks asks for a follow-up check before a permission ends, and trusts its
  /// own word on a pending one for six months.
  static let soon = 183
  /// Before this day nobody issued certificates: the Criminal Records Bureau began in March 2002, the Disclosure and
  /// Barring Service in December 2012.
  static let firstCertificate = CivilDate(year: 2002, month: 3, day: 1)
  /// Keeping children safe in education, part three, does without a new certificate for somebody who worked in a school
  /// within the three months before.
  static let certificateHolds = 92

  /// Whether a right to work that ends on a day needs a day on which it is looked at again.
  static func needsFollowUp(until: CivilDate, startsOn: CivilDate?) -> Bool {
    startsOn.map { until < $0.adding(days: soon) } ?? true
  }

  /// What can't be right.
  ///
  /// Section 60 of the Equality Act 2010 forbids questions about health before an offer, so a check of fitness from before
  /// it is none.
  static func faults(_ entry: CheckEntry, _ code: String, _ near: CheckSurroundings) -> [FieldProblem] {
    var problems = Problems()
    let isMade = entry.outcome == .satisfactory || entry.outcome == .notSatisfactory
    if code == CheckKind.medical, isMade, let day = entry.checkedOn, let offered = near.offeredOn {
      problems.require(
        day >= offered, "checked_on",
        "Enter a day from \(LondonTime.shortDate(offered)) on, when the offer was made. Fitness is asked about after the "
          + "offer and not before.")
    }
    if let date = entry.documentDate {
      if code == CheckKind.certificate, let first = firstCertificate, date < first {
        problems.add(
          "document_date",
          "There were no such certificates before \(LondonTime.shortDate(first)). Enter the day on which it was issued."
        )
      } else if date < near.today.adding(days: -36_525) {
        problems.add("document_date", "Enter a date within the last hundred years.")
      }
    }
    if code == CheckKind.references, entry.outcome == .satisfactory, near.hasReferenceConcern {
      problems.require(
        !entry.evidence.isEmpty, "evidence",
        "Enter how what a referee has answered was taken up, with whom, and what came of it.")
    }
    followUp(entry, code, near, &problems)
    return problems.found
  }

  private static func followUp(
    _ entry: CheckEntry, _ code: String, _ near: CheckSurroundings, _ problems: inout Problems
  ) {
    if let day = entry.followUpOn {
      problems.require(
        entry.checkedOn.map { day >= $0 } ?? true, "follow_up_on",
        "Enter a day after that on which the check was made.")
      if let until = entry.expiresOn {
        problems.require(
          day <= until, "follow_up_on",
          "Enter a day no later than \(LondonTime.shortDate(until)), when it runs out.")
      }
    } else if code == CheckKind.rightToWork, entry.outcome == .satisfactory, let until = entry.expiresOn,
      until >= (entry.checkedOn ?? until), needsFollowUp(until: until, startsOn: near.startsOn)
    {
      let start = near.startsOn.map { day in
        until < day
          ? ", before their first day, \(LondonTime.shortDate(day))"
          : ", soon after their first day, \(LondonTime.shortDate(day))"
      }
      problems.add(
        "follow_up_on",
        "The right to work runs out on \(LondonTime.shortDate(until))\(start ?? ""). Enter the day by which you check it "
          + "again.")
    }
  }

  /// What is to be confirmed by itself; nothing of a check that is not satisfactory.
  static func doubts(
    _ entry: CheckEntry, _ code: String, _ near: CheckSurroundings
  ) -> [(doubt: CheckDoubt, why: String)] {
    guard entry.outcome == .satisfactory else { return [] }
    var found: [(doubt: CheckDoubt, why: String)] = []
    if code == CheckKind.qts, let stated = near.statedNumber, let number = TRN.digits(entry.documentNumber),
      number != stated
    {
      found.append(
        (
          .trn,
          "The application gives the TRN \(stated), and this is \(number): it may be somebody else’s record. Look again."
        ))
    }
    if code == CheckKind.certificate {
      if let date = entry.documentDate, let offered = near.offeredOn,
        date < offered.adding(days: -certificateHolds)
      {
        found.append(
          (
            .certificateDate,
            "This certificate is of \(LondonTime.shortDate(date)), more than three months before the offer."
          ))
      }
      if near.otherCertificates.contains(entry.documentNumber.filter { !$0.isWhitespace }) {
        found.append(
          (.certificateNumber, "You have recorded this number as that of another person’s certificate."))
      }
    } else if let date = entry.documentDate, date < near.today.adding(days: -18_263) {
      found.append((.documentDate, "This date is more than fifty years ago."))
    }
    if code == CheckKind.references, near.hasReferenceConcern {
      found.append(
        (
          .referenceConcern,
          "A reference has something to take up. Look at the references before you call them satisfactory."
        ))
    }
    if let day = entry.checkedOn, day < near.appliedOn.adding(days: -365) {
      found.append((.checkedOn, "This is more than a year before the application was sent."))
    }
    return found
  }

  /// What the single central record has to say of a check besides: that a right to work ends before or soon after the
  /// first day, or soon; nil where there is nothing.
  static func mark(_ check: PreEmploymentCheck, startsOn: CivilDate?, today: CivilDate) -> String? {
    mark(check.entry, check.kind, startsOn: startsOn, today: today)
  }

  static func mark(_ entry: CheckEntry, _ kind: CheckKind, startsOn: CivilDate?, today: CivilDate)
    -> String?
  {
    guard kind.code == CheckKind.rightToWork, entry.outcome == .satisfactory, let until = entry.expiresOn,
      needsFollowUp(until: until, startsOn: startsOn) || until < today.adding(days: soon)
    else { return nil }
    let verb = until < today ? "ran out" : "runs out"
    let isBefore = startsOn.map { until < $0 } ?? false
    let before = isBefore ? ", before the first day, \(startsOn.map(LondonTime.shortDate) ?? "")" : ""
    let next =
      entry.followUpOn.map { day in
        day < today
          ? "It was to be checked again by \(LondonTime.shortDate(day))."
          : "Check it again by \(LondonTime.shortDate(day))."
      } ?? "No day is set on which it is checked again."
    return "\(kind.title): this \(verb) on \(LondonTime.shortDate(until))\(before). \(next)"
  }
}

extension CheckSurroundings {
  /// What stands around the checks of an application.
  static func of(
    _ application: SentApplication, today: CivilDate, in db: some Queryable
  ) async throws -> CheckSurroundings {
    let row = try await db.firstRow(
      """
      SELECT a.answers #>> '{teaching,trn}' AS trn, (SELECT min(f.made_at) FROM offer f WHERE f.application_id = a.id)
          AS offered_at, (SELECT f.starts_on FROM offer f WHERE f.application_id = a.id ORDER BY f.made_at DESC LIMIT 1)
          AS starts_on,
        EXISTS (SELECT FROM reference_request r WHERE r.application_id = a.id
          AND \(fragment: ReferenceConcern.column) <> '') AS has_concern
      FROM application a WHERE a.id = \(application.id)
      """)
    guard let row else { throw DomainError.notFound("application") }
    let certificates = try await db.query(
      """
      SELECT DISTINCT p.document_number FROM pre_employment_check p JOIN application a ON a.id = p.application_id
      WHERE a.school_id = \(application.place.organisation) AND p.kind = \(CheckKind.certificate)
        AND a.account_id <> \(application.account) AND p.document_number <> ''
      """
    ).map { try $0.decode("document_number", as: String.self).filter { !$0.isWhitespace } }
    return CheckSurroundings(
      statedNumber: try row.decodeIfPresent("trn", as: String.self).flatMap(TRN.digits),
      appliedOn: LondonTime.date(of: application.sentAt),
      offeredOn: try row.decodeIfPresent("offered_at", as: Date.self).map(LondonTime.date(of:)),
      startsOn: try row.decodeIfPresent("starts_on"), otherCertificates: Set(certificates),
      hasReferenceConcern: try row.decode("has_concern"), today: today)
  }
}
