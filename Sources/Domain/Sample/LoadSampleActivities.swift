import Foundation
import Postgres

/// Plans the sample's activities: two events and a programme, with obviously made-up titles and places.
struct LoadSampleActivities: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private struct Sample {
    let content: ActivityContent
    /// At least so many days from today, and how many places.
    let sessions: [(days: Int, title: String, places: Int)]
  }

  private var samples: [Sample] {
    let today = services.today
    func content(
      _ title: String, _ kind: String, _ description: String, _ audiences: [ActivityAudience], price: Int = 0,
      until: Int, required: Int? = nil
    ) -> ActivityContent {
      ActivityContent(
        title: title, kind: kind, isProgramme: required != nil, description: description,
        audiences: audiences,
        place: "Sample Hall, 1 Example Street, Sampletown", pricePence: price,
        booksFrom: today.adding(days: -7),
        booksUntil: today.adding(days: until), freeDays: 7, sessionsRequired: required ?? 1)
    }
    return [
      Sample(
        content: content(
          "Sample welcome fair", "welcome-fair",
          "Meet other new teachers of the sample borough, and the people who support them.", [.nqt], until: 27
        ),
        sessions: [(28, "", 60)]),
      Sample(
        content: content(
          "Phonics for beginners (sample)", "subject-workshop",
          "A made-up workshop of two hours on teaching children to read; the same on two days.",
          [.nqt, .mentor],
          price: 4_500, until: 40),
        sessions: [(34, "", 3), (41, "", 20)]),
      Sample(
        content: content(
          "Sample induction course", "induction-course",
          "Three made-up afternoons through the first year. The certificate needs two of them.",
          [.nqt, .tutor],
          price: 6_000, until: 60, required: 2),
        sessions: [(47, "The first weeks", 25), (54, "Behaviour", 25), (61, "Assessment", 25)]),
    ]
  }

  /// The first Thursday after so many days: 1 January 2000 was a Saturday.
  private func thursday(after days: Int) -> CivilDate {
    let day = services.today.adding(days: days)
    return day.adding(days: ((5 - day.daysSince2000) % 7 + 7) % 7)
  }

  /// Makes what is missing, and books colleagues of a school. May run again.
  func callAsFunction(by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let known = Set(
      try await ReadActivities(services).managed(of: authority.place, limit: 100, by: actor).items
        .filter { $0.state != .draft }.map(\.content.title))
    for sample in samples where !known.contains(sample.content.title) {
      var activity = try await ManageActivities(services).create(
        of: authority.organisation, sample.content, by: actor)
      for session in sample.sessions {
        activity = try await ManageSessions(services).add(
          to: activity.id,
          ActivitySessionContent(
            title: session.title, heldOn: thursday(after: session.days), startsAt: "16:00",
            endsAt: "18:00", room: "Sample room", places: session.places), by: actor)
      }
      activity = try await ManageActivities(services).publish(activity.id, expectedVersion: nil, by: actor)
      if activity.content.kind == "subject-workshop" { try await fill(activity, by: actor) }
    }
  }

  /// The first session is full, and one waits.
  private func fill(_ activity: Activity, by actor: Actor) async throws {
    let school = try await services.pool.valueIfAny(
      "SELECT organisation_id FROM school ORDER BY urn LIMIT 1", as: OrganisationID.self)
    guard let school, let first = activity.sessions.first else { return }
    _ = try await BookActivity(services).colleagues(
      activity.id, sessions: [first.id],
      people: ["Avery", "Blake", "Casey", "Devon"].map {
        ActivityPerson(name: "\($0) Sample", email: "\($0.lowercased())@sample-school.example")
      }, of: school, isConfirmed: true, by: actor)
  }
}
