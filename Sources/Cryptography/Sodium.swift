import CSodium

/// The library, which chooses what fits the processor before its first use.
public enum Sodium {
  /// Makes it ready, once in a process.
  public static func start() { _ = isReady }

  private static let isReady: Bool = sodium_init() >= 0
}
