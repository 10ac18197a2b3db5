import Domain
import TestSupport
import Testing

@Suite("/advice and /enquiries")
struct AdviceAPITests {
  private static let content: JSONValue = [
    "title": "Safer recruitment", "audience": "schools", "summary": "What to check.", "body": "# First",
    "reviewed_on": "2026-11-01",
  ]

  @Test("Officers write guidance; only those it is meant for find it, and a withdrawn page is gone")
  func guidance() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      #expect(try await api.post("/advice", borough.head, Self.content).status == 403)
      let wrong = try await api.post("/advice", officer, ["title": "x", "audience": "schools"])
      #expect(wrong.fields == ["title"])
      let made = try await api.post("/advice", officer, Self.content)
      #expect(made.status == 201 && made["slug"].string == "safer-recruitment")
      let second = try await api.post("/advice", officer, Self.content)
      #expect(second["slug"].string == "safer-recruitment-2")
      let path = "/advice/safer-recruitment"
      #expect(try await api.get(path, borough.head).status == 404)
      let published = try await api.post("\(path)/publish", officer, [:])
      #expect(published["state"].string == "published")
      #expect(try await api.get(path, borough.head)["body"].string == "# First")
      #expect(try await api.get("/advice?q=recruiting", borough.head).items.count == 1)
      for token in [nil, try borough.applicant] {
        #expect(try await api.get(path, token).status == 404)
        #expect(try await api.get("/advice", token).items.isEmpty)
      }
      #expect(try await api.put(path, officer, Self.content, ifMatch: made.etag).status == 412)
      #expect(try await api.put(path, officer, Self.content, ifMatch: published.etag).status == 200)
      #expect(try await api.post("\(path)/withdraw", officer, [:]).status == 200)
      #expect(try await api.get(path, borough.head).status == 410)
    }
  }

  @Test("Officers list their drafts too, page by page, and read what a page said before")
  func library() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      let made = try await api.post("/advice", officer, Self.content)
      _ = try await api.post("/advice", officer, ["title": "Panels", "audience": "everybody"])
      let first = try await api.get("/advice?limit=1", officer)
      #expect(first.items.map { $0.object?["title"] } == ["Panels"])
      let cursor = try #require(first["next"].string)
      let second = try await api.get("/advice?limit=1&cursor=\(cursor)", officer)
      #expect(second.items.map { $0.object?["title"] } == ["Safer recruitment"] && second["next"] == .null)
      #expect(try await api.get("/advice?state=published", officer).items.isEmpty)
      #expect(try await api.get("/advice", borough.head).items.isEmpty)
      let picture: JSONValue = [
        "title": "Panels", "audience": "everybody", "body": "![a](https://a.example)",
      ]
      #expect(try await api.post("/advice", officer, picture).fields == ["body"])
      let path = "/advice/safer-recruitment"
      let other: JSONValue = ["title": "Safer recruitment", "audience": "schools", "body": "# Second"]
      #expect(try await api.put(path, officer, other, ifMatch: made.etag).status == 200)
      let revisions = try await api.get("\(path)/revisions", officer)
      #expect(revisions.items.map { $0.object?["body"] } == ["# First"] && revisions["next"] == .null)
      #expect(revisions.items.first?.object?["replaced_by"]?.string?.hasSuffix("Sample") == true)
      #expect(try await api.get("\(path)/revisions", borough.head).status == 404)
    }
  }

  @Test("A page for everybody needs a text before it is published")
  func needsText() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      _ = try await api.post("/advice", officer, ["title": "Empty page", "audience": "everybody"])
      let refused = try await api.post("/advice/empty-page/publish", officer, [:])
      #expect(refused.fields == ["summary", "body", "reviewed_on"])
    }
  }

  @Test("A school asks, the authority answers and notes; others never see it")
  func enquiry() async throws {
    try await withAPI { api, borough async throws in
      let (head, officer) = (try borough.head, try borough.token(.officer))
      let ask = "/schools/\(borough.school.urn)/enquiries"
      #expect(
        try await api.post(ask, head, ["subject": "x", "message": " "]).fields == ["subject", "message"])
      #expect(
        try await api.post(ask, borough.otherHead, ["subject": "Panel", "message": "Who?"]).status == 404)
      let asked = try await api.post(ask, head, ["subject": "Panel", "message": "Who must sit on it?"])
      #expect(asked.status == 201 && asked["state"].string == "open")
      let path = "/enquiries/\(asked["id"].string ?? "")"
      _ = try await api.post(
        "\(path)/messages", officer, ["message": "Ask the lawyers first.", "note": true])
      let answered = try await api.post(
        "\(path)/messages", officer, ["message": "The chair and two governors."])
      #expect(answered["state"].string == "answered" && answered["owner_name"].string != nil)
      #expect(try await api.get(path, head)["messages"].array?.count == 2)
      #expect(try await api.get(path, officer)["messages"].array?.count == 3)
      for token in [borough.otherHead, try borough.applicant, try borough.token(.panelMember)] {
        #expect(try await api.get(path, token).status == 404)
        #expect(try await api.post("\(path)/messages", token, ["message": "Me too"]).status == 404)
      }
      #expect(try await api.get("/enquiries?state=answered", officer).items.count == 1)
      #expect(try await api.get("/enquiries", borough.otherHead).items.isEmpty)
      let again = try await api.post("\(path)/messages", head, ["message": "And who is trained?"])
      #expect(again["state"].string == "open")
      #expect(try await api.post("\(path)/close", head, [:]).status == 403)
      let owner: JSONValue = [
        "owner_id": .string(borough.people[.head]?.description ?? ""), "due_on": "2026-12-01",
      ]
      func assign(_ body: JSONValue, ifMatch: String = "*") async throws -> APIClient.Reply {
        try await api.put("\(path)/owner", officer, body, ifMatch: ifMatch)
      }
      #expect(try await assign(owner).fields == ["owner_id"])
      #expect(try await assign(["due_on": "2026-10-30"]).fields == ["due_on"])
      #expect(try await assign(["due_on": "2026-12-01"], ifMatch: "\"0\"").status == 412)
      let kept = try await assign(["due_on": "2026-12-01"])
      #expect(kept["owner_name"] == answered["owner_name"] && kept["due_on"].string == "2026-12-01")
      #expect(try await assign(["owner_id": .null])["owner_id"] == .null)
      #expect(try await api.post("\(path)/close", officer).fields == ["reason"])
      let closed = try await api.post("\(path)/close", officer, ["reason": "Asked twice."])
      #expect(closed["state"].string == "closed")
    }
  }
}
