/// Why something that was signed or shared is opened again, or handed on without a signature: people read it, so it says
/// something.
enum ReopeningReason {
  /// What a reason is of.
  enum Purpose: String {
    case reopening = "it is opened again"
    case passingOn = "it goes on without the teacher’s signature"
  }

  /// Throws ``DomainError/invalid(_:)`` for one that is too short or too long.
  static func check(_ reason: String, _ purpose: Purpose) throws {
    var problems = Problems()
    problems.require(
      (10...2_000).contains(reason.count), "reason",
      "Say why \(purpose.rawValue), in 10 to 2,000 characters.")
    try problems.throwIfAny()
  }
}
