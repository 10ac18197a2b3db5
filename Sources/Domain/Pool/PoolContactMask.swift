import Postgres

/// Takes ways to reach a person out of what they wrote for the pool, until they have agreed to be contacted. Names stay:
/// schools know whom they ask.
struct PoolContactMask {
  private let text: ContactMask

  /// For what stands beside no general application.
  init() { text = ContactMask() }

  /// For somebody with this general application and address.
  init(_ form: ApplicationForm, _ answers: [String: [String: JSONValue]], email: String) {
    text = ContactMask(form, answers, email: email)
  }

  /// Those of several people, by account.
  static func each(
    _ accounts: [AccountID], today: CivilDate, in db: some Queryable
  ) async throws -> [AccountID: PoolContactMask] {
    if accounts.isEmpty { return [:] }
    let form = try await ApplicationForm.current(on: today, in: db)
    let rows = try await db.query(
      """
      SELECT a.id, a.email, s.section, s.answers FROM account a
        LEFT JOIN general_application_section s ON s.account_id = a.id AND s.section IN ('personal', 'teaching')
      WHERE a.id = ANY (\(accounts.map(\.rawValue)))
      """)
    var (emails, answers): ([AccountID: String], [AccountID: [String: [String: JSONValue]]]) = ([:], [:])
    for row in rows {
      let id = try row.decode("id", as: AccountID.self)
      emails[id] = try row.decode("email", as: String.self)
      guard let section = try row.decodeIfPresent("section", as: String.self) else { continue }
      answers[id, default: [:]][section] = try JSONColumn.decode(
        [String: JSONValue].self, from: try row.decode("answers"))
    }
    return Dictionary(
      uniqueKeysWithValues: emails.map { id, email in
        (id, PoolContactMask(form, answers[id] ?? [:], email: email))
      })
  }

  /// A text without ways to reach the person.
  func callAsFunction(_ written: String) -> String { text(written) }

  /// An entry whose words to schools tell no way to reach its person: of a postcode that they want to work near, which
  /// may be their own, the first part stays.
  func callAsFunction(_ entry: PoolEntry) -> PoolEntry {
    var copy = entry
    copy.preferences.about = self(entry.preferences.about)
    copy.preferences.places = entry.preferences.places.map(\.withoutStreet)
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
