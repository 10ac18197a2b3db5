import Domain
import HTTPSupport

/// What can be done with a vacancy where it stands, for the person who looks at it.
struct VacancyActions: Component {
  private let vacancy: Vacancy
  private let state: VacancyState
  private let publishes: Bool
  private let context: AppRequestContext

  init(_ vacancy: Vacancy, _ state: VacancyState, actor: Actor, in context: AppRequestContext) {
    self.vacancy = vacancy
    self.state = state
    publishes = actor.may(.publishVacancy, at: vacancy.place)
    self.context = context
  }

  private var base: String { "/school/vacancies/\(vacancy.id)" }

  var html: HTML {
    let links = self.links
    let list: HTML = links.isEmpty ? "" : BulletList(html: links.map(\.html)).html
    return "\(Heading("What you can do", .section))\(list)\(buttons)"
  }

  private var links: [Link] {
    var links: [Link] = []
    switch state {
    case .draft, .awaitingApproval, .scheduled: break
    case .published:
      links.append(Link("See it as jobseekers do", to: VacancyText.address(vacancy.id)))
      if publishes {
        links += [
          Link("Change what it says", to: "\(base)/parts"), Link("Give it more time", to: "\(base)/extend"),
          Link("Close it early", to: "\(base)/close"),
        ]
      }
    case .closed, .interviewing:
      links.append(Link("See it as jobseekers do", to: VacancyText.address(vacancy.id)))
      if publishes { links.append(Link("Open it again", to: "\(base)/reopen")) }
    case .filled, .notFilled: links.append(Link("Correct how it ended", to: "\(base)/outcome"))
    case .withdrawn: break
    }
    if !state.isInPreparation && state != .withdrawn {
      links += [
        Link("Interviews", to: "\(base)/interviews"), Link("Agencies", to: "\(base)/agencies"),
        Link("Who may read references and disclosures", to: "\(base)/appointment-rules"),
      ]
    }
    links.append(Link("Keep it as a template", to: "\(base)/template"))
    if publishes, state.mayBecome(.withdrawn) {
      links.append(Link("Withdraw it", to: "\(base)/withdraw"))
    }
    return links
  }

  private var buttons: HTML {
    var parts: [HTML] = []
    if state == .closed || state == .filled || state == .notFilled {
      parts.append(
        button("interviewing", state == .closed ? "We are interviewing" : "We are interviewing again"))
    }
    if state.isPastClosing || state == .withdrawn {
      parts.append(button("readvertise", "Advertise it again"))
    }
    parts.append(button("copy", "Copy it as a new draft"))
    return HTML(parts)
  }

  private func button(_ action: String, _ label: String) -> HTML {
    Form("\(base)/\(action)", in: context) {
      HiddenInput("version", String(vacancy.version))
      Button(label, kind: .secondary)
    }.html
  }
}
