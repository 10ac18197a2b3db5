/// One of the answers a field offers.
public struct Choice: Sendable {
  /// What is sent when it is chosen.
  public var value: String
  /// What it is called.
  public var label: String
  /// More about it.
  public var hint: String?
  /// Further fields that belong to it; hidden until it is chosen where the browser can, else shown.
  public var reveal: HTML?
  /// Whether the word "or" stands before it, as before "None of these".
  public var isAfterDivider = false

  /// An answer on offer.
  public init(
    _ value: String, _ label: String, hint: String? = nil, isAfterDivider: Bool = false,
    reveal: HTML? = nil
  ) {
    self.value = value
    self.label = label
    self.hint = hint
    self.reveal = reveal
    self.isAfterDivider = isAfterDivider
  }
}

/// One answer out of a list that opens.
public struct Select: TemplateComponent {
  /// The template's name.
  public static let template = "components/select"
  /// Its name, label, hint and fault.
  public var frame: FieldFrame
  /// The answers on offer.
  public var choices: [Choice]
  /// The value that is chosen.
  public var chosen: String

  /// A list that opens.
  public init(_ frame: FieldFrame, choices: [Choice], chosen: String = "") {
    self.frame = frame
    self.choices = choices
    self.chosen = chosen
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["choices"] = choices.map { choice -> View in
      ["value": choice.value, "label": choice.label, "isChosen": choice.value == chosen]
    }
    return view
  }
}

/// One answer out of a few, all in view.
public struct Radios: TemplateComponent {
  /// The template's name.
  public static let template = "components/radios"
  /// Its name, question, hint and fault.
  public var frame: FieldFrame
  /// The answers on offer.
  public var choices: [Choice]
  /// The value that is chosen.
  public var chosen: String
  /// Whether the answers stand beside each other; for two short ones.
  public var isInline: Bool

  /// A few answers, one of which is chosen.
  public init(_ frame: FieldFrame, choices: [Choice], chosen: String = "", isInline: Bool = false) {
    self.frame = frame
    self.choices = choices
    self.chosen = chosen
    self.isInline = isInline
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["isInline"] = isInline
    view["choices"] = choiceViews(frame, choices) { $0 == chosen }
    return view
  }
}

/// Any number of answers out of a few.
public struct Checkboxes: TemplateComponent {
  /// The template's name.
  public static let template = "components/checkboxes"
  /// Its name, question, hint and fault.
  public var frame: FieldFrame
  /// The answers on offer.
  public var choices: [Choice]
  /// The values that are chosen.
  public var chosen: Set<String>
  /// Whether the boxes are small, as in filters.
  public var isSmall: Bool

  /// A few answers, any of which are chosen.
  public init(_ frame: FieldFrame, choices: [Choice], chosen: [String] = [], isSmall: Bool = false) {
    self.frame = frame
    self.choices = choices
    self.chosen = Set(chosen)
    self.isSmall = isSmall
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    view["isSmall"] = isSmall
    view["choices"] = choiceViews(frame, choices) { chosen.contains($0) }
    return view
  }
}

private func choiceViews(_ frame: FieldFrame, _ choices: [Choice], isChosen: (String) -> Bool) -> [View] {
  choices.enumerated().map { index, choice in
    let id = index == 0 ? frame.id : "\(frame.id)-\(index + 1)"
    return [
      "id": id, "name": frame.name, "value": choice.value, "label": choice.label, "hint": choice.hint,
      "isChosen": isChosen(choice.value), "reveal": choice.reveal, "isAfterDivider": choice.isAfterDivider,
      "describedBy": HTML.attributes(["aria-describedby": choice.hint.map { _ in "\(id)-item-hint" }]),
      "controls": HTML.attributes(["data-aria-controls": choice.reveal.map { _ in "\(id)-conditional" }]),
    ]
  }
}
