import Domain
import HTTPSupport
import Hummingbird

/// The reference of the API, made of its OpenAPI document, and a worked example.
struct DeveloperPages: Sendable {
  private let environment: WebEnvironment
  private let kept: Prepared<WrittenReference>
  private var reference: APIReference { kept.value.reference }

  /// The pages of a document; what does not change is written once, when it is first asked for.
  init(_ environment: WebEnvironment, document: @escaping @Sendable () -> JSONValue) {
    self.environment = environment
    kept = Prepared {
      let reference = APIReference(document())
      return WrittenReference(
        reference: reference,
        groups: Dictionary(
          reference.groups.map { ($0.slug, Self.group($0)) }, uniquingKeysWith: { first, _ in first }),
        objects: Self.objects(reference))
    }
  }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("developers") { start($0, $1) }
    pages.get("developers/objects") {
      page("Objects of the API", "/developers/objects", kept.value.objects, $1)
    }
    pages.get("developers/problems") { problems($0, $1) }
    pages.get("developers/:group") { _, context in
      let (slug, written) = (try context.parameters.require("group", as: String.self), kept.value)
      guard let group = written.reference.groups.first(where: { $0.slug == slug }) else {
        throw HTTPError(.notFound)
      }
      return page("\(group.name) – API", group.address, written.groups[slug] ?? .empty, context)
    }
    pages.get("api/problems/:type") { _, context in
      let type = try context.parameters.require("type", as: String.self)
      guard reference.problems.contains(where: { $0.name == type }) else { throw HTTPError(.notFound) }
      return Response(status: .found, headers: [.location: "/developers/problems#\(type)"])
    }
  }

  private func page(_ title: String, _ path: String, _ body: HTML, _ context: AppRequestContext) -> Response {
    environment.respond(
      Page(title, path: path, above: BackLink(to: "/developers", "For developers"), isWide: true) { body },
      in: context)
  }

  private func start(_ request: Request, _ context: AppRequestContext) -> Response {
    let example = WorkedExample(
      base: environment.services.settings.baseURL, today: environment.services.today)
    return environment.respond(
      Page("For developers", path: "/developers", isWide: true) {
        Heading("For developers")
        Paragraph(
          "Everything that these pages do can be done by programs, through a JSON API with the same rules.")
        Paragraph(
          html: """
            Reading vacancies and schools needs no sign-in. For the rest, make an API token on the page of \
            \(Link("your API tokens", to: "/account/tokens")) or as the worked example does.
            """)
        Paragraph(
          html: """
            This reference is made of the API’s own description, which programs can read as well: \
            \(Link("openapi.json (OpenAPI 3.1)", to: "/api/v1/openapi.json")).
            """)
        if !reference.groups.isEmpty {
          Heading("Reference", .section)
          BulletList(
            html: reference.groups.map { group in
              "\(Link(group.name, to: group.address)) – \(Self.counted(group.operations.count))"
            } + [
              Link("Objects", to: "/developers/objects").html,
              Link("Problems", to: "/developers/problems").html,
            ])
          Heading("Rules for every request", .section)
          for paragraph in reference.introduction.dropFirst() { Paragraph(html: Marked(paragraph).html) }
        }
        example
      }, in: context)
  }

  private static func counted(_ count: Int) -> HTML {
    count == 1 ? "one operation" : "\(count) operations"
  }

  private static func group(_ group: APIReference.Group) -> HTML {
    let contents = group.operations.map { operation -> HTML in
      "\(Link(operation.summary, to: "#\(operation.id)")) <code>\(operation.method)</code>"
    }
    return """
      \(Heading(group.name, caption: "API reference"))\(BulletList(html: contents))\
      \(group.operations.map { OperationView($0) })
      """
  }

  private static func objects(_ reference: APIReference) -> HTML {
    let contents = reference.schemas.map { Link($0.name, to: "#\($0.name)").html }
    let sections = reference.schemas.map { name, schema -> HTML in
      """
      <section class="staffroom-operation">\(Heading(name, .section, id: name))\
      \(SchemaText.table(schema, name, showsRequired: schema["additionalProperties"] == .bool(false)))</section>
      """
    }
    return """
      \(Heading("Objects", caption: "API reference"))\
      \(Paragraph("What requests and answers are made of. In answers every field is always there."))\
      \(BulletList(html: contents))\(sections)
      """
  }

  private func problems(_ request: Request, _ context: AppRequestContext) -> Response {
    let rows = reference.problems.map { kind -> [HTML] in
      [
        "<code id=\"\(kind.name)\" class=\"staffroom-breakable\">\(kind.name)</code>", "\(kind.status)",
        HTML(text: kind.title), HTML(text: kind.description),
      ]
    }
    return page(
      "Problems – API", "/developers/problems",
      """
      \(Heading("Problems", caption: "API reference"))\
      \(Paragraph(html: """
        A request that is not carried out is answered with <code>application/problem+json</code> (RFC 9457), \
        an object \(Link("Problem", to: "/developers/objects#Problem")). Its <code>type</code> is \
        <code>/api/problems/</code> with one of these names, which never change; \
        <code>errors</code> names every field at fault.
        """))\
      \(Table(
        "Types of problems", isCaptionHidden: true,
        columns: [.init("Type"), .init("Status", isNumeric: true), .init("Title"), .init("What it says")],
        rows: rows))
      """, context)
  }
}
