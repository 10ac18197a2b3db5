import Foundation
import Postgres

/// Writes and sends the letters on a decision, to those who must be told within three working days (SI 2012/1115,
/// regulation 11): the teacher, the heads of the schools where they are now, the employers and the Secretary of State,
/// whom the termly return tells of a satisfactory completion (``TermlyReturn``).
struct WriteLetters: Sendable {
  let services: Services
  let record: InductionRecord
  let decision: DecisionID
  let actor: Actor
  /// The appeal whose outcome the letters tell of.
  var appeal: AppealID?

  var induction: Induction { record.induction }
  private var page: String { "\(services.settings.baseURL)/inductions/\(induction.id)" }

  struct School {
    let place: Place
    let urn: URN
    let name: String
    /// Who employs the teachers, by what is kept of it or else by the register.
    let employer: String
    /// Where letters to the employer are mailed to; nil while nobody has said.
    let employerEmail: String?
    let address: LetterAddress
  }

  /// Who writes: the body that acts today, or the one that the induction began under.
  struct Sender {
    let name: String
    let address: String
    var lines: String { address.isEmpty ? name : "\(name)\n\(address)" }
  }

  /// What a letter says, and about what.
  struct Telling {
    let subject: String
    let words: String
  }

  func callAsFunction(
    _ outcome: InductionOutcome, reasons: String, terms: Decimal?, appealBy: CivilDate?, in tx: Transaction
  ) async throws {
    let sender = try await sender(tx)
    let told = Telling(
      subject: "Decision on the induction of \(induction.name)",
      words: words(outcome, reasons, terms, appealBy, sender.name))
    let own = Telling(
      subject: "Decision on your induction", words: ownWords(outcome, reasons, terms, appealBy, sender.name))
    let schools = try await schools(tx)
    try await send(told, own: own, from: sender, to: schools, tx)
    try await store(
      .secretaryOfState, nil, "The Secretary of State, through the Teaching Regulation Agency",
      LetterAddress.regulationAgency, sender, composed(told, from: sender), .notYet,
      dueOn: try await TermlyReturn.lastDay(
        of: outcome, from: services.today, in: induction.place.authority, tx), tx)
  }

  /// Who writes today.
  func sender(_ tx: Transaction) async throws -> Sender {
    let acting = try await AppropriateBody.acting(
      for: induction.place.authority, on: services.today, in: tx)
    return Sender(name: acting?.name ?? induction.bodyName, address: acting?.address ?? "")
  }

  /// Writes to the teacher, and to head and employer at each of these schools; what can go by mail goes at once.
  func send(
    _ told: Telling, own: Telling, from sender: Sender, to schools: [School], _ tx: Transaction
  ) async throws {
    let home = (schools.first?.address ?? LetterAddress()).careOf(schools.first?.name, and: induction.email)
    let letter = whole(own, to: induction.name, from: sender)
    try await store(.teacher, nil, induction.name, home, sender, letter, .electronic, tx)
    try await RegistrationStore.tell(
      [induction.email], subject: letter.subject, body: letter.words, services, in: tx)
    for school in schools {
      let heads = try await ListStaff.holding([.head], at: school.place.organisation, in: tx).map(\.email)
      let letter = whole(told, to: "head teacher", from: sender)
      try await store(
        .head, school.place, "The head of \(school.name)", school.address.of(school.name), sender, letter,
        heads.isEmpty ? .notYet : .electronic, tx)
      try await RegistrationStore.tell(
        heads, subject: letter.subject, body: letter.words, services, in: tx)
      try await sendToEmployer(told, from: sender, at: school, heads, tx)
    }
  }

  /// The letter to somebody who may read the page of the induction, with the way there.
  private func whole(_ told: Telling, to name: String, from sender: Sender) -> Telling {
    let words = "\(told.words)\n\nEverything of the induction stands here: \(page)"
    return composed(Telling(subject: told.subject, words: words), to: name, from: sender)
  }

  /// A whole letter, from how it greets to who has decided, for whom, and where they are reached. Where nobody is known
  /// to write to, it greets and ends as letters to an office do.
  func composed(_ told: Telling, to name: String? = nil, from sender: Sender) -> Telling {
    let person = actor.account.map { "\($0.name)\nOfficer of the appropriate body\n" } ?? ""
    let words = """
      Dear \(name ?? "Sir or Madam"),

      \(told.words)

      Yours \(name == nil ? "faithfully" : "sincerely")

      \(person)\(sender.lines)
      """
    return Telling(subject: told.subject, words: words)
  }

  /// What a failure means for the employment (SI 2012/1115, regulations 9 and 12); nothing of another outcome.
  private func employment(_ outcome: InductionOutcome, of whose: String, by who: String) -> String {
    guard outcome == .notSatisfactory else { return "" }
    return """


      What this means: induction can’t be served again. A maintained school, a non-maintained special school, a \
      maintained nursery school or a pupil referral unit ends \(whose) employment as a teacher within ten working days \
      after the time for an appeal is over, or after \(who) said that there will be no appeal. After an appeal it \
      depends on the outcome.
      """
  }

  private func words(
    _ outcome: InductionOutcome, _ reasons: String, _ terms: Decimal?, _ appealBy: CivilDate?, _ body: String
  ) -> String {
    let decision =
      switch outcome {
      case .satisfactory: "has completed induction satisfactorily"
      case .extension:
        "must serve \(TermWords.more(terms)) before induction is decided"
      case .notSatisfactory: "has not completed induction satisfactorily"
      }
    let right = right(
      appealBy.map {
        "\(induction.name) may appeal until \(LondonTime.longDate($0)), with the reasons and copies of this notice, to:"
      })
    return """
      \(body) has decided that \(induction.name), teacher reference number \(induction.trn), \(decision).

      Reasons:
      \(reasons)\(employment(outcome, of: "the", by: "the teacher has"))\(right)
      """
  }

  /// The same to the teacher.
  private func ownWords(
    _ outcome: InductionOutcome, _ reasons: String, _ terms: Decimal?, _ appealBy: CivilDate?, _ body: String
  ) -> String {
    let decision =
      switch outcome {
      case .satisfactory: "have completed induction satisfactorily"
      case .extension:
        "must serve \(TermWords.more(terms)) before your induction is decided"
      case .notSatisfactory: "have not completed induction satisfactorily"
      }
    let right = right(
      appealBy.map {
        "You may appeal until \(LondonTime.longDate($0)), with your reasons and copies of this notice, to:"
      })
    return """
      \(body) has decided that you \(decision). Your teacher reference number is \(induction.trn).

      Reasons:
      \(reasons)\(employment(outcome, of: "your", by: "you have"))\(right)
      """
  }

  private func right(_ sentence: String?) -> String {
    sentence.map { "\n\n\($0)\n\n\(LetterAddress.regulationAgency)" } ?? ""
  }

  /// The schools where the teacher is now; otherwise where they were last.
  func schools(and first: OrganisationID? = nil, _ tx: Transaction) async throws -> [School] {
    let open = record.periods.filter { $0.goesOn(after: services.today) }
    var ids: [UUID] = first.map { [$0.rawValue] } ?? []
    for period in open.isEmpty ? record.periods.suffix(1) : open[...]
    where !ids.contains(period.place.organisation.rawValue) {
      ids.append(period.place.organisation.rawValue)
    }
    return try await tx.query(
      """
      SELECT s.organisation_id, o.authority_id, s.urn, s.name, s.trust_name, s.type_code, a.name AS authority_name,
        e.name AS employer, e.email AS employer_email, \(fragment: LetterAddress.columns)
      FROM school s JOIN organisation o ON o.id = s.organisation_id JOIN authority a ON a.id = o.authority_id
        LEFT JOIN school_employer e ON e.school_id = s.organisation_id
      WHERE s.organisation_id = ANY (\(ids)) ORDER BY array_position(\(ids), s.organisation_id)
      """
    ).map { row in
      let name = try row.decode("name", as: String.self)
      let register = SchoolEmployer.byRegister(
        trust: try row.decodeIfPresent("trust_name"), type: try row.decodeIfPresent("type_code"),
        authority: try row.decode("authority_name"))
      return School(
        place: Place(
          organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id")),
        urn: try row.decode("urn"), name: name,
        employer: try row.decodeIfPresent("employer") ?? register
          ?? "The employer of the teachers at \(name)",
        employerEmail: try row.decodeIfPresent("employer_email"), address: try LetterAddress(row: row))
    }
  }
}
