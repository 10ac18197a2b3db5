/// The columns of the national register (Get Information About Schools) that are taken over, in the order
/// they are handed to the database.
enum RegisterColumn: String, CaseIterable {
  case urn = "URN"
  case laCode = "LA (code)"
  case name = "EstablishmentName"
  case phase = "PhaseOfEducation (name)"
  case status = "EstablishmentStatus (name)"
  case establishmentNumber = "EstablishmentNumber"
  case typeCode = "TypeOfEstablishment (code)"
  case typeName = "TypeOfEstablishment (name)"
  case openedOn = "OpenDate"
  case closedOn = "CloseDate"
  case lowAge = "StatutoryLowAge"
  case highAge = "StatutoryHighAge"
  case religiousCharacter = "ReligiousCharacter (name)"
  case ukprn = "UKPRN"
  case street = "Street"
  case locality = "Locality"
  case address3 = "Address3"
  case town = "Town"
  case postcode = "Postcode"
  case website = "SchoolWebsite"
  case telephone = "TelephoneNum"
  case trustName = "Trusts (name)"
  case easting = "Easting"
  case northing = "Northing"
  case laName = "LA (name)"

  /// The columns without which nothing can be imported.
  static let required: [RegisterColumn] = [.urn, .laCode, .name, .phase, .status]
}

/// The first line of a register file: which columns it has and where the records begin.
struct RegisterHeader: Equatable {
  /// How many columns the file has.
  let fieldCount: Int
  /// For each of ``RegisterColumn/allCases`` its place in the file, nil where the file doesn't have it.
  let places: [Int?]
  /// The byte that the first record begins at.
  let recordsBegin: Int
  /// The line that the first record begins on.
  let firstLine: Int
  /// Whether the file begins with the mark of UTF-8.
  let hasMark: Bool

  /// The columns that the file has.
  var present: [RegisterColumn] {
    zip(RegisterColumn.allCases, places).compactMap { $1 == nil ? nil : $0 }
  }

  /// Reads the header from the first piece of a file; throws ``DomainError/invalid(_:)`` that names what is
  /// wrong.
  init(firstPiece piece: [UInt8], isWhole: Bool) throws {
    if piece.starts(with: [0xFF, 0xFE]) || piece.starts(with: [0xFE, 0xFF]) {
      throw RegisterHeader.invalid("The file is in UTF-16. Save it as CSV in UTF-8.")
    }
    hasMark = piece.starts(with: [0xEF, 0xBB, 0xBF])
    let start = hasMark ? 3 : 0
    var scan = RecordScan()
    let outcome = piece.withUnsafeBufferPointer { scan.scan($0, from: start, atEnd: isWhole) }
    guard case .complete(let end, let next) = outcome, end > start else {
      throw RegisterHeader.invalid(
        piece.count <= start ? "The file is empty." : "The file does not begin with a line of column names.")
    }
    let edges = [start - 1] + scan.commas + [end]
    let names = zip(edges, edges.dropFirst()).map { RegisterHeader.name(piece[($0 + 1)..<$1]) }
    let missing = RegisterColumn.required.filter { !names.contains($0.rawValue) }
    guard missing.isEmpty else {
      let list = missing.map { "“\($0.rawValue)”" }.joined(separator: ", ")
      throw RegisterHeader.invalid(
        missing.count == 1 ? "The file has no column \(list)." : "The file has no columns \(list).")
    }
    for column in RegisterColumn.allCases where names.count(where: { $0 == column.rawValue }) > 1 {
      throw RegisterHeader.invalid("The file has the column “\(column.rawValue)” more than once.")
    }
    fieldCount = names.count
    places = RegisterColumn.allCases.map { names.firstIndex(of: $0.rawValue) }
    recordsBegin = next
    firstLine = 2 + scan.innerLines.count
  }

  private static func name(_ field: ArraySlice<UInt8>) -> String {
    String(decoding: field.filter { $0 != UInt8(ascii: "\"") }, as: UTF8.self).trimmed
  }

  private static func invalid(_ message: String) -> DomainError {
    .invalid([FieldProblem(field: "file", message: message)])
  }
}
