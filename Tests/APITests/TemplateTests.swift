import Domain
import TestSupport
import Testing

@Suite("/vacancy-templates")
struct TemplateTests {
  @Test("A vacancy is saved as a template, drafts are started from it, and it is removed")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.draft()
      let head = try borough.head
      let saving = "/vacancies/\(vacancy.id)/template"
      #expect(try await api.post(saving, head, ["name": " "]).fields == ["name"])
      #expect(try await api.post(saving, borough.otherHead, ["name": "Ours"]).status == 404)
      let saved = try await api.post(saving, head, ["name": "Class teacher"])
      #expect(saved.status == 200)
      let id = try #require(saved["id"].string)
      let again = try await api.post(saving, head, ["name": "Class teacher"])
      #expect(again["id"].string == id)

      let list = try await api.get("/schools/\(borough.school.urn)/vacancy-templates", head)
      #expect(list.items.map { $0.object?["name"]?.string } == ["Class teacher"])
      let use = "/vacancy-templates/\(id)"
      #expect(try await api.post("\(use)/vacancies", borough.otherHead, [:]).status == 404)
      let draft = try await api.post("\(use)/vacancies", head, [:])
      #expect(draft.status == 201)
      #expect(draft["title"].string == vacancy.content.title)
      #expect(draft["state"].string == "draft" && draft["id"].string != vacancy.id.description)

      #expect(try await api.delete(use, borough.otherHead).status == 404)
      #expect(try await api.delete(use, head).status == 204)
      #expect(try await api.delete(use, head).status == 404)
      #expect(try await api.get("/vacancies/\(draft["id"].string ?? "")", head).status == 200)
    }
  }
}
