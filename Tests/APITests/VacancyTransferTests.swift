import Domain
import HTTPTypes
import NIOCore
import TestSupport
import Testing

@testable import API

@Suite("Vacancies posted by other systems")
struct VacancyTransferTests {
  @Test("A repeat of one external reference is the first vacancy, another vacancy of it is refused")
  func externalReference() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/137549/vacancies"
      let body: JSONValue = ["title": "Teacher", "external_reference": "job-1"]
      let first = try await api.post(path, try borough.head, body)
      #expect(first.status == 201 && first["external_reference"] == "job-1")
      let repeated = try await api.post(path, try borough.head, body)
      #expect(repeated.status == 201 && repeated["id"] == first["id"] && repeated.etag == first.etag)
      let other: JSONValue = ["title": "Teacher of art", "external_reference": "job-1"]
      let second = try await api.post(path, try borough.head, other)
      #expect(second.status == 409 && second.type == "/api/problems/exists")
      #expect(second.headers[.location] == first.headers[.location])
      #expect(second["existing"].string == first.headers[.location])
      let found = try await api.get("\(path)?external_reference=job-1", try borough.head)
      #expect(found.items.count == 1)
      #expect(try await api.get("\(path)?external_reference=job-2", try borough.head).items.isEmpty)
      #expect(try await api.get("\(path)?limit=101", try borough.head).fields == ["limit"])
      let id = try #require(first["id"].string)
      let change = try await api.put("/vacancies/\(id)", try borough.head, body, ifMatch: first.etag)
      #expect(change.fields == ["external_reference"])
    }
  }

  private func send(
    _ api: APIClient, _ query: String, _ token: String, _ text: String, type: String = "text/csv"
  ) async throws -> APIClient.Reply {
    try await api.raw(
      .post, "/vacancies/import\(query)", Array(text.utf8),
      headers: ["Authorization": "Bearer \(token)", "Content-Type": type])
  }

  @Test("A CSV file is tried, imported, and imported again without effect")
  func importing() async throws {
    try await withAPI { api, borough async throws in
      let file = "external_reference,urn,title\r\na,137549,Teacher A\r\nb,137549,Teacher B\r\n"
      let dry = try await send(api, "?dry_run=true", try borough.head, file)
      #expect(dry.status == 200 && dry["stored"] == false && dry["created"] == 2)
      let done = try await send(api, "", try borough.head, file)
      #expect(done["stored"] == true && done["created"] == 2)
      let again = try await send(api, "?school=137549", try borough.head, file)
      #expect(again["unchanged"] == 2)
      #expect(try await api.get("/schools/137549/vacancies", try borough.head).items.count == 2)
    }
  }

  @Test("Faults are told with line and column, and nothing is stored")
  func faults() async throws {
    try await withAPI { api, borough async throws in
      let file = "external_reference,urn,title,fte\na,137549,Teacher,half\nb,1,Teacher,1\n"
      let reply = try await send(api, "", try borough.head, file)
      #expect(reply.status == 422)
      #expect(reply.fields == ["lines[2].fte", "lines[3].urn"])
      let dry = try await send(api, "?dry_run=true", try borough.head, file)
      #expect(dry.status == 200 && dry["problems"].array?.count == 2)
      #expect(try await send(api, "", try borough.head, "colour\nred").fields.first == "file")
      #expect(try await send(api, "", try borough.head, file, type: "application/json").status == 415)
      #expect(try await send(api, "?school=999999", try borough.head, file).status == 404)
      #expect(try await send(api, "", try borough.applicant, file).fields.contains("lines[2].urn"))
      #expect(try await api.get("/schools/137549/vacancies", try borough.head).items.isEmpty)
    }
  }

  @Test("An export is a file for the school alone")
  func exporting() async throws {
    try await withAPI { api, borough async throws in
      _ = try await borough.publishedVacancy()
      func export(_ token: String) async throws -> (Int, String, String?) {
        let answer = try await api.client.execute(
          uri: "/api/v1/schools/137549/vacancies/export", method: .get,
          headers: [.authorization: "Bearer \(token)"]
        )
        return (answer.status.code, String(buffer: answer.body), answer.headers[.contentType])
      }
      let (status, text, type) = try await export(try borough.head)
      #expect(status == 200 && type == "text/csv")
      #expect(text.hasPrefix("reference,external_reference,urn,state,"))
      #expect(text.contains("Year 4 class teacher"))
      #expect(try await export(borough.otherHead).0 == 404)
    }
  }
}
