public import Foundation

/// What whoever comes too late is told was done meanwhile.
public enum Meanwhile {
  /// What was done, by whom and when, in a sentence.
  public static func sentence(_ what: String, by actor: String, at instant: Date) -> String {
    "Meanwhile this was recorded: \(what.lowercasedFirst), by \(actor), \(LondonTime.dateAndTime(instant))."
  }

  /// Whether a step was refused because of what was done meanwhile; one that can still be taken, only by its version.
  static func explains(_ error: any Error, isStillPossible: Bool) -> Bool {
    switch error {
    case DomainError.staleVersion: true
    case DomainError.conflict: !isStillPossible
    default: false
    }
  }
}
