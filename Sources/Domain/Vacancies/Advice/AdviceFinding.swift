/// Something in a vacancy that is worth a second thought. It never keeps a vacancy from being published.
public struct AdviceFinding: Sendable, Hashable {
  /// The field, as the API names it.
  public let field: String
  /// The words it is about; nil when something is missing.
  public let words: String?
  /// What kind of finding it is.
  public let topic: AdviceTopic
  /// Why it matters.
  public let reason: String
  /// What to do.
  public let suggestion: String

  init(_ field: String, _ words: String?, _ topic: AdviceTopic, reason: String? = nil, _ suggestion: String) {
    self.field = field
    self.words = words
    self.topic = topic
    self.reason = reason ?? topic.reason
    self.suggestion = suggestion
  }
}
