/// Takes ways to reach a person out of what they wrote for the pool, until they have agreed to be contacted: those that
/// they gave of themselves, and whatever else reads as an e-mail address or a telephone number. Names stay.
struct PoolContactMask {
  private let known: NamelessText

  /// For what stands beside no general application.
  init() { known = NamelessText([String]()) }

  /// For somebody with this general application and address.
  init(_ form: ApplicationForm, _ answers: [String: [String: JSONValue]], email: String) {
    known = NamelessText(
      [String](), emails: SchoolView.contacts(.email, form, answers) + [email],
      telephones: SchoolView.contacts(.telephone, form, answers))
  }

  /// A text without ways to reach the person.
  func callAsFunction(_ text: String) -> String {
    let abroad = /(^|[^0-9+])(?:\+|00)[1-9](?:[ ()\-–]{0,2}[0-9]){7,13}(?![0-9])/
    let here = /(^|[^0-9+])(?:\((?=[0-9]+\)))?0(?:[ ()\-–]{0,2}[0-9]){9,10}(?![0-9])/
    return known(text)
      .replacing(/[\w.%+\-]+@[\w\-]+(?:\.[\w\-]+)+/, with: NamelessText.contact)
      .replacing(abroad) { "\($0.output.1)\(NamelessText.contact)" }
      .replacing(here) { "\($0.output.1)\(NamelessText.contact)" }
  }

  /// An entry whose words to schools tell no way to reach its person.
  func callAsFunction(_ entry: PoolEntry) -> PoolEntry {
    var copy = entry
    copy.preferences.about = self(entry.preferences.about)
    return copy
  }

  /// Answers of a general application without ways to reach the person in what they wrote; what was chosen stays.
  func callAsFunction(
    _ answers: [String: [String: JSONValue]], of form: ApplicationForm
  ) -> [String: [String: JSONValue]] {
    var masked = answers
    for section in form.sections {
      guard let given = answers[section.key] else { continue }
      let written = section.questions.filter { $0.type == .text || $0.type == .textarea }
      masked[section.key] = self.masked(given, Set(written.map(\.key)))
    }
    return masked
  }

  private func masked(_ given: [String: JSONValue], _ written: Set<String>) -> [String: JSONValue] {
    var masked = given
    for (key, value) in given where written.contains(key) {
      if let text = value.string { masked[key] = .string(self(text)) }
    }
    if let entries = given["entries"]?.array {
      masked["entries"] = .array(
        entries.map { entry in entry.object.map { JSONValue.object(self.masked($0, written)) } ?? entry })
    }
    return masked
  }
}
