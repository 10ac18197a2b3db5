import Domain

extension [AccountID: String] {
  /// What is recorded of somebody's training, or that nothing is.
  func note(of account: AccountID) -> String { self[account] ?? "No training recorded" }
}

extension WebEnvironment {
  /// What is recorded of everybody's training in safer recruitment at a school, as a hint beside their name.
  func trainingNotes(at school: OrganisationID, by actor: Actor) async throws -> [AccountID: String] {
    let records = try await RecordTraining(services).every(at: school, by: actor)
    let today = services.today
    return Dictionary(
      records.map { record in
        let until = LondonTime.shortDate(record.validUntil)
        return (
          record.account,
          record.counts(on: today)
            ? "Safer recruitment training valid until \(until)"
            : "Safer recruitment training ran out on \(until)"
        )
      }, uniquingKeysWith: { first, _ in first })
  }
}
