public import Domain
import Foundation
import Postgres

/// A lesson observation that a school has shared with its teacher.
public enum SharedObservation {
  /// Makes one of a lesson some days ago, shared on the clock’s day.
  public static func make(
    of induction: InductionID, daysAgo: Int = 0, _ services: Services
  ) async throws -> ObservationID {
    let (system, observe) = (Actor.operatorAtCommandLine, RecordObservation(services))
    var content = ObservationContent()
    (content.observerName, content.observer, content.observerIsQualified) = ("Tara Tutor", .tutor, true)
    content.observedOn = services.today.adding(days: -daysAgo)
    (content.context, content.standards) = ("Year 4, mathematics", ["4", "7"])
    content.strengths = "Questions reach every table."
    content.areas = "Time for pupils to explain their thinking."
    content.steps = "Two questions a lesson that pupils answer in pairs."
    content.stepsBy = services.today.adding(days: 28)
    let id = try await observe.begin(induction, content, by: system).observation.id
    _ = try await observe.share(id, expectedVersion: nil, by: system)
    return id
  }
}
