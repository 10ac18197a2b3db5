/// What a password must be: long, not obvious, nothing else (NIST SP 800-63B, section 5.1.1.2).
public enum PasswordRules {
  /// The fewest characters.
  public static let shortest = 12
  /// The most characters.
  public static let longest = 128
  /// The rule in words, for a hint beside the field.
  public static let hint = "At least 12 characters. Three random words make a good password."

  /// What is wrong with a password for this person, as a sentence; nil when nothing is.
  public static func problem(_ password: String, email: String) -> String? {
    let count = password.count
    if password.isEmpty { return "Enter a password." }
    if count < shortest { return "Your password must be at least \(shortest) characters." }
    if count > longest || password.utf8.count > longest * 4 {
      return "Your password must be \(longest) characters or fewer."
    }
    if password.contains("\0") { return "Your password must not contain a null character." }
    let lowered = password.lowercased()
    let address = email.lowercased()
    let localPart = address.split(separator: "@").first.map(String.init) ?? address
    let word = letters(lowered)
    if lowered == address || (!word.isEmpty && word == letters(localPart)) {
      return "Your password must not be your e-mail address."
    }
    if isCommon(lowered) { return "Choose a password that is harder to guess." }
    return nil
  }

  /// Among the commonest, or one of their words with digits and signs around it, or one short piece
  /// repeated, or a run along the alphabet or the digits.
  static func isCommon(_ lowered: String) -> Bool {
    if CommonPasswords.whole.contains(lowered) { return true }
    let word = letters(lowered)
    if lowered.count - word.count <= mostSigns, CommonPasswords.words.contains(word) { return true }
    return repeatsShortPiece(Array(lowered)) || isRun(Array(lowered.unicodeScalars))
  }

  /// With more digits and signs than this around it, a common word is not what makes a password.
  private static let mostSigns = 8

  private static func letters(_ text: String) -> String { text.filter(\.isLetter) }

  private static func repeatsShortPiece(_ text: [Character]) -> Bool {
    (1...4).contains { length in
      text.indices.allSatisfy { text[$0] == text[$0 % length] }
    }
  }

  private static func isRun(_ text: [Unicode.Scalar]) -> Bool {
    func isStep(_ size: Int) -> Bool {
      zip(text, text.dropFirst()).allSatisfy { Int($1.value) - Int($0.value) == size }
    }
    return isStep(1) || isStep(-1)
  }
}
