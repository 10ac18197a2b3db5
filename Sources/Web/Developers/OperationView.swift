import Domain

/// An operation of the API as its page shows it.
struct OperationView: Component {
  private let operation: APIOperation

  init(_ operation: APIOperation) { self.operation = operation }

  var html: HTML {
    """
    <section id="\(operation.id)" class="staffroom-operation">\(Heading(operation.summary, .section))\
    <p class="govuk-body"><code class="staffroom-breakable"><strong>\(operation.method)</strong> \
    \(operation.path)</code></p>\(note)\(access)\(parameters)\(bodies)\(answers)\(failures)</section>
    """
  }

  private var note: HTML {
    operation.note.map { Paragraph(html: Marked($0).html).html } ?? ""
  }

  private var access: HTML {
    let scopes = operation.scopes ?? []
    if operation.isOpen {
      return Paragraph(
        operation.scopes == nil ? "Needs no token." : "Needs no token; one may show more."
      ).html
    }
    let words = HTML(
      scopes.enumerated().map { index, scope -> HTML in
        index == 0 ? "<code>\(scope)</code>" : ", <code>\(scope)</code>"
      })
    return scopes.isEmpty
      ? Paragraph("Needs a token of any scope.").html
      : "<p class=\"govuk-body\">Needs a token with the scope \(words).</p>"
  }

  private func part(_ title: String) -> HTML {
    "<h3 class=\"govuk-heading-s staffroom-breakable\">\(title)<span class=\"govuk-visually-hidden\"> – \(operation.summary)</span></h3>"
  }

  private var parameters: HTML {
    if operation.parameters.isEmpty { return "" }
    let rows = operation.parameters.map { parameter -> [HTML] in
      [
        SchemaText.name(parameter.name),
        HTML(text: parameter.place + (parameter.isRequired ? ", needed" : "")),
        SchemaText.type(parameter.schema),
        Marked(parameter.note + usual(parameter.schema)).html,
      ]
    }
    return """
      \(part("Parameters"))\(Table(
        "Parameters of “\(operation.summary)”", isCaptionHidden: true,
        columns: [.init("Name"), .init("Where"), .init("Value"), .init("Meaning")], rows: rows))
      """
  }

  private func usual(_ schema: JSONValue) -> String {
    switch schema["default"] {
    case .number(let number): " Usually \(Int(number))."
    case .string(let text): " Usually `\(text)`."
    case .bool(let flag): " Usually \(flag)."
    default: ""
    }
  }

  private var bodies: HTML {
    HTML(
      operation.bodies.map { body in
        """
        \(part("Body, \(body.mediaType)"))\(content(body.schema, "Body of “\(operation.summary)”", isAsked: true))\
        \(example(body.example.present, "of the body"))
        """
      })
  }

  private var answers: HTML {
    let lines = HTML(
      operation.answers.map { answer -> HTML in
        let schema = answer.schema.map { content($0, "Answer \(answer.status)", isAsked: false) } ?? ""
        return """
          <p class="govuk-body"><strong>\(answer.status)</strong> \(Marked(answer.note))</p>\(schema)\
          \(example(answer.example, "of answer \(answer.status)"))
          """
      })
    return "\(part("Answers"))\(lines)"
  }

  /// A schema with a name is a link to where it is described; one without is described here.
  private func content(_ schema: JSONValue, _ caption: String, isAsked: Bool) -> HTML {
    schema["properties"].object == nil
      ? "<p class=\"govuk-body\">\(SchemaText.type(schema))</p>"
      : SchemaText.table(schema, caption, showsRequired: isAsked)
  }

  private func example(_ value: JSONValue?, _ what: String) -> HTML {
    guard let value else { return "" }
    let text = value.string ?? SchemaText.json(value)
    return Details("Example \(what) – \(operation.summary)") {
      CodeBlock(text, label: "Example \(what)", id: nil)
    }.html
  }

  private var failures: HTML {
    let words = operation.failures.joined(separator: ", ")
    return """
      <p class="govuk-body">Instead of these, a \(Link("problem", to: "/developers/problems")) with one of the \
      statuses \(words).</p>
      """
  }
}
