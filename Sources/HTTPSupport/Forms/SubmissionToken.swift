import Domain
public import Foundation

/// Names one showing of a form: sent twice with the same content, it is the same submission, and is carried out once.
public enum SubmissionToken {
  /// The field that carries it.
  public static let fieldName = "submission"

  /// A new one, for a form about to be shown.
  public static func mint() -> UUID {
    UUIDv7.make(at: Date(), random: Randomness.bytes(10))
  }

  /// The one a form was sent with.
  public static func read(_ form: FormData) -> UUID? {
    form.string(fieldName).flatMap { UUID(uuidString: $0) }
  }
}
