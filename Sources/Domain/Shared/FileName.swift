import Foundation

/// Names of files that people save: what it is, about whom, and of which day.
public enum FileName {
  /// Such as "decision-letter-teacher-nia-sample-2026-11-02.pdf": small letters and digits of each part that has any.
  public static func make(_ parts: String..., suffix: String) -> String {
    let words = parts.flatMap { part in plain(part).split(separator: "-") }
    var name = ""
    for word in words where name.count + word.count < 120 { name += name.isEmpty ? "\(word)" : "-\(word)" }
    return "\(name.isEmpty ? "file" : name).\(suffix)"
  }

  private static func plain(_ text: String) -> String {
    let latin =
      text.applyingTransform(.toLatin, reverse: false)?.applyingTransform(.stripDiacritics, reverse: false)
      ?? text
    // An apostrophe parts no word: O’Neill is oneill.
    let joined = latin.lowercased().filter { !"'’ʼ".contains($0) }
    return String(joined.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
