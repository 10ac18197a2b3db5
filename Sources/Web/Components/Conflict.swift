import Domain
import Foundation
public import HTTPSupport
import HTTPTypes
import Hummingbird

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

  /// A version that whoever is asked has stored themselves, in another window: of what nobody else may write.
  public struct OwnVersion: Sendable {
    let words: String
    let savedAt: Date?

    /// What it is, in words such as “other scores”, and when it was saved.
    init(_ words: String, savedAt: Date? = nil) { (self.words, self.savedAt) = (words, savedAt) }
  }

  private let rows: [Row]
  private let action: String
  private let stored: String
  private let fields: FormData
  private let versionField: String
  private let currentVersion: Int
  private let isUntouched: Bool
  private let own: OwnVersion?
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
  ///   - isUntouched: whether nobody has changed what is asked here, but something else that has the same version.
  ///   - own: what is stored, where it is their own.
  ///   - context: the request in hand.
  public init(
    _ rows: [Row], action: String, stored: String, fields: FormData, versionField: String = "version",
    currentVersion: Int, isUntouched: Bool = false, own: OwnVersion? = nil, in context: AppRequestContext
  ) {
    self.rows = rows
    self.action = action
    self.stored = stored
    self.fields = fields
    self.versionField = versionField
    self.currentVersion = currentVersion
    self.isUntouched = isUntouched
    self.own = own
    self.context = context
  }

  /// How it looks.
  public var html: HTML {
    var held = fields.without([SubmissionToken.fieldName])
    held.set(versionField, String(currentVersion))
    let differing = rows.filter { $0.stored != $0.yours }
    let elsewhere = own == nil ? "Stored by somebody else" : "Saved in another window"
    let table: HTML =
      differing.isEmpty
      ? Paragraph("What you entered is the same as what is stored: something else was changed.").html
      : Table(
        "What differs",
        columns: [
          .init("Question"), .init(isUntouched ? "Stored as before" : elsewhere),
          .init("Yours, not stored yet"),
        ],
        rows: differing.map { row in
          [HTML(text: row.label), Self.answer(row.stored), Self.answer(row.yours)]
        }
      ).html
    let form = Form(action, in: context) {
      HeldFields(held)
      ButtonGroup {
        Button("Store my version")
        Link("Keep the stored version", to: stored)
      }
    }
    return "\(table)\(form)"
  }

  /// The whole page, for whoever sent the second version. `section` is the part of the website that it belongs to;
  /// `fields` is what is sent on, where that is not just what was sent; `own` is what is stored, where it is their own.
  public static func page(
    _ rows: [Row], action: String, stored: String, fields: FormData? = nil, isUntouched: Bool = false,
    own: OwnVersion? = nil, at section: String, _ currentVersion: Int, _ context: AppRequestContext
  ) -> Page {
    let (title, sentence) = words(isUntouched, own)
    return Page(title, path: section, status: .conflict, above: BackLink(to: stored), isWide: true) {
      Heading(title)
      Paragraph(sentence)
      Conflict(
        rows, action: action, stored: stored, fields: fields ?? context.form, currentVersion: currentVersion,
        isUntouched: isUntouched, own: own, in: context
      )
    }
  }

  /// The title of the page, and what it says.
  private static func words(_ isUntouched: Bool, _ own: OwnVersion?) -> (title: String, sentence: String) {
    if let own {
      let saved = own.savedAt.map { "You saved them on \(LondonTime.dateAndTime($0)). " } ?? ""
      return ("You saved \(own.words) in another window", "\(saved)Choose the version that is to stand.")
    }
    if isUntouched {
      return (
        "Something else was changed",
        "While you were writing, something else in this record was changed. What stands below was not. Choose the "
          + "version that is to stand."
      )
    }
    return (
      "Somebody else has changed this",
      "While you were writing, another version was stored. Choose the one that is to stand."
    )
  }

  /// A question of a form, whose answer is compared as it stands in the form’s fields.
  public struct Question: Sendable {
    enum Kind: Sendable {
      case text
      case date
      case chosen([Choice])
    }

    let name: String
    let label: String
    let kind: Kind

    /// What is typed into one field.
    public static func text(_ name: String, _ label: String) -> Question {
      Question(name: name, label: label, kind: .text)
    }

    /// A day, which is typed into three.
    public static func date(_ name: String, _ label: String) -> Question {
      Question(name: name, label: label, kind: .date)
    }

    /// What is chosen among several: each is said as the form says it.
    public static func chosen(_ name: String, _ label: String, _ choices: [Choice]) -> Question {
      Question(name: name, label: label, kind: .chosen(choices))
    }

    func answer(in form: FormData) -> String {
      switch kind {
      case .text: return SectionForm.lines(form.trimmed(name) ?? "")
      case .date:
        let entry = form.date(name)
        return entry.date.map(LondonTime.longDate)
          ?? [entry.day, entry.month, entry.year].filter { !$0.isEmpty }.joined(separator: " ")
      case .chosen(let choices):
        let given = Set(form.strings(name))
        return choices.filter { given.contains($0.value) && !$0.value.isEmpty }.map(\.label)
          .joined(separator: "\n")
      }
    }
  }

  /// The answers to the questions of a form in both versions: as the form would show what is stored, and as it was sent.
  public static func rows(_ questions: [Question], stored: FormData, yours: FormData) -> [Row] {
    questions.map { Row($0.label, stored: $0.answer(in: stored), yours: $0.answer(in: yours)) }
  }

  private static func answer(_ text: String) -> HTML {
    text.isEmpty
      ? "<span class=\"govuk-hint\">Nothing</span>" : "<span class=\"staffroom-lines\">\(text)</span>"
  }
}

extension WebEnvironment {
  /// The page for whoever sent a form after somebody else: what is stored now stands beside what was typed.
  ///
  /// - Parameters:
  ///   - asked: the questions of the form.
  ///   - stored: what would stand in its fields now.
  ///   - action: where the form was sent to.
  ///   - shown: where the stored version is shown.
  ///   - isUntouched: whether nobody has changed what is asked here, but something else that has the same version.
  ///   - own: what is stored, where it is their own.
  ///   - section: the part of the website.
  ///   - current: the version that is stored now.
  func conflict(
    _ asked: [Conflict.Question], stored: FormData, action: String, shown: String, isUntouched: Bool = false,
    own: Conflict.OwnVersion? = nil, at section: String, _ current: Int, _ context: AppRequestContext
  ) -> Response {
    respond(
      Conflict.page(
        Conflict.rows(asked, stored: stored, yours: context.form), action: action, stored: shown,
        isUntouched: isUntouched, own: own, at: section, current, context), in: context)
  }
}
