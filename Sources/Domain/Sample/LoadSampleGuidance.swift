import Foundation
import Postgres

/// Puts two pages of guidance into the sample's library, so that it isn't empty; both say that they are made up.
struct LoadSampleGuidance: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private var pages: [GuidanceContent] {
    let today = services.today
    return [
      GuidanceContent(
        title: "Sample: how to prepare an interview day",
        summary: "A made-up list of what a panel settles before the day, for heads and recruiters.",
        body: """
          This page is made up for the sample. Write your own in its place.

          ## Before the day
          - Settle the questions and what a good answer shows.
          - Make sure that one member of the panel has training in safer recruitment.
          - Give every candidate the same tasks and the same time.

          ## On the day
          1. Everybody scores on their own.
          2. Talk about the scores once all are handed in.
          3. Note the reasons for the decision at once.
          """, audience: .schools, reviewedOn: today.adding(days: -30), reviewBy: today.adding(days: 335)),
      GuidanceContent(
        title: "Sample: moving to the borough",
        summary: "A made-up page for teachers who think of working here.",
        body: """
          This page is made up for the sample. Write your own in its place.

          - Trains to the sample city take forty made-up minutes.
          - Ask the school whether it helps with a first home nearby.
          - Look at the [vacancies](/vacancies) and save those you like.
          """, audience: .everybody, reviewedOn: today.adding(days: -10), reviewBy: today.adding(days: 355)),
    ]
  }

  /// Writes and publishes what is missing.
  func callAsFunction(by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    for content in pages {
      let isThere = try await services.pool.value(
        """
        SELECT EXISTS (SELECT FROM guidance_page WHERE organisation_id = \(authority.organisation)
          AND title = \(content.title))
        """, as: Bool.self)
      if isThere { continue }
      let page = try await WriteGuidance(services).create(of: authority.organisation, content, by: actor)
      _ = try await WriteGuidance(services).move(
        page.id, to: .published, expectedVersion: page.version, by: actor)
    }
  }
}
