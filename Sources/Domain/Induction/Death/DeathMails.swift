import Postgres

/// Who is told that a teacher has died: those who worked with them in induction and need to know, and nobody else.
struct DeathMails: Sendable {
  let services: Services
  let record: InductionRecord

  private var induction: Induction { record.induction }
  private var address: String { "\(services.settings.baseURL)/inductions/\(induction.id)" }

  /// The head, the tutor and the mentor of the schools where the teacher was, and the officers.
  func recorded(_ day: CivilDate, in tx: Transaction) async throws {
    let subject = "\(induction.name) has died"
    try await tellSchools(
      subject,
      """
      We are sorry to tell you that \(induction.name) died on \(LondonTime.longDate(day)).

      The induction has ended. There is nothing left to write, sign or recommend, places in activities are given back \
      without a charge, and no mail from here goes to \(induction.name) any more. The record is kept as the law asks.
      """, tx)
    try await RegistrationStore.tellOfficers(
      of: induction.place, subject: "\(subject): \(induction.reference)",
      body: """
        It is recorded that \(induction.name) died on \(LondonTime.longDate(day)). The induction has ended, and nothing \
        of it is due.

        If it was claimed from the national service, tell the Teaching Regulation Agency: the file of actions leaves it \
        out. If this was recorded by mistake, put it right within \(EndByDeath.keptDays) days, so that the account can \
        be opened again:

        \(address)
        """, services, in: tx)
  }

  /// The contact of a body that was given the record.
  func otherBody(_ transfer: InductionTransfer, in tx: Transaction) async throws {
    try await RegistrationStore.tell(
      [transfer.contactEmail ?? ""], subject: "The induction \(transfer.reference) has ended",
      body: """
        The induction \(transfer.reference) has ended, and is not transferred to \(transfer.bodyName). Delete what you \
        have saved of its record.
        """, services, in: tx)
  }

  /// The same where it was put right: the transfer stands again.
  func otherBodyAgain(_ transfer: InductionTransfer, in tx: Transaction) async throws {
    try await RegistrationStore.tell(
      [transfer.contactEmail ?? ""], subject: "The induction \(transfer.reference) goes on",
      body: """
        We told you by mistake that the induction \(transfer.reference) had ended. It goes on, and is transferred to \
        \(transfer.bodyName) from \(LondonTime.longDate(transfer.transfersOn)) as before. If you have deleted its \
        record, ask \(induction.bodyName) to send it again.
        """, services, in: tx)
  }

  /// Heads whose registration of the teacher was withdrawn by it.
  func registerAgain(
    _ withdrawn: [(school: Place, reference: String)], in tx: Transaction
  ) async throws {
    for (school, reference) in withdrawn {
      try await RegistrationStore.tellHead(
        of: school, subject: "Register \(induction.name) again",
        body: """
          Your registration \(reference) of \(induction.name) was withdrawn by mistake, as the induction was thought to \
          have ended. It goes on: if the teacher still comes to you, register them again.

          \(services.settings.baseURL)/school/inductions
          """, services, in: tx)
    }
  }

  func undone(_ reason: String, hasAccount: Bool, in tx: Transaction) async throws {
    let body = """
      It was recorded by mistake that \(induction.name) had died. That is put right: the induction goes on as before.

      \(reason)

      \(address)
      """
    let subject = "Put right: the induction of \(induction.name) goes on"
    try await tellSchools(subject, body, tx)
    try await RegistrationStore.tellOfficers(
      of: induction.place, subject: subject, body: body, services, in: tx)
    if !hasAccount { return }
    try await RegistrationStore.tell(
      [induction.email], subject: "Your account is open again",
      body: """
        Your account was closed by mistake. It is open again, and your induction goes on as before. We are sorry.

        Places in activities were given back meanwhile: book them again if you want to come.

        \(address)
        """, services, in: tx)
  }

  private func tellSchools(
    _ subject: String, _ body: String, _ tx: Transaction
  ) async throws {
    let current = InductionAccess.current(record.periods, on: services.today)
    var people = current.map(\.mentorEmail)
    for place in Set(current.map(\.place)) {
      try await RegistrationStore.tellHead(of: place, subject: subject, body: body, services, in: tx)
      people += try await InductionAccess.tutors(induction.id, at: place, in: tx)
    }
    try await RegistrationStore.tell(people, subject: subject, body: body, services, in: tx)
  }
}
