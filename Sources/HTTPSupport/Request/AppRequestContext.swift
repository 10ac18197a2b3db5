public import Domain
public import Foundation
public import Hummingbird
public import NIOCore

/// What the web pages and the API know about the request in hand.
public struct AppRequestContext: RequestContext, RemoteAddressRequestContext {
  /// What Hummingbird keeps.
  public var coreContext: CoreRequestContextStorage
  /// Names the request in logs and answers.
  public var requestID: RequestIdentifier
  /// The other end of the connection: the browser, or a proxy in front of us.
  public let remoteAddress: SocketAddress?
  /// The address of the client, behind as many proxies as the settings trust.
  public var clientAddress: String?
  /// Whether the browser reached us over TLS, directly or at the proxy.
  public var isSecure = false
  /// Who has signed in; nil when nobody has.
  public var signedIn: SignedIn?
  /// The form of a POST, read once by ``FormMiddleware``; empty otherwise.
  public var form = FormData()
  /// The files that came with it, on the routes that take files.
  public var files: [UploadedFile] = []
  /// Hands out and checks the tokens that tie a form to the browser it was shown in.
  public var formGuard = FormGuard(secret: nil)

  /// A context for a request that came over a channel.
  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    remoteAddress = source.channel.remoteAddress
    requestID = RequestIdentifier()
  }

  /// The request's name, for Hummingbird's own use.
  public var id: String { requestID.description }

  /// How much a decoded request body may weigh.
  public var maxUploadSize: Int { FormData.maximumSize }

  /// Who acts in this request through the web pages.
  public var webActor: Actor { actor(face: .web) }

  /// Who acts in this request through the given face.
  public func actor(face: Face) -> Actor {
    let identity: Actor.Identity = signedIn.map { .account($0.account) } ?? .anonymous
    return Actor(identity, face: face, requestID: requestID.description)
  }
}

/// The person a request acts for and how they proved it.
public struct SignedIn: Sendable {
  /// The person with the roles they hold at this moment.
  public var account: ActingAccount
  /// The session, when they signed in on the pages.
  public var session: UUID?

  /// A person who has signed in.
  public init(account: ActingAccount, session: UUID? = nil) {
    self.account = account
    self.session = session
  }
}
