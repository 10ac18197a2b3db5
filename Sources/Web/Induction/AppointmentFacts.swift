import Domain
import HTTPSupport
import Hummingbird

/// What application and check say of somebody appointed here, with a button for what was not taken: nothing of it is
/// typed again.
struct AppointmentFacts: Component {
  private let facts: [(fact: AppointmentFact, label: String, isTaken: Bool)]
  private let version: Int
  private let action: String
  private let context: AppRequestContext

  /// Everything, or what belongs to one part.
  init(
    _ review: RegistrationReview, _ section: RegistrationField.Section? = nil, action: String,
    in context: AppRequestContext
  ) throws {
    let fields = RegistrationField.all(try RegistrationRules.load())
    facts = try review.facts.compactMap { fact in
      guard let field = fields.first(where: { $0.key == fact.field.rawValue }),
        section.map({ $0 == field.section }) ?? true
      else { return nil }
      return (fact, field.label, try review.facts.isTaken(fact, in: review.registration.content))
    }
    version = review.registration.version
    (self.action, self.context) = (action, context)
  }

  var html: HTML {
    if facts.isEmpty { return "" }
    let isSettled = facts.allSatisfy { $0.isTaken }
    return HTML([
      Heading("What the application and the checks say", .section).html,
      Paragraph(
        isSettled
          ? "It is filled in already."
          : "What agrees is filled in already. Take what is right where answers differ, or enter something else."
      ).html,
      Table(
        "What the application and the checks say", isCaptionHidden: true,
        columns: [.init("Question"), .init("Answer"), .init("From"), .init("In the registration")],
        rows: facts.map(row)
      ).html,
    ])
  }

  private func row(_ line: (fact: AppointmentFact, label: String, isTaken: Bool)) -> [HTML] {
    let fact = line.fact
    return [
      HTML(text: line.label), HTML(text: fact.text),
      HTML(text: fact.source.prefix(1).uppercased() + fact.source.dropFirst()),
      line.isTaken ? Tag("Filled in", .green).html : form(fact),
    ]
  }

  private func form(_ fact: AppointmentFact) -> HTML {
    Form(action, in: context) {
      HiddenInput("version", String(version))
      HiddenInput("field", fact.field.rawValue)
      HiddenInput("value", fact.value)
      Button("Take \(fact.text)", kind: .secondary)
    }.html
  }
}

extension InductionCandidate {
  /// What application and check say of a field: one answer, or those between which somebody has to choose.
  func answers(_ field: RegistrationContent.CodingKeys) -> String? {
    let answers = facts.of(field)
    return answers.isEmpty ? nil : answers.map(\.text).joined(separator: " or ")
  }
}
