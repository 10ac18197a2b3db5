import Postgres

/// Answers what a school has asked somebody of the pool for a vacancy, by the application that they send for it
/// themselves: whoever applies has said yes, and nothing waits for an answer any more.
struct AnswerByApplying: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// Locks the person's account and then their entries, in the order of everything that changes both: so nobody is asked
  /// for the vacancy while they apply, and nobody waits for each other.
  func lock(_ account: AccountID, in tx: Transaction) async throws {
    try await tx.execute("SELECT 1 FROM account WHERE id = \(account) FOR UPDATE")
    try await tx.execute("SELECT 1 FROM pool_entry WHERE account_id = \(account) ORDER BY id FOR UPDATE")
  }

  /// Answers every open question for the application's vacancy with it.
  func callAsFunction(_ application: SentApplication, by actor: Actor, in tx: Transaction) async throws {
    guard application.state != .withdrawn else { return }
    let open = try await PoolInterestStore.list(
      "e.account_id = \(application.account) AND i.vacancy_id = \(application.vacancy) AND i.state = 'open'",
      in: tx)
    for interest in open {
      try await PoolInterestStore.answer(
        interest.id, .accepted, reply: "", application: application.id, services.now(), in: tx)
      try await tx.execute(
        "UPDATE pool_entry SET active_at = \(services.now()), reminded_at = NULL WHERE id = \(interest.entry)"
      )
      try await PoolMails.tellSchoolOfAnswer(interest, .accepted, reply: "", services, in: tx)
      try await Audit.record(
        "pool.interest_accepted", AuditSubject("pool_entry", interest.entry), at: interest.place,
        details: NamelessTrail.details(interest), by: actor, services, in: tx)
    }
  }
}

extension PoolMails {
  /// Tells the school of an answer; not while names are hidden of one that comes with an application, since both mails
  /// come at the same moment and the answer says who it is.
  static func tellSchoolOfAnswer(
    _ interest: PoolInterest, _ state: PoolInterest.State, reply: String, _ services: Services,
    in tx: Transaction
  ) async throws {
    if state == .accepted, let vacancy = interest.vacancy,
      try await AnonymityStore.hidesNames(vacancy, in: tx)
    {
      return
    }
    try await tellSchool(interest, state, reply: reply, services, in: tx)
  }
}
