public import HTTPSupport

/// Two versions of the same thing, when somebody else stored theirs first: both are shown side by side, and
/// one is chosen. Nothing that was typed is lost.
public struct Conflict: Component {
  /// One answer in both versions.
  public struct Row: Sendable {
    var label: String
    var stored: String
    var yours: String

    /// An answer in both versions.
    public init(_ label: String, stored: String, yours: String) {
      self.label = label
      self.stored = stored
      self.yours = yours
    }
  }

  private let rows: [Row]
  private let action: String
  private let stored: String
  private let fields: FormData
  private let versionField: String
  private let currentVersion: Int
  private let context: AppRequestContext

  /// Two versions of one thing.
  ///
  /// - Parameters:
  ///   - rows: the answers; those that are the same in both are shown once.
  ///   - action: where the form was sent to; sending again stores one's own version over the other.
  ///   - stored: where the stored version is shown, to go on with that one.
  ///   - fields: everything that was sent.
  ///   - versionField: the field that carries the version.
  ///   - currentVersion: the version that is stored now.
  ///   - context: the request in hand.
  public init(
    _ rows: [Row], action: String, stored: String, fields: FormData, versionField: String = "version",
    currentVersion: Int, in context: AppRequestContext
  ) {
    self.rows = rows
    self.action = action
    self.stored = stored
    self.fields = fields
    self.versionField = versionField
    self.currentVersion = currentVersion
    self.context = context
  }

  /// How it looks.
  public var html: HTML {
    var held = fields.without([SubmissionToken.fieldName])
    held.set(versionField, String(currentVersion))
    let differing = rows.filter { $0.stored != $0.yours }
    let table = Table(
      "What differs",
      columns: [.init("Question"), .init("Stored by somebody else"), .init("Yours, not stored yet")],
      rows: differing.map { row in
        [HTML(text: row.label), Self.answer(row.stored), Self.answer(row.yours)]
      })
    let form = Form(action, in: context) {
      HeldFields(held)
      ButtonGroup {
        Button("Store my version")
        Link("Keep the stored version", to: stored)
      }
    }
    return "\(table)\(form)"
  }

  /// The whole page, for whoever sent the second version. `section` is the part of the website that it belongs to.
  public static func page(
    _ rows: [Row], action: String, stored: String, at section: String, _ currentVersion: Int,
    _ context: AppRequestContext
  ) -> Page {
    Page("Somebody else has changed this", path: section, above: BackLink(to: stored), isWide: true) {
      Heading("Somebody else has changed this")
      Paragraph("While you were writing, another version was stored. Choose the one that is to stand.")
      Conflict(
        rows, action: action, stored: stored, fields: context.form, currentVersion: currentVersion,
        in: context
      )
    }
  }

  private static func answer(_ text: String) -> HTML {
    text.isEmpty
      ? "<span class=\"govuk-hint\">Nothing</span>" : "<span class=\"staffroom-lines\">\(text)</span>"
  }
}
