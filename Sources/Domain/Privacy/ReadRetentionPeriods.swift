/// How long records are kept and why, for everybody: what is kept about people is told to them before they give it.
///
/// Source: UK GDPR, article 13(2)(a): people are told the period for which their data are stored.
public struct ReadRetentionPeriods: Sendable {
  /// The periods, and whose they are.
  public struct Notice: Sendable {
    /// The authority whose periods they are; nil where the installation serves none or several, and they are the
    /// usual ones.
    public let authority: Authority?
    /// The periods, in the order of the kinds.
    public let periods: [RetentionPeriod]
  }

  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The periods that hold for the only authority of the installation, or else the usual ones.
  public func callAsFunction() async throws -> Notice {
    let authorities = try await Authority.all(in: services.pool)
    let authority = authorities.count == 1 ? authorities.first : nil
    return Notice(
      authority: authority,
      periods: try await RetentionPeriod.all(RetentionKind.allCases, of: authority?.id, in: services.pool))
  }
}
