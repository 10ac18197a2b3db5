import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("Another referee, by the API")
struct OtherRefereeTests {
  @Test("The school asks, the applicant names, the school asks for the reference; an offer can be made anew")
  func names() async throws {
    try await withAPI { api, borough async throws in
      let application = try await borough.application(for: try await borough.publishedVacancy())
      for state in ["shortlisted", "interviewing"] {
        try await borough.services.pool.execute("UPDATE application SET state = \(state)")
      }
      let path = "/applications/\(application.id)"
      let others = path + "/other-referees"
      let (head, applicant) = (try borough.head, try borough.applicant)
      let dee: JSONValue = [
        "name": "Dee Sample", "relationship": "other", "is_relative": "no", "position": "Head",
        "organisation": "Second School", "email": "dee@second.example", "contact_before_interview": "yes",
      ]
      #expect(try await api.get(others, applicant)["openings"] == [])
      #expect(try await api.post(others, applicant, ["replaces": 1, "answers": dee]).fields == ["replaces"])
      #expect(try await api.post(others + "/ask", applicant, ["replaces": 1]).status == 404)
      #expect(try await api.post(others + "/ask", try borough.token(.panelMember), [:]).status == 404)
      #expect(try await api.post(others + "/ask", borough.otherHead, [:]).status == 404)
      let asked = try await api.post(others + "/ask", head, ["replaces": 1, "message": "Your head, please."])
      #expect(asked["asked", "message"] == "Your head, please.")
      let open = try await api.get(others, applicant)
      #expect(open["openings"].array?.first?.object?["why"] == "asked")
      #expect(try await api.post(others, head, ["replaces": 1, "answers": dee]).status == 404)
      let empty = try await api.post(others, applicant, ["replaces": 1, "answers": [:]])
      #expect(empty.fields.contains("email"))
      let named = try await api.post(others, applicant, ["replaces": 1, "answers": dee])
      #expect(named["asked"] == .null && named["named"].array?.first?.object?["named_by"] == "applicant")
      let list = try await api.get(path + "/references", head)
      #expect(list.items[0].object?["is_replaced"] == true && list.items[2].object?["replaces"] == 1)
      let sent = try await api.post(path + "/references", head, ["referees": [11]])
      #expect(sent.items.first?.object?["email"] == "dee@second.example")
      let recorded = try await api.post(
        others + "/recorded", head,
        [
          "answers": .object((dee.object ?? [:]).merging(["email": "eve@third.example"]) { $1 }),
          "consent": "By telephone.",
        ])
      #expect(recorded["named"].array?.count == 2)
      // Who records is asked about the applicant, and who is the applicant about themselves.
      #expect("\(recorded["questions"])".contains("How they know the applicant"))
      #expect("\(named["questions"])".contains("How they know you"))
      let wrong = try await api.post(
        others + "/recorded", head, ["answers": [:], "consent": "By telephone."])
      #expect("\(wrong["errors"])".contains("the applicant"))
      let states = try await api.get(path + "/reference-states", applicant)
      #expect(states.items.map { $0.object?["sentence"] } == ["Asked, not answered yet"])
      try await reopens(api, borough, path)
    }
  }

  private func reopens(_ api: APIClient, _ borough: Borough, _ path: String) async throws {
    let (head, applicant) = (try borough.head, try borough.applicant)
    let terms: JSONValue = [
      "salary": "M3", "starts_on": "2026-11-01", "contract_type": "permanent", "fte": 1,
      "answer_by": "2026-11-09", "reason": "The best.", "exception": "Scored on paper.",
    ]
    #expect(try await api.post(path + "/offer", head, terms).fields == ["starts_on"])
    let later = JSONValue.object((terms.object ?? [:]).merging(["starts_on": "2027-01-04"]) { $1 })
    #expect(try await api.post(path + "/offer", head, later)["state"] == "offered")
    #expect(try await api.post(path + "/offer/reopen", head, ["reason": "x"]).status == 409)
    #expect(
      try await api.post(path + "/offer/answer", applicant, ["accept": false])["state"] == "offer_declined")
    #expect(try await api.post(path + "/offer/reopen", head, ["reason": ""]).fields == ["reason"])
    #expect(try await api.post(path + "/offer/reopen", applicant, ["reason": "x"]).status == 404)
    #expect(
      try await api.post(path + "/offer/reopen", head, ["reason": "They rang."])["state"] == "interviewing")
    #expect(try await api.post(path + "/offer", head, later)["state"] == "offered")
    let early: JSONValue = [
      "searched_on": "2026-10-30", "searched_by": "Robin Sample", "found": "Nothing of concern.",
    ]
    #expect(try await api.post(path + "/online-searches", head, early).fields == ["searched_on"])
  }
}
