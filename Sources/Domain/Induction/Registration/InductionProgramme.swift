/// The two kinds of training programme that the national service knows.
public enum InductionProgramme: String, Sendable, Codable, CaseIterable {
  case schoolLed = "school-led"
  case providerLed = "provider-led"

  /// The words for it.
  public var title: String { self == .schoolLed ? "School-led" : "Provider-led" }
}
