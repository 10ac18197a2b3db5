import Foundation
import Postgres

/// A new teacher of the sample.
struct SampleTeacher: Sendable {
  /// What happens in an induction of the sample.
  enum Since {
    case absence, pause
  }

  let names: (first: String, last: String)
  let email: String
  let trn: String
  let school: String
  let post: String
  let phase: String
  var subject = ""
  var fte: Decimal = 1
  /// The first day in post.
  var begins = CivilDate(year: 2026, month: 9, day: 1)
  /// How far the registration has come.
  let state: RegistrationState
  /// What has happened since.
  var then: Since?

  /// What the school registers.
  var content: RegistrationContent {
    let year = begins?.year ?? 2026
    var content = RegistrationContent()
    (content.firstNames, content.lastName) = (names.first, names.last)
    (content.email, content.trn) = (email, trn)
    content.birthDate = CivilDate(year: year - 23, month: 3, day: 14)
    content.qtsAwardedOn = CivilDate(year: year, month: 7, day: 10)
    content.courseBegunOn = CivilDate(year: year - 1, month: 9, day: 1)
    content.startsOn = begins
    (content.post, content.phase, content.subject) = (post, phase, subject)
    (content.postConcerns, content.contractType, content.fte) = (["none"], .permanent, fte)
    (content.tutorName, content.tutorEmail) = ("Toni Sample-Tutor", "tutor@abbots-hall.test")
    (content.mentorName, content.mentorEmail) = ("Mika Sample-Mentor", "mentor@abbots-hall.test")
    content.programme = InductionProgramme.schoolLed.rawValue
    (content.timetableReduced, content.institution, content.specialMeasures) = (true, "academy", false)
    (content.supportQualified, content.servedElsewhere, content.serviceLevel) = (true, false, "full")
    return content
  }
}
