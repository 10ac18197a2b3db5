/// What an import did.
public struct SchoolImportReport: Sendable, Codable, Equatable {
  /// As many rejected rows are kept with their reasons; all are counted.
  public static let mostRejectsKept = 1_000

  /// Records in the file, the header and blank lines not counted.
  public var records = 0
  /// Records of authorities that this import does not cover.
  public var outsideScope = 0
  /// Schools that were not known before.
  public var added = 0
  /// Schools of which something changed, those that closed not counted.
  public var changed = 0
  /// Schools that were as the file has them already.
  public var unchanged = 0
  /// Schools that were open before and are closed now.
  public var closed = 0
  /// Authorities that the file named and that were set up with it.
  public var authorities = 0
  /// Records that could not be taken over.
  public var rejected = 0
  /// The rejected records in the order of the file, with line numbers and reasons; the first thousand of
  /// them.
  public var rejects: [RejectedRow] = []

  /// Whether anything in the database is different now.
  public var changedAnything: Bool { added + changed + closed > 0 }
}
