/// Counts words as browsers do, so that the count beside a field while somebody types and the limit that is held
/// to afterwards are the same: a word is what stands between white space, as `\S+` finds it in JavaScript.
public enum WordCount {
  /// What JavaScript's `\s` matches (ECMAScript, WhiteSpace and LineTerminator).
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
      true
    default: false
    }
  }

  /// How many words a text has.
  public static func of(_ text: String) -> Int {
    var count = 0
    var isInside = false
    for scalar in text.unicodeScalars {
      let isWord = !isSpace(scalar)
      if isWord && !isInside { count += 1 }
      isInside = isWord
    }
    return count
  }
}
