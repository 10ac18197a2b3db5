import Foundation

/// Where a page of saved vacancies begins: behind one as it stood when the page before was read.
public struct SavedVacancyCursor: Sendable, Hashable, CustomStringConvertible {
  /// Whether it took no applications any more.
  let isPast: Bool
  /// When it closed, as a whole number that rises down its part of the list.
  let place: Int
  /// What decides between equals.
  let id: UUID

  /// Behind a vacancy.
  init(isPast: Bool, place: Int, id: UUID) {
    (self.isPast, self.place, self.id) = (isPast, place, id)
  }

  /// Reads the text form; nil when it isn't one.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, ["open", "past"].contains(parts[0]), let place = Int(parts[1]),
      let id = UUID(uuidString: parts[2])
    else { return nil }
    self.init(isPast: parts[0] == "past", place: place, id: id)
  }

  /// A text form for addresses.
  public var description: String { "\(isPast ? "past" : "open")_\(place)_\(id.uuidString.lowercased())" }
}

/// A page of saved vacancies.
public struct SavedVacancyPage: Sendable {
  /// The vacancies.
  public let items: [SavedVacancy]
  /// Where the next page begins; nil on the last.
  public let next: SavedVacancyCursor?
}
