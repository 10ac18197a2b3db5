import Foundation
public import HTTPSupport

/// A form that is sent by POST, with the token that ties it to this browser and the one that names this
/// showing of it.
public struct Form: Component {
  private let action: String
  private let token: String
  private let submission: UUID
  private let isAutosaved: Bool
  private let autosaveAddress: String?
  private let takesFiles: Bool
  private let content: HTML

  /// A form in a page that answers the request of a context.
  ///
  /// - Parameters:
  ///   - action: where it is sent to.
  ///   - context: the request it is shown in.
  ///   - autosaves: whether it is also sent, with `autosave=1`, while somebody types.
  ///   - autosaveAddress: where it is sent to then, if not to `action`.
  ///   - takesFiles: whether it has fields for files.
  ///   - content: its fields and buttons.
  public init(
    _ action: String, in context: AppRequestContext, autosaves: Bool = false, autosaveAddress: String? = nil,
    takesFiles: Bool = false, @HTMLBuilder _ content: () -> HTML
  ) {
    self.action = action
    self.autosaveAddress = autosaveAddress
    token = context.formGuard.token
    // A form shown again after a problem is still the same submission.
    submission = SubmissionToken.read(context.form) ?? SubmissionToken.mint()
    isAutosaved = autosaves || autosaveAddress != nil
    self.takesFiles = takesFiles
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    let address: HTML = autosaveAddress.map { "=\"\($0)\"" } ?? ""
    let autosave: HTML = isAutosaved ? " data-autosave\(address)" : ""
    let status: HTML =
      isAutosaved ? "<p class=\"staffroom-saved\" role=\"status\" data-saved></p>" : ""
    let unsaved: HTML =
      isAutosaved
      ? """
      <noscript><p class="govuk-body">Nothing is saved by itself here: press a button below before you leave this \
      page.</p></noscript>
      """ : ""
    let encoding: HTML = takesFiles ? " enctype=\"multipart/form-data\"" : ""
    return """
      <form action="\(action)" method="post"\(encoding) novalidate data-staffroom-form\(autosave)>\
      \(HiddenInput(FormGuard.fieldName, token))\
      \(HiddenInput(SubmissionToken.fieldName, submission.uuidString.lowercased()))\
      \(unsaved)\(content)\(status)</form>
      """
  }
}

/// A form that only looks something up, and so is sent as part of the address.
public struct SearchForm: Component {
  private let action: String
  private let label: String
  private let content: HTML

  /// A form that looks something up.
  public init(_ action: String, label: String, @HTMLBuilder _ content: () -> HTML) {
    self.action = action
    self.label = label
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    "<form action=\"\(action)\" method=\"get\" role=\"search\" aria-label=\"\(label)\">\(content)</form>"
  }
}

/// Every value of a form as hidden inputs, to be sent again as it is.
public struct HeldFields: Component {
  private let fields: FormData

  /// The values of a form, without its tokens.
  public init(_ fields: FormData) {
    self.fields = fields.without([FormGuard.fieldName])
  }

  /// How it looks.
  public var html: HTML { HTML(fields.fields.map { HiddenInput($0.name, $0.value).html }) }
}
