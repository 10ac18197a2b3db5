import Domain
import Foundation

/// What happened to a vacancy, in plain words.
enum VacancyActivity {
  static func sentence(_ event: VacancyEvent, _ outcomes: [OutcomeChoice]) -> String {
    let details = event.details.object ?? [:]
    func text(_ name: String) -> String { details[name]?.string ?? "" }
    switch event.action {
    case "vacancy.drafted": return "Started the draft."
    case "vacancy.changed", "vacancy.criteria_changed", "vacancy.schools_changed":
      let fields = (details["changed"]?.array ?? []).compactMap(\.string).map(VacancyFieldNames.name)
      return fields.isEmpty ? "Changed it." : "Changed the \(listed(fields))."
    case "vacancy.document_added": return "Added a document: \(kind(text("kind")))."
    case "vacancy.document_renamed": return "Gave a document another name: \(kind(text("kind")))."
    case "vacancy.document_removed": return "Removed a document: \(kind(text("kind")))."
    case "vacancy.submitted_for_approval": return "Sent it to the head for approval."
    case "vacancy.returned_to_draft":
      return details["with_note"] == true ? "Made it a draft again, with a note." : "Made it a draft again."
    case "vacancy.scheduled": return "Set it to be published on \(moment(text("publish_at")))."
    case "vacancy.published": return "Published it."
    case "vacancy.extended":
      return "Moved the closing date to \(moment(text("closes_at"))): \(text("reason"))"
    case "vacancy.reopened":
      return "Opened it again until \(moment(text("closes_at"))): \(text("reason"))"
    case "vacancy.closed": return "It closed."
    case "vacancy.closed_early": return "Closed it early."
    case "vacancy.interviewing": return "Said that interviews have begun."
    case "vacancy.outcome_asked": return "Asked whether it was filled."
    case "vacancy.outcome_recorded":
      let name = outcomes.first { $0.code == text("outcome") }?.name ?? ""
      return "Said how it ended: \(name)."
    case "vacancy.withdrawn": return "Withdrew it: \(text("reason"))"
    default:
      let last = event.action.split(separator: ".").last.map(String.init) ?? event.action
      return last.replacing("_", with: " ").uppercasedFirst + "."
    }
  }

  private static func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func kind(_ code: String) -> String {
    (DocumentKind(rawValue: code)?.title ?? "a document").lowercased()
  }

  private static func moment(_ text: String) -> String {
    (try? Date(text, strategy: .iso8601)).map(LondonTime.dateAndTime) ?? text
  }
}
