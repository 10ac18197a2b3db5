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
  private let leftOut: [Line]
  private let ids: [ApplicationID]

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
    (self.ids, self.taken, self.leftOut) = (ids, taken, leftOut)
  }

  var html: HTML {
    let names: HTML = taken.isEmpty ? "" : BulletList(html: taken.map(Self.item)).html
    let others: HTML =
      leftOut.isEmpty
      ? ""
      : InsetText {
        Paragraph("Left out:")
        BulletList(html: leftOut.map(Self.item))
      }.html
    // Faults of the whole list, and of each of them, lead here.
    return "<div id=\"applications\" tabindex=\"-1\">\(others)\(names)</div>"
  }

  private static func item(_ line: Line) -> HTML {
    let application = line.application
    let name = Link(application.applicantName, to: "/received/\(application.id)")
    return
      "<span id=\"application-\(application.id.description)\" tabindex=\"-1\">\(name): \(line.note)</span>"
  }

  /// Problems of those chosen as problems of where they stand on the page.
  func placed(_ problems: [FieldProblem]) -> [FieldProblem] {
    problems.map { problem in
      guard let match = problem.field.wholeMatch(of: /applications\[([0-9]+)\]/),
        let index = Int(match.1), ids.indices.contains(index)
      else { return problem }
      return FieldProblem(field: "application-\(ids[index])", message: problem.message)
    }
  }
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
