/// One fault of what somebody entered: which field, and what to do about it.
public struct FieldProblem: Sendable, Codable, Equatable {
  /// The field's name as the API and the form know it, with `[n]` for the n-th of several.
  public var field: String
  /// A whole sentence that says what to do.
  public var message: String

  /// A problem of one field.
  public init(field: String, message: String) {
    self.field = field
    self.message = message
  }

  /// A field of JSON that is needed and was not given.
  public static func missing(_ field: String) -> FieldProblem {
    FieldProblem(field: field, message: "Give this field.")
  }

  /// A field of JSON that nothing is called.
  public static func unknown(_ field: String) -> FieldProblem {
    FieldProblem(field: field, message: "There is no field with this name here.")
  }
}

/// Why a use case did not do what was asked. Each face maps these in one table.
public enum DomainError: Error, Sendable, Equatable {
  /// What was entered can't be accepted; nothing was stored.
  case invalid([FieldProblem])
  /// The thing (named, for example "vacancy") does not exist for this actor.
  case notFound(String)
  /// The actor may know of the thing but not do this; the sentence says who may.
  case notAllowed(String)
  /// Somebody must sign in first.
  case signInRequired
  /// What is stored stands against it; the sentence says what.
  case conflict(String)
  /// Somebody else changed it in the meantime; `current` is the stored version.
  case staleVersion(current: Int)
  /// Too many tries; come back after this many seconds.
  case throttled(retryAfter: Int)
  /// It was there and has been withdrawn.
  case gone(String)
}

/// Collects the problems of a whole form, so that they are shown all at once.
public struct Problems: Sendable {
  /// What was found so far, in the order of the form.
  public private(set) var found: [FieldProblem] = []

  /// Starts with none.
  public init() {}

  /// Notes a problem.
  public mutating func add(_ field: String, _ message: String) {
    add(FieldProblem(field: field, message: message))
  }

  /// Notes a problem.
  public mutating func add(_ problem: FieldProblem) { found.append(problem) }

  /// Notes a problem unless the condition holds.
  public mutating func require(_ condition: Bool, _ field: String, _ message: String) {
    if !condition { add(field, message) }
  }

  /// These behind what whoever read the form found (`unread`: of what was typed and could not be read), so that all is told
  /// at once. Of a field that could not be read nothing else is said.
  public func behind(_ unread: [FieldProblem]) -> Problems {
    let faulty = Set(unread.map(\.field))
    var all = Problems()
    all.found = unread + found.filter { !faulty.contains($0.field) }
    return all
  }

  /// Throws ``DomainError/invalid(_:)`` with everything found, if anything was.
  public func throwIfAny() throws {
    if !found.isEmpty { throw DomainError.invalid(found) }
  }
}
