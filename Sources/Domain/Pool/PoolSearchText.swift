import Postgres

/// Holds the words of a search against what a school reads of people of the pool. The index of entries knows more than
/// that: without this, whoever knows a street or a telephone number would find who lives there before they agree to be
/// contacted.
struct PoolSearchText {
  let words: SearchWords
  let masks: [AccountID: PoolContactMask]
  let today: CivilDate

  /// Those of these entries that the words find; all of them where there are no words.
  func fitting(_ entries: [PoolEntry], in db: some Queryable) async throws -> Set<PoolEntryID> {
    if words.isEmpty || entries.isEmpty { return Set(entries.map(\.id)) }
    let answers = try await answers(of: entries, in: db)
    let abouts = entries.map { mask(of: $0)($0.preferences.about) }
    let shown = entries.map { JSONColumn.encode(answers[$0.account] ?? [:]).text }
    return Set(
      try await db.query(
        """
        SELECT e.id FROM unnest(\(entries.map(\.id.rawValue))::uuid[],
            \(abouts)::text[], \(shown)::text[]) t (id, about, answers)
          JOIN pool_entry e ON e.id = t.id
        WHERE (to_tsvector('english', concat_ws(' ', t.about, (SELECT string_agg(s.name, ' ') FROM subject s
              WHERE s.code = ANY (e.subjects))))
            || jsonb_to_tsvector('english', t.answers::jsonb, '["string"]')) @@ (\(fragment: words.condition))
        """
      ).map { try $0.decode("id", as: PoolEntryID.self) })
  }

  private func mask(of entry: PoolEntry) -> PoolContactMask { masks[entry.account] ?? PoolContactMask() }

  /// What the index has of each person’s general application, as a school reads it, by account.
  private func answers(
    of entries: [PoolEntry], in db: some Queryable
  ) async throws -> [AccountID: [String: [String: JSONValue]]] {
    let form = try await ApplicationForm.current(on: today, in: db)
    let rows = try await db.query(
      """
      SELECT account_id, section, answers FROM general_application_section
      WHERE account_id = ANY (\(entries.map(\.account.rawValue)))
        AND section IN ('teaching', 'qualifications', 'development', 'statement')
      """)
    var answers: [AccountID: [String: [String: JSONValue]]] = [:]
    for row in rows {
      let account = try row.decode("account_id", as: AccountID.self)
      let section = try row.decode("section", as: String.self)
      answers[account, default: [:]][section] = try JSONColumn.decode(
        [String: JSONValue].self, from: try row.decode("answers"))
    }
    for entry in entries {
      guard let given = answers[entry.account] else { continue }
      answers[entry.account] = mask(of: entry)(PoolPrivacy.shown(given, isAgreed: false), of: form)
    }
    return answers
  }
}
