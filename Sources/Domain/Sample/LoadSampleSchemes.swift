import Foundation
import Postgres

/// Makes the sample's schemes, with obviously made-up content.
struct LoadSampleSchemes: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private struct Sample {
    let content: SchemeContent
    let budgetPence: Int
    let places: Int
  }

  private var samples: [Sample] {
    let today = services.today
    func content(
      _ name: String, _ kind: String, _ summary: String, _ description: String,
      _ criteria: [SchemeCriterion], pence: Int, isFixed: Bool, closes days: Int
    ) -> SchemeContent {
      SchemeContent(
        name: name, kind: kind, summary: summary, description: description, criteria: criteria,
        opensOn: today.adding(days: -30), closesOn: today.adding(days: days), amountPence: pence,
        amountIsFixed: isFixed, answerDays: 14)
    }
    return [
      Sample(
        content: content(
          "Sample leadership course", "leadership",
          "A made-up course for teachers who want to lead a subject or a phase.",
          """
          Six made-up afternoons at **Sample Hall**, with a coach of your own.

          ## What it covers
          - leading without a title
          - a small project at your school

          The award pays the course fee; your school gives you the time.
          """,
          [
            SchemeCriterion(.induction, choices: ["completed"]), SchemeCriterion(.years, number: 5),
            SchemeCriterion(.borough),
            SchemeCriterion(.judged, wording: "Your statement says what you would lead at your school."),
          ], pence: 75_000, isFixed: true, closes: 150), budgetPence: 900_000, places: 12),
      Sample(
        content: content(
          "Sample help with a deposit", "accommodation",
          "Help with the deposit for a first home near your school, made up for the sample.",
          """
          A made-up grant towards the deposit of a rented home in the sample borough. It need not be paid back if you
          teach here for a year.
          """,
          [
            SchemeCriterion(.induction, choices: ["completed", "serving"]), SchemeCriterion(.borough),
            SchemeCriterion(.judged, wording: "The tenancy is in the borough or next to it."),
          ], pence: 120_000, isFixed: false, closes: 120), budgetPence: 1_000_000, places: 15),
      Sample(
        content: content(
          "Sample theatre and museum pass", "culture",
          "A made-up pass for the theatres and museums along the river.",
          "Take friends, or your class. A **made-up** pass that is good for a year.",
          [SchemeCriterion(.induction, choices: ["completed", "serving"])], pence: 6_000, isFixed: true,
          closes: 200), budgetPence: 60_000, places: 10),
    ]
  }

  /// Makes what is missing. May run again.
  func callAsFunction(by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let manage = ManageSchemes(services)
    let known = try await ReadSchemes(services).managed(of: authority, limit: 100, by: actor).items
    for sample in samples
    where !known.contains(where: { $0.content.name == sample.content.name && $0.state != .draft }) {
      let made = try await manage.create(of: authority, sample.content, by: actor)
      _ = try await manage.setBudget(
        made.id, FinancialYear(of: services.today), budgetPence: sample.budgetPence, places: sample.places,
        expectedVersion: nil, by: actor)
      _ = try await manage.publish(made.id, expectedVersion: nil, by: actor)
    }
    try await apply()
  }

  /// A teacher of the sample applies for the pass, so that officers have something to decide.
  private func apply() async throws {
    let schemes = try await ReadSchemes(services).published(kind: "culture").items
    guard let pass = schemes.first(where: { $0.content.name == "Sample theatre and museum pass" }) else {
      return
    }
    let teacher = try await LoadSamplePeople(services).actor(of: "ada.sample-okafor@example.org")
    let apply = ApplyForScheme(services)
    guard try await apply.offer(pass.id, by: teacher).isOpen else { return }
    _ = try await apply.send(
      pass.id, statement: "My class is learning about the river: I would like to show them the museum.",
      by: teacher)
  }
}
