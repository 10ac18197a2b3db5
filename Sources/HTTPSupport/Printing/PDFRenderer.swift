public import Foundation

/// Makes PDF files of HTML with Debian's WeasyPrint, in a process of its own that fetches nothing and is ended
/// when it takes too long.
public struct PDFRenderer: Sendable {
  /// Why there is no file.
  public enum Failure: Error, Equatable {
    /// WeasyPrint isn't on this machine.
    case notInstalled
    /// It failed or took too long.
    case failed

    /// What is said of it.
    public var sentence: String {
      switch self {
      case .notInstalled:
        "The program that makes PDF files, WeasyPrint, is not installed on this server."
      case .failed: "The PDF file could not be made."
      }
    }
  }

  /// The Python that Debian's packages are made for.
  public static let debianPython = "/usr/bin/python3"

  private let python: String
  private let limit: TimeInterval
  private let turns: Turns

  /// A renderer; one process of it is ended after `limit` seconds, and at most `atOnce` run together.
  public init(python: String = PDFRenderer.debianPython, limit: TimeInterval = 30, atOnce: Int = 2) {
    self.python = python
    self.limit = limit
    turns = Turns(atOnce)
  }

  /// Whatever the document refers to, nothing is fetched.
  private static let script = """
    import sys
    try:
        import weasyprint
    except ImportError:
        sys.exit(3)
    def refuse(address, *others, **named):
        raise ValueError('nothing is fetched')
    text = sys.stdin.buffer.read().decode('utf-8')
    weasyprint.HTML(string=text, base_url=None, url_fetcher=refuse).write_pdf(sys.stdout.buffer)
    """

  /// The document as PDF. Throws ``Failure``.
  public func callAsFunction(_ html: String) async throws -> Data {
    guard FileManager.default.isExecutableFile(atPath: python) else { throw Failure.notInstalled }
    await turns.take()
    do {
      let data = try await render(html)
      await turns.give()
      return data
    } catch {
      await turns.give()
      throw error
    }
  }

  private func render(_ html: String) async throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appending(path: "staffroom-pdf-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "in.html")
    let output = folder.appending(path: "out.pdf")
    try Data(html.utf8).write(to: input)
    try Data().write(to: output)
    switch try await run(input, output) {
    case 0: break
    case 3: throw Failure.notInstalled
    default: throw Failure.failed
    }
    let data = try Data(contentsOf: output)
    guard data.starts(with: Data("%PDF-".utf8)) else { throw Failure.failed }
    return data
  }

  private func run(_ input: URL, _ output: URL) async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-I", "-c", Self.script]
    process.currentDirectoryURL = input.deletingLastPathComponent()
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    let watchdog = Task {
      try await Task.sleep(for: .seconds(limit))
      // A program inherits the signals that this thread holds back, but nothing holds this one back.
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
    defer { watchdog.cancel() }
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = {
        continuation.resume(returning: $0.terminationReason == .exit ? $0.terminationStatus : 1)
      }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: Failure.failed)
      }
    }
  }
}

/// Lets so many through at once; others wait in the order they came.
private actor Turns {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ free: Int) { self.free = free }

  func take() async {
    if free > 0 {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func give() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
