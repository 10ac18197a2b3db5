extension ScheduledTask {
  /// What a task is called for people; logs, JSON and the command line keep its name.
  public static func title(of name: String) -> String {
    if let title = titles[name] { return title }
    // A task that nobody has given words: its name without what only programs need.
    let words = name.replacing("_", with: " ").split(separator: ".")
    guard let subject = words.first, let first = subject.first else { return name }
    let rest = words.dropFirst().joined(separator: " ")
    return first.uppercased() + subject.dropFirst() + (rest.isEmpty ? "" : ": \(rest)")
  }

  static let titles = [
    "vacancies.publish": "Publish vacancies whose time has come",
    "vacancies.close": "Close vacancies at their closing time",
    "vacancies.ask_outcome": "Ask schools what came of closed vacancies",
    "saved_vacancies.remind": "Remind people of saved vacancies that close soon",
    "job_alerts.send": "Send job alerts",
    "job_alerts.lapse": "End job alerts that nobody has renewed",
    "references.remind": "Remind referees",
    "offers.lapse": "End offers that were not answered in time",
    "appointments.remind": "Remind schools of appointments and leavings to record",
    "pool.remind": "Ask people in the pool whether they still look",
    "pool.close": "Close the pool of years that have ended",
    "pool.count": "Count the pool",
    "retention.erase": "Erase records that have had their time",
    "agency_candidates.settle": "Settle candidates of agencies who have not answered",
    "inductions.replan": "Reckon induction plans again",
    "inductions.settle": "Settle inductions whose time has come",
    "inductions.remind": "Remind of assessments and reviews that are due",
    "inductions.remind_support": "Remind of targets of support plans that are to be reviewed",
    "inductions.remind_duties": "Remind officers of decisions and letters that are due",
    "induction_transfers.remind": "Remind of transfers whose record waits to be sent or acknowledged",
    "induction_appeals.lapse": "End the time for appeals",
    "activities.finish": "Finish activities that have taken place",
    "activities.remind": "Remind people of activities they have booked",
    "schemes.lapse": "End offers of schemes that were not answered in time",
    "schemes.tell": "Tell teachers of schemes they can apply for",
    "expired.forget": "Forget links and sign-ins that have expired",
    "idempotent_requests.forget": "Forget answered requests of the API",
  ]
}
