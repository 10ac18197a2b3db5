import Domain
import HTTPTypes

/// One route of the API, whole: what it is called, what it takes and answers, who may use it, and what it
/// does. The router and the OpenAPI document are both made of these, so they can't tell different stories.
struct Endpoint: Sendable {
  /// Who may call it.
  enum Access: Sendable, Equatable {
    /// Everybody; an `Authorization` header is not looked at.
    case open
    /// Everybody; a token shows more.
    case openOrToken
    /// Whoever has a token.
    case token
    /// Whoever has a token with the scope that the table of permissions wants for this operation.
    case scoped(Domain.Operation)
  }

  /// Whether `If-Match` is looked at.
  enum Condition: Sendable {
    case none, optional, required
  }

  /// A parameter of the path or the query.
  struct Parameter: Sendable {
    let name: String
    let schema: Schema
    let note: String
  }

  /// An answer that counts as success.
  struct Success: Sendable {
    let status: HTTPResponse.Status
    let note: String
    let schema: Schema?
    let example: JSONValue?
    /// Whether a `Location` header comes with it.
    let hasLocation: Bool
    /// The media types of a file that is answered instead of JSON.
    var fileTypes: [String] = []
  }

  /// The body of the request.
  struct Body: Sendable {
    let schema: Schema
    let example: JSONValue
    /// Faults of values beside those that the schema finds, so that both are told at once; of a field that both
    /// find wrong, these are told.
    var faults: (@Sendable (JSONValue) -> [FieldProblem])?
  }

  /// A file that is the whole body of the request.
  struct Upload: Sendable {
    let mediaTypes: [String]
    let mostBytes: Int
  }

  let method: HTTPRequest.Method
  /// Below `/api/v1`, for example `/vacancies/{id}`.
  let path: String
  let operationID: String
  let tag: Tag
  let summary: String
  var note: String?
  let access: Access
  var parameters: [Parameter] = []
  var query: [Parameter] = []
  var body: Body?
  var upload: Upload?
  var condition = Condition.none
  let successes: [Success]
  /// Failures beyond those that its shape brings with it.
  var failures: Set<Int> = []
  let handle: @Sendable (Call) async throws -> Answer

  /// Parts of the document.
  enum Tag: String, Sendable, CaseIterable {
    case vacancies = "Vacancies"
    case alerts = "Job alerts"
    case generalApplication = "General application"
    case applications = "Applications"
    case appointments = "Appointments"
    case pool = "Pool"
    case selection = "Selection"
    case schools = "Schools"
    case induction = "Induction"
    case activities = "Activities"
    case schemes = "Schemes"
    case accounts = "Accounts and tokens"
    case advertising = "Advertising"
    case advice = "Advice"
    case agencies = "Agencies"
    case staff = "Staff"
    case audit = "Audit trail"
    case reference = "Reference data"
  }

  /// The scope that a token needs.
  var scope: TokenScope? {
    if case .scoped(let operation) = access { Permissions.grant(for: operation).scope } else { nil }
  }

  /// Whether the request may carry an `Idempotency-Key`.
  var isRepeatable: Bool { method == .post }

  /// Whether the answer may be "not modified".
  var isCacheable: Bool { method == .get }

  /// Every status that is answered instead of success.
  var failureStatuses: Set<Int> {
    var statuses: Set<Int> = failures.union([429, 500, 503])
    if access != .open { statuses.insert(401) }
    if scope != nil { statuses.insert(403) }
    if !parameters.isEmpty { statuses.insert(404) }
    if !query.isEmpty { statuses.insert(422) }
    if method == .post || method == .put { statuses.formUnion([400, 413, 415, 422]) }
    if isRepeatable { statuses.insert(409) }
    switch condition {
    case .none: break
    case .optional: statuses.formUnion([400, 412])
    case .required: statuses.formUnion([400, 412, 428])
    }
    return statuses
  }
}

extension Endpoint.Success {
  static func ok(_ schema: Schema, _ note: String, example: JSONValue? = nil) -> Self {
    Self(status: .ok, note: note, schema: schema, example: example, hasLocation: false)
  }
  static func created(_ schema: Schema, _ note: String, example: JSONValue? = nil, location: Bool = true)
    -> Self
  {
    Self(status: .created, note: note, schema: schema, example: example, hasLocation: location)
  }
  static func file(_ types: [String], _ note: String) -> Self {
    Self(status: .ok, note: note, schema: nil, example: nil, hasLocation: false, fileTypes: types)
  }
  static func accepted(_ note: String) -> Self {
    Self(status: .accepted, note: note, schema: nil, example: nil, hasLocation: false)
  }
  static func noContent(_ note: String) -> Self {
    Self(status: .noContent, note: note, schema: nil, example: nil, hasLocation: false)
  }
}

extension Endpoint.Parameter {
  static let vacancy = Self(name: "id", schema: .uuid, note: "The vacancy’s identifier.")
  static let document = Self(name: "document", schema: .uuid, note: "The document’s identifier.")
  static let application = Self(name: "id", schema: .uuid, note: "The application’s identifier.")
  static let training = Self(name: "id", schema: .uuid, note: "The record’s identifier.")
  static let organisation = Self(name: "id", schema: .uuid, note: "The organisation’s identifier.")
  static let school = Self(
    name: "urn", schema: .text, note: "The school’s unique reference number: five or six digits.")
  static let section = Self(
    name: "section", schema: .text, note: "The section’s key, as in the application form.")
  static let activity = Self(name: "id", schema: .uuid, note: "The activity’s identifier.")
  static let activitySession = Self(name: "id", schema: .uuid, note: "The session’s identifier.")
  static let entry = Self(name: "id", schema: .uuid, note: "The entry’s identifier.")

  static let cursor = Self(
    name: "cursor", schema: .text.bounded(1...1000), note: "Where the page begins: `next` of the page before."
  )
  static func limit(_ most: Int, otherwise usual: Int) -> Self {
    Self(
      name: "limit", schema: .whole.bounded(1...most).otherwise(.whole(usual)), note: "How many on a page.")
  }
}
