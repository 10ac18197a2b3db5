public import Foundation
public import Postgres

/// A mail of the outbox and how far it has come.
public struct QueuedMail: Sendable, Encodable {
  /// Its identifier, which is part of its Message-ID.
  public let id: MailID
  /// The e-mail address.
  public let recipient: String
  /// The subject line.
  public let subject: String
  /// The text.
  public let body: String
  /// When it was put into the outbox.
  public let createdAt: Date
  /// How often it was tried in vain.
  public let attempts: Int
  /// When it was handed over; nil while it waits.
  public let sentAt: Date?
  /// What went wrong at the last try.
  public let lastError: String?
  /// Further headers.
  public var headers: [MailHeader] = []
  /// A file that goes with it.
  public var attachment: MailAttachment?

  /// Where it stands.
  public var state: State {
    if sentAt != nil { return .sent }
    return attempts >= MailRetry.attempts ? .givenUp : .waiting
  }

  /// Where a mail stands.
  public enum State: String, Sendable, Codable, CaseIterable {
    case waiting, sent
    case givenUp = "given_up"
  }
}

extension QueuedMail: RowDecodable {
  static let columns: Statement = """
    id, recipient, subject, body, headers, attachment, created_at, attempts, sent_at, last_error
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    self.init(
      id: try row.decode("id"), recipient: try row.decode("recipient"), subject: try row.decode("subject"),
      body: try row.decode("body"), createdAt: try row.decode("created_at"),
      attempts: Int(try row.decode("attempts", as: Int32.self)), sentAt: try row.decodeIfPresent("sent_at"),
      lastError: try row.decodeIfPresent("last_error"),
      headers: try JSONColumn.decode([MailHeader].self, from: try row.decode("headers")),
      attachment: try row.decodeIfPresent("attachment", as: JSONText.self).map {
        try JSONColumn.decode(MailAttachment.self, from: $0)
      })
  }
}
