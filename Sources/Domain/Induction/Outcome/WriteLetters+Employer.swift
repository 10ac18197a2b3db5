import Foundation
import Postgres

extension WriteLetters {
  /// How a letter goes as it is written.
  enum Way {
    /// Somebody sends it later.
    case notYet
    /// By mail to whom it is addressed, or to the head in whose post it lies.
    case electronic
    /// By mail to the head, who passes it on.
    case throughSchool
    /// By mail to this address of the employer.
    case mailed(String)
  }

  /// Writes to the employer: by mail where an address is known, otherwise through the head, who passes it on.
  func sendToEmployer(
    _ told: Telling, from sender: Sender, at school: School, _ heads: [String], _ tx: Transaction
  ) async throws {
    let words = composed(told, from: sender).words
    let letter = Telling(
      subject: told.subject, words: "\(words)\n\nReference: \(induction.reference), \(sender.name)")
    let opening = "To \(Self.within(school.employer))."
    if let email = school.employerEmail {
      try await store(
        .employer, school.place, school.employer, "E-mail: \(email)", sender, letter, .mailed(email), tx)
      return try await RegistrationStore.tell(
        [email], subject: letter.subject, body: "\(opening)\n\n\(letter.words)", services, in: tx)
    }
    try await store(
      .employer, school.place, school.employer, school.address.careOf(school.name, and: ""), sender, letter,
      heads.isEmpty ? .notYet : .throughSchool, tx)
    let passOn = """
      \(opening)

      \(letter.words)

      \(sender.name) keeps no address of the employer. Pass this letter on, or enter the address here, and it is mailed: \
      \(services.settings.baseURL)/school/\(school.urn)/employer
      """
    try await RegistrationStore.tell(
      heads, subject: "For the employer: \(letter.subject.lowercasedFirst)", body: passOn, services,
      in: tx)
  }

  /// An addressee within a sentence: a name stays as it is.
  static func within(_ addressee: String) -> String {
    addressee.hasPrefix("The employer of") ? addressee.lowercasedFirst : addressee
  }

  func store(
    _ recipient: InductionLetter.Recipient, _ school: Place?, _ addressee: String, _ address: String,
    _ sender: Sender, _ letter: Telling, _ way: Way, dueOn: CivilDate? = nil, _ tx: Transaction
  ) async throws {
    let today = services.today
    let dueOn = try dueOn ?? InductionDeadline.lastDay(of: "notice", from: today)
    var (isSent, isThroughSchool, mailedTo) = (true, false, String?.none)
    switch way {
    case .notYet: isSent = false
    case .electronic: break
    case .throughSchool: isThroughSchool = true
    case .mailed(let email): mailedTo = email
    }
    try await tx.execute(
      """
      INSERT INTO induction_letter (id, induction_id, decision_id, appeal_id, recipient, school_id, addressee, address,
        sender, subject, body, written_at, due_on, sent_on, means, sent_by, sent_by_name, through_school, mailed_to)
      VALUES (\(services.newID(LetterID.self)), \(induction.id), \(decision), \(appeal), \(recipient),
        \(school?.organisation), \(addressee), \(address), \(sender.lines), \(letter.subject), \(letter.words),
        \(services.now()), \(dueOn), \(isSent ? today : nil),
        \(isSent ? InductionLetter.Means.electronic : nil), \(isSent ? actor.account?.id : nil),
        \(isSent ? actor.account?.name ?? "The operator" : nil), \(isThroughSchool), \(mailedTo))
      """)
  }
}
