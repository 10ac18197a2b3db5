import Domain
import Testing

@testable import API

@Suite("/organisations/{id}/staff")
struct StaffTests {
  @Test("A head sees the staff, invites, gives and ends roles")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let path = "/organisations/\(borough.school.id)/staff"
      let head = try borough.head
      #expect(try await api.get(path, head).items.count == 4)
      #expect(
        try await api.post(path, head, ["email": "new@example.org", "role": "recruiter"]).status == 202)
      let recruiter = try #require(borough.people[.recruiter])
      let given = try await api.post(
        path, head, ["account_id": .string(recruiter.description), "role": "panel_member"])
      #expect(given.status == 200)
      #expect(given.items.count == 5)
      #expect(try await api.delete("\(path)/\(recruiter)/panel_member", head).status == 204)
      #expect(try await api.delete("\(path)/\(recruiter)/panel_member", head).status == 404)
      #expect(try await api.delete("\(path)/\(recruiter)/wizard", head).status == 404)
      #expect(try await api.get(path, head).items.count == 4)
    }
  }

  @Test("What doesn’t fit is refused")
  func refusals() async throws {
    try await withAPI { api, borough async throws in
      let path = "/organisations/\(borough.school.id)/staff"
      let head = try borough.head
      #expect(try await api.post(path, head, ["role": "head"]).fields == ["email"])
      #expect(
        try await api.post(path, head, ["email": "a@b.example", "role": "applicant"]).fields == ["role"])
      #expect(
        try await api.post(path, head, ["email": "a@b.example", "role": "administrator"]).fields == ["role"])
      #expect(try await api.post(path, head, ["email": "nonsense", "role": "head"]).fields == ["email"])
      #expect(
        try await api.post(path, try borough.token(.recruiter), ["email": "a@b.example", "role": "head"])
          .status
          == 403)
      #expect(try await api.get(path, borough.otherHead).status == 403)
      #expect(try await api.get("/organisations/x/staff", head).status == 404)
    }
  }
}

@Suite("/audit-events")
struct AuditTests {
  @Test("A head reads their school’s trail and an administrator the authority’s, with filters and pages")
  func reads() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let own = try await api.get("/audit-events?subject_type=vacancy", try borough.head)
      #expect(own.items.map { $0.object?["action"] } == ["vacancy.published", "vacancy.drafted"])
      let one = try await api.get(
        "/audit-events?action=vacancy&subject_id=\(vacancy.id)&limit=1", try borough.head)
      #expect(one.items.count == 1)
      let cursor = try #require(one["next"].string)
      let next = try await api.get(
        "/audit-events?action=vacancy&limit=1&cursor=\(cursor)", try borough.head)
      #expect(next.items.first?.object?["action"] == "vacancy.drafted")
      let wide = try await api.get(
        "/audit-events?action=vacancy.published", try borough.token(.administrator))
      #expect(wide.items.count == 1)
      let later = try await api.get("/audit-events?since=2030-01-01T00:00:00Z", try borough.head)
      #expect(later.items.isEmpty)
    }
  }

  @Test("Nobody reads another’s trail")
  func refusals() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      let school = borough.school.id
      #expect(try await api.get("/audit-events?organisation_id=\(school)", borough.otherHead).status == 403)
      #expect(try await api.get("/audit-events", try borough.applicant).status == 403)
      #expect(try await api.get("/audit-events", try borough.token(.recruiter)).status == 403)
      #expect(
        try await api.get("/audit-events?organisation_id=x", try borough.head).fields == ["organisation_id"])
      #expect(
        try await api.get(
          "/audit-events?organisation_id=0193a5c8-1f00-7000-8000-000000000009", try borough.head
        ).status == 404)
      #expect(try await api.get("/audit-events?since=yesterday", try borough.head).fields == ["since"])
    }
  }
}
