import Foundation
import Postgres

/// What people are told of a transfer.
struct TransferMails: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  private func address(_ id: InductionID) -> String { "\(services.settings.baseURL)/inductions/\(id)" }

  /// The officers, that a school asks.
  func asked(_ transfer: InductionTransfer, _ record: InductionRecord, in tx: Transaction) async throws {
    try await RegistrationStore.tellOfficers(
      of: record.induction.place,
      subject: "A transfer is asked for: \(transfer.reference)",
      body: """
        The school asks to transfer the induction \(transfer.reference) of \(transfer.teacher) to \
        \(transfer.bodyName) from \(LondonTime.longDate(transfer.transfersOn)).

        Agree or refuse here: \(address(transfer.induction))
        """, services, in: tx)
  }

  /// The teacher, the school’s head and the tutor, from when the other body takes over and what is still to be written.
  func agreed(
    _ transfer: InductionTransfer, _ record: InductionRecord, _ interim: InterimRule.Finding,
    in tx: Transaction
  ) async throws {
    let subject = "The induction of \(transfer.teacher) goes to another appropriate body"
    let words = """
      From \(LondonTime.longDate(transfer.transfersOn)) the induction \(transfer.reference) of \(transfer.teacher) is \
      under \(transfer.bodyName). \(record.induction.bodyName) gives the record over to it: what was served and \
      assessed until \(LondonTime.longDate(transfer.lastDay)) stands.
      """
    try await RegistrationStore.tell(
      [record.induction.email], subject: subject,
      body: "\(words)\n\nSee it here: \(address(transfer.induction))", services, in: tx)
    let why = try await InterimRule.reason(record, until: transfer.lastDay, in: tx)
    let asks = interim == .asked ? "\n\nWrite an interim assessment before then: \(why)." : ""
    try await tellSchools(transfer, record, subject: subject, body: words + asks, in: tx)
  }

  /// The heads and tutors of the schools where the teacher is until then, or was last.
  private func tellSchools(
    _ transfer: InductionTransfer, _ record: InductionRecord, subject: String, body: String,
    in tx: Transaction
  ) async throws {
    let periods = record.periods.filter {
      $0.id == record.periods.last?.id || $0.goesOn(after: transfer.lastDay.adding(days: -1))
    }
    let body = "\(body)\n\nSee it here: \(address(record.induction.id))"
    var tutors: [String] = []
    for place in Set(periods.map(\.place)) {
      try await RegistrationStore.tellHead(of: place, subject: subject, body: body, services, in: tx)
      tutors += try await InductionAccess.tutors(record.induction.id, at: place, in: tx)
    }
    try await RegistrationStore.tell(tutors, subject: subject, body: body, services, in: tx)
  }

  /// The other body, where it fetches the record.
  func given(
    _ transfer: InductionTransfer, _ record: InductionRecord, to address: EmailAddress, _ secret: Secret,
    in tx: Transaction
  ) async throws {
    let until = LondonTime.longDate(
      LondonTime.date(of: services.now().addingTimeInterval(TransferGiving.lifetime)))
    try await RegistrationStore.tell(
      [address.text], subject: "Record of an induction for \(transfer.bodyName): \(transfer.reference)",
      body: """
        \(record.induction.bodyName) gives the record of an induction over to \(transfer.bodyName), which is to be its \
        appropriate body from \(LondonTime.longDate(transfer.transfersOn)). Its reference here is \(transfer.reference).

        Fetch it here, to read, print and save:
        \(services.settings.baseURL)/transferred-inductions/\(secret.text)

        The link works once, until \(until). Fetch the record only when you can save it.
        """, services, in: tx)
  }

  func linkWithdrawn(
    _ transfer: InductionTransfer, _ record: InductionRecord, in tx: Transaction
  ) async throws {
    try await RegistrationStore.tell(
      [transfer.contactEmail ?? ""],
      subject: "The link to the record \(transfer.reference) no longer works",
      body: """
        \(record.induction.bodyName) has withdrawn the link to the record of the induction \(transfer.reference). You \
        get another one if the record is for you.
        """, services, in: tx)
  }

  /// The officers, that the record was fetched or received.
  func received(_ transfer: InductionTransfer, _ place: Place, _ what: String, in tx: Transaction)
    async throws
  {
    try await RegistrationStore.tellOfficers(
      of: place, subject: "The record \(transfer.reference) was \(what) by \(transfer.bodyName)",
      body: """
        \(transfer.bodyName) has \(what) the record of the induction \(transfer.reference).

        See it here: \(address(transfer.induction))
        """, services, in: tx)
  }

  /// The officers, that a link has expired and nobody has used it.
  func notFetched(_ transfer: InductionTransfer, _ place: Place, in tx: Transaction) async throws {
    try await RegistrationStore.tellOfficers(
      of: place, subject: "Nobody has fetched the record \(transfer.reference)",
      body: """
        The link to the record of the induction \(transfer.reference) has expired, and \(transfer.bodyName) has not \
        fetched it. Ask whether the address is right, and send it again here:

        \(address(transfer.induction))
        """, services, in: tx)
  }

  /// Whoever knows of a transfer that is refused, taken back or undone.
  func ended(
    _ transfer: InductionTransfer, _ state: TransferState, _ reason: String, _ record: InductionRecord,
    in tx: Transaction
  ) async throws {
    switch state {
    case .refused:
      try await tellSchools(
        transfer, record, subject: "The transfer of \(transfer.teacher)’s induction is refused",
        body: """
          The appropriate body has not agreed to transfer the induction \(transfer.reference) to \(transfer.bodyName):

          \(reason)
          """, in: tx)
    case .withdrawn:
      try await RegistrationStore.tellOfficers(
        of: record.induction.place, subject: "A transfer is no longer asked for: \(transfer.reference)",
        body: "The school has taken back what it asked for about the induction \(transfer.reference).",
        services, in: tx)
    default: try await undone(transfer, reason, record, in: tx)
    }
  }

  private func undone(
    _ transfer: InductionTransfer, _ reason: String, _ record: InductionRecord, in tx: Transaction
  ) async throws {
    let subject = "The induction of \(transfer.teacher) is not transferred after all"
    let words = """
      The transfer of the induction \(transfer.reference) to \(transfer.bodyName) is undone. \
      \(record.induction.bodyName) is its appropriate body as before.

      Reason: \(reason)
      """
    try await RegistrationStore.tell(
      [record.induction.email], subject: subject,
      body: "\(words)\n\nSee it here: \(address(transfer.induction))", services, in: tx)
    try await tellSchools(transfer, record, subject: subject, body: words, in: tx)
    if transfer.givenAt != nil {
      try await RegistrationStore.tell(
        [transfer.contactEmail ?? ""],
        subject: "The transfer of the induction \(transfer.reference) is undone",
        body: """
          \(record.induction.bodyName) has undone the transfer of the induction \(transfer.reference) to \
          \(transfer.bodyName). Delete what you have saved of its record.
          """, services, in: tx)
    }
  }
}
