import Foundation
import Postgres

/// Takes vacancies of the sample on from the sift: to a shortlist, interviews, an offer, checks and an appointment, each
/// step by the use case with which people take it, on a day that is past.
struct LoadSampleHiring: Sendable {
  /// The vacancies' keys in the sample, by how far they go.
  enum Stage: String, CaseIterable {
    case shortlisted = "v33"
    case interviews = "v34"
    case offer = "v35"
    case checks = "v36"
    case filled = "v37"
  }

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Makes what is missing.
  func callAsFunction(_ vacancies: [String: LoadedVacancy]) async throws {
    let selection = LoadSampleSelection(services)
    guard let head = try await selection.member("head@abbots-hall.test"),
      let second = try await selection.member("panel@abbots-hall.test")
    else { return }
    for stage in Stage.allCases {
      guard let vacancy = vacancies[stage.rawValue], let publishedAt = vacancy.publishedAt else { continue }
      let way = SampleHiringWay(
        services: services, vacancy: vacancy.id, publishedAt: publishedAt, head: head, second: second)
      switch stage {
      case .shortlisted: try await shortlist(way)
      case .interviews: try await interviews(way)
      case .offer: try await offer(way)
      case .checks: try await checks(way)
      case .filled: try await fill(way)
      }
    }
  }

  /// All sheets are in, two are on the shortlist, one is turned down, and references are asked for.
  private func shortlist(_ way: SampleHiringWay) async throws {
    let people = ["jonah.madeup-brightwell", "kezia.notreal-lindqvist", "leo.fictional-marsh"]
    let others = ["cerys.madeup-jones", "ingrid.sketch-halvorsen"]
    try await way.sift(people + others, daysAgo: 4)
    try await way.agree(Array(people.prefix(2)), among: people + others, daysAgo: 3)
    try await way.turnDown("ingrid.sketch-halvorsen", "Has not led phonics or early reading.", daysAgo: 3)
    try await way.askReferees(of: people[0], onPaper: 1, daysAgo: 2)
    try await way.search(people[0], daysAgo: 2)
  }

  /// A day of interviews lies ahead: two have chosen their time, one has not.
  private func interviews(_ way: SampleHiringWay) async throws {
    let people = ["jonah.madeup-brightwell", "leo.fictional-marsh", "mina.sample-sato"]
    try await way.sift(people, daysAgo: 13)
    try await way.agree(people, among: people, daysAgo: 12)
    try await way.askReferees(of: people[0], onPaper: 2, daysAgo: 10)
    try await way.askReferees(of: people[1], onPaper: 0, daysAgo: 10)
    try await way.interview(people, chosen: 2, on: 6, arrangedDaysAgo: 4)
  }

  /// Two were interviewed and scored; the first has an offer, the second waits.
  private func offer(_ way: SampleHiringWay) async throws {
    let people = ["mina.sample-sato", "nia.invented-pugh"]
    try await way.sift(people, daysAgo: 20)
    try await way.agree(people, among: people, daysAgo: 19)
    try await way.askReferees(of: people[0], onPaper: 2, daysAgo: 17)
    try await way.interview(people, chosen: 2, on: -6, arrangedDaysAgo: 15)
    try await way.disclose(people[0], daysAgo: 16)
    try await way.search(people[0], daysAgo: 16)
    try await way.score(people, daysAgo: 5)
    try await way.offer(
      to: people[0], "The strongest lesson of the day, and the clearest answers.", daysAgo: 2)
  }

  /// An offer is accepted, and some of the checks are made.
  private func checks(_ way: SampleHiringWay) async throws {
    let people = ["nia.invented-pugh", "omar.pretend-haddad"]
    try await way.sift(people, daysAgo: 30)
    try await way.agree([people[0]], among: people, daysAgo: 29)
    try await way.turnDown(people[1], "Has not taught in the early years.", daysAgo: 29)
    try await way.askReferees(of: people[0], onPaper: 1, daysAgo: 27)
    try await way.invite(people[0], daysAgo: 24)
    try await way.offer(
      to: people[0], "Knows how young children learn, and showed it.",
      exception: "Interviewed on paper: the service was not in use here yet.", accepted: true, daysAgo: 15)
    try await way.check(
      people[0], only: ["identity", "right_to_work", "qualifications", "prohibition"], daysAgo: 9)
  }

  /// Somebody newly qualified is appointed, and somebody else waits for an answer.
  private func fill(_ way: SampleHiringWay) async throws {
    let person = "omar.pretend-haddad"
    try await way.sift([], daysAgo: 39)
    try await way.closeSift(daysAgo: 38)
    try await way.agree(
      [person], among: [person], exception: "The second member of the panel was ill, and time was short.",
      daysAgo: 38)
    try await way.askReferees(of: person, onPaper: 2, daysAgo: 36)
    try await way.invite(person, daysAgo: 34)
    try await way.offer(
      to: person, "Calm, curious and well prepared.",
      exception: "Interviewed on paper: the service was not in use here yet.", accepted: true, daysAgo: 31)
    try await way.check(person, only: nil, daysAgo: 22)
    try await way.appoint(person, daysAgo: 18)
  }
}
