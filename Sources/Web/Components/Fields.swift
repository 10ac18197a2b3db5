public import Domain
public import HTTPSupport

/// Makes the fields of a form, each with what was typed or stored and with its fault.
///
/// A page makes one from the stored values when it shows the form, and from what was sent when the form had
/// problems; the fields themselves are declared once, in the same place for both.
public struct Fields: Sendable {
  /// What stands in the fields.
  public var values: FormData
  /// What is wrong with it.
  public var problems: [FieldProblem]
  /// Ends the identifiers of the fields, where another form on the page has fields of the same names.
  public var idEnding = ""

  /// Fields with values and faults.
  public init(_ values: FormData = FormData(), problems: [FieldProblem] = []) {
    self.values = values
    self.problems = problems.map { Self.nameDay($0, values) }
  }

  /// A problem of a day that was typed and doesn't exist says so first, then in its own words which day is wanted.
  private static func nameDay(_ problem: FieldProblem, _ values: FormData) -> FieldProblem {
    if problem.message.contains(" real ") { return problem }
    guard let fault = values.date(name(of: problem.field)).fault else { return problem }
    let found = fault.firstRange(of: ". ").map { fault[..<$0.lowerBound] } ?? fault[...]
    return FieldProblem(field: problem.field, message: "\(found). \(problem.message)")
  }

  /// The frame of a field, with its fault if it has one.
  public func frame(_ name: String, _ label: String, hint: String? = nil, isHeading: Bool = false)
    -> FieldFrame
  {
    var frame = FieldFrame(name, label, hint: hint, error: problem(of: name), isHeading: isHeading)
    frame.idEnding = idEnding
    return frame
  }

  /// The fault of a field.
  public func problem(of name: String) -> String? {
    problems.first { $0.field == name || Self.name(of: $0.field) == name }?.message
  }

  /// The field a problem belongs to: `subjects[2]` is a fault of `subjects`, `start-month` of `start`.
  static func name(of field: String) -> String {
    var name = field[...]
    if name.last == "]", let bracket = name.lastIndex(of: "["),
      name[name.index(after: bracket)...].dropLast().allSatisfy(\.isNumber)
    {
      name = name[..<bracket]
    }
    for part in ["-day"] where name.hasSuffix(part) { name = name.dropLast(part.count) }
    return String(name)
  }

  /// A field for one line of text.
  public func text(
    _ name: String, _ label: String, hint: String? = nil, type: String = "text", width: FieldWidth = .full,
    prefix: String? = nil, suffix: String? = nil, autocomplete: String? = nil, inputMode: String? = nil,
    spellcheck: Bool? = nil, maximumLength: Int? = nil, isHeading: Bool = false
  ) -> TextInput {
    var input = TextInput(frame(name, label, hint: hint, isHeading: isHeading), value: values[name])
    input.type = type
    input.width = width
    input.prefix = prefix
    input.suffix = suffix
    input.autocomplete = autocomplete
    input.inputMode = inputMode
    input.spellcheck = spellcheck
    input.maximumLength = maximumLength
    return input
  }

  /// A field for an e-mail address.
  public func email(_ name: String, _ label: String = "E-mail address", hint: String? = nil) -> TextInput {
    text(
      name, label, hint: hint, type: "email", width: .twoThirds, autocomplete: "email", inputMode: "email",
      spellcheck: false)
  }

  /// A field for a password; never shows what was typed before.
  public func password(_ name: String, _ label: String = "Password", hint: String? = nil, isNew: Bool = false)
    -> PasswordInput
  {
    PasswordInput(frame(name, label, hint: hint), isNew: isNew)
  }

  /// A field for several lines of text.
  public func textarea(
    _ name: String, _ label: String, hint: String? = nil, rows: Int = 5, limit: Textarea.Limit? = nil,
    isHeading: Bool = false
  ) -> Textarea {
    Textarea(
      frame(name, label, hint: hint, isHeading: isHeading), value: values[name], rows: rows, limit: limit)
  }

  /// One answer out of a list that opens.
  public func select(_ name: String, _ label: String, _ choices: [Choice], hint: String? = nil) -> Select {
    Select(frame(name, label, hint: hint), choices: choices, chosen: values[name])
  }

  /// One answer out of a few.
  public func radios(
    _ name: String, _ question: String, _ choices: [Choice], hint: String? = nil, isInline: Bool = false,
    isHeading: Bool = false
  ) -> Radios {
    Radios(
      frame(name, question, hint: hint, isHeading: isHeading), choices: choices, chosen: values[name],
      isInline: isInline)
  }

  /// Yes or no, sent as `yes` and `no`.
  public func yesNo(_ name: String, _ question: String, hint: String? = nil, ifYes: HTML? = nil) -> Radios {
    radios(
      name, question, [Choice("yes", "Yes", reveal: ifYes), Choice("no", "No")], hint: hint,
      isInline: ifYes == nil)
  }

  /// Any number of answers out of a few.
  public func checkboxes(
    _ name: String, _ question: String, _ choices: [Choice], hint: String? = nil, isSmall: Bool = false,
    isHeading: Bool = false
  ) -> Checkboxes {
    Checkboxes(
      frame(name, question, hint: hint, isHeading: isHeading), choices: choices,
      chosen: values.strings(name), isSmall: isSmall)
  }

  /// A date in the three fields `name-day`, `name-month`, `name-year`.
  public func date(
    _ name: String, _ question: String, hint: String? = nil, isBirthDate: Bool = false,
    isHeading: Bool = false
  ) -> DateInput {
    var frame = frame(name, question, hint: hint, isHeading: isHeading)
    let parts = ["day", "month", "year"].filter { part in
      problems.contains { $0.field == "\(name)-\(part)" }
    }
    if frame.error == nil, let part = parts.first {
      frame.error = problems.first { $0.field == "\(name)-\(part)" }?.message
    }
    var input = DateInput(frame, entry: values.date(name))
    input.faultyParts = Set(parts)
    input.isBirthDate = isBirthDate
    return input
  }

  /// A value that goes along unseen.
  public func hidden(_ name: String) -> HiddenInput {
    HiddenInput(name, values[name])
  }

  /// The version that a change is made against: the one that was sent, so that a fault in between doesn’t renew it, else
  /// the one that is stored.
  public func version(_ stored: Int) -> HiddenInput {
    HiddenInput("version", String(values.int("version") ?? stored))
  }
}

/// A group of fields under one question.
public struct Fieldset: Component {
  private let legend: String
  private let content: HTML

  /// A group of fields.
  public init(_ legend: String, @HTMLBuilder _ content: () -> HTML) {
    self.legend = legend
    self.content = content()
  }

  /// How it looks.
  public var html: HTML {
    """
    <fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">\
    \(legend)</legend>\(content)</fieldset>
    """
  }
}
