import Domain
import Foundation

/// A file that a command writes about people: nobody but its owner may read it, and it takes no other file's place.
struct FileOutput {
  private let path: String
  /// The flag or argument that named it.
  private let field: String

  /// Refuses a path where something stands already, before anything is done for its sake, and the hyphen, which is no
  /// name of a file elsewhere.
  init(_ path: String, _ field: String) throws {
    (self.path, self.field) = (path, field)
    if path == "-" {
      throw Reading.problem(field, "Name a file: this is not written to the standard output.")
    }
    if FileManager.default.fileExists(atPath: path) { throw taken }
  }

  func write(_ text: String) throws { try write(Data(text.utf8)) }

  /// Makes the file; what came there in between is refused as well.
  func write(_ content: Data) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST { throw taken }
      throw refused
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: content)
      try file.close()
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw refused
    }
  }

  private var taken: DomainError {
    Reading.problem(field, "\(path) exists already. Name another file, or remove this one first.")
  }

  private var refused: DomainError { Reading.problem(field, "\(path) can't be written.") }
}
