public import Foundation
public import Postgres

/// Names a document of a vacancy.
public struct DocumentID: Identifier {
  public let rawValue: UUID
  /// Wraps a UUID.
  public init(rawValue: UUID) { self.rawValue = rawValue }
}

/// What a document of a vacancy is.
public enum DocumentKind: String, Sendable, Codable, CaseIterable, PostgresValue {
  case jobDescription = "job_description"
  case personSpecification = "person_specification"
  case informationPack = "information_pack"
  case other

  /// The words for it.
  public var title: String {
    switch self {
    case .jobDescription: "Job description"
    case .personSpecification: "Person specification"
    case .informationPack: "Information pack"
    case .other: "Another document"
    }
  }
}

/// A document of a vacancy, without its content.
public struct VacancyDocument: Sendable, RowDecodable {
  /// As many bytes a document has at most.
  public static let maximumSize = 10_485_760
  /// As many documents a vacancy has at most.
  public static let mostDocuments = 10
  /// As many characters a name has at most, its ending included.
  public static let longestName = 150

  /// Its identifier.
  public let id: DocumentID
  /// The vacancy it belongs to.
  public let vacancy: VacancyID
  /// What it is.
  public let kind: DocumentKind
  /// Its name as a file.
  public let name: String
  /// Its media type, as a look inside found it.
  public let mediaType: String
  /// Its size in bytes.
  public let size: Int
  /// The SHA-256 digest of its content.
  public let digest: [UInt8]
  /// Whether a virus scanner has looked at it.
  public let isScanned: Bool
  /// When it was added.
  public let uploadedAt: Date

  static let columns: Statement = """
    d.id, d.vacancy_id, d.kind, d.name, d.media_type, d.size, d.sha256, d.scanned, d.uploaded_at
    """

  /// Reads a row of the columns above.
  public init(row: Row) throws {
    id = try row.decode("id")
    vacancy = try row.decode("vacancy_id")
    kind = try row.decode("kind")
    name = try row.decode("name")
    mediaType = try row.decode("media_type")
    size = try row.decode("size")
    digest = try row.decode("sha256")
    isScanned = try row.decode("scanned")
    uploadedAt = try row.decode("uploaded_at")
  }

  /// For example "PDF, 340 KB".
  public var summary: String {
    let format = DocumentFormat.allCases.first { $0.mediaType == mediaType }?.title ?? "File"
    let kilobytes = max(1, (size + 512) / 1024)
    return kilobytes < 1024
      ? "\(format), \(kilobytes) KB"
      : "\(format), \(kilobytes / 1024).\(kilobytes % 1024 * 10 / 1024) MB"
  }
}

extension VacancyDocument {
  /// A name that is safe as a file's on any system: no path, no control or invisible characters, none that
  /// Windows forbids, and the ending that belongs to the format. Nothing left gives the kind's name.
  public static func cleaned(_ given: String, _ format: DocumentFormat, kind: DocumentKind) -> String {
    let last = given.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    var plain = String.UnicodeScalarView()
    for scalar in last.precomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
        continue
      case .spaceSeparator: plain.append(" ")
      default: plain.append("<>:\"|?*".unicodeScalars.contains(scalar) ? "-" : scalar)
      }
    }
    var stem = String(plain)
    for ending in ["." + format.fileEnding, ".pdf", ".doc", ".docx"]
    where stem.lowercased().hasSuffix(ending) {
      stem.removeLast(ending.count)
      break
    }
    stem = stem.trimmingCharacters(in: CharacterSet(charactersIn: ". "))
    if stem.isEmpty { stem = kind.title }
    return stem.prefix(longestName - 1 - format.fileEnding.count) + "." + format.fileEnding
  }
}
