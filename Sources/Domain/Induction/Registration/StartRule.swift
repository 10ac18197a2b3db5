import Postgres

/// Which first day the appropriate body sets (DfE statutory guidance 2024, 2.8–2.10: it agrees the start with the school
/// before induction begins): from the day that the school gives to the end of the term that follows, and outside of that
/// with a reason. More than a year later it is another registration.
struct StartRule: Sendable {
  /// The day that the school gives.
  let given: CivilDate?
  /// The last day of the term after the one of that day.
  let usual: CivilDate?

  /// That of what a school has registered, by its terms.
  static func load(
    _ given: CivilDate?, at school: OrganisationID, in db: some Queryable
  ) async throws -> StartRule {
    guard let given else { return StartRule(given: nil, usual: nil) }
    let terms = try await InductionTerms.load(of: school, in: db).terms.filter { $0.end >= given }
    return StartRule(given: given, usual: terms.dropFirst().first?.end ?? given.adding(days: 230))
  }

  /// Whether a day takes a reason.
  func needsReason(_ day: CivilDate) -> Bool {
    guard let given, let usual else { return false }
    return day < given || day > usual
  }

  /// What is wrong with a day, and with the reason for it.
  func check(_ day: CivilDate?, _ reason: String, field: String, _ problems: inout Problems) {
    guard let day, let given, let usual else { return }
    let latest = given.adding(days: 366)
    problems.require(
      day <= latest, "starts_on",
      "Enter a first day up to \(LondonTime.shortDate(latest)), a year after the one that the school gives. For a later "
        + "one the school registers the teacher again.")
    problems.require(
      day > latest || !needsReason(day) || reason.trimmed.count >= 10, field,
      "The school gives \(LondonTime.shortDate(given)). Enter why the first day is "
        + (day < given
          ? "before that" : "after \(LondonTime.shortDate(usual)), the end of the term that follows")
        + ", in 10 characters at least.")
    problems.require(
      reason.trimmed.count <= 2_000, field, "Shorten the reason to 2,000 characters or fewer.")
  }
}
