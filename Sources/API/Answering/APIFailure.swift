import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// What is wrong with a request before any use case is asked.
struct APIFailure: Error {
  let status: HTTPResponse.Status
  let type: String
  let title: String
  let detail: String
  var headers: HTTPFields = [:]
  /// Where the thing is that stands against it.
  var existing: String?
  /// What was sent and is not kept, given back.
  var notSent: JSONValue?

  /// An application stands, and what came now says something else.
  static func alreadySent(
    _ application: ApplicationID, differsIn parts: [String], notSent: JSONValue
  ) -> APIFailure {
    let address = "\(APIRoutes.base)/applications/\(application)"
    return APIFailure(
      status: .conflict, type: "already-sent", title: "Sent already",
      detail:
        "Your application for this vacancy stands as you sent it before. What came now differs from it and was not "
        + "sent: \(parts.joined(separator: ", ")).",
      headers: [.location: address], existing: address, notSent: notSent)
  }

  /// The account has given the external reference to a vacancy already.
  static func vacancyExists(_ error: VacancyExists) -> APIFailure {
    let address = "\(APIRoutes.base)/vacancies/\(error.vacancy)"
    return APIFailure(
      status: .conflict, type: "exists", title: "There already",
      detail: "You have posted a vacancy with this external_reference already: \(error.reference).",
      headers: [.location: address], existing: address)
  }

  /// A PDF file was asked for and can't be made here.
  static func noPDF(_ failure: PDFRenderer.Failure) -> APIFailure {
    APIFailure(
      status: .serviceUnavailable, type: "no-pdf", title: "No PDF file", detail: failure.sentence)
  }

  static func malformed(_ what: String) -> APIFailure {
    APIFailure(status: .badRequest, type: "malformed", title: "Not understood", detail: what)
  }

  static let unknownRoute = APIFailure(
    status: .notFound, type: "unknown-route", title: "No such route",
    detail: "Nothing answers at this address. See /api/v1/openapi.json for what there is.")

  static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> APIFailure {
    let methods = allowed.map(\.rawValue).sorted().joined(separator: ", ")
    return APIFailure(
      status: .methodNotAllowed, type: "method-not-allowed", title: "Method not allowed",
      detail: "This address takes \(methods).", headers: [.allow: methods])
  }

  static let badToken = APIFailure(
    status: .unauthorized, type: "invalid-token", title: "Token not accepted",
    detail: "The API token is unknown, expired or revoked.",
    headers: [.wwwAuthenticate: #"Bearer realm="Staffroom", error="invalid_token""#])

  static let signInRequired = APIFailure(
    status: .unauthorized, type: "sign-in-required", title: "API token needed",
    detail: "Send an API token: “Authorization: Bearer staffroom_…”.",
    headers: [.wwwAuthenticate: #"Bearer realm="Staffroom""#])

  static func scopeMissing(_ scope: TokenScope) -> APIFailure {
    APIFailure(
      status: .forbidden, type: "scope-missing", title: "Scope missing",
      detail: "This API token does not have the scope \(scope.rawValue).",
      headers: [
        .wwwAuthenticate:
          "Bearer realm=\"Staffroom\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
      ])
  }

  static let wrongContentType = APIFailure(
    status: .unsupportedMediaType, type: "unsupported-media-type", title: "Wrong format",
    detail: "Send JSON in UTF-8 with “Content-Type: application/json”.",
    headers: [.accept: "application/json"])

  static func wrongFileType(_ types: [String]) -> APIFailure {
    APIFailure(
      status: .unsupportedMediaType, type: "unsupported-media-type", title: "Wrong format",
      detail: "Send the file itself, with its media type as “Content-Type”.",
      headers: [.accept: types.joined(separator: ", ")])
  }

  static func tooLarge(_ most: Int) -> APIFailure {
    APIFailure(
      status: .contentTooLarge, type: "too-large", title: "Too large",
      detail: "A request body may have at most \(most) bytes here.")
  }

  static let versionNeeded = APIFailure(
    status: .preconditionRequired, type: "version-needed", title: "Version needed",
    detail: "Send the ETag of what you read as “If-Match”, so that nobody’s change is overwritten.")

  static let keyReused = APIFailure(
    status: .unprocessableContent, type: "idempotency-key-reused", title: "Idempotency-Key reused",
    detail: "This Idempotency-Key was sent with another request. Use a new key for a new request.")

  static func stillRunning(_ seconds: Int) -> APIFailure {
    APIFailure(
      status: .conflict, type: "still-running", title: "Still being carried out",
      detail: "A request with this Idempotency-Key has not been answered yet. Try again in a moment.",
      headers: [.retryAfter: String(seconds)])
  }
}

/// Every failure of the API as RFC 9457 has it: the one table from errors to `application/problem+json`.
struct ProblemAnswer {
  var failure: FailureDescription
  var headers: HTTPFields = [:]
  var existing: String?
  var notSent: JSONValue?

  init(of error: any Error) {
    switch error {
    case let error as APIFailure: self.init(of: error)
    case let error as LateStep:
      var failure = Self.described(error.refusal)
      failure.detail = "\(error.happened) \(failure.detail)"
      self.init(failure, [:])
    case DomainError.signInRequired: self.init(of: APIFailure.signInRequired)
    default:
      let failure = Self.described(error)
      self.init(failure, failure.retryAfter.map { [.retryAfter: String($0)] } ?? [:])
    }
  }

  private init(_ failure: FailureDescription, _ headers: HTTPFields) {
    self.failure = failure
    self.headers = headers
  }

  private init(of error: APIFailure) {
    var failure = FailureDescription(of: HTTPError(error.status))
    failure.type = error.type
    failure.title = error.title
    failure.detail = error.detail
    self.init(failure, error.headers)
    existing = error.existing
    notSent = error.notSent
  }

  /// What both faces say of an error, in the words of an API.
  private static func described(_ error: any Error) -> FailureDescription {
    var failure = FailureDescription(of: error)
    switch failure.type {
    case "not-found": failure.title = "Not found"
    case "not-allowed": failure.title = "Not allowed"
    case "throttled": failure.title = "Too many requests"
    case "invalid": failure.detail = "Put the fields named in “errors” right. Nothing was stored."
    case "stale-version":
      failure.detail = "Read it again, then repeat the change with the ETag that comes with it."
    case "unforeseen":
      failure.detail = "Nothing in the request caused this. If it happens again, tell us the request_id."
    default: break
    }
    return failure
  }

  /// What a problem looks like.
  static let schema = Schema.named(
    "Problem",
    .answer([
      "type": .text.note("Names the kind of problem; never changes."),
      "title": .text.note("The kind of problem in a few words."),
      "status": .whole.note("The HTTP status."),
      "detail": .text.note("What happened this time and what to do."),
      "instance": .text.note("The path that was asked for."),
      "request_id": .text.note("Names the request in our logs."),
      "errors": .list(fieldProblem).note("Faults of single fields; empty when there are none."),
      "current_version": .whole.orNull.note("The stored version, when an outdated one was sent."),
      "existing": .text.orNull.note(
        "Where the thing is that there is already, with the types exists and already-sent."),
      "not_sent": Schema.map(.any).orNull.note("What you sent and is not kept, with the type already-sent."),
    ]))

  static let fieldProblem = Schema.named(
    "FieldProblem",
    .answer([
      "field": .text.note("The field, for example `subjects[0]`."),
      "message": .text.note("A sentence that says what to do."),
    ]))

  /// The problem in JSON.
  func body(instance: String, requestID: String) -> JSONValue {
    [
      "type": .string("/api/problems/\(failure.type)"), "title": .string(failure.title),
      "status": .whole(failure.status.code), "detail": .string(failure.detail), "instance": .string(instance),
      "request_id": .string(requestID), "errors": .problems(failure.problems),
      "current_version": .whole(failure.currentVersion), "existing": .text(existing),
      "not_sent": notSent ?? .null,
    ]
  }

  /// The response that carries the problem.
  func response(instance: String, requestID: String) -> Response {
    var headers = headers
    headers[.contentType] = "application/problem+json"
    headers[.cacheControl] = "no-store"
    let bytes = JSONWriter.bytes(of: body(instance: instance, requestID: requestID))
    return Response(
      status: failure.status, headers: headers, body: .init(byteBuffer: .init(bytes: bytes)))
  }
}
