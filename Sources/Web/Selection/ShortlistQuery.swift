import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// How the list of applications is narrowed, as its address says it.
struct ShortlistQuery: Sendable {
  var filter = ShortlistFilter()
  /// Where the page begins.
  var after: ShortlistCursor?
  /// What of the address names nothing that the list can be narrowed by, with what can be named instead.
  private(set) var problems: [FieldProblem] = []

  init(_ request: Request) {
    let form = Self.form(request)
    filter.states = Set(form.strings("state").compactMap(ApplicationState.init))
    filter.failed = CriterionID(form["failed"])
    filter.essentials = ShortlistFilter.Essentials(rawValue: form["essentials"])
    filter.recommendation = Recommendation(rawValue: form["recommendation"])
    filter.words = String((form.trimmed("words") ?? "").prefix(200))
    filter.order = ShortlistFilter.Order(rawValue: form["order"]) ?? .average
    let place = form["after"]
    after = ShortlistCursor(place)
    problems = Self.problems(form)
    if after == nil, !place.isEmpty {
      problems.append(
        FieldProblem(field: "after", message: "The address of this page is incomplete; begin again."))
    }
  }

  /// A value that is not known would give every row, as if nothing had been asked.
  private static func problems(_ form: FormData) -> [FieldProblem] {
    unknown("state", "state", form, ApplicationState.self)
      + unknown("essentials", "such choice of essential criteria", form, ShortlistFilter.Essentials.self)
      + unknown("recommendation", "recommendation", form, Recommendation.self)
      + unknown("order", "order", form, ShortlistFilter.Order.self)
  }

  private static func unknown<Value: RawRepresentable & CaseIterable>(
    _ field: String, _ what: String, _ form: FormData, _: Value.Type
  ) -> [FieldProblem] where Value.RawValue == String {
    guard let wrong = form.strings(field).first(where: { !$0.isEmpty && Value(rawValue: $0) == nil }) else {
      return []
    }
    let all = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return [
      FieldProblem(
        field: field, message: "There is no \(what) “\(wrong.prefix(40))”. Choose among: \(all).")
    ]
  }

  /// Every value that the address gives a name.
  static func values(_ name: String, _ request: Request) -> [String] { form(request).strings(name) }

  private static func form(_ request: Request) -> FormData {
    (try? FormData(decoding: (request.uri.query ?? "").utf8)) ?? FormData()
  }

  /// The filters as fields of a form.
  var values: FormData {
    var values = FormData()
    values.set("state", filter.states.map(\.rawValue).sorted())
    values.set("failed", filter.failed?.description)
    values.set("essentials", filter.essentials?.rawValue)
    values.set("recommendation", filter.recommendation?.rawValue)
    values.set("words", filter.words.isEmpty ? nil : filter.words)
    values.set("order", filter.order == .average ? nil : filter.order.rawValue)
    return values
  }

  /// The same list at an address, from the start or from further on.
  func address(_ base: String, after: ShortlistCursor? = nil) -> String {
    var pairs = values.fields.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) }
    if let after { pairs.append(("after", after.description)) }
    if pairs.isEmpty { return base }
    let query = pairs.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
    return "\(base)?\(query)"
  }

  private static func escaped(_ text: String) -> String {
    let plain = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
