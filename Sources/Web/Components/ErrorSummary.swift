public import Domain

/// Everything that is wrong with a form, at the top of the page, each linked to its field.
public struct ErrorSummary: TemplateComponent {
  /// The template's name.
  public static let template = "components/error-summary"
  /// What is wrong, in the order of the form.
  public var problems: [FieldProblem]

  /// A summary of what is wrong.
  public init(_ problems: [FieldProblem]) {
    self.problems = problems
  }

  /// What the template shows. The summary takes the focus when the page opens, without JavaScript.
  public var view: View {
    [
      "problems": problems.map { problem -> View in
        ["id": Self.target(of: problem.field), "message": problem.message]
      }
    ]
  }

  /// The summary, or nothing when nothing is wrong.
  public var html: HTML { problems.isEmpty ? .empty : Templates.render(Self.template, view) }

  /// The element a problem's link leads to; empty for a problem of the form as a whole.
  static func target(of field: String) -> String {
    FieldFrame.id(of: Fields.name(of: field))
  }
}
