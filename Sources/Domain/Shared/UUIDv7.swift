public import Foundation

/// Makes time-ordered identifiers (RFC 9562, version 7).
public enum UUIDv7 {
  /// An identifier from milliseconds of Unix time and random bytes; needs at least ten random bytes.
  public static func make(at instant: Date, random: [UInt8]) -> UUID {
    precondition(random.count >= 10, "ten random bytes are needed")
    let milliseconds = UInt64(max(0, (instant.timeIntervalSince1970 * 1000).rounded(.down)))
    func time(_ shift: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> shift) }
    return UUID(
      uuid: (
        time(40), time(32), time(24), time(16), time(8), time(0),
        0x70 | (random[0] & 0x0F), random[1],
        0x80 | (random[2] & 0x3F), random[3],
        random[4], random[5], random[6], random[7], random[8], random[9]
      ))
  }
}
