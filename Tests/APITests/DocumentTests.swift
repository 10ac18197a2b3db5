import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import API

@Suite("/vacancies/{id}/documents")
struct DocumentTests {
  private static let headers = ["Content-Type": "application/pdf"]

  private static func add(
    _ api: APIClient, _ vacancy: Vacancy, _ token: String, query: String = "kind=job_description&name=JD.pdf",
    _ content: [UInt8] = SampleDocuments.pdf, type: String = "application/pdf"
  ) async throws -> APIClient.Reply {
    try await api.raw(
      .post, "/vacancies/\(vacancy.id)/documents?\(query)", content,
      headers: ["Content-Type": type, "Authorization": "Bearer \(token)"])
  }

  @Test("The file is the body; it is listed, read back and removed")
  func roundTrip() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let added = try await Self.add(api, vacancy, try borough.head)
      #expect(added.status == 201)
      #expect(added["media_type"] == "application/pdf" && added["name"] == "JD.pdf")
      let list = try await api.get("/vacancies/\(vacancy.id)/documents")
      #expect(list.items.count == 1)
      let address = String(try #require(added["url"].string).dropFirst(APIRoutes.base.count))
      let file = try await api.get(address)
      #expect(file.text == String(decoding: SampleDocuments.pdf, as: UTF8.self))
      #expect(file.headers[.contentDisposition]?.hasPrefix("attachment;") == true)
      #expect(try await api.get(address, headers: ["If-None-Match": file.etag]).status == 304)
      #expect(try await api.delete(address, try borough.token(.panelMember)).status == 404)
      #expect(try await api.delete(address, try borough.head).status == 204)
      #expect(try await api.get(address).status == 404)
    }
  }

  @Test("What can't be taken is refused with its reason")
  func refusals() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.draft()
      let head = try borough.head
      #expect(try await Self.add(api, vacancy, head, query: "kind=poem").fields == ["kind"])
      #expect(try await Self.add(api, vacancy, head, query: "name=x").fields == ["kind"])
      #expect(try await Self.add(api, vacancy, head, Array("MZ".utf8)).fields == ["file"])
      #expect(try await Self.add(api, vacancy, head, type: "text/html").status == 415)
      let large = [UInt8](repeating: 0x20, count: VacancyDocument.maximumSize + 1)
      #expect(try await Self.add(api, vacancy, head, large).status == 413)
      #expect(try await Self.add(api, vacancy, borough.otherHead).status == 404)
      #expect(try await api.get("/vacancies/\(vacancy.id)/documents").status == 404)
    }
  }
}
