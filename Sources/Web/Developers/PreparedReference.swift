import Synchronization

/// The reference of the API and its pages, written once, when one of them is first asked for.
final class PreparedReference: Sendable {
  /// What does not change from request to request.
  struct Written: Sendable {
    let reference: APIReference
    /// The pages of the parts of the API, by the last part of their address.
    let groups: [String: HTML]
    let objects: HTML
  }

  private let write: @Sendable () -> Written
  private let kept = Mutex<Written?>(nil)

  init(_ write: @escaping @Sendable () -> Written) { self.write = write }

  var written: Written {
    kept.withLock { kept in
      if let kept { return kept }
      let written = write()
      kept = written
      return written
    }
  }
}
