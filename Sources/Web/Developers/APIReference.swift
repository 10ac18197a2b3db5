import Domain

/// The OpenAPI document of the API, read for pages: the one description that the API itself is made of.
struct APIReference: Sendable {
  /// A part of the API.
  struct Group: Sendable {
    let name: String
    let operations: [APIOperation]

    /// The last part of its page's address.
    var slug: String { name.lowercased().split { !$0.isLetter }.joined(separator: "-") }
    /// Its page.
    var address: String { "/developers/\(slug)" }
  }

  /// A kind of failure.
  struct ProblemKind: Sendable {
    let name: String
    let status: Int
    let title: String
    let description: String
  }

  /// What the API is, in paragraphs.
  let introduction: [String]
  let groups: [Group]
  /// Schemas that have a name, in order.
  let schemas: [(name: String, schema: JSONValue)]
  let problems: [ProblemKind]

  /// Reads a document; one that is empty gives nothing to show.
  init(_ document: JSONValue) {
    let info = document["info"]["description"].string ?? ""
    introduction = info.split(separator: "\n\n").map(String.init)
    var operations: [APIOperation] = []
    let base = (document["servers"].array?.first?["url"].string).map(Self.path) ?? ""
    for (path, methods) in document["paths"].object ?? [:] {
      for (method, operation) in methods.object ?? [:] {
        operations.append(APIOperation(method: method.uppercased(), path: base + path, operation))
      }
    }
    operations.sort { ($0.path, $0.rank) < ($1.path, $1.rank) }
    let names = (document["tags"].array ?? []).compactMap { $0["name"].string }
    groups = names.map { name in Group(name: name, operations: operations.filter { $0.tag == name }) }
      .filter { !$0.operations.isEmpty }
    schemas = (document["components"]["schemas"].object ?? [:]).sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    problems = (document["x-problem-types"].array ?? []).map { kind in
      ProblemKind(
        name: kind["type"].string?.split(separator: "/").last.map(String.init) ?? "",
        status: kind["status"].whole ?? 0, title: kind["title"].string ?? "",
        description: kind["description"].string ?? "")
    }
  }

  /// The path of a server's address: "/api/v1".
  private static func path(_ address: String) -> String {
    guard let scheme = address.firstRange(of: "://") else { return address }
    let rest = address[scheme.upperBound...]
    return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
  }
}

/// One operation of the API.
struct APIOperation: Sendable {
  /// A parameter of the path, the query or the headers.
  struct Parameter: Sendable {
    let name: String
    let place: String
    let isRequired: Bool
    let schema: JSONValue
    let note: String
  }

  /// An answer.
  struct Answer: Sendable {
    let status: String
    let note: String
    let schema: JSONValue?
    let mediaType: String?
    let example: JSONValue?
  }

  let method: String
  let path: String
  let id: String
  let tag: String
  let summary: String
  let note: String?
  /// Scopes that a token needs; nil when no token is needed.
  let scopes: [String]?
  /// Whether it can be called without a token.
  let isOpen: Bool
  let parameters: [Parameter]
  let bodies: [(mediaType: String, schema: JSONValue, example: JSONValue)]
  let answers: [Answer]
  let failures: [String]

  init(method: String, path: String, _ operation: JSONValue) {
    self.method = method
    self.path = path
    id = operation["operationId"].string ?? ""
    tag = operation["tags"].array?.first?.string ?? ""
    summary = operation["summary"].string ?? ""
    note = operation["description"].string
    let security = operation["security"].array ?? []
    isOpen = security.isEmpty || security.contains { $0.object?.isEmpty == true }
    scopes = security.compactMap { $0["token"].array }.first?.compactMap(\.string)
    parameters = (operation["parameters"].array ?? []).map { parameter in
      Parameter(
        name: parameter["name"].string ?? "", place: parameter["in"].string ?? "",
        isRequired: parameter["required"].bool ?? false, schema: parameter["schema"],
        note: parameter["description"].string ?? "")
    }
    bodies = (operation["requestBody"]["content"].object ?? [:]).sorted { $0.key < $1.key }
      .map { ($0.key, $0.value["schema"], $0.value["example"]) }
    let responses = (operation["responses"].object ?? [:]).sorted { $0.key < $1.key }
    answers = responses.filter { $0.key < "400" }.map { status, answer in
      let content = answer["content"].object?.first
      return Answer(
        status: status, note: answer["description"].string ?? "", schema: content?.value["schema"],
        mediaType: content?.key,
        example: content?.value["example"].present)
    }
    failures = responses.map(\.key).filter { $0 >= "400" }
  }

  /// Reading comes before writing.
  var rank: Int { ["GET", "POST", "PUT", "PATCH", "DELETE"].firstIndex(of: method) ?? 9 }
}

extension JSONValue {
  /// A member of an object; null when it is none or has no such member.
  subscript(_ name: String) -> JSONValue { object?[name] ?? .null }

  /// The whole number, when it is one.
  var whole: Int? { if case .number(let value) = self { Int(exactly: value) } else { nil } }

  /// The value, unless it is null.
  var present: JSONValue? { self == .null ? nil : self }
}
