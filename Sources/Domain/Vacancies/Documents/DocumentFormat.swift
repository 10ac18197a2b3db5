/// The formats of documents that are taken. What a file is, its content says, and never its name.
public enum DocumentFormat: Sendable, CaseIterable {
  case pdf
  /// Word's format of 1997 to 2003.
  case word97
  /// Word's format since 2007 (ECMA-376).
  case word

  /// The words for it.
  public var title: String { self == .pdf ? "PDF" : "Word" }

  /// The ending of its files.
  public var fileEnding: String {
    switch self {
    case .pdf: "pdf"
    case .word97: "doc"
    case .word: "docx"
    }
  }

  /// Its media type.
  public var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .word97: "application/msword"
    case .word: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    }
  }

  /// Why a file is not taken.
  public enum Fault: Error, Equatable {
    case unknown, damaged, withMacros, unpacksTooLarge

    /// A sentence that says what to do.
    public var message: String {
      switch self {
      case .unknown: "Choose a PDF or a Word document that is not protected by a password."
      case .damaged: "This file is damaged or is more than one thing. Save it again as PDF, then choose it."
      case .withMacros: "This Word document has macros in it. Save it as PDF, or as Word without macros."
      case .unpacksTooLarge: "This Word document is far larger inside than it looks. Save it as PDF."
      }
    }
  }

  /// The format of a file, by its first bytes and its build. Nothing is unpacked.
  public static func find(in bytes: [UInt8]) throws(Fault) -> DocumentFormat {
    if bytes.starts(with: "%PDF-".utf8) {
      try checkPDF(bytes)
      return .pdf
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      try checkWord97(bytes)
      return .word97
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      try checkWord(bytes)
      return .word
    }
    throw .unknown
  }

  /// A PDF (ISO 32000-2) has a version in its first line and ends with its mark, and nothing but white space
  /// after that: what has more behind it is something else as well.
  private static func checkPDF(_ bytes: [UInt8]) throws(Fault) {
    let version = bytes.dropFirst(5).prefix(3)
    guard let major = version.first, major == UInt8(ascii: "1") || major == UInt8(ascii: "2"),
      version.dropFirst().first == UInt8(ascii: "."),
      let lastMeant = bytes.lastIndex(where: { !Self.blanks.contains($0) })
    else { throw .damaged }
    guard bytes[...lastMeant].suffix(5).elementsEqual("%%EOF".utf8), bytes.count - lastMeant <= 1024 else {
      throw .damaged
    }
  }

  private static let blanks: Set<UInt8> = [0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20]

  /// A compound file ([MS-CFB]) whose directory has the stream that [MS-DOC] wants. Directory entries have
  /// 128 bytes and lie at multiples of that: the name in UTF-16, its size at 64, the kind of thing at 66.
  private static func checkWord97(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.count >= 1536 else { throw .damaged }
    var names: Set<String> = []
    for start in stride(from: 512, through: bytes.count - 128, by: 128) {
      let nameSize = Int(bytes[start + 64])
      guard bytes[start + 65] == 0, (4...64).contains(nameSize), nameSize % 2 == 0,
        (1...2).contains(bytes[start + 66]), bytes[start + nameSize - 2] == 0
      else { continue }
      let letters = stride(from: start, to: start + nameSize - 2, by: 2)
      guard letters.allSatisfy({ bytes[$0 + 1] == 0 && bytes[$0] >= 0x20 && bytes[$0] < 0x7F }) else {
        continue
      }
      names.insert(String(decoding: letters.map { bytes[$0] }, as: UTF8.self))
    }
    guard names.contains("WordDocument") else { throw .unknown }
    guard names.isDisjoint(with: ["Macros", "_VBA_PROJECT_CUR", "VBA"]) else { throw .withMacros }
  }

  /// A ZIP archive with the parts that every Word document has.
  private static func checkWord(_ bytes: [UInt8]) throws(Fault) {
    let entries: [ZipDirectory.Entry]
    do {
      entries = try ZipDirectory.read(bytes)
    } catch {
      throw .damaged
    }
    let names = Set(entries.map(\.name))
    guard names.contains("[Content_Types].xml"), names.contains("word/document.xml") else { throw .unknown }
    let isTidy = entries.allSatisfy { entry in
      !entry.isEncrypted && !entry.name.hasPrefix("/") && !entry.name.contains("\\")
        && !entry.name.split(separator: "/").contains("..")
    }
    guard isTidy, names.count == entries.count else { throw .damaged }
    guard !names.contains(where: { $0.lowercased().hasSuffix("vbaproject.bin") }) else { throw .withMacros }
    let unpacked = entries.reduce(0) { $0 + $1.unpackedSize }
    guard unpacked <= largestUnpacked else { throw .unpacksTooLarge }
  }

  /// What the parts of a document may come to, unpacked.
  static let largestUnpacked = 200 * 1024 * 1024
}
