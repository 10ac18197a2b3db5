import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import NIOCore

/// A page as it is sent to everybody who hasn't signed in: with nothing in it that is one visitor's.
struct SharedPage: Sendable {
  let status: HTTPResponse.Status
  let headers: HTTPFields
  let body: ByteBuffer
  /// Whether a person's reading of it counts, as that of an open vacancy does.
  let isCounted: Bool

  var response: Response { Response(status: status, headers: headers, body: .init(byteBuffer: body)) }
}

/// A page that was to be shared holds a form of one visitor.
private struct HoldsToken: Error {}

extension WebEnvironment {
  /// Answers with a page that depends on nothing but what is live and on its address. Visitors who haven't signed in
  /// share it, for as long as nothing changes; `key` names everything that it depends on.
  /// `counting` is done for a page whose reading counts.
  func respondToAll(
    _ key: String, in context: AppRequestContext, counting: () -> Void = {},
    _ make: @escaping @Sendable () async throws -> Page
  ) async throws -> Response {
    guard context.signedIn == nil else { return respondToOne(try await make(), in: context, counting) }
    let site = site
    do {
      let shared = try await services.searchCache.value(
        "page \(key)", services, bytes: { $0.body.readableBytes + 1_024 },
        make: {
          var page = try await make()
          page.isForAll = true
          let response = site.shared(page, in: context)
          guard let response else { throw HoldsToken() }
          return response
        })
      if shared.isCounted { counting() }
      return shared.response
    } catch is HoldsToken {
      return respondToOne(try await make(), in: context, counting)
    }
  }

  /// A page behind a link of a mail: no search engine keeps it, and it tells no other site its address.
  func respondBehindLink(_ page: Page, _ context: AppRequestContext) -> Response {
    var page = page
    page.head.isHiddenFromSearch = true
    if let name = HTTPField.Name("Referrer-Policy") { page.headers[name] = "no-referrer" }
    var response = respond(page, in: context)
    response.headers[.cacheControl] = "no-store"
    return response
  }

  private func respondToOne(_ page: Page, in context: AppRequestContext, _ counting: () -> Void) -> Response {
    if page.isCounted { counting() }
    return respond(page, in: context)
  }
}

extension Site {
  /// A page for everybody; nil when a form in it belongs to the visitor.
  func shared(_ page: Page, in context: AppRequestContext) -> SharedPage? {
    let bytes = ByteBuffer(string: render(page, in: context).markup)
    if context.formGuard.wasAsked { return nil }
    var headers = page.responseHeaders
    if page.status == .ok {
      headers[.eTag] = PageTag.make(bytes)
      // Kept by caches but asked for again each time; one of many people's for a few seconds.
      headers[.cacheControl] = "public, max-age=0, s-maxage=5, must-revalidate"
      headers[.vary] = "Cookie"
    }
    return SharedPage(status: page.status, headers: headers, body: bytes, isCounted: page.isCounted)
  }
}

/// Tags of pages.
enum PageTag {
  /// The tag of a page's bytes: two sums that any change of a byte changes.
  static func make(_ bytes: ByteBuffer) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    var other: UInt64 = UInt64(bytes.readableBytes)
    bytes.withUnsafeReadableBytes { buffer in
      for byte in buffer {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        other = (other &+ UInt64(byte)) &* 0x9e37_79b9_7f4a_7c15
        other ^= other >> 29
      }
    }
    return "\"\(String(hash, radix: 36))\(String(other, radix: 36))\""
  }
}

/// Answers "not modified" to a browser that has the page already.
struct NotModifiedMiddleware: RouterMiddleware {
  func handle(
    _ request: Request, context: AppRequestContext,
    next: (Request, AppRequestContext) async throws -> Response
  ) async throws -> Response {
    let response = try await next(request, context)
    guard response.status == .ok, let tag = response.headers[.eTag],
      request.method == .get || request.method == .head, let known = request.headers[.ifNoneMatch],
      known == "*" || known.split(separator: ",").contains(where: { Self.tag($0) == tag })
    else { return response }
    var headers = response.headers
    headers[.contentType] = nil
    return Response(status: .notModified, headers: headers)
  }

  private static func tag(_ part: Substring) -> Substring {
    let trimmed = part.drop { $0 == " " }
    return trimmed.hasPrefix("W/") ? trimmed.dropFirst(2) : trimmed
  }
}
