public import HTTPTypes

/// How much of a limit a caller has used, as the response headers tell it.
public struct RateLimit: Sendable, Equatable {
  /// The limit's name.
  public var name: String
  /// How many requests the window takes.
  public var limit: Int
  /// How many are left.
  public var remaining: Int
  /// In how many seconds the window starts afresh.
  public var resetAfter: Int
  /// How many seconds the window is long.
  public var window: Int

  /// A limit and what is left of it.
  public init(name: String, limit: Int, remaining: Int, resetAfter: Int, window: Int) {
    self.name = name
    self.limit = limit
    self.remaining = remaining
    self.resetAfter = resetAfter
    self.window = window
  }

  /// Writes the limit into the headers of a response; one that was refused says when to come back.
  public func write(to headers: inout HTTPFields, refused: Bool = false) {
    headers[.rateLimitPolicy] = "\"\(name)\";q=\(limit);w=\(window)"
    headers[.rateLimit] = "\"\(name)\";r=\(max(0, remaining));t=\(max(0, resetAfter))"
    if refused { headers[.retryAfter] = String(max(1, resetAfter)) }
  }
}
