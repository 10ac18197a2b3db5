import Domain
import Foundation

/// The references that have something to take up, each with what was answered; nothing where there are none.
struct ReferencesToTakeUp: Component {
  private let references: [ReferenceRequest]
  private let now: Date

  init(_ references: [ReferenceRequest], at now: Date) {
    (self.references, self.now) = (references, now)
  }

  var html: HTML {
    if references.isEmpty { return "" }
    return SummaryList(
      references.map { .init($0.name, html: "\($0.tag(at: now))\($0.answered)") },
      title: "References with something to take up"
    ).html
  }
}

extension ReferenceRequest {
  /// What was answered that is to be taken up, a line for each.
  var answered: HTML { HTML(concerns.map { "<br>\($0.words)" as HTML }) }
}
