import Postgres

extension PoolMails {
  /// Tells a person what a school asks them. Who has applied for the vacancy already, which whoever asks may not know,
  /// has nothing to answer.
  static func ask(
    _ entry: PoolEntry, _ interest: PoolInterestID, from school: Place, for vacancy: VacancyID?,
    titled title: String?, _ words: String, _ services: Services, in tx: Transaction
  ) async throws {
    let name = try await Organisation.find(school.organisation, in: tx).name
    let address = "\(services.settings.baseURL)/pool/interest/\(interest)"
    let hasApplied = try await hasApplied(entry.account, for: vacancy, in: tx)
    let answer =
      hasApplied
      ? """
      You have applied for it already, and whoever asks may not know that. Your application stands, so there is nothing \
      to answer: \(address)
      """
      : """
      Say yes or no here: \(address)

      The school doesn't know how to reach you unless you say yes.
      """
    try await tellPerson(
      entry, "\(name) is interested in you",
      """
      \(name) has found you in the pool and asks whether it may contact you\(title.map { " about \"\($0)\"" } ?? "").

      They write: \(words)

      \(answer)
      """, services, in: tx)
  }

  private static func hasApplied(
    _ account: AccountID, for vacancy: VacancyID?, in tx: Transaction
  ) async throws -> Bool {
    guard let vacancy else { return false }
    return try await ApplicationStore.standing(of: account, for: vacancy, in: tx) != nil
  }
}
