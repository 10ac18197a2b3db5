import Dispatch
import Foundation

/// Reads a regular file piece by piece on its own queue, so that a slow disk never holds up a thread of the
/// cooperative pool.
final class FileReader: Sendable {
  /// How much is read at once.
  static let pieceSize = 1 << 18

  /// How long the file was when it was opened.
  let size: Int
  private let descriptor: Int32
  private let queue = DispatchQueue(label: "staffroom.schools.import.read")

  /// Opens a file for reading.
  init(path: String) throws {
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw FileReader.failure("file", path, errno) }
    var facts = stat()
    guard fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw DomainError.invalid([FieldProblem(field: "file", message: "\(path) is not a regular file.")])
    }
    descriptor = opened
    size = Int(facts.st_size)
  }

  deinit { close(descriptor) }

  /// The next piece from an offset on; empty at the end of the file.
  func read(at offset: Int) async throws -> [UInt8] {
    let descriptor = descriptor
    return try await withCheckedThrowingContinuation { continuation in
      queue.async {
        var got = 0
        let piece = [UInt8](unsafeUninitializedCapacity: FileReader.pieceSize) { buffer, count in
          repeat {
            got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
          } while got < 0 && errno == EINTR
          count = max(0, got)
        }
        if got < 0 {
          continuation.resume(throwing: FileReader.failure("file", "the file", errno))
        } else {
          continuation.resume(returning: piece)
        }
      }
    }
  }

  private static func failure(_ field: String, _ name: String, _ code: Int32) -> DomainError {
    .invalid([FieldProblem(field: field, message: "Can't read \(name): \(String(cString: strerror(code))).")])
  }
}
