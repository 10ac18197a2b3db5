import Domain

/// A step that is refused because somebody else was quicker, with what they recorded.
struct LateStep: Error {
  let refusal: DomainError
  /// What was recorded meanwhile, by whom and when.
  let happened: String

  /// Takes a step; where it is refused because of what was recorded meanwhile (`happened`), that is told as well.
  static func telling<Value>(
    _ take: () async throws -> Value, happened: (DomainError) async throws -> String?
  ) async throws -> Value {
    do {
      return try await take()
    } catch let refusal as DomainError {
      guard let sentence = try await happened(refusal) else { throw refusal }
      throw LateStep(refusal: refusal, happened: sentence)
    }
  }
}
