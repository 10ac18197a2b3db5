import HTTPSupport
import Hummingbird

/// What has just been done with a vacancy or an application, as the page to which it leads says it.
enum SchoolNews: String, CaseIterable {
  case arranged, moved, interviewers, questions, slot, slots, tasks, scores, notes
  case calledOff = "called-off"
  case scoresReopened = "scores-reopened"
  case invited, reminded, decided, referee, address, resent, paper, verified, searched
  case offered, extended, reopened, confirmed, check, appointed, rules
  case offerWithdrawn = "offer-withdrawn"
  case ownTime = "time"
  case ownAnswer = "answer"

  /// The address of a page that says it.
  func on(_ address: String) -> String { "\(address)?done=\(rawValue)" }

  /// What a page says first, where something has just been done.
  static func banner(_ request: Request) -> NotificationBanner? {
    request.uri.queryParameters["done"].flatMap { SchoolNews(rawValue: String($0)) }.map {
      NotificationBanner($0.sentence)
    }
  }

  var sentence: String {
    switch self {
    case .arranged: "The day of interviews is arranged, and those who interview are told."
    case .moved: "The day of interviews is saved. If something has changed, everybody on it is told."
    case .calledOff: "The day is called off, and everybody on it is told."
    case .interviewers: "Who interviews is saved. If somebody has come or gone, all of them are told."
    case .questions: "The questions and tasks are saved."
    case .slots:
      "The times and rooms are saved. Where something has changed, those who interview and whoever has the time are told."
    case .tasks:
      "The tasks are saved. If something has changed, those who interview and those who are invited are told."
    case .slot: "The time is given. The candidate and those who interview are told."
    case .scores: "Your scores are handed in."
    case .scoresReopened: "Your scores are open again. Hand them in when you have changed them."
    case .notes: "What you entered is saved. Come back to hand in your scores."
    case .invited: "The invitation is sent."
    case .reminded: "The applicant is reminded by e-mail."
    case .decided: "The decision is saved."
    case .referee: "The referee is recorded, and the applicant is told. Ask for the reference now."
    case .address: "The address is saved, and the referee is asked there."
    case .resent: "The referee is asked again."
    case .paper: "The reference is recorded."
    case .verified: "It is noted that the reference is verified."
    case .searched: "The note is added."
    case .offered: "The offer is made, and the applicant is told."
    case .extended: "The applicant has more time to answer, and is told."
    case .reopened: "The applicant is taken up again, and told."
    case .confirmed: "The offer is unconditional, and the applicant is told."
    case .offerWithdrawn: "The offer is withdrawn, and the applicant is told."
    case .check: "The check is saved."
    case .appointed: "The appointment is made, and the applicant is told."
    case .rules: "Who may read what is saved."
    case .ownTime: "Your time is saved, and the school is told."
    case .ownAnswer: "Your answer is sent to the school."
    }
  }
}

/// What has just been done with a vacancy by itself.
enum VacancyNews: String, CaseIterable {
  case extended, closed, reopened, outcome, interviewing, withdrawn
  case published, scheduled, returned, submitted, criteria, questions, schools, rules
  case copied, section

  /// The address of the vacancy's page, which says it.
  func on(_ vacancy: some CustomStringConvertible) -> String {
    "/school/vacancies/\(vacancy)?done=\(rawValue)"
  }

  /// What the page says first, where something has just been done.
  static func banner(_ request: Request) -> NotificationBanner? {
    request.uri.queryParameters["done"].flatMap { VacancyNews(rawValue: String($0)) }.map {
      NotificationBanner($0.sentence)
    }
  }

  var sentence: String {
    switch self {
    case .extended: "The closing date is moved."
    case .closed: "The vacancy is closed. No more applications are taken."
    case .reopened: "The vacancy is open again."
    case .outcome: "How the vacancy ended is saved."
    case .interviewing: "It is noted that you are interviewing."
    case .withdrawn: "The vacancy is withdrawn, and everybody who applied is told."
    case .published: "The vacancy is published."
    case .scheduled: "The vacancy will be published on the day that you have chosen."
    case .returned: "The vacancy is a draft again."
    case .submitted: "The vacancy is handed over, and your head is asked to publish it."
    case .criteria: "The criteria are saved."
    case .questions: "The questions are saved."
    case .schools: "The further schools are saved."
    case .rules: "Who may read what is saved."
    case .copied: "The vacancy is copied. This is the new draft."
    case .section: "Saved."
    }
  }
}
