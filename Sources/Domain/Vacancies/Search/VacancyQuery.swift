public import Foundation

/// How a list of vacancies is ordered; between equals the identifier decides.
public enum VacancyOrder: String, Sendable, Codable, CaseIterable {
  case newest
  case closingSoonest = "closing"
  case nearest
  case bestMatch = "match"

  /// The words for it on pages.
  public var title: String {
    switch self {
    case .newest: "Newest"
    case .closingSoonest: "Closing soonest"
    case .nearest: "Nearest"
    case .bestMatch: "Best match"
    }
  }
}

/// Where a page of a list of vacancies begins: behind one that stands at a key in an order.
public struct VacancyCursor: Sendable, Hashable, CustomStringConvertible {
  /// The order of the list; a cursor of one order says nothing in another.
  public let order: VacancyOrder
  /// What the list is ordered by: an instant in microseconds, a distance in metres or a rank.
  public let key: Int64
  /// What decides between equals.
  public let id: UUID

  /// Behind a vacancy.
  public init(order: VacancyOrder, key: Int64, id: UUID) {
    self.order = order
    self.key = key
    self.id = id
  }

  /// Reads the text form; nil when it isn't one.
  public init?(_ text: String) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, let order = VacancyOrder(rawValue: String(parts[0])),
      let key = Int64(parts[1]), key.magnitude < 253_402_300_800_000_000,
      let id = UUID(uuidString: String(parts[2]))
    else { return nil }
    self.init(order: order, key: key, id: id)
  }

  /// A text form for addresses.
  public var description: String { "\(order.rawValue)_\(key)_\(id.uuidString.lowercased())" }
}

/// A page of a search: the criteria, the order, and which part of the list.
public struct VacancyQuery: Sendable, Hashable {
  /// What is looked for.
  public var criteria: VacancyCriteria
  /// The order that was chosen; nil takes the usual one.
  public var chosenOrder: VacancyOrder?
  /// Vacancies a page, 1–100.
  public var limit: Int
  /// Where the page begins; nil for the first.
  public var after: VacancyCursor?

  /// How many a page has when nothing is said about it.
  public static let usualLimit = 20

  /// A page of a search.
  public init(
    _ criteria: VacancyCriteria = VacancyCriteria(), order: VacancyOrder? = nil, limit: Int = usualLimit,
    after: VacancyCursor? = nil
  ) {
    self.criteria = criteria
    chosenOrder = order
    self.limit = min(max(limit, 1), 100)
    self.after = after
  }

  /// Reads the items of an address: the criteria, `sort`, and where to begin in `after`; what is wrong with a
  /// value is noted and left out.
  public init(_ items: [QueryItem], limit: Int = usualLimit, problems: inout Problems) {
    self.init(VacancyCriteria(items, problems: &problems), limit: limit)
    for item in items where !item.value.isEmpty {
      switch item.name {
      case "sort":
        chosenOrder = VacancyOrder(rawValue: item.value)
        if chosenOrder == nil {
          let all = VacancyOrder.allCases.map(\.rawValue).joined(separator: ", ")
          problems.add("sort", "There is no order “\(item.value.prefix(40))”. Choose among: \(all).")
        }
      case "after":
        after = VacancyCursor(item.value)
        if after == nil { problems.add("after", "The address of this page is incomplete; begin again.") }
      default: break
      }
    }
    if chosenOrder == .nearest, criteria.place.isEmpty {
      problems.add("sort", "Give a place to sort by distance.")
      chosenOrder = nil
    }
    if chosenOrder == .bestMatch, criteria.words.isEmpty { chosenOrder = nil }
    if let after, after.order != order {
      problems.add("after", "The page belongs to another order; begin again.")
      self.after = nil
    }
  }

  /// The order of the list: the chosen one, or else best match for words and newest first without.
  public var order: VacancyOrder { chosenOrder ?? usualOrder }

  /// The order when none is chosen.
  public var usualOrder: VacancyOrder { criteria.words.trimmed.isEmpty ? .newest : .bestMatch }

  /// The items of an address for this page.
  public var queryItems: [QueryItem] {
    var items = criteria.queryItems
    if let chosenOrder, chosenOrder != usualOrder { items.append(QueryItem("sort", chosenOrder.rawValue)) }
    if let after { items.append(QueryItem("after", after.description)) }
    return items
  }

  /// The orders that these criteria allow.
  public var orders: [VacancyOrder] {
    VacancyOrder.allCases.filter { order in
      switch order {
      case .newest, .closingSoonest: true
      case .nearest: !criteria.place.isEmpty
      case .bestMatch: !criteria.words.trimmed.isEmpty
      }
    }
  }
}
