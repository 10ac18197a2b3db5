public import Domain
public import HTTPTypes
public import Hummingbird

/// One page: its title, what is wrong with the form on it, and what it shows.
public struct Page: Sendable {
  /// The title, which is also how the heading should read.
  public var title: String
  /// The path of the page, so that the navigation can mark where one is.
  public var path: String
  /// The HTTP status.
  public var status: HTTPResponse.Status
  /// What is wrong with the form; put into the error summary above the page.
  public var problems: [FieldProblem]
  /// What stands above the main part: a link back or breadcrumbs.
  public var above: HTML
  /// News above the heading.
  public var banner: NotificationBanner?
  /// Whether the page takes the whole width, as tables and lists with filters do, or two thirds of it.
  public var isWide: Bool
  /// The page itself, with its heading.
  public var body: HTML
  /// What the page tells programs.
  public var head = PageHead()
  /// Headers the page brings with it.
  public var headers: HTTPFields = [:]
  /// Whether it shows every visitor who hasn't signed in the same, so that they may share it.
  public var isForAll = false
  /// Whether a person's reading of it is counted, as that of an open vacancy is.
  public var isCounted = false
  /// Whether no cache may keep it, though nobody has signed in.
  public var keepsOutOfCaches: Bool { status != .ok }

  /// A page.
  ///
  /// - Parameters:
  ///   - title: the title; "Error: " comes before it by itself when there are problems.
  ///   - path: the path of the page.
  ///   - status: the HTTP status; 422 by itself when there are problems.
  ///   - problems: what is wrong with the form on it.
  ///   - hasForm: whether the form is on it. Where what was sent has no form any more, there is no field to lead to: the
  ///     page says itself what has happened, with 409 and without a summary of problems.
  ///   - above: a link back or breadcrumbs.
  ///   - banner: news above the heading.
  ///   - isWide: whether it takes the whole width.
  ///   - body: the page, with its heading.
  public init(
    _ title: String, path: String = "", status: HTTPResponse.Status? = nil, problems: [FieldProblem] = [],
    hasForm: Bool = true, above: (some Component)? = HTML?.none, banner: NotificationBanner? = nil,
    isWide: Bool = false, @HTMLBuilder body: () -> HTML
  ) {
    self.title = title
    self.path = path
    self.status = status ?? (problems.isEmpty ? .ok : hasForm ? .unprocessableContent : .conflict)
    self.problems = hasForm ? problems : []
    self.above = above?.html ?? .empty
    self.banner = banner
    self.isWide = isWide
    self.body = body()
  }

  var responseHeaders: HTTPFields {
    var all = headers
    all[.contentType] = "text/html; charset=utf-8"
    return all
  }
}

extension Response {
  /// Leads on to another page after a form was accepted, so that going back or reloading sends nothing again.
  public static func seeOther(_ address: String) -> Response {
    Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
  }
}
