import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/inductions/{id}/transfers") struct InductionTransferTests {
  private static func body(_ borough: Borough) -> [String: JSONValue] {
    [
      "cause": "moves", "body_name": "Example Teaching School Hub", "contact_email": "hub@hub.example",
      "transfers_on": .string(borough.services.today.adding(days: 30).description),
      "reason": "A post at another school.",
    ]
  }

  /// Whether a step came too late, and the answer says what was done meanwhile.
  private static func isTold(_ what: String, _ status: Int, _ reply: APIClient.Reply) -> Bool {
    let told = "Meanwhile this was recorded: \(what), by "
    return reply.status == status && reply["detail"].string?.hasPrefix(told) == true
  }

  @Test("A head asks, an officer agrees, gives the record over and notes its receipt")
  func steps() async throws {
    try await withAPI { api, borough async throws in
      let id = try await BegunInduction.make(at: borough.school, borough.services)
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let teacher = try await Borough.person(BegunInduction.email, .applicant, nil, borough.services).1
      let (path, body) = ("/inductions/\(id)", Self.body(borough))
      #expect(try await api.post("\(path)/transfer-requests", officer, .object(body)).status == 403)
      #expect(try await api.post("\(path)/transfer-requests", borough.otherHead, .object(body)).status == 404)
      let faulty = body.merging(["contact_email": "hub", "reason": "No."], uniquingKeysWith: { $1 })
      #expect(
        try await api.post("\(path)/transfer-requests", head, .object(faulty)).fields
          == ["contact_email", "reason"])
      let asked = try await api.post("\(path)/transfer-requests", head, .object(body))
      #expect(asked.status == 201 && asked["state"] == "asked" && asked["steps"] == ["withdraw"])
      let second = try await api.post("\(path)/transfers", officer, .object(body))
      #expect(Self.isTold("the transfer was asked for", 409, second), "\(second.text)")
      let transfer = "/induction-transfers/\(asked["id"].string ?? "")"
      let agreed = try await api.post("\(transfer)/steps", officer, ["step": "agree"])
      #expect(agreed["state"] == "agreed" && agreed["interim_assessment"].string != nil)
      #expect(try await api.post("\(transfer)/steps", head, ["step": "give"]).status == 403)
      #expect(try await api.post("\(transfer)/steps", borough.otherHead, ["step": "give"]).status == 404)
      borough.clock.advance(seconds: 1)
      let given = try await api.post("\(transfer)/steps", officer, ["step": "give"])
      #expect(given["state"] == "given" && given["givings"].array?.count == 1)
      let stale = try await api.post(
        "\(transfer)/steps", officer, ["step": "give"], headers: ["If-Match": agreed.etag])
      #expect(Self.isTold("the record was given over", 412, stale), "\(stale.text)")
      #expect(try await api.get("\(path)/transfers", teacher).items.first?.object?["contact_email"] == .null)
      #expect(try await api.get(transfer, head)["contact_email"] == "hub@hub.example")
      #expect(try await api.get("/induction-transfers?waiting=true", officer).items.count == 1)
      #expect(try await api.get("/induction-transfers", head).status == 404)
      let record = try await api.get("\(transfer)/record", officer)
      #expect(record["record", "teacher", "trn"] == "1234567" && record["frozen_at"].string != nil)
      #expect(try await api.get("\(transfer)/record", head).status == 404)
      let file = try await api.get("\(transfer)/record/export", officer)
      #expect(file.text.hasPrefix("part,what,from,until,value,detail\r\n"))
      try await api.checkPDF("\(transfer)/record/pdf", officer, named: "induction-")
      #expect(try await api.get("\(transfer)/record/pdf", head).status == 404)
      let today = JSONValue.string(borough.services.today.description)
      let received = try await api.post(
        "\(transfer)/steps", officer, ["step": "acknowledge", "on": today, "person": "Hal Sample"])
      #expect(received["state"] == "acknowledged" && received["acknowledged_by"] == "Hal Sample")
      let board = try await api.get("/induction-board", officer)
      #expect(board["transfers_waiting"] == 0)
      let undone = try await api.post(
        "\(transfer)/steps", officer, ["step": "undo", "reason": "The post fell through."])
      #expect(undone["state"] == "undone")
      let late = try await api.post("\(transfer)/steps", officer, ["step": "give"])
      #expect(Self.isTold("the transfer was undone", 409, late), "\(late.text)")
      #expect(try await api.get(path, officer)["state"] == "serving")
    }
  }

  @Test("An officer records a transfer at once; whoever comes back is registered from the record")
  func back() async throws {
    try await withAPI { api, borough async throws in
      let id = try await BegunInduction.make(at: borough.school, borough.services)
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let urn = borough.school.urn
      let again: JSONValue = ["induction_id": .string(id.description)]
      #expect(try await api.post("/schools/\(urn)/induction-registrations", head, again).status == 409)
      var body = Self.body(borough)
      body["transfers_on"] = .string(borough.services.today.adding(days: 1).description)
      let made = try await api.post("/inductions/\(id)/transfers", officer, .object(body))
      #expect(made.status == 201 && made["state"] == "agreed")
      borough.clock.advance(days: 1)
      while try await SettleInductions(borough.services)() > 0 {}
      #expect(try await api.get("/inductions/\(id)", officer)["state"] == "transferred")
      let draft = try await api.post("/schools/\(urn)/induction-registrations", head, again)
      #expect(draft.status == 201 && draft["content", "trn"] == "1234567")
      #expect(draft["content", "earlier_body"] == "Example Teaching School Hub")
      #expect(draft["content", "earlier_absence_days"] == .null)
    }
  }

  @Test("The calculator takes absence and extension under the body before")
  func calculator() async throws {
    try await withAPI { api, _ async throws in
      func end(_ more: [String: JSONValue]) async throws -> String? {
        let given: [String: JSONValue] = [
          "regime": "nqt", "brought_forward": 1,
          "periods": [["start": "2019-01-07", "end": .null, "fte": 1]],
        ]
        return try await api.post(
          "/induction/plan", nil, .object(given.merging(more, uniquingKeysWith: { $1 })))["expected_end"]
          .string
      }
      let without = try #require(try await end([:]))
      #expect(try await end(["brought_forward_absence": 29]) == without)
      #expect(try #require(try await end(["brought_forward_absence": 30])) > without)
      #expect(try #require(try await end(["brought_forward_extension": 1])) > without)
    }
  }
}
