public import Foundation
public import Postgres

/// Names a message about an application.
public struct ApplicationMessageID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What an applicant or a school has written about one application.
public struct ApplicationMessage: Sendable, RowDecodable {
  /// How long it may be, in characters.
  public static let longest = 5_000

  /// Its identifier.
  public let id: ApplicationMessageID
  /// Whether the school wrote it; otherwise the applicant did.
  public let isFromSchool: Bool
  /// The name of who wrote it for the school; nil for the applicant's own.
  public let authorName: String?
  /// What it says; for the school while names are hidden without what tells who the applicant is.
  public internal(set) var body: String
  /// When it was written.
  public let writtenAt: Date

  /// Reads a row of ``MessageStore/list(_:in:)``.
  public init(row: Row) throws {
    id = try row.decode("id")
    isFromSchool = try row.decode("from_school")
    authorName = try row.decodeIfPresent("author_name")
    body = try row.decode("body")
    writtenAt = try row.decode("written_at")
  }
}

/// Everything that was written about one application, oldest first.
public struct MessageThread: Sendable {
  /// The application.
  public let application: SentApplication
  /// The messages.
  public let messages: [ApplicationMessage]
  /// How many of the other side's the reader had not seen before.
  public let unread: Int
}

/// Statements that the use cases of messages share.
enum MessageStore {
  static func list(_ id: ApplicationID, in db: some Queryable) async throws -> [ApplicationMessage] {
    try await db.query(
      """
      SELECT m.id, m.from_school, CASE WHEN m.from_school THEN a.name END AS author_name, m.body, m.written_at
      FROM application_message m LEFT JOIN account a ON a.id = m.author_id
      WHERE m.application_id = \(id) ORDER BY m.id
      """, as: ApplicationMessage.self)
  }

  /// The messages as one side reads them: the school while names are hidden without the applicant's name and the ways to
  /// reach them, as it reads the application.
  static func list(
    _ application: SentApplication, for side: MessageAccess.Side, in db: some Queryable
  ) async throws -> [ApplicationMessage] {
    var messages = try await list(application.id, in: db)
    guard side == .school, application.isAnonymous, !messages.isEmpty else { return messages }
    let nameless = SchoolView.nameless(try await ReadApplication.whole(application, in: db))
    for index in messages.indices { messages[index].body = nameless(messages[index].body) }
    return messages
  }

  /// How many messages of the other side one side hasn't read, for each application that has any.
  static func unread(
    _ ids: [ApplicationID], bySchool: Bool, in db: some Queryable
  ) async throws -> [ApplicationID: Int] {
    let rows = try await db.query(
      """
      SELECT m.application_id, count(*) AS unread FROM application_message m
        LEFT JOIN application_message_read r ON r.application_id = m.application_id AND r.by_school = \(bySchool)
      WHERE m.application_id = ANY (\(ids.map(\.rawValue))) AND m.from_school <> \(bySchool)
        AND m.written_at > coalesce(r.read_until, '-infinity')
      GROUP BY m.application_id
      """)
    return Dictionary(
      uniqueKeysWithValues: try rows.map { (try $0.decode("application_id"), try $0.decode("unread")) })
  }

  static func markRead(
    _ id: ApplicationID, bySchool: Bool, until: Date, in db: some Queryable
  ) async throws {
    try await db.execute(
      """
      INSERT INTO application_message_read (application_id, by_school, read_until)
      VALUES (\(id), \(bySchool), \(until))
      ON CONFLICT (application_id, by_school) DO UPDATE
        SET read_until = greatest(application_message_read.read_until, excluded.read_until)
      """)
  }

  /// Stores a message once for each submission; false when it is there already.
  static func write(
    _ body: String, to id: ApplicationID, fromSchool: Bool, submission: UUID, by actor: Actor,
    _ services: Services, in tx: Transaction
  ) async throws -> Bool {
    try await tx.execute(
      """
      INSERT INTO application_message (id, application_id, from_school, author_id, body, submission, written_at)
      VALUES (\(services.newID(ApplicationMessageID.self)), \(id), \(fromSchool), \(actor.account?.id), \(body),
        \(submission), \(services.now()))
      ON CONFLICT ON CONSTRAINT application_message_once DO NOTHING
      """) == 1
  }

  /// The text as it is stored; notes what is wrong with it.
  static func read(_ body: String, _ problems: inout Problems) -> String {
    let body = body.trimmed
    problems.require(!body.isEmpty, "message", "Enter your message.")
    problems.require(
      body.count <= ApplicationMessage.longest, "message", "Shorten the message to 5,000 characters or fewer."
    )
    return body
  }
}
