import Synchronization

/// How far an import has come.
public struct SchoolImportProgress: Sendable, Equatable {
  /// What is being done.
  public enum Step: String, Sendable {
    case reading, comparing, saving
  }

  /// What is being done.
  public var step: Step
  /// How much of the file has been read.
  public var bytesRead: Int
  /// How long the file is.
  public var bytesTotal: Int
  /// How many records were found so far.
  public var records: Int
}

/// What the splitter has counted, shared between the stream and the import that waits for it.
final class RecordTally: Sendable {
  struct Counts {
    var records = 0
    var rejected = 0
    var kept: [RejectedRow] = []
  }

  /// Counts so far; `kept` holds at most ``SchoolImportReport/mostRejectsKept`` rows.
  let counts = Mutex(Counts())

  func note(_ records: Int, _ rejected: [RejectedRow]) {
    counts.withLock {
      $0.records = records
      $0.rejected += rejected.count
      $0.kept += rejected.prefix(SchoolImportReport.mostRejectsKept - $0.kept.count)
    }
  }
}

/// The records of a file as the pieces that `COPY` takes, read when they are asked for.
struct RecordStream: AsyncSequence, Sendable {
  typealias Element = [UInt8]

  let file: FileReader
  let header: RegisterHeader
  let encoding: TextEncoding
  let tally: RecordTally
  let progress: @Sendable (SchoolImportProgress) -> Void

  struct AsyncIterator: AsyncIteratorProtocol {
    let stream: RecordStream
    var splitter: RecordSplitter
    var offset: Int
    var ended = false

    mutating func next() async throws -> [UInt8]? {
      while !ended {
        try Task.checkCancellation()
        let piece = try await stream.file.read(at: offset)
        offset += piece.count
        ended = piece.isEmpty
        let output = splitter.split(piece, atEnd: ended)
        stream.tally.note(splitter.records, splitter.rejected)
        splitter.rejected.removeAll()
        stream.progress(
          SchoolImportProgress(
            step: .reading, bytesRead: offset, bytesTotal: stream.file.size, records: splitter.records))
        if !output.isEmpty { return output }
      }
      return nil
    }
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(
      stream: self,
      splitter: RecordSplitter(
        fieldCount: header.fieldCount, wanted: header.places, encoding: encoding, line: header.firstLine),
      offset: header.recordsBegin)
  }
}
