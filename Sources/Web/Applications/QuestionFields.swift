import Domain
import HTTPSupport

/// The fields for questions of the application form, made from its definition.
///
/// A question that is only asked after a certain answer stands under that answer: hidden until it is chosen
/// where there is JavaScript, and else shown with the words "If you choose …". One that several answers
/// bring up stands in its place with a hint that names them.
struct QuestionFields: Component {
  private let questions: [Question]
  private let fields: Fields

  init(_ questions: [Question], _ fields: Fields) {
    self.questions = questions
    self.fields = fields
  }

  var html: HTML {
    HTML(questions.filter { parent(of: $0) == nil }.map(field))
  }

  /// The question under one of whose answers this one stands.
  private func parent(of question: Question) -> Question? {
    guard let when = question.when, when.anyOf.count == 1 else { return nil }
    return questions.first { other in
      other.key == when.key && other.when == nil && (other.type == .yesNo || other.type == .choice)
    }
  }

  private func revealed(by value: String, of parent: Question) -> [Question] {
    questions.filter { self.parent(of: $0)?.key == parent.key && $0.when?.anyOf == [value] }
  }

  private func choice(_ value: String, _ label: String, of question: Question) -> Choice {
    let inside = revealed(by: value, of: question)
    if inside.isEmpty { return Choice(value, label) }
    let words: HTML = "<p class=\"govuk-hint staffroom-if\">If you choose “\(label)”:</p>"
    return Choice(value, label, reveal: words + HTML(inside.map(field)))
  }

  private func hint(_ question: Question) -> String? {
    guard let when = question.when, parent(of: question) == nil else { return question.hint }
    let other = questions.first { $0.key == when.key }
    let answers = when.anyOf.map { value in "“\(other.map { AnswerText.label(of: value, $0) } ?? value)”" }
    // A question that is only asked after another answer itself is named: it may stand out of sight.
    let which = other.flatMap { $0.when == nil ? nil : " at “\($0.label)”" } ?? ""
    let condition = "Answer this if you chose \(answers.joined(separator: " or "))\(which)."
    return [question.hint, condition].compactMap(\.self).joined(separator: " ")
  }

  private func field(_ question: Question) -> HTML {
    let key = question.key
    let label = question.required ? question.label : question.label + " (optional)"
    let hint = hint(question)
    switch question.type {
    case .text: return text(question, label, hint)
    case .email: return input(question, label, hint, type: "email", mode: "email", width: .twoThirds)
    case .telephone: return input(question, label, hint, type: "tel", mode: "tel", width: .twenty)
    case .postcode, .nationalInsurance: return input(question, label, hint, width: .ten)
    case .trn: return input(question, label, hint, mode: "numeric", width: .ten)
    case .textarea:
      let maximum = question.maximum ?? FormRules.usualMaximum
      return fields.textarea(
        key, label, hint: hint, rows: maximum > 4_000 ? 20 : 6,
        limit: question.words.map { .words($0) } ?? .characters(maximum)
      ).html
    case .date:
      let example = key.hasPrefix("expected") ? "For example 31 7 2027." : "For example 31 3 2019."
      return fields.date(key, label, hint: hint ?? example).html
    case .dayOrMonth: return fields.date(key, label, hint: hint ?? "For example 14 9 2019.").html
    case .month: return MonthInput(fields.frame(key, label, hint: hint), entry: fields.values.date(key)).html
    case .yesNo:
      let choices = [choice("yes", "Yes", of: question), choice("no", "No", of: question)]
      let isInline = choices.allSatisfy { $0.reveal == nil }
      return fields.radios(key, label, choices, hint: hint, isInline: isInline).html
    case .choice:
      let choices = (question.options ?? []).map { choice($0.value, $0.label, of: question) }
      return fields.radios(key, label, choices, hint: hint).html
    case .choices:
      let choices = (question.options ?? []).map { Choice($0.value, $0.label) }
      return fields.checkboxes(key, label, choices, hint: hint ?? "Choose all that apply.").html
    case .confirmation:
      return fields.checkboxes(key, "Please confirm", [Choice("yes", question.label)], hint: hint).html
    }
  }

  private func text(_ question: Question, _ label: String, _ hint: String?) -> HTML {
    let width: FieldWidth =
      switch question.maximum ?? FormRules.usualMaximum {
      case ...4: .four
      case ...10: .ten
      case ...60: .twenty
      case ...150: .twoThirds
      default: .full
      }
    return fields.text(
      question.key, label, hint: hint, width: width, autocomplete: question.autocomplete,
      inputMode: question.maximum == 4 ? "numeric" : nil
    ).html
  }

  private func input(
    _ question: Question, _ label: String, _ hint: String?, type: String = "text", mode: String? = nil,
    width: FieldWidth
  ) -> HTML {
    fields.text(
      question.key, label, hint: hint, type: type, width: width, autocomplete: question.autocomplete,
      inputMode: mode, spellcheck: false
    ).html
  }
}

/// A month in two fields: month, year.
struct MonthInput: Component {
  private let frame: FieldFrame
  private let entry: DateEntry

  /// A month; the fields are `name-month` and `name-year`.
  init(_ frame: FieldFrame, entry: DateEntry) {
    self.frame = frame
    self.entry = entry
  }

  var html: HTML {
    var view = frame.view
    let isFaulty = frame.error != nil
    view["parts"] =
      [
        [
          "id": frame.id, "name": "\(frame.name)-month", "label": "Month", "value": entry.month, "width": 2,
          "isFaulty": isFaulty,
        ],
        [
          "id": "\(frame.id)-year", "name": "\(frame.name)-year", "label": "Year", "value": entry.year,
          "width": 4, "isFaulty": isFaulty,
        ],
      ] as [View]
    return Templates.render("components/date-input", view)
  }
}
