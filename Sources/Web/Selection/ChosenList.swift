import Domain
import HTTPSupport
import Hummingbird

/// Those who were ticked in a list for one step: with whom it can be taken, and who is left out and why.
struct ChosenList: Component {
  /// One of them.
  struct Line: Sendable {
    let application: SentApplication
    /// What is done with them, or why nothing can be.
    let note: String
  }

  let taken: [Line]
  private let list: TickedList

  /// Those chosen; `line` says of each whether the step can be taken and what stands beside their name. One of
  /// another vacancy isn't there.
  init(
    _ ids: [ApplicationID], for vacancy: VacancyID, by actor: Actor, _ services: Services,
    _ line: (SentApplication) async throws -> (canBe: Bool, note: String)
  ) async throws {
    var taken: [Line] = []
    var leftOut: [Line] = []
    for id in ids.prefix(RequestManyReferences.most) {
      let found = try await ReadApplication(services)(id, by: actor).application
      guard found.vacancy == vacancy else { throw DomainError.notFound("application") }
      let (canBe, note) = try await line(found)
      if canBe {
        taken.append(Line(application: found, note: note))
      } else {
        leftOut.append(Line(application: found, note: note))
      }
    }
    self.taken = taken
    list = TickedList(
      "applications", of: "application", ids.map(\.description), taken: taken.map(Self.item),
      leftOut: leftOut.map(Self.item))
  }

  var html: HTML { list.html }

  private static func item(_ line: Line) -> TickedList.Line {
    let application = line.application
    return TickedList.Line(
      id: application.id.description,
      name: Link(application.applicantName, to: "/received/\(application.id)"),
      note: line.note)
  }

  /// Problems of those chosen as problems of where they stand on the page.
  func placed(_ problems: [FieldProblem]) -> [FieldProblem] { list.placed(problems) }
}

extension WebEnvironment {
  /// The vacancy that the address names, for those who may take a step with its applications; there is no such page for
  /// others.
  func vacancyToChooseFor(_ operation: Domain.Operation, _ context: AppRequestContext) async throws -> Vacancy
  {
    let panel = try await ReadPanel(services)(try context.vacancyOfPath(), by: context.webActor)
    try context.webActor.require(operation, at: panel.vacancy.place, orHide: "page")
    return panel.vacancy
  }
}
