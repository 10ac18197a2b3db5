import Foundation
import Postgres

/// Writes and sends the letters on a decision, to those who must be told within three working days (SI 2012/1115,
/// regulation 11): the teacher, the heads of the schools where they are now, the employers and the Secretary of State.
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
    let name: String
    let employer: String
    let address: LetterAddress
  }

  /// Who writes: the body that acts today, or the one that the induction began under.
  struct Sender {
    let name: String
    let address: String
    var lines: String { address.isEmpty ? name : "\(name)\n\(address)" }
  }

  func callAsFunction(
    _ outcome: InductionOutcome, reasons: String, terms: Decimal?, appealBy: CivilDate?, in tx: Transaction
  ) async throws {
    let sender = try await sender(tx)
    let said = words(outcome, reasons, terms, appealBy, sender.name)
    let schools = try await schools(tx)
    try await send("decision on the induction of \(induction.name)", said, from: sender, to: schools, tx)
    try await store(
      .secretaryOfState, nil, "The Secretary of State, through the Teaching Regulation Agency",
      LetterAddress.regulationAgency, sender, "Decision on the induction of \(induction.name)", said,
      isSent: false, tx)
  }

  /// Who writes today.
  func sender(_ tx: Transaction) async throws -> Sender {
    let acting = try await AppropriateBody.acting(
      for: induction.place.authority, on: services.today, in: tx)
    return Sender(name: acting?.name ?? induction.bodyName, address: acting?.address ?? "")
  }

  /// Writes to the teacher, and to head and employer at each of these schools; what can go by mail goes at once.
  func send(
    _ matter: String, _ said: String, from sender: Sender, to schools: [School], _ tx: Transaction
  ) async throws {
    let subject = matter.prefix(1).uppercased() + matter.dropFirst()
    let body = "\(said)\n\nEverything of the induction stands here: \(page)"
    let home = (schools.first?.address ?? LetterAddress()).careOf(schools.first?.name, and: induction.email)
    try await store(.teacher, nil, induction.name, home, sender, subject, body, isSent: true, tx)
    try await RegistrationStore.tell([induction.email], subject: subject, body: body, services, in: tx)
    for school in schools {
      let heads = try await ListStaff.holding([.head], at: school.place.organisation, in: tx).map(\.email)
      try await store(
        .head, school.place, "The head of \(school.name)", school.address.of(school.name), sender, subject,
        body, isSent: !heads.isEmpty, tx)
      try await RegistrationStore.tell(heads, subject: subject, body: body, services, in: tx)
      let passOn = """
        To \(Self.within(school.employer)), through the school.

        \(said)

        \(sender.name) keeps no address of the employer. The school passes this letter on.
        """
      try await store(
        .employer, school.place, school.employer, school.address.careOf(school.name, and: ""), sender,
        subject,
        passOn, isSent: !heads.isEmpty, tx)
      try await RegistrationStore.tell(
        heads, subject: "For the employer: \(matter)", body: passOn, services, in: tx)
    }
  }

  /// An addressee within a sentence: a name stays as it is.
  static func within(_ addressee: String) -> String {
    addressee.hasPrefix("The employer of") ? addressee.lowercasedFirstLetter : addressee
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
    let right =
      appealBy.map {
        """


        \(induction.name) may appeal until \(LondonTime.longDate($0)), with the reasons and copies of this notice, to:

        \(LetterAddress.regulationAgency)
        """
      } ?? ""
    return """
      \(body) has decided that \(induction.name), teacher reference number \(induction.trn), \(decision).

      Reasons:
      \(reasons)\(right)
      """
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
      SELECT s.organisation_id, o.authority_id, s.name, s.trust_name, s.type_code, a.name AS authority_name,
        \(fragment: LetterAddress.columns)
      FROM school s JOIN organisation o ON o.id = s.organisation_id JOIN authority a ON a.id = o.authority_id
      WHERE s.organisation_id = ANY (\(ids)) ORDER BY array_position(\(ids), s.organisation_id)
      """
    ).map { row in
      let name = try row.decode("name", as: String.self)
      return School(
        place: Place(
          organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id")),
        name: name,
        employer: Self.employer(
          of: name, trust: try row.decodeIfPresent("trust_name"), type: try row.decodeIfPresent("type_code"),
          authority: try row.decode("authority_name")),
        address: try LetterAddress(row: row))
    }
  }

  /// The register's types whose teachers the authority employs: community, voluntary controlled and community special
  /// schools, pupil referral units and nursery schools (Education Act 2002, section 35).
  private static let employedByAuthority: Set<String> = ["01", "03", "07", "14", "15"]

  static func employer(of school: String, trust: String?, type: String?, authority: String) -> String {
    if let trust = trust?.trimmed, !trust.isEmpty { return trust }
    if let type, employedByAuthority.contains(type) { return authority }
    return "The employer of the teachers at \(school)"
  }

  func store(
    _ recipient: InductionLetter.Recipient, _ school: Place?, _ addressee: String, _ address: String,
    _ sender: Sender, _ subject: String, _ body: String, isSent: Bool, _ tx: Transaction
  ) async throws {
    let today = services.today
    try await tx.execute(
      """
      INSERT INTO induction_letter (id, induction_id, decision_id, appeal_id, recipient, school_id, addressee, address,
        sender, subject, body, written_at, due_on, sent_on, means, sent_by, sent_by_name)
      VALUES (\(services.newID(LetterID.self)), \(induction.id), \(decision), \(appeal), \(recipient),
        \(school?.organisation), \(addressee), \(address), \(sender.lines), \(subject), \(body), \(services.now()),
        \(try InductionDeadline.lastDay(of: "notice", from: today)), \(isSent ? today : nil),
        \(isSent ? InductionLetter.Means.electronic : nil), \(isSent ? actor.account?.id : nil),
        \(isSent ? actor.account?.name ?? "The operator" : nil))
      """)
  }
}
