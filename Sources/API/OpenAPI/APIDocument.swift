public import Domain
import HTTPTypes

extension APIRoutes {
  /// The OpenAPI 3.1 document of every route, made of the same descriptions as the routes themselves.
  public static func document(baseURL: String) -> JSONValue {
    APIDocument(endpoints: endpoints, baseURL: baseURL).json
  }
}

/// Writes endpoints down as OpenAPI 3.1.
struct APIDocument {
  let endpoints: [Endpoint]
  let baseURL: String

  var json: JSONValue {
    [
      "openapi": "3.1.0", "info": info, "servers": [["url": .string(baseURL + APIRoutes.base)]],
      "tags": .array(Endpoint.Tag.allCases.map { ["name": .string($0.rawValue)] }), "paths": paths,
      "components": [
        "schemas": .object(schemas), "responses": ["Problem": problem], "headers": Self.headers,
        "securitySchemes": [
          "token": [
            "type": "http", "scheme": "bearer", "bearerFormat": "staffroom_…",
            "description":
              "An API token, made on your account’s page, by the operator or at /session-tokens.",
          ]
        ],
      ], "x-problem-types": ProblemAnswer.kinds,
    ]
  }

  private var info: JSONValue {
    [
      "title": "Staffroom", "version": "1",
      "description": """
      Teacher recruitment for a local authority and its schools: vacancies, the general application and \
      what schools do with applications.

      Fields are in snake_case, dates YYYY-MM-DD, instants RFC 3339 in UTC and money whole pence. What is \
      not known is null. A field or parameter that isn’t known is refused. Every failure is an RFC 9457 \
      problem with the request’s `request_id`, and `x-problem-types` lists the types there are.

      Lists come in pages: `next` is the `cursor` of the next one, and stands in the `Link` header as well. \
      A change to something that others may change too takes the `ETag` of what was read as `If-Match`. What \
      replaces something needs it: without it the answer is 428, and `*` overwrites whatever stands.

      Each POST may carry an `Idempotency-Key`: however often it is repeated with the same key and body, it \
      is carried out once and answered the same, for two days.

      Requests are counted by token, or by address without one. Every answer says in `RateLimit-Policy` how \
      many a window takes and in `RateLimit` how many are left; beyond that the answer is 429 with \
      `Retry-After`. Several servers share the count: what one has set aside may be missing on another, at \
      most a twentieth of the limit each.
      """,
    ]
  }

  private var paths: JSONValue {
    let byPath = Dictionary(grouping: endpoints, by: \.path)
    return .object(
      byPath.mapValues { endpoints in
        .object(
          Dictionary(
            endpoints.map { ($0.method.rawValue.lowercased(), operation($0)) }, uniquingKeysWith: { $1 }))
      })
  }

  private func operation(_ endpoint: Endpoint) -> JSONValue {
    var members: [String: JSONValue] = [
      "operationId": .string(endpoint.operationID), "summary": .string(endpoint.summary),
      "tags": [.string(endpoint.tag.rawValue)], "security": security(endpoint),
      "responses": responses(endpoint),
    ]
    if let note = endpoint.note { members["description"] = .string(note) }
    let parameters = parameters(endpoint)
    if !parameters.isEmpty { members["parameters"] = .array(parameters) }
    if let body = endpoint.body {
      members["requestBody"] = [
        "required": true,
        "content": ["application/json": ["schema": body.schema.document, "example": body.example]],
      ]
    }
    if let upload = endpoint.upload {
      members["requestBody"] = [
        "required": true, "description": .string("At most \(upload.mostBytes) bytes."),
        "content": files(upload.mediaTypes),
      ]
    }
    return .object(members)
  }

  private func files(_ types: [String]) -> JSONValue {
    .object(Dictionary(types.map { ($0, [:]) }, uniquingKeysWith: { $1 }))
  }

  private func security(_ endpoint: Endpoint) -> JSONValue {
    switch endpoint.access {
    case .open: []
    case .openOrToken: [[:], ["token": []]]
    case .token: [["token": []]]
    case .scoped: [["token": .texts([endpoint.scope?.rawValue].compactMap { $0 })]]
    }
  }

  private func parameters(_ endpoint: Endpoint) -> [JSONValue] {
    func parameter(_ place: String, _ one: Endpoint.Parameter, required: Bool) -> JSONValue {
      [
        "name": .string(one.name), "in": .string(place), "required": .bool(required),
        "schema": one.schema.document, "description": .string(one.note),
      ]
    }
    func header(_ name: String, _ note: String, required: Bool = false) -> JSONValue {
      parameter("header", .init(name: name, schema: .text, note: note), required: required)
    }
    var all = endpoint.parameters.map { parameter("path", $0, required: true) }
    all += endpoint.query.map { parameter("query", $0, required: false) }
    if endpoint.condition != .none {
      all.append(
        header(
          "If-Match", "The ETag of what was read, or * to overwrite.",
          required: endpoint.condition == .required))
    }
    if endpoint.isCacheable {
      all.append(
        header("If-None-Match", "The ETag of what the client has; answered 304 when it is still so."))
    }
    if endpoint.isRepeatable {
      all.append(header("Idempotency-Key", "Names this request, so that it can be repeated; a UUID is good."))
    }
    return all
  }

  private func responses(_ endpoint: Endpoint) -> JSONValue {
    var all: [String: JSONValue] = [:]
    for success in endpoint.successes { all[String(success.status.code)] = response(success, endpoint) }
    if endpoint.isCacheable {
      all["304"] = ["description": "What the client has is still so.", "headers": Self.references(["ETag"])]
    }
    for status in endpoint.failureStatuses {
      all[String(status)] = ["$ref": "#/components/responses/Problem"]
    }
    return .object(all)
  }

  private func response(_ success: Endpoint.Success, _ endpoint: Endpoint) -> JSONValue {
    var members: [String: JSONValue] = ["description": .string(success.note)]
    if let schema = success.schema {
      var media: [String: JSONValue] = ["schema": schema.document]
      if let example = success.example { media["example"] = example }
      members["content"] = ["application/json": .object(media)]
    } else if !success.fileTypes.isEmpty {
      members["content"] = files(success.fileTypes)
    }
    var names = ["RateLimit", "RateLimit-Policy", "X-Request-Id"]
    if endpoint.isCacheable { names.append("ETag") }
    if success.hasLocation { names.append("Location") }
    if endpoint.query.contains(where: { $0.name == "cursor" }) { names.append("Link") }
    members["headers"] = Self.references(names)
    return .object(members)
  }

  private var problem: JSONValue {
    [
      "description": "It was not done; says why.",
      "content": ["application/problem+json": ["schema": ProblemAnswer.schema.document]],
      "headers": Self.references([
        "RateLimit", "RateLimit-Policy", "X-Request-Id", "Retry-After", "WWW-Authenticate",
      ]),
    ]
  }

  private var schemas: [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    ProblemAnswer.schema.collectNamed(into: &found)
    for endpoint in endpoints {
      endpoint.body?.schema.collectNamed(into: &found)
      for success in endpoint.successes { success.schema?.collectNamed(into: &found) }
    }
    return found
  }

  private static func references(_ names: [String]) -> JSONValue {
    .object(
      Dictionary(
        names.map { ($0, ["$ref": .string("#/components/headers/\($0)")]) }, uniquingKeysWith: { $1 }))
  }

  private static let headers: JSONValue = {
    let notes = [
      "RateLimit": "How many requests are left, and in how many seconds the window ends.",
      "RateLimit-Policy": "How many requests a window takes.",
      "X-Request-Id": "Names the request in our logs.", "ETag": "Names the state that was answered.",
      "Location": "Where the thing is that was made.", "Link": "The next page, with rel=\"next\".",
      "Retry-After": "In how many seconds to try again.",
      "WWW-Authenticate": "How to sign in, with a 401; which scope is missing, with a 403.",
    ]
    return .object(
      notes.mapValues { ["description": .string($0), "schema": ["type": "string"]] })
  }()
}
