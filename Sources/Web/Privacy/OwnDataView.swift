import Domain
import Foundation
import HTTPSupport
import Postgres

/// What is held about a person in the words of the pages; the file for programs keeps names and codes.
struct OwnDataView: Sendable {
  private let form: ApplicationForm
  private let codes: [String: String]
  private let registration: [String: RegistrationField]

  /// The words that this installation has.
  static func load(_ services: Services) async throws -> OwnDataView {
    let reference = ReferenceData(services)
    let named =
      try await reference.subjects().map { ($0.code, $0.name) }
      + reference.keyStages().map { ($0.code, $0.name) }
      + VacancyPhase.allCases.map { ($0.rawValue, $0.title) }
    let fields = RegistrationField.all(try RegistrationRules.load())
    return OwnDataView(
      form: try await ReadApplicationForm(services)(), codes: Dictionary(named) { first, _ in first },
      registration: Dictionary(fields.map { ($0.key, $0) }) { first, _ in first })
  }

  /// Where in the data a value stands.
  private struct Spot {
    /// The part of the data; of an induction also what of it has states of its own.
    var part: String
    /// The section of the application form, inside of one.
    var section: FormSection?
    /// Whether it is what a school entered to register somebody.
    var isRegistration = false
  }

  /// A part of the data with its heading.
  func html(_ part: String, _ value: JSONValue) -> HTML {
    let spot = Spot(part: part)
    return Heading(OwnDataWords.label(of: part), .section).html + block(value, part, spot)
  }

  // MARK: Shapes

  private func block(_ value: JSONValue, _ key: String, _ spot: Spot) -> HTML {
    switch value {
    case .array(let items):
      items.isEmpty ? Paragraph("Nothing.").html : HTML(items.map { block($0, key, spot) })
    case .object(let members):
      members.isEmpty
        ? Paragraph("Nothing.").html
        : SummaryList(
          ordered(members, spot).map { key, value in
            SummaryList.Row(label(key, spot), html: inner(value, key, inside(key, spot)), actions: [])
          }
        ).html
    default: Prose(text(value, key, spot)).html
    }
  }

  /// A value inside a list: shorter, without cards in cards.
  private func inner(_ value: JSONValue, _ key: String, _ spot: Spot) -> HTML {
    switch value {
    case .array(let items):
      return items.isEmpty ? "Nothing" : BulletList(html: items.map { inner($0, key, spot) }).html
    case .object(let members):
      return members.isEmpty
        ? "Nothing"
        : BulletList(
          html: ordered(members, spot).map { key, value -> HTML in
            let label = label(key, spot)
            let colon = label.hasSuffix("?") ? "" : ":"
            return "\(label)\(colon) \(inner(value, key, inside(key, spot)))"
          }
        ).html
    default: return HTML(text: text(value, key, spot))
    }
  }

  /// The members in the order of the form, where they are of one, and else by name. What only programs need, the
  /// numbers of things in the database, is in the file.
  private func ordered(_ members: [String: JSONValue], _ spot: Spot) -> [(String, JSONValue)] {
    let order = spot.section.map { $0.questions.map(\.key) } ?? form.sections.map(\.key)
    func place(_ key: String) -> Int { order.firstIndex(of: key) ?? order.count }
    return members.filter { $0.key != "id" }.sorted { (place($0.key), $0.key) < (place($1.key), $1.key) }
  }

  private func inside(_ key: String, _ spot: Spot) -> Spot {
    var inner = spot
    if spot.section == nil, ["general_application", "applications"].contains(spot.part) {
      inner.section = form.sections.first { $0.key == key }
    }
    if spot.part == "inductions", OwnDataWords.ofInduction.contains(key) { inner.part = key }
    if key == "entered" { inner.isRegistration = true }
    return inner
  }

  // MARK: Words

  private func question(_ key: String, _ spot: Spot) -> Question? {
    spot.section?.questions.first { $0.key == key }
  }

  private func label(_ key: String, _ spot: Spot) -> String {
    if let question = question(key, spot) { return question.label }
    if spot.section != nil, key == "entries" { return "What you gave" }
    if spot.isRegistration, let field = registration[key] { return field.label }
    if spot.section == nil, let section = form.sections.first(where: { $0.key == key }),
      ["general_application", "applications"].contains(spot.part)
    {
      return section.title
    }
    return OwnDataWords.label(of: key)
  }

  private func text(_ value: JSONValue, _ key: String, _ spot: Spot) -> String {
    switch value {
    case .null: return "Nothing"
    case .bool(let flag): return flag ? "Yes" : "No"
    case .number(let number): return OwnDataWords.number(number, key)
    case .string(let text):
      if text.isEmpty { return "Nothing" }
      if let question = question(key, spot) { return AnswerText.words(answer(text, question), question) }
      if spot.isRegistration, let words = registered(text, key) { return words }
      return OwnDataWords.text(text, key, part: spot.part, codes: codes)
    case .array, .object: return ""
    }
  }

  /// A single choice of several is put as the list that the question takes.
  private func answer(_ text: String, _ question: Question) -> JSONValue {
    question.type == .choices ? .array([.string(text)]) : .string(text)
  }

  private func registered(_ code: String, _ key: String) -> String? {
    switch registration[key]?.kind {
    case .choice(let choices), .choices(let choices): choices.first { $0.code == code }?.title
    case .text, .lines, .email: code
    default: nil
    }
  }
}
