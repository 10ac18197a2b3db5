import Domain
import HTTPSupport
import HTTPTypes

/// Two versions of the same answers, when they were saved in another window after this one was opened: both
/// are shown, and one is chosen for each question that differs. Nothing that was typed is lost.
enum AnswersConflict {
  private static let prefix = "keep."

  /// The answers with the choices of the conflict page carried out; as they are when it wasn't shown.
  static func resolved(
    _ yours: [String: JSONValue], stored: [String: JSONValue], _ form: FormData
  ) -> [String: JSONValue] {
    var merged = yours
    for field in form.fields where field.name.hasPrefix(prefix) && field.value == "stored" {
      let key = String(field.name.dropFirst(prefix.count))
      merged[key] = stored[key]
    }
    return merged
  }

  /// Whether the form comes from the conflict page.
  static func isResolution(_ form: FormData) -> Bool {
    form.fields.contains { $0.name.hasPrefix(prefix) }
  }

  /// The page with both versions.
  ///
  /// - Parameters:
  ///   - title: the title of the section.
  ///   - action: where the form was sent to, and is sent to again.
  ///   - current: the version that is stored now, and other values of the form that must be up to date.
  static func page(
    _ title: String, action: String, questions: [Question], stored: [String: JSONValue],
    yours: [String: JSONValue], current: [String: String], in context: AppRequestContext
  ) -> Page {
    let differing = questions.filter { stored[$0.key] != yours[$0.key] }
    var held = FormData(
      context.form.fields.filter { !$0.name.hasPrefix(prefix) && current[$0.name] == nil }
    ).without([FormGuard.fieldName, SubmissionToken.fieldName])
    for (name, value) in current.sorted(by: { $0.key < $1.key }) { held.set(name, value) }
    let heading = "These answers were changed in another window"
    return Page(heading, path: "/general-application", status: .preconditionFailed) {
      Heading(heading, caption: title)
      Paragraph(
        "They were saved, perhaps by you on another device, after you opened this page. What you have just "
          + "entered is not saved yet. Choose what to keep.")
      Form(action, in: context) {
        HeldFields(held)
        for question in differing { choice(question, stored: stored, yours: yours) }
        Button("Save what I have chosen")
      }
    }
  }

  private static func choice(
    _ question: Question, stored: [String: JSONValue], yours: [String: JSONValue]
  ) -> HTML {
    var chosen = FormData()
    chosen.set(prefix + question.key, "yours")
    return SummaryList(
      [
        .init("Saved", AnswerText.words(stored[question.key], question)),
        .init("Just entered", AnswerText.words(yours[question.key], question)),
      ], title: question.label
    ).html
      + Fields(chosen).radios(
        prefix + question.key, "Which one do you want to keep for “\(question.label)”?",
        [Choice("yours", "What I have just entered"), Choice("stored", "What is saved")]
      ).html
  }
}
