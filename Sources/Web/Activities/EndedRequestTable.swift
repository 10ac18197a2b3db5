import Domain
import Foundation
import HTTPSupport

/// Requests for places that a school can’t book any more, since what was asked for was cancelled.
struct EndedRequestTable: Component {
  private let requests: [PlaceRequest]

  init(_ requests: [PlaceRequest]) { self.requests = requests }

  var html: HTML {
    if requests.isEmpty { return "" }
    let shown = AskForPlace.endedShown
    let which = requests.count < shown ? "Requests" : "The last \(shown) requests"
    return Table(
      "\(which) that ended, since what was asked for does not take place",
      columns: [.init("Name"), .init("Activity"), .init("Ended"), .init("Why")],
      rows: requests.map { request in
        [
          Link(request.name, to: "/activity-requests/\(request.id)", about: "for \(request.activityTitle)")
            .html,
          HTML(text: request.activityTitle),
          HTML(text: request.answeredAt.map { LondonTime.dateAndTime($0) } ?? "–"), HTML(text: request.why),
        ]
      }
    ).html
  }
}
