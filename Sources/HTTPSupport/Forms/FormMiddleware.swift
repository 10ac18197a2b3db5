import Domain
import HTTPTypes
public import Hummingbird
import NIOCore

/// Reads the form of a POST once, and lets it through only from a page of ours.
///
/// Two checks on every request that may change something: the browser's own word of where the request
/// started (`Sec-Fetch-Site`, or else `Origin`), and the token of ``FormGuard``. Stands on the web routes,
/// not on the API, which takes no cookies. Forms with files are read on the routes that ask for them, from
/// people who have signed in or whom the route lets in; everywhere else a form is small.
public struct FormMiddleware: RouterMiddleware {
  /// Answers a request whose form was not let through.
  public typealias Refusal = @Sendable (ForgedForm, AppRequestContext) async throws -> Response
  private let cookies: CookieNames
  /// Lets somebody without an account send a file to a route, or throws.
  public typealias Admission = @Sendable (AppRequestContext) async throws -> Void
  private let uploads: Set<String>
  private let guestUploads: [String: Admission]
  private let refuse: Refusal

  /// A check of forms that knows cookies by the names of these settings. `uploads` are the routes, such as
  /// `/pictures/{id}`, whose forms may bring files of people who have signed in; `guestUploads` are those on
  /// which others may send one, each with what lets them in.
  public init(
    settings: ServerSettings, uploads: Set<String> = [], guestUploads: [String: Admission] = [:],
    refuse: @escaping Refusal
  ) {
    cookies = CookieNames(secure: settings.secureCookies)
    self.uploads = uploads
    self.guestUploads = guestUploads
    self.refuse = refuse
  }

  /// Lets the request through when its form is from here.
  public func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    var (request, context) = (request, context)
    let (session, visit) = (cookies.session(of: request), cookies.visit(of: request))
    if let account = context.signedIn?.account {
      context.formGuard = FormGuard(secret: session ?? visit, account: account.id.description)
    } else {
      context.formGuard = FormGuard(secret: visit, earlier: session)
    }
    if !Self.safeMethods.contains(request.method) {
      let origin = Origin(of: request)
      if origin == .elsewhere { return try await refuse(.fromAnotherSite, context) }
      try await readForm(&request, &context)
      let token = request.headers[.xCSRFToken] ?? context.form.string(FormGuard.fieldName) ?? ""
      if !isLetThrough(token, origin, request, context) {
        let form = OutdatedForm(
          path: request.uri.description, fields: context.form, files: context.files.map(\.field),
          account: FormGuard.account(of: token) ?? context.form.string(OutdatedForm.accountField))
        return cookies.adding(context.formGuard, to: try await refuse(.outdated(form), context))
      }
    }
    return cookies.adding(context.formGuard, to: try await next(request, context))
  }

  private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]
  /// Where the form that signs in is sent to.
  private static let signIn = "/sign-in"
  /// Where the button that signs out is sent to.
  public static let signOut = "/sign-out"

  /// Whether a form is from a page of ours that this browser was shown: by its token, or, as the two forms that change who
  /// is signed in are sent from pages of before as well, by what is left to go by.
  ///
  /// Signing in takes a token of the visit cookie too: it outlasts the session, and no other site can make one. Signing out
  /// takes anything while nobody is signed in, when there is nothing to protect; and from a page of an earlier session of
  /// the same person what the browser itself says was sent from here.
  private func isLetThrough(
    _ token: String, _ origin: Origin, _ request: Request, _ context: AppRequestContext
  ) -> Bool {
    if context.formGuard.accepts(token) { return true }
    let signedIn = context.signedIn?.account.id.description
    switch request.uri.path {
    case Self.signIn: return FormGuard(secret: cookies.visit(of: request)).accepts(token)
    case Self.signOut:
      return signedIn == nil || (origin == .here && FormGuard.account(of: token) == signedIn)
    default: return false
    }
  }

  private func readForm(_ request: inout Request, _ context: inout AppRequestContext) async throws {
    let type = request.headers[.contentType] ?? ""
    if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
      let body = try await request.collectBody(upTo: FormData.maximumSize)
      do {
        context.form = try FormData(decoding: body.readableBytesView)
      } catch {
        throw HTTPError(.contentTooLarge)
      }
    } else if let boundary = MultipartParser.boundary(of: type), let route = context.endpointPath,
      uploads.contains(route) || guestUploads[route] != nil
    {
      if let admit = guestUploads[route] {
        try await admit(context)
      } else if context.signedIn == nil {
        throw DomainError.signInRequired
      }
      do {
        let read = try await MultipartForm.read(request.body, boundary: boundary)
        (context.form, context.files) = (read.form, read.files)
      } catch let failure as MultipartForm.Failure {
        throw HTTPError(failure == .tooLarge ? .contentTooLarge : .badRequest)
      }
    }
  }
}

/// Where a request that changes something was started.
enum Origin: Equatable {
  case here, elsewhere, unknown

  init(of request: Request) {
    if let site = request.headers[.secFetchSite] {
      self = site == "same-origin" || site == "none" ? .here : .elsewhere
    } else if let origin = request.headers[.origin], origin != "null" {
      let host = origin.split(separator: "/", omittingEmptySubsequences: true).last.map(String.init)
      self = host == request.head.authority ? .here : .elsewhere
    } else {
      self = .unknown
    }
  }
}

/// Why a form was not let through.
public enum ForgedForm: Sendable {
  /// Another site sent it; it is refused outright.
  case fromAnotherSite
  /// It is from here but from before a sign-in, a sign-out or an expiry; it can be sent again.
  case outdated(OutdatedForm)
}

/// A form that is to be shown again with a fresh token, so that nothing typed is lost.
public struct OutdatedForm: Sendable {
  /// Where it was sent to.
  public var path: String
  /// Everything in it but files.
  public var fields: FormData
  /// The fields in which files were chosen: these can't be shown again, only chosen again.
  public var files: [String] = []
  /// Who had signed in when it was first shown, where that is known: nobody else is shown or sends it.
  public var account: String?

  /// The field in which ``account`` goes along while nobody has signed in.
  public static let accountField = "_account"
}
