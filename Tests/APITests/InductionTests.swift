import Domain
import Testing

@testable import API

@Suite("/induction") struct InductionTests {
  @Test("A plan is reckoned without an account, and stored nowhere")
  func plan() async throws {
    try await withAPI { api, _ async throws in
      let reply = try await api.post(
        "/induction/plan", nil, ["periods": [["start": "2025-09-01", "end": .null, "fte": 1]]])
      #expect(reply.status == 200)
      #expect(reply["expected_end"].string == "2027-07-21")
      #expect(reply["formal_assessments"].array?.count == 2)
      let wrong = try await api.post(
        "/induction/plan", nil, ["periods": [["start": "2025-09-01", "fte": 2]]])
      #expect(wrong.status == 422)
      #expect(wrong.fields == ["periods[0].fte"])
      let several = try await api.post(
        "/induction/plan", nil,
        [
          "periods": [
            ["start": "x", "fte": .number(0.3333333333)], ["start": "2025-09-01", "end": "y", "fte": 0],
          ],
          "extensions": [["terms": 13]],
        ])
      #expect(
        several.fields == [
          "periods[0].start", "periods[1].end", "periods[0].fte", "periods[1].fte", "extensions[0].terms",
        ])
      // What is missing and what is unknown is said in the words of the domain, as at the command line.
      let lacking: [JSONValue] = [["absence": []], ["periods": [["end": "x"]], "regime": "lunch"]]
      for body in lacking {
        let reply = try await api.post("/induction/plan", nil, body)
        let told = (reply["errors"].array ?? []).compactMap { $0.object?["message"]?.string }
        #expect(try told == PlanInduction().problems(of: body).map(\.message))
      }
      // What is no case at all has one fault.
      let others: [JSONValue] = [[], "case"]
      for body in others {
        let reply = try await api.post("/induction/plan", nil, body)
        #expect(reply.status == 422 && reply.fields == [""])
      }
      let third = try await api.post(
        "/induction/plan", nil, ["periods": [["start": "2021-09-01", "fte": .number(0.333333)]]])
      #expect(third["expected_end"].string == "2027-07-21")
      let period: JSONValue = ["start": "2025-09-01", "end": .null, "fte": 1]
      let unknown = try await api.post(
        "/induction/plan", nil,
        [
          "periods": [period],
          "absences": [["start": "2025-10-06", "end": "2025-10-07", "days": 2, "kind": "zzz"]],
        ])
      #expect(unknown.fields == ["absences[0].kind"] && unknown.text.contains("sickness, unpaid"))
      let both = try await api.post(
        "/induction/plan", nil,
        ["periods": [period, ["start": "2026-01-05", "end": .null, "fte": .number(0.6)]]])
      #expect(
        both["warnings"].array?.first?.string?.hasPrefix("Two posts are held at once from 5 January 2026")
          == true)
      let reduced = try await api.post(
        "/induction/plan", nil, ["periods": [period], "reductions": [["to_terms": 2], ["to_terms": 3]]])
      #expect(reduced["required_terms"] == 2)
      #expect(reduced["warnings"].array?.first?.string?.hasPrefix("Reductions to 2 and 3 terms") == true)
    }
  }

  @Test("A time limit's last day is found, and what is missing is named")
  func deadline() async throws {
    try await withAPI { api, _ async throws in
      let found = try await api.get("/induction/deadlines/ab-decision?from=2026-06-01")
      #expect(found["last_day"].string == "2026-06-26")
      #expect(try await api.get("/induction/deadlines/ab-decision").fields == ["from"])
      #expect(try await api.get("/induction/deadlines/lunch?from=2026-06-01").status == 404)
      #expect(try await api.get("/induction/deadlines")["items"].array?.count == 9)
    }
  }
}
