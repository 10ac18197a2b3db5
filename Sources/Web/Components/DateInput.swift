public import HTTPSupport

/// A date in three fields: day, month, year.
public struct DateInput: TemplateComponent {
  /// The template's name.
  public static let template = "components/date-input"
  /// Its name, question, hint and fault.
  public var frame: FieldFrame
  /// What is in the three fields.
  public var entry: DateEntry
  /// The names of the parts that are at fault; all three when none is named.
  public var faultyParts: Set<String> = []
  /// Whether it asks for one's own birth date, which the browser may fill in.
  public var isBirthDate = false

  /// A date in three fields.
  public init(_ frame: FieldFrame, entry: DateEntry = DateEntry()) {
    self.frame = frame
    self.entry = entry
  }

  /// What the template shows.
  public var view: View {
    var view = frame.view
    func part(_ name: String, _ label: String, _ value: String, _ wide: Bool, _ fill: String) -> View {
      let isFaulty = frame.error != nil && (faultyParts.isEmpty || faultyParts.contains(name))
      return [
        "id": name == "day" ? frame.id : "\(frame.id)-\(name)", "name": "\(frame.name)-\(name)",
        "label": label, "value": value, "width": wide ? 4 : 2, "isFaulty": isFaulty,
        "attributes": HTML.attributes(["autocomplete": isBirthDate ? fill : nil]),
      ]
    }
    view["parts"] = [
      part("day", "Day", entry.day, false, "bday-day"),
      part("month", "Month", entry.month, false, "bday-month"),
      part("year", "Year", entry.year, true, "bday-year"),
    ]
    return view
  }
}
