import Foundation
import Postgres

/// Statements that the use cases of the sift share.
enum SiftStore {
  /// The criteria of a vacancy that its sift goes by.
  static func criteria(_ vacancy: VacancyID, in db: some Queryable) async throws -> [Criterion] {
    SiftScale.criteria(try await CriteriaStore.list(vacancy, in: db))
  }

  /// Sheets, as rows of `sift_sheet s`, that the actor may see of others: submitted ones of people on the panel,
  /// on applications on which everybody has submitted. Somebody who has yet to submit their own sees none.
  static func visible(to actor: Actor, _ selection: Selection) -> Statement {
    let mine: Statement
    if let account = actor.account, selection.isSiftOpen {
      mine = """
        (NOT EXISTS (SELECT FROM panel_member me WHERE me.vacancy_id = s.vacancy_id AND me.account_id = \(account.id))
          OR EXISTS (SELECT FROM sift_sheet my WHERE my.application_id = s.application_id
            AND my.account_id = \(account.id) AND my.submitted_at IS NOT NULL))
        """
    } else {
      mine = "true"
    }
    return """
      s.submitted_at IS NOT NULL
      AND EXISTS (SELECT FROM sift_reveal r WHERE r.application_id = s.application_id)
      AND EXISTS (SELECT FROM panel_member p WHERE p.vacancy_id = s.vacancy_id AND p.account_id = s.account_id)
      AND \(fragment: mine)
      """
  }

  /// Names a sheet.
  private struct Author: Hashable {
    let application: ApplicationID
    let account: AccountID
  }

  /// The sheets of applications that meet a condition on `sift_sheet s`, by member.
  static func sheets(
    of applications: [ApplicationID], where condition: Statement, criteria: [Criterion],
    in db: some Queryable
  ) async throws -> [SiftSheet] {
    let ids = applications.map(\.rawValue)
    let rows = try await db.query(
      """
      SELECT s.application_id, s.account_id, ac.name, s.recommendation, s.note, s.version, s.submitted_at
      FROM sift_sheet s JOIN account ac ON ac.id = s.account_id
      WHERE s.application_id = ANY (\(ids)) AND \(fragment: condition)
      ORDER BY s.application_id, ac.name, s.account_id
      """)
    let scores = try await db.query(
      """
      SELECT s.application_id, s.account_id, x.criterion_id, x.score, x.note
      FROM sift_score x JOIN sift_sheet s ON s.application_id = x.application_id AND s.account_id = x.account_id
      WHERE s.application_id = ANY (\(ids)) AND \(fragment: condition)
      """)
    var given: [Author: [CriterionID: CriterionScore]] = [:]
    for row in scores {
      let author = Author(
        application: try row.decode("application_id"), account: try row.decode("account_id"))
      let score = CriterionScore(
        criterion: try row.decode("criterion_id"), score: try row.decodeIfPresent("score"),
        note: try row.decode("note"))
      given[author, default: [:]][score.criterion] = score
    }
    return try rows.map { row in
      let author = Author(
        application: try row.decode("application_id"), account: try row.decode("account_id"))
      return SiftSheet(
        application: author.application, account: author.account, memberName: try row.decode("name"),
        content: SheetContent(
          scores: criteria.compactMap { $0.id }.compactMap { given[author]?[$0] },
          recommendation: try row.decodeIfPresent("recommendation"), note: try row.decode("note")),
        version: try row.decode("version"), submittedAt: try row.decodeIfPresent("submitted_at"))
    }
  }

  /// The acting person's own sheet; an empty one when they haven't begun.
  static func own(
    _ account: ActingAccount, _ application: ApplicationID, criteria: [Criterion], in db: some Queryable
  ) async throws -> SiftSheet {
    let found = try await sheets(
      of: [application], where: "s.account_id = \(account.id)", criteria: criteria, in: db)
    return found.first
      ?? SiftSheet(
        application: application, account: account.id, memberName: account.name, content: SheetContent(),
        version: 0, submittedAt: nil)
  }

  static func isRevealed(_ application: ApplicationID, in db: some Queryable) async throws -> Bool {
    try await db.value(
      "SELECT EXISTS (SELECT FROM sift_reveal WHERE application_id = \(application))", as: Bool.self)
  }

  /// How many of those who are to have submitted a sheet on an application.
  static func progress(
    _ application: ApplicationID, sifting: [AccountID], in db: some Queryable
  ) async throws -> SiftProgress {
    SiftProgress(
      submitted: try await db.value(
        """
        SELECT count(*) FROM sift_sheet WHERE application_id = \(application) AND submitted_at IS NOT NULL
          AND account_id = ANY (\(sifting.map(\.rawValue)))
        """, as: Int.self), members: sifting.count)
  }

  /// Shows the sheets of applications on which everybody on the panel, at least two, has submitted. The selection
  /// must be locked or held by the transaction; `only` limits it to one application, which must be locked.
  static func revealWhatIsComplete(
    _ vacancy: VacancyID, only application: ApplicationID? = nil, _ services: Services, in tx: Transaction
  ) async throws {
    let sifting = try await PanelStore.sifting(vacancy, in: tx)
    guard sifting.count >= Panel.fewest else { return }
    let one: Statement = application.map { "a.id = \($0)" } ?? "true"
    try await reveal(
      vacancy,
      """
      \(fragment: one) AND (SELECT count(*) FROM sift_sheet s WHERE s.application_id = a.id
        AND s.submitted_at IS NOT NULL AND s.account_id = ANY (\(sifting.map(\.rawValue)))) = \(sifting.count)
      """, services, in: tx)
  }

  /// Shows whatever was submitted, because the sift is closed.
  static func revealWhatIsSubmitted(
    _ vacancy: VacancyID, _ services: Services, in tx: Transaction
  ) async throws {
    try await reveal(
      vacancy,
      """
      EXISTS (SELECT FROM sift_sheet s WHERE s.application_id = a.id AND s.submitted_at IS NOT NULL)
      """, services, in: tx)
  }

  private static func reveal(
    _ vacancy: VacancyID, _ condition: Statement, _ services: Services, in tx: Transaction
  ) async throws {
    try await tx.execute(
      """
      INSERT INTO sift_reveal (application_id, vacancy_id, authority_id, revealed_at)
      SELECT a.id, a.vacancy_id, a.authority_id, \(services.now()) FROM application a
      WHERE a.vacancy_id = \(vacancy) AND \(fragment: condition)
      ON CONFLICT (application_id) DO NOTHING
      """)
  }
}
