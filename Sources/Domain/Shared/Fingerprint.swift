/// The version of what is stored as a whole and has no number of its own, such as a list that is always replaced: the
/// same texts have the same one whenever they are read, and other texts another.
enum Fingerprint {
  /// The version of some texts in their order; it fits into whatever holds a whole number exactly.
  static func version(of texts: [String]) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
      for byte in "\(text.utf8.count):\(text)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    // The upper bits are folded into the lower ones, so that all of them count.
    return Int((hash >> 52) ^ (hash & 0xf_ffff_ffff_ffff))
  }
}
