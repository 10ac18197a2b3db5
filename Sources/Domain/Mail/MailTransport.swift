/// Takes a mail out of the house.
public protocol MailTransport: Sendable {
  /// What it is called in logs.
  var name: String { get }
  /// Hands the mail over; throws ``MailFault`` or another error when it could not.
  func deliver(_ mail: QueuedMail) async throws
}

/// Why a mail could not be handed over.
public enum MailFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// The mail itself is wrong: trying again is of no use.
  case unacceptable(String)
  /// The way out is blocked for now.
  case blocked(String)

  /// The reason, without the text of the mail.
  public var description: String {
    switch self {
    case .unacceptable(let reason), .blocked(let reason): reason
    }
  }
}
