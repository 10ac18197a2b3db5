import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Logging

/// Carries out what one showing of a form was sent with once, though its button is pressed several times or the browser
/// sends it again: a repeat is led to where the first one was, for a while.
///
/// What makes it the same is the token of the showing together with everything that was typed, so that a form which is
/// changed and sent once more is a submission of its own. What was refused changed nothing and may be sent again; so may
/// what is saved while somebody types. Only what leads on to another page is kept for repeats.
struct OnceMiddleware: RouterMiddleware {
  typealias Context = AppRequestContext
  /// For how many seconds after it was carried out a repeat is taken for one, while the person has done nothing else:
  /// longer than anybody waits for an answer.
  private static let repeats: TimeInterval = 120
  /// The same of a form that says which version it is of: what comes later is for the version to decide, as somebody else
  /// may have stored another meanwhile.
  private static let repeatsOfVersion: TimeInterval = 10
  private let environment: WebEnvironment
  private var services: Services { environment.services }

  init(_ environment: WebEnvironment) { self.environment = environment }

  func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    guard request.method == .post, !context.form.has("autosave"),
      let showing = SubmissionToken.read(context.form)
    else { return try await next(request, context) }
    let shown = context
    var context = context
    let submission = Self.submission(showing, request, context)
    context.form.set(SubmissionToken.fieldName, submission.uuidString.lowercased())
    // Not tied to the session: it is the same when somebody has signed in again meanwhile.
    let once = IdempotentRequest(
      key: "form \(showing)", account: context.signedIn?.account.id, secret: showing.uuidString,
      content: Data(submission.uuidString.utf8))
    let repeats = context.form.has("version") ? Self.repeatsOfVersion : Self.repeats
    switch try await once.claimInTurn(repeats: repeats, services) {
    case .claimed(let since):
      return try await carryOut(once, since, context) { try await next(request, context) }
    case .answered(_, let address): return .seeOther(String(decoding: address, as: UTF8.self))
    case .differs, .running:
      return environment.respond(try Self.stillRunning(request.uri.string, shown), in: shown)
    }
  }

  /// The page for a repeat of what is still being carried out, or was when the server stopped: with what was typed, to be
  /// sent as the same once more. Throws ``DomainError/conflict(_:)`` where that would put a password into a page.
  private static func stillRunning(_ address: String, _ context: AppRequestContext) throws -> Page {
    let title = "What you sent is still being carried out"
    guard !context.form.fields.contains(where: { $0.name.lowercased().contains("password") }) else {
      throw DomainError.conflict(
        "\(title). Wait a minute and look whether it is done before you send it again.")
    }
    return Page(title, status: .conflict) {
      Heading(title)
      Paragraph(
        "Nothing you entered is lost. Wait a minute, then go on: it is carried out once, however often you do."
      )
      Form(address, in: context, takesFiles: !context.files.isEmpty) {
        HeldFields(context.form.without([SubmissionToken.fieldName]))
        for field in Set(context.files.map(\.field)).sorted() {
          FileInput(FieldFrame(field, "Choose the file again"))
        }
        Button("Go on")
      }
    }
  }

  /// Keeps where a success leads to, for repeats. Whatever else comes of it gives the claim up; so does an answer that
  /// brings a cookie, as when somebody signs in, which is only for the browser that it was given to.
  private func carryOut(
    _ once: IdempotentRequest, _ since: Date, _ context: AppRequestContext,
    _ handle: () async throws -> Response
  ) async throws -> Response {
    let response: Response
    do {
      response = try await handle()
    } catch {
      await once.giveUp(since: since, services)
      throw error
    }
    let status = response.status
    guard status == .seeOther, !Self.bringsCookie(response), let address = response.headers[.location] else {
      await once.giveUp(since: since, services)
      return response
    }
    do {
      try await once.record(status: status.code, answer: Data(address.utf8), since: since, services)
    } catch {
      // It is done, whatever becomes of repeats.
      context.logger.warning(
        "A form was carried out, but not noted for repeats", metadata: ["error": "\(error)"])
    }
    return response
  }

  /// Whether an answer sets a cookie to something, rather than only forgetting one.
  private static func bringsCookie(_ response: Response) -> Bool {
    response.headers[values: .setCookie].contains { cookie in
      let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
      return pair.count == 2 && !pair[1].isEmpty
    }
  }

  /// Names a showing of a form together with what it was sent with.
  private static func submission(_ showing: UUID, _ request: Request, _ context: AppRequestContext) -> UUID {
    var content = Data()
    func add(_ part: some Collection<UInt8>) {
      content.append(contentsOf: "\(part.count) ".utf8)
      content.append(contentsOf: part)
    }
    add(showing.uuidString.utf8)
    add(request.uri.string.utf8)
    for field in context.form.without([FormGuard.fieldName, SubmissionToken.fieldName]).fields {
      add(field.name.utf8)
      add(field.value.utf8)
    }
    for file in context.files {
      add(file.field.utf8)
      add(file.name.utf8)
      add(file.bytes)
    }
    return IdempotentRequest.uuid(content)
  }
}
