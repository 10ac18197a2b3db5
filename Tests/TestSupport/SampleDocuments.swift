/// Files as schools attach them, and as those would who mean harm.
public enum SampleDocuments {
  /// A PDF that holds one word.
  public static let pdf = Array(
    """
    %PDF-1.4
    1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
    2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
    trailer<</Root 1 0 R>>
    startxref
    0
    %%EOF

    """.utf8)

  /// A Word document as Word writes it since 2007.
  public static let docx = zip([
    ("[Content_Types].xml", "<Types/>"), ("_rels/.rels", "<Relationships/>"),
    ("word/document.xml", "<w:document/>"),
  ])

  /// A Word document of 1997 to 2003.
  public static let doc = compound(["Root Entry", "WordDocument", "1Table"])

  /// A ZIP archive of stored entries.
  public static func zip(
    _ entries: [(name: String, content: String)], unpackedSize: UInt32? = nil, flags: UInt16 = 0,
    before: [UInt8] = [], after: [UInt8] = []
  ) -> [UInt8] {
    var archive = before
    var directory: [UInt8] = []
    for (name, content) in entries {
      let local = UInt32(archive.count)
      let size = UInt32(content.utf8.count)
      let facts =
        little(UInt16(20)) + little(flags) + little(UInt16(0)) + little(UInt32(0)) + little(UInt32(0))
        + little(size) + little(unpackedSize ?? size) + little(UInt16(name.utf8.count)) + little(UInt16(0))
      archive += [0x50, 0x4B, 3, 4] + facts + Array(name.utf8) + Array(content.utf8)
      directory +=
        [0x50, 0x4B, 1, 2] + little(UInt16(20)) + facts + little(UInt16(0)) + little(UInt16(0))
        + little(UInt16(0)) + little(UInt32(0)) + little(local) + Array(name.utf8)
    }
    let start = UInt32(archive.count)
    let count = UInt16(entries.count)
    archive += directory
    archive += [0x50, 0x4B, 5, 6] + little(UInt32(0)) + little(count) + little(count)
    archive += little(UInt32(directory.count)) + little(start) + little(UInt16(0))
    return archive + after
  }

  /// A compound file whose directory has entries of these names.
  public static func compound(_ names: [String]) -> [UInt8] {
    var file: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    file += [UInt8](repeating: 0, count: 1024 - file.count)
    for (index, name) in names.enumerated() {
      var entry: [UInt8] = name.utf8.flatMap { [$0, 0] as [UInt8] }
      entry += [UInt8](repeating: 0, count: 64 - entry.count)
      entry += [UInt8(name.utf8.count * 2 + 2), 0, index == 0 ? 5 : 2] as [UInt8]
      file += entry + [UInt8](repeating: 0, count: 128 - entry.count)
    }
    return file + [UInt8](repeating: 0, count: 1024)
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
