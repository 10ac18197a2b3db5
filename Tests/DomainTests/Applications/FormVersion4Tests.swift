import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The fourth version of the form") struct FormVersion4Tests {
  @Test("Every question that must be answered says in a sentence what is missing")
  func prompts() async throws {
    try await withServices { services, _ async throws in
      let form = try await ApplicationForm.current(on: services.today, in: services.pool)
      #expect(form.version == 4)
      for section in form.sections {
        for question in section.questions where question.required {
          let prompt = try #require(question.prompt, "\(section.key).\(question.key)")
          #expect(prompt.hasSuffix(".") && AnswerRules.missing(question) == prompt)
        }
      }
      let history = try form.section("history").questions
      #expect(
        history.first { $0.key == "kind" }?.options?.map(\.value)
          == ["teaching", "work_with_children", "other_work", "training", "other"])
      let organisation = try #require(history.first { $0.key == "organisation" })
      #expect(organisation.isAsked(given: ["kind": "work_with_children"]))
      #expect(!organisation.isAsked(given: ["kind": "other"]))
    }
  }

  private static func job(_ kind: String, _ place: String, to: String?) -> JSONValue {
    var job: [String: JSONValue] = [
      "kind": .string(kind), "organisation": .string(place), "current": to == nil ? "yes" : "no",
    ]
    if let to { job["to"] = .string(to) }
    return .object(job)
  }

  @Test("Whoever worked with children before and does not now names somebody from there as well")
  func workWithChildren() {
    func problems(_ jobs: [JSONValue], _ referees: [(String, String)]) -> [String] {
      RefereeRules.problems(
        referees.enumerated().map { index, referee in
          [
            "name": .string("Bea \(index)"), "relationship": .string(referee.0),
            "organisation": .string(referee.1),
          ]
        }, ["history": ["entries": .array(jobs)]]
      ).map(\.message)
    }
    let shop = Self.job("other_work", "Shop", to: nil)
    let school = Self.job("teaching", "Draft School", to: "2024-07")
    let asks = [
      "Add a referee from Draft School, where you last worked with children, with its name as in your "
        + "history."
    ]
    #expect(problems([shop, school], [("current_employer", "Shop"), ("other", "Choir")]) == asks)
    #expect(
      problems([shop, school], [("current_employer", "Shop"), ("earlier_employer", "Bank School")]) == asks)
    #expect(
      problems([shop, school], [("current_employer", "Shop"), ("earlier_employer", "Draft Primary")]) == [])
    #expect(problems([shop, school], [("current_employer", "Shop"), ("other", "draft school.")]) == [])
    #expect(problems([shop], [("current_employer", "Shop")]) == [])
    // Work with children that goes on, or that came last, is all that is asked about.
    let nursery = Self.job("work_with_children", "Nursery", to: nil)
    #expect(problems([nursery, shop, school], [("current_employer", "Nursery")]) == [])
    let past = Self.job("other_work", "Shop", to: "2020-01")
    #expect(problems([school, past], [("latest_employer", "Draft School")]) == [])
  }

  @Test(
    "A question without a sentence of its own is quoted, whatever its shape",
    arguments: [
      (AnswerType.text, "What are your reasons?", "Enter an answer to “What are your reasons?”."),
      (.text, "Known since", "Enter an answer for “Known since”."),
      (.yesNo, "Would you employ them again?", "Answer “Would you employ them again?” with yes or no."),
      (.choice, "Planning and teaching", "Choose an answer for “Planning and teaching”."),
      (.choices, "Phases you like", "Choose at least one answer for “Phases you like”."),
      (.confirmation, "I confirm that this is true.", "Tick the box “I confirm that this is true”."),
    ])
  func quoted(_ type: AnswerType, _ label: String, _ words: String) {
    #expect(AnswerRules.missing(Question("x", label, type)) == words)
  }
}
