import Foundation

/// Writes each mail as a file of its own, named by its identifier: `FOLDER/ID.eml`.
///
/// A file appears whole or not at all, and a mail that is delivered again, after a crash between the file and
/// the database, replaces its own file: so there is always exactly one.
public struct FileTransport: MailTransport {
  /// Where the files are.
  public let folder: String
  private let message: MailMessage

  /// What it is called in logs.
  public var name: String { "file" }

  /// Files in a folder, which is made when needed.
  public init(folder: String, sender: String) throws {
    self.folder = folder
    message = try MailMessage(sender: sender, carriage: .plain)
  }

  /// Writes the file.
  public func deliver(_ mail: QueuedMail) async throws {
    let data = try message.data(mail)
    let place = URL(filePath: folder)
    do {
      try FileManager.default.createDirectory(
        at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let unfinished = place.appending(path: ".\(mail.id).part").path
      let finished = place.appending(path: "\(mail.id).eml").path
      try data.write(to: URL(filePath: unfinished))
      guard rename(unfinished, finished) == 0 else {
        throw MailFault.blocked("The file could not be put in place (error \(errno)).")
      }
    } catch let fault as MailFault {
      throw fault
    } catch {
      throw MailFault.blocked("The mail folder can't be written to.")
    }
  }
}
