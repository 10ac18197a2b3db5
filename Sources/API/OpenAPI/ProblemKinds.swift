import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

extension ProblemAnswer {
  /// Every kind of problem there is, for the document: its type, status, title and what is usually said.
  static let kinds: JSONValue = .array(
    samples.map { problem in
      [
        "type": .string("/api/problems/\(problem.failure.type)"),
        "status": .whole(problem.failure.status.code), "title": .string(problem.failure.title),
        "description": .string(problem.failure.detail),
      ]
    })

  /// One of each, by status.
  private static var samples: [ProblemAnswer] {
    let domain: [DomainError] = [
      .invalid([]), .notFound("thing"), .notAllowed("The sentence says who may."), .signInRequired,
      .conflict("The sentence says what stands against it."), .staleVersion(current: 1),
      .throttled(retryAfter: 60), .gone("It was there and has been withdrawn."),
    ]
    let requests: [APIFailure] = [
      .malformed("The sentence says what, and after how many bytes."), .unknownRoute,
      .methodNotAllowed([.get]), .badToken, .scopeMissing(.vacanciesWrite), .wrongContentType,
      .tooLarge(RequestBody.mostBytes),
      .vacancyExists(
        VacancyExists(vacancy: VacancyID(rawValue: UUID()), reference: "V-7K3QXM2A")), .versionNeeded,
      .keyReused, .stillRunning(5), .noPDF(.failed),
      .alreadySent(ApplicationID(rawValue: UUID()), differsIn: ["For this vacancy"], notSent: [:]),
    ]
    let statuses = [HTTPError(.internalServerError), HTTPError(.serviceUnavailable)]
    let all = (domain as [any Error] + requests as [any Error] + statuses as [any Error]).map(
      ProblemAnswer.init(of:))
    return all.sorted {
      ($0.failure.status.code, $0.failure.type) < ($1.failure.status.code, $1.failure.type)
    }
  }
}
