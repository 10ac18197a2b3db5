import Domain
import HTTPSupport

/// What somebody may decide about a vacancy in preparation.
struct PublishingDecision: Component {
  private let vacancy: Vacancy
  private let state: VacancyState
  private let fields: Fields
  private let isWhole: Bool
  private let publishes: Bool
  private let context: AppRequestContext

  init(
    _ vacancy: Vacancy, _ state: VacancyState, _ fields: Fields, isWhole: Bool, publishes: Bool,
    in context: AppRequestContext
  ) {
    self.vacancy = vacancy
    self.state = state
    self.fields = fields
    self.isWhole = isWhole
    self.publishes = publishes
    self.context = context
  }

  private var base: String { "/school/vacancies/\(vacancy.id)" }

  var html: HTML {
    publishes ? forHead : forRecruiter
  }

  private func form(_ action: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let inside = content()
    return Form("\(base)/\(action)", in: context) {
      HiddenInput("version", String(vacancy.version))
      inside
    }.html
  }

  private var forHead: HTML {
    let publish = form("publish") { Button("Publish now") }
    let asksDay = fields.problem(of: "publish_on") != nil || fields.problem(of: "publish_at_time") != nil
    let later = Details("Publish it on a day and time", isOpen: asksDay || state == .scheduled) {
      form("schedule") {
        fields.date("publish_on", "Day", hint: "For example 4 1 2027.")
        fields.text("publish_at_time", "Time", hint: "Hours and minutes, such as 08:00.", width: .five)
        Button(state == .scheduled ? "Move it" : "Schedule", kind: .secondary)
      }
    }
    let back: HTML
    switch state {
    case .awaitingApproval:
      back =
        Details("Send it back", isOpen: fields.problem(of: "note") != nil) {
          form("return") {
            fields.textarea("note", "What should be changed?", rows: 4)
            Button("Send it back", kind: .secondary)
          }
        }.html
    case .scheduled: back = form("return") { Button("Make it a draft again", kind: .secondary) }
    default: back = ""
    }
    return "\(Heading("Publish", .section))\(publish)\(later)\(back)"
  }

  private var forRecruiter: HTML {
    switch state {
    case .draft:
      return HTML([
        Heading("Send it to your head", .section).html,
        Paragraph("Your head is asked to read and publish it.").html,
        form("submit") { Button("Send for approval") },
      ])
    case .awaitingApproval:
      return HTML([
        Paragraph("Your head has been asked to read and publish it.").html,
        form("return") { Button("Take it back to change it", kind: .secondary) },
      ])
    default: return Paragraph("Your head has set when it is published.").html
    }
  }
}
