/// How the bytes of a register file are to be read.
enum TextEncoding: Sendable, Equatable {
  /// The whole file is valid UTF-8.
  case utf8
  /// The file says that it is UTF-8 but isn't everywhere; each record is looked at by itself.
  case faultyUTF8
  /// Windows-1252, which older files of the register are in.
  case windows1252
}

/// Finds out whether bytes that arrive in pieces are valid UTF-8 (RFC 3629: no surrogates, nothing overlong).
struct UTF8Survey {
  /// Whether a byte has been seen that can't stand in UTF-8.
  private(set) var failed = false
  private var missing = 0
  private var lowest: UInt8 = 0x80
  private var highest: UInt8 = 0xBF

  /// Whether everything seen is valid and nothing is left open.
  var isValid: Bool { !failed && missing == 0 }

  /// Looks at the next piece.
  mutating func look(at piece: [UInt8]) {
    piece.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count && !failed {
        if missing == 0, at + 8 <= bytes.count,
          bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
          at += 8
          continue
        }
        take(bytes[at])
        at += 1
      }
    }
  }

  private mutating func take(_ byte: UInt8) {
    if missing > 0 {
      if byte < lowest || byte > highest { failed = true }
      missing -= 1
      (lowest, highest) = (0x80, 0xBF)
      return
    }
    switch byte {
    case 0x00...0x7F: break
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, lowest) = (2, 0xA0)
    case 0xED: (missing, highest) = (2, 0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, lowest) = (3, 0x90)
    case 0xF4: (missing, highest) = (3, 0x8F)
    case 0xF1...0xF3: missing = 3
    default: failed = true
    }
  }
}

extension TextEncoding {
  /// The characters of 0x80 to 0x9F of Windows-1252 as the WHATWG encoding standard has them; above it is
  /// Latin-1.
  private static let special: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
    0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]

  private static let windows1252Table: [[UInt8]] = (UInt32(0x80)...0xFF).map { byte in
    let code = byte < 0xA0 ? special[Int(byte - 0x80)] : byte
    return byte == 0xA0 ? [0x20] : Array(String(Unicode.Scalar(code).map(Character.init) ?? " ").utf8)
  }

  /// Bytes of Windows-1252 as UTF-8, control characters and all.
  static func utf8(fromWindows1252 bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { $0 < 0x80 ? [$0] : windows1252Table[Int($0) - 0x80] }
  }

  /// Appends bytes in this encoding to a buffer as UTF-8, control characters and no-break spaces as blanks.
  func append(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) {
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F {
        buffer.append(0x20)
      } else if byte < 0x80 {
        buffer.append(byte)
      } else if self == .windows1252 {
        buffer += TextEncoding.windows1252Table[Int(byte) - 0x80]
      } else if byte == 0xA0, buffer.last == 0xC2 {
        buffer[buffer.count - 1] = 0x20
      } else {
        buffer.append(byte)
      }
    }
  }
}
