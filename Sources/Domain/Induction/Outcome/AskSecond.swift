import Postgres

extension DecideInduction {
  /// Asks the other officers to confirm a failure that one has proposed; where there is none, tells who proposed it.
  func askSecond(_ induction: Induction, _ actor: Actor, _ tx: Transaction) async throws {
    let proposer = actor.account
    let others = try await RegistrationStore.officers(of: induction.place, except: proposer?.id, in: tx)
    if others.isEmpty, let proposer {
      return try await RegistrationStore.tell(
        [proposer.email], subject: "Nobody can confirm the failure yet: \(induction.reference)",
        body: """
          You have proposed a failure for \(induction.name). Another officer has to confirm it, and there is none. Have \
          another officer added; until they confirm it, nothing is decided:

          \(address(induction.id))
          """, services, in: tx)
    }
    try await RegistrationStore.tell(
      others.map(\.email), subject: "Confirm the failure: \(induction.reference)",
      body: """
        \(proposer?.name ?? "The operator") has proposed a failure for \(induction.name). It takes a second person: read \
        the record, and confirm it or withdraw the proposal:

        \(address(induction.id))
        """, services, in: tx)
  }
}
