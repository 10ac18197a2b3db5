import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// What is to be done next in the support of teachers.
struct SupportTaskTable: Component {
  private let tasks: [SupportTask]
  private let today: CivilDate

  init(_ tasks: [SupportTask], today: CivilDate) { (self.tasks, self.today) = (tasks, today) }

  var html: HTML {
    Table(
      "Lesson observations and support plans to see to",
      columns: [.init("Teacher"), .init("What"), .init("By"), .init("Whose turn"), .init("School")],
      rows: tasks.map { task in
        let late: HTML = task.isOverdue(on: today) ? " \(Tag("Overdue", .red))" : ""
        let day = task.dueOn.map(LondonTime.longDate) ?? "Waits since \(LondonTime.longDate(task.since))"
        return [
          Link(task.teacherName, to: Self.address(task), about: task.kind.title.lowercasedFirst).html,
          HTML(text: task.kind.title), "\(day)\(late)", HTML(text: task.kind.turn.title),
          HTML(text: task.schoolName),
        ]
      }
    ).html
  }

  private static func address(_ task: SupportTask) -> String {
    let (base, subject) = ("/inductions/\(task.induction)", task.subject.uuidString.lowercased())
    return switch task.kind {
    case .shareObservation, .readObservation: "\(base)/observations/\(subject)"
    case .openPlan: "\(base)/support-plans/new?assessment=\(subject)"
    case .setTargets, .reviewTargets, .closePlan: "\(base)/support-plans/\(subject)"
    }
  }
}
