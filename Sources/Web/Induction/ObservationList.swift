import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

extension ObservationState {
  /// How it is shown.
  var tag: Tag {
    switch self {
    case .draft: Tag(title, .grey)
    case .shared: Tag(title, .blue)
    case .seen: Tag(title, .green)
    }
  }
}

/// The lesson observations of an induction, on its page.
struct ObservationList: Component {
  private let record: InductionRecord
  private let observations: [ObservationRecord]
  private let today: CivilDate
  private let context: AppRequestContext

  init(
    _ record: InductionRecord, _ observations: [ObservationRecord], today: CivilDate,
    _ context: AppRequestContext
  ) {
    (self.record, self.observations, self.today, self.context) = (record, observations, today, context)
  }

  var html: HTML {
    let mayBegin = record.induction.state.isOpen && record.mayObserve(context.webActor, on: today)
    if observations.isEmpty && !mayBegin { return "" }
    let link: HTML =
      mayBegin
      ? Paragraph(
        html: Link("Record a lesson observation", to: "/inductions/\(record.induction.id)/observations/new")
          .html
      ).html : ""
    return Heading("Lesson observations", .section).html + (observations.isEmpty ? "" : table) + link
  }

  private var table: HTML {
    Table(
      "Lesson observations, oldest first", isCaptionHidden: true,
      columns: [.init("Lesson"), .init("Class and subject"), .init("Observed by"), .init("State")],
      rows: observations.map { record in
        let (observation, content) = (record.observation, record.observation.content)
        let day = content.observedOn.map(LondonTime.shortDate) ?? "No day yet"
        return [
          Link(day, to: ObservationPages.address(observation), about: "lesson observation").html,
          HTML(text: content.context.isEmpty ? "–" : content.context),
          HTML(text: content.observedBy.isEmpty ? "–" : content.observedBy), observation.state.tag.html,
        ]
      }
    ).html
  }
}
