/// Human-readable references, read out over the telephone without mistakes.
public enum Reference {
  /// Crockford's base 32: no I, L, O or U.
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// A letter for the kind, a dash and eight characters (40 random bits), for example "V-7K3QXM2A".
  public static func make(_ kind: String, random: (Int) -> [UInt8]) -> String {
    kind + "-" + String(random(8).map { alphabet[Int($0 & 31)] })
  }
}
