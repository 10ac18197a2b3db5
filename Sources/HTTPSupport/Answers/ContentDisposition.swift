/// `Content-Disposition` (RFC 6266) for files that are saved and not shown.
public enum ContentDisposition {
  /// The header for a file of a name: in ASCII for old browsers, and in full (RFC 8187).
  public static func attachment(_ name: String) -> String {
    let plain = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { scalar in
          scalar.isASCII && scalar.value >= 0x20 && scalar.value < 0x7F
            && !"\"\\%".unicodeScalars.contains(scalar)
            ? scalar : "_"
        }))
    return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(escaped(name))"
  }

  private static func escaped(_ name: String) -> String {
    name.utf8.reduce(into: "") { result, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
