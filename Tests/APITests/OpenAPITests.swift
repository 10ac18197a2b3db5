import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

@testable import API

@Suite("GET /openapi.json")
struct OpenAPITests {
  @Test("The document has every route of the router, and no other")
  func documentMatchesRouter() async throws {
    try await withServices { services, _ async throws in
      let router = Router(context: AppRequestContext.self)
      APIRoutes.add(to: router, services: services)
      let document = APIRoutes.document(baseURL: "http://staffroom.test")
      let paths = try #require(document.object?["paths"]?.object)
      let documented = Set(paths.keys)
      let routed = Set(
        router.routes.map(\.path.description).filter { !$0.hasSuffix("/**") && $0 != APIRoutes.base }
          .map { String($0.dropFirst(APIRoutes.base.count)) })
      #expect(documented == routed)
    }
  }

  @Test("Each method of each path is answered as the document says, and every other with 405")
  func methodsMatchDocument() async throws {
    try await withAPI { api, _ async throws in
      let document = try await api.get("/openapi.json").json
      let paths = try #require(document.object?["paths"]?.object)
      #expect(paths.count > 25)
      for (path, item) in paths {
        let documented = Set(try #require(item.object).keys)
        let address = path.replacing("{id}", with: "0193a5c8-1f00-7000-8000-000000000009")
          .replacing("{account_id}", with: "0193a5c8-1f00-7000-8000-000000000009")
          .replacing("{document}", with: "0193a5c8-1f00-7000-8000-000000000009")
          .replacing("{urn}", with: "999999").replacing("{section}", with: "none").replacing(
            "{role}", with: "head"
          ).replacing("{entry}", with: "0193a5c8-1f00-7000-8000-000000000009").replacing(
            "{year}", with: "2027")
        for method in ["get", "post", "put", "delete", "patch"] {
          let verb = try #require(HTTPRequest.Method(rawValue: method.uppercased()))
          let reply = try await api.send(verb, address)
          if documented.contains(method) {
            #expect(reply.status != 405, "\(method) \(path)")
            #expect(reply.type != "/api/problems/unknown-route", "\(method) \(path)")
          } else {
            #expect(reply.status == 405, "\(method) \(path)")
            let allowed = Set(
              (reply.headers[.allow] ?? "").lowercased().split(separator: ", ").map(String.init))
            #expect(allowed.subtracting(["head"]) == documented)
          }
        }
      }
    }
  }

  @Test("Examples and defaults fit their schemas, and no name stands twice")
  func examplesFit() {
    var operations: Set<String> = []
    for endpoint in APIRoutes.endpoints {
      #expect(operations.insert(endpoint.operationID).inserted, "\(endpoint.operationID)")
      if let body = endpoint.body {
        #expect(body.schema.problems(of: body.example) == [], "\(endpoint.operationID)")
      }
      for success in endpoint.successes {
        guard let example = success.example, let schema = success.schema else { continue }
        #expect(schema.problems(of: example, strict: true) == [], "\(endpoint.operationID)")
      }
    }
  }

  @Test("What replaces something that others may have changed since says which version was read")
  func conditions() {
    let without: [String: String] = [
      "changeOwnName": "one's own", "keepNationalInsuranceNumber": "one's own", "changeJobAlert": "one's own",
      "answerEqualityQuestions": "one's own", "saveSchemeApplication": "one's own",
      "evaluateActivity": "one's own", "saveVacancy": "one's own mark", "savePoolEntry": "a mark",
      "keepActivityRegister": "names what was shown", "answerPoolInvitation": "names the time that was read",
      "scorePoolEntry": "one's own scores, each by itself", "scoreInterview": "a version in the body",
      "agreeShortlist": "a version of each in the body", "recordLeaving": "one day, known to one side",
      "setServiceLevel": "one price from a day on",
      "answerInterviewInvitation": "one's own answer, which names the time that was read",
    ]
    let blind = APIRoutes.endpoints.filter { $0.method == .put && $0.condition != .required }
    #expect(Set(blind.map(\.operationID)) == Set(without.keys))
  }

  @Test("A list that grows is read page by page: who takes a cursor says where the next page begins")
  func pages() {
    let grows: Set<String> = [
      "readShortlist", "listSchoolInterest", "listInterestInYou", "listOwnPoolEntries", "listMessages",
      "readEnquiry", "listTraining", "listInductionCandidates", "listStaff", "listInvitations",
      "listWaitingCandidates", "listSiftExceptions", "listApplicationDrafts", "listSavedVacancies",
      "listOwnRepresentations", "listTokens",
    ]
    let paged = APIRoutes.endpoints.filter { endpoint in endpoint.query.contains { $0.name == "cursor" } }
    #expect(grows.subtracting(paged.map(\.operationID)).isEmpty)
    for endpoint in paged {
      let names = endpoint.successes.flatMap { $0.schema?.fields ?? [] }.map(\.name)
      #expect(names.contains("next"), "\(endpoint.operationID)")
      #expect(endpoint.query.contains { $0.name == "limit" }, "\(endpoint.operationID)")
    }
  }

  @Test("What a registration takes out of a list of the rules is listed, and may be left empty")
  func codes() throws {
    let document = APIRoutes.document(baseURL: "http://staffroom.test")
    let schemas = document.object?["components"]?.object?["schemas"]?.object
    let fields = try #require(schemas?["RegistrationContent"]?.object?["properties"]?.object)
    let kinds = try #require(fields["institution"]?.object?["enum"]?.array)
    #expect(kinds.contains("academy") && kinds.contains("further_education") && kinds.contains(""))
    #expect(fields["exception"]?.object?["enum"]?.array?.contains("certified") == true)
    #expect(fields["service_level"]?.object?["description"]?.string?.contains("`service_levels`") == true)
    #expect(InductionJSON.input.problems(of: ["institution": ""]) == [])
    for value in ["castle", 4] as [JSONValue] {
      let wrong = try #require(InductionJSON.input.problems(of: ["institution": value]).first)
      #expect(wrong.field == "institution" && wrong.message.hasPrefix("Give one of: maintained, "))
    }
  }

  @Test("Every reference of the document leads somewhere")
  func referencesResolve() throws {
    let document = APIRoutes.document(baseURL: "http://staffroom.test")
    var references: [String] = []
    func collect(_ value: JSONValue) {
      if let reference = value.object?["$ref"]?.string { references.append(reference) }
      for member in value.object.map({ Array($0.values) }) ?? value.array ?? [] { collect(member) }
    }
    collect(document)
    #expect(!references.isEmpty)
    for reference in Set(references) {
      let target = reference.dropFirst(2).split(separator: "/").reduce(document) { value, name in
        value.object?[String(name)] ?? .null
      }
      #expect(target != .null, "\(reference)")
    }
  }

  @Test("It is open, tagged, and not sent again to whom has it")
  func notModified() async throws {
    try await withAPI { api, _ async throws in
      let first = try await api.get("/openapi.json")
      #expect(first.status == 200)
      #expect(first["openapi"].string == "3.1.0")
      let second = try await api.get("/openapi.json", headers: ["If-None-Match": first.etag])
      #expect(second.status == 304)
      #expect(second.etag == first.etag)
    }
  }
}
