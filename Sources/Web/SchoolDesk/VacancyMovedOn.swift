import Domain
import HTTPSupport
import Hummingbird

extension WebEnvironment {
  /// The page for whoever wants to do something with a vacancy whose state no longer allows it.
  ///
  /// - Parameters:
  ///   - vacancy: as it is now.
  ///   - title: what can’t be done any more.
  ///   - typed: what was sent for it.
  func vacancyMovedOn(
    _ vacancy: Vacancy, _ title: String, typed: [TooLate.Typed] = [], _ context: AppRequestContext
  ) async throws -> Response {
    let state = vacancy.state(at: services.now())
    let base = "/school/vacancies/\(vacancy.id)"
    var happened: [SummaryList.Row] = [.init("State of the vacancy", state.title)]
    if state == .closed, vacancy.storedState == .published, let closesAt = vacancy.closesAt {
      happened.append(.init("Closing date", LondonTime.dateAndTime(closesAt)))
    } else if let last = try await ReadVacancyHistory(services)(vacancy.id, limit: 1, by: context.webActor)
      .items.first
    {
      let outcomes = try await ReferenceData(services).outcomes()
      happened.append(.init("What was done last", VacancyActivity.sentence(last, outcomes)))
      happened.append(.init("When", LondonTime.dateAndTime(last.happenedAt)))
      happened.append(.init("By", last.actor.uppercasedFirst))
    }
    var onward: [Link] = []
    if state == .closed || state == .interviewing {
      if context.webActor.may(.publishVacancy, at: vacancy.place) {
        onward.append(Link("Open the vacancy again", to: "\(base)/reopen"))
      }
      if context.webActor.may(.recordVacancyOutcome, at: vacancy.place) {
        onward.append(Link("Say how it ended", to: "\(base)/outcome"))
      }
    }
    onward.append(Link("Look at the vacancy", to: base))
    return respond(
      TooLate(happened, typed: typed, onward: onward).page(
        title, caption: vacancy.content.title, path: "/school", back: BackLink(to: base)), in: context)
  }
}
