import Foundation
import Postgres

/// What people are written about their applications for schemes.
enum SchemeMails {
  /// What is told.
  enum News {
    case sent
    case waiting
    case offered
    case refused(reason: String)
    case lapsed
    case reopened
    case released(pence: Int, reason: String)
  }

  /// Tells whoever applied.
  static func tell(
    _ application: SchemeApplication, _ news: News, _ services: Services, in tx: Transaction
  ) async throws {
    guard let email = application.email, let name = application.name else { return }
    let (subject, body) = text(application, news)
    let link = "\(services.settings.baseURL)/scheme-applications/\(application.id)"
    try await Outbox.enqueue(
      OutgoingMail(
        to: email, subject: "\(subject): \(application.schemeName)",
        body: "Dear \(name),\n\n\(body)\n\nSee it here (\(application.reference)):\n\(link)"), services,
      in: tx)
  }

  private static func text(_ application: SchemeApplication, _ news: News) -> (subject: String, body: String)
  {
    let owner = application.ownerName
    switch news {
    case .sent:
      return ("We have your application", "\(owner) has your application and will tell you its decision.")
    case .waiting:
      return (
        "You are on the waiting list",
        "You can be awarded this, but the money or the places of this year are used up. You are number "
          + "\(application.position ?? 1) on the waiting list. You need do nothing."
      )
    case .offered:
      let last = application.answerBy.map(LondonTime.longDate) ?? ""
      return (
        "An offer",
        "\(owner) offers you \(SchemeMoney.pounds(application.amountPence)). Accept or decline it by \(last). "
          + "After that day the offer lapses."
      )
    case .refused(let reason):
      return ("Not awarded", "\(owner) can’t award you this.\n\nWhy: \(reason)")
    case .lapsed:
      return (
        "Your offer has lapsed",
        "The last day to accept your offer is over. Write to \(owner) if you still want it."
      )
    case .reopened: return ("Looked at again", "\(owner) looks at your application again.")
    case .released(let pence, let reason):
      return (
        "Your award is less", "\(SchemeMoney.pounds(pence)) of your award will not be paid.\n\nWhy: \(reason)"
      )
    }
  }

  /// Tells officers.
  static func tellOfficers(
    _ application: SchemeApplication, _ what: String, _ services: Services, in tx: Transaction
  ) async throws {
    try await RegistrationStore.tellOfficers(
      of: application.place, subject: "\(application.schemeName): \(application.shownName) has \(what)",
      body: """
        \(application.shownName) (\(application.reference)) has \(what):

        \(services.settings.baseURL)/authority/scheme-applications/\(application.id)
        """, services, in: tx)
  }
}

/// Tells each teacher once, after a satisfactory completion, what they can apply for.
public struct TellOfSchemes: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Looks at a batch of those who have completed within the last year while schemes are open, and says how many it
  /// looked at; run it until it says zero. Several workers may run at once.
  public func callAsFunction(batch: Int = 50, by actor: Actor = .worker) async throws -> Int {
    let published = try await Page.every { try await ReadSchemes(services).published(limit: 200, after: $0) }
    let open = published.filter { $0.obstacle(on: services.today) == nil }
    if open.isEmpty { return 0 }
    let authorities = Array(Set(open.map(\.place.authority.rawValue)))
    return try await services.pool.withTransaction { tx in
      let due = try await tx.query(
        """
        SELECT i.id, i.email, i.authority_id FROM induction i
        WHERE i.state = 'satisfactory' AND i.authority_id = ANY (\(authorities))
          AND i.state_changed_at > \(services.now().addingTimeInterval(-365 * 86_400))
          AND NOT EXISTS (SELECT FROM scheme_notice n WHERE n.induction_id = i.id)
        ORDER BY i.state_changed_at, i.id LIMIT \(batch) FOR NO KEY UPDATE OF i SKIP LOCKED
        """)
      for row in due {
        let id = try row.decode("id", as: InductionID.self)
        let isNew = try await tx.execute(
          """
          INSERT INTO scheme_notice (induction_id, looked_at) VALUES (\(id), \(services.now()))
          ON CONFLICT (induction_id) DO NOTHING
          """)
        // Another worker was first.
        guard isNew == 1 else { continue }
        let facts = try await SchemeFacts.read(id, on: services.today, in: tx)
        let authority = try row.decode("authority_id", as: AuthorityID.self)
        let fitting = open.filter { scheme in
          scheme.place.authority == authority
            && scheme.content.criteria.allSatisfy { $0.finding(facts, on: services.today) != .unmet }
        }
        if !fitting.isEmpty {
          try await tell(id, try row.decode("email"), facts, fitting, actor, tx)
        }
      }
      return due.count
    }
  }

  private func tell(
    _ id: InductionID, _ email: String, _ facts: SchemeFacts, _ schemes: [Scheme], _ actor: Actor,
    _ tx: Transaction
  ) async throws {
    let list = schemes.map { scheme in
      "- \(scheme.content.name): \(scheme.content.amount). Apply by "
        + "\(scheme.content.closesOn.map(LondonTime.longDate) ?? "").\n  \(scheme.content.summary)"
    }.joined(separator: "\n")
    try await Outbox.enqueue(
      OutgoingMail(
        to: email, subject: "What you can apply for now that induction is completed",
        body: """
          Dear \(facts.name),

          Congratulations on completing induction. You can apply for:

          \(list)

          Sign in with this address to apply; what your induction record says need not be typed again:
          \(services.settings.baseURL)/scheme-applications
          """), services, in: tx)
    try await Audit.record(
      "induction.told_of_schemes", AuditSubject("induction", id), by: actor, services, in: tx)
  }
}
