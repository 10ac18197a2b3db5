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

  /// Reads a row of ``MessageStore``.
  public init(row: Row) throws {
    id = try row.decode("id")
    isFromSchool = try row.decode("from_school")
    authorName = try row.decodeIfPresent("author_name")
    body = try row.decode("body")
    writtenAt = try row.decode("written_at")
  }
}

/// What was written about one application: its newest messages, or a page of earlier ones.
public struct MessageThread: Sendable {
  /// As many messages are shown at once, if nothing is said about it.
  public static let usualPage = 50

  /// The application.
  public let application: SentApplication
  /// The messages, oldest first.
  public let messages: [ApplicationMessage]
  /// Where the page of the messages before them begins; nil where there are none.
  public let earlier: Cursor?
  /// How many messages there are in all.
  public let total: Int
  /// How many of the other side's the reader had not seen before.
  public let unread: Int
  /// Who at the school reads it.
  public let readers: MessageReaders
  /// When the actor had written just what they write now: it was taken for that message, and not written again.
  public internal(set) var sentBefore: Date?
}

/// Who at the school reads what is written about an application.
public enum MessageReaders: Sendable, Equatable {
  /// Its head and recruiters.
  case headAndRecruiters
  /// Those of them who are not on the panel, from which names are hidden.
  case outsidePanel
  /// Its head and recruiters, though names are hidden from the panel: all of them who could read it are on it.
  case everybodyOnPanel
}

/// Statements that the use cases of messages share.
enum MessageStore {
  /// A page of the messages about an application, newest first. Identifiers rise with the time of writing.
  static func page(
    _ id: ApplicationID, limit: Int, before: Cursor?, in db: some Queryable
  ) async throws -> Page<ApplicationMessage> {
    let earlier: Statement = before.map { "m.id < \($0.id)" } ?? "true"
    let found = try await db.query(
      """
      SELECT m.id, m.from_school, CASE WHEN m.from_school THEN a.name END AS author_name, m.body, m.written_at
      FROM application_message m LEFT JOIN account a ON a.id = m.author_id
      WHERE m.application_id = \(id) AND \(fragment: earlier) ORDER BY m.id DESC LIMIT \(limit + 1)
      """, as: ApplicationMessage.self)
    return Page(found, limit: limit) { Cursor(instant: $0.writtenAt, id: $0.id.rawValue) }
  }

  /// Every message about an application, oldest first.
  static func every(_ id: ApplicationID, in db: some Queryable) async throws -> [ApplicationMessage] {
    try await Page.every { try await page(id, limit: 200, before: $0, in: db) }.reversed()
  }

  /// The thread as one side reads it, newest page first: the school while names are hidden without the applicant's name
  /// and the ways to reach them, as it reads the application.
  static func thread(
    _ application: SentApplication, for side: MessageAccess.Side, limit: Int = MessageThread.usualPage,
    before: Cursor? = nil, sentBefore: Date? = nil, in db: some Queryable
  ) async throws -> MessageThread {
    let page = try await page(application.id, limit: limit, before: before, in: db)
    var messages = Array(page.items.reversed())
    if side == .school, application.isAnonymous, !messages.isEmpty {
      let nameless = SchoolView.nameless(try await ReadApplication.whole(application, in: db))
      for index in messages.indices { messages[index].body = nameless(messages[index].body) }
    }
    let id = application.id
    return MessageThread(
      application: application, messages: messages, earlier: page.next,
      total: try await db.value(
        "SELECT count(*) FROM application_message WHERE application_id = \(id)", as: Int.self),
      unread: try await unread([id], bySchool: side == .school, in: db)[id] ?? 0,
      readers: try await MessageAccess.readership(of: application, in: db), sentBefore: sentBefore)
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

  /// When the actor wrote just this, if that is the newest message and it isn’t long ago: then the same words are taken
  /// for the same message.
  static func written(
    _ body: String, to id: ApplicationID, by actor: Actor, _ services: Services, in tx: Transaction
  ) async throws -> Date? {
    try await tx.valueIfAny(
      """
      SELECT m.written_at FROM application_message m
      WHERE m.application_id = \(id) AND m.author_id = \(actor.account?.id) AND m.body = \(body)
        AND m.written_at > \(services.repeatsSince)
        AND NOT EXISTS (SELECT FROM application_message o
          WHERE o.application_id = m.application_id AND o.written_at > m.written_at)
      ORDER BY m.written_at DESC, m.id DESC LIMIT 1
      """, as: Date.self)
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
