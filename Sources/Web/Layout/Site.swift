import Domain
public import HTTPSupport
public import Hummingbird

/// What every page has around it: whose site it is, where one can go, what the browser loads.
public struct Site: Sendable {
  /// What the service is called by the public, such as "Teaching in Thurrock".
  public var name: String
  /// The place's own line below the name in the footer.
  public var owner: String
  /// A line on the state of the service, above the page; nil shows none.
  public var phase: Phase?
  /// The links at the foot: accessibility, privacy, the API's documentation.
  public var footer: [Link]
  /// The files pages load.
  public var assets: Assets
  /// How the server is set up.
  public var settings: ServerSettings
  /// Where somebody can go, depending on who it is.
  public var navigation: @Sendable (AppRequestContext) -> [NavigationItem]

  /// A site for an authority.
  public init(
    name: String, owner: String, phase: Phase? = nil, footer: [Link], settings: ServerSettings,
    navigation: @escaping @Sendable (AppRequestContext) -> [NavigationItem]
  ) throws {
    self.name = name
    self.owner = owner
    self.phase = phase
    self.footer = footer
    self.settings = settings
    self.navigation = navigation
    assets = try AssetFolders.load(kitFolder: settings.kitFolder)
    try Templates.check()
  }

  /// The response that shows a page.
  public func respond(_ page: Page, in context: AppRequestContext) -> Response {
    var page = page
    if page.isForAll, context.signedIn == nil, let shared = shared(page, in: context) {
      return shared.response
    }
    if context.signedIn == nil, !page.keepsOutOfCaches { page.headers[.cacheControl] = "private, no-cache" }
    return Response(
      status: page.status, headers: page.responseHeaders,
      body: .init(byteBuffer: .init(string: render(page, in: context).markup)))
  }

  /// The markup of a whole page.
  public func render(_ page: Page, in context: AppRequestContext) -> HTML {
    let places = navigation(context)
    let path = NavigationItem.path(page.path, among: places)
    let items = places.map { item -> View in
      [
        "label": item.label, "address": item.address, "isCurrent": item.isCurrent(on: path),
        "isButton": item.isPost, "token": item.isPost ? context.formGuard.token : nil,
      ]
    }
    let prefix = page.problems.isEmpty ? "" : "Error: "
    return Templates.render(
      "layout/page",
      [
        "title": "\(prefix)\(page.title) – \(name)", "siteName": name, "owner": owner,
        "kitStyle": assets[path: AssetFolders.kitStyle].map { _ in assets.address(of: AssetFolders.kitStyle)
        },
        "kitScript": assets[path: AssetFolders.kitScript].map { _ in
          assets.address(of: AssetFolders.kitScript)
        },
        "style": assets.address(of: "staffroom.css"), "script": assets.address(of: "staffroom.js"),
        "icon": assets.address(of: "icon.svg"), "head": page.head.html(siteName: name), "navigation": items,
        "isLongMenu": items.count > 4, "phaseTag": phase?.tag,
        "phaseText": phase?.text, "above": page.above, "isWide": page.isWide,
        "summary": ErrorSummary(page.problems).html, "banner": page.banner?.html, "body": page.body,
        "footer": footer.map { ["label": $0.label, "address": $0.address] as View },
        "signedInAs": context.signedIn?.account.name,
      ])
  }
}

/// The state the service is in, such as "Beta", with a sentence.
public struct Phase: Sendable {
  var tag: String
  var text: String

  /// A state with a sentence on it.
  public init(_ tag: String, _ text: String) {
    self.tag = tag
    self.text = text
  }
}

/// One place to go from every page.
public struct NavigationItem: Sendable {
  /// What it is called.
  public var label: String
  /// Where it leads.
  public var address: String
  /// Whether it does something rather than lead somewhere, as signing out does; sent by POST.
  public var isPost: Bool

  /// A place to go.
  public init(_ label: String, to address: String, isPost: Bool = false) {
    self.label = label
    self.address = address
    self.isPost = isPost
  }

  /// The path by which a place is shown as current. Pages that several people share stand below the place of whoever
  /// has one of their own for them; for others below the authority, or else the school.
  static func path(_ path: String, among places: [NavigationItem]) -> String {
    if path.isEmpty || places.contains(where: { $0.isCurrent(on: path) }) { return path }
    let isShared = ["/induction", "/manage"].contains { path == $0 || path.hasPrefix("\($0)/") }
    // How long induction takes and its time limits are for everybody, and stand below no desk.
    guard isShared, !["/induction/plan", InductionDeadlinePages.path].contains(path) else { return path }
    return ["/authority", "/school"].first { shared in places.contains { $0.address == shared } } ?? path
  }

  /// Whether a page belongs to this place: it is there or below.
  func isCurrent(on path: String) -> Bool {
    !isPost && !path.isEmpty && (path == address || (address != "/" && path.hasPrefix(address + "/")))
  }
}
