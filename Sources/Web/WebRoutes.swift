public import HTTPSupport
public import Hummingbird

/// Puts together what all pages stand on.
public enum WebRoutes {
  /// Adds to a router, in this order, the scope of each request, the security headers, the error pages; and
  /// the files under `/assets`.
  ///
  /// Returns the group for pages with forms: in it, `identify` has found out who has signed in, and every
  /// form that may change something has been checked. `uploads` are the routes whose forms may bring files,
  /// `guestUploads` those on which people without an account may, once the check of the route lets them in.
  public static func install(
    on router: Router<AppRequestContext>, site: Site, uploads: Set<String> = [],
    guestUploads: [String: FormMiddleware.Admission] = [:],
    identify: some RouterMiddleware<AppRequestContext>
  ) -> RouterGroup<AppRequestContext> {
    router.add(middleware: RequestScopeMiddleware(settings: site.settings))
    router.add(middleware: SecurityHeadersMiddleware())
    router.add(middleware: ErrorPages(site: site))
    router.get("assets/**") { request, context in
      try site.assets.respond(to: request, path: context.parameters.getCatchAll().joined(separator: "/"))
    }
    let refused = RefusedForms(site: site)
    let pages = router.group()
      .add(middleware: NotModifiedMiddleware())
      .add(middleware: identify)
      .add(
        middleware: FormMiddleware(
          settings: site.settings, uploads: uploads, guestUploads: guestUploads
        ) { refused.answer($0, in: $1) }
      )
      .add(middleware: ErrorPages(site: site))
    // An address that leads nowhere is answered inside, where it is known who has signed in.
    pages.get("**") { _, _ -> Response in throw HTTPError(.notFound) }
    return pages
  }
}
