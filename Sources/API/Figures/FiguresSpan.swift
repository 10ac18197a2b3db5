import Domain

/// The school year or term, and the schools, that figures are asked for.
enum FiguresSpan {
  static let query: [Endpoint.Parameter] = [
    .init(
      name: "year", schema: .whole.bounded(2000...2199),
      note: "The year in whose September the school year begins; the present one unless given."),
    .init(name: "term", schema: .choice(RecruitmentTerm.self), note: "The whole year unless given."),
    .init(
      name: "schools", schema: .text,
      note: "The code of a group, for what is told of one alone; all schools unless given."),
  ]

  /// The authority that the caller works for, and the span that is asked for. Throws ``DomainError``.
  static func read(_ call: Call) async throws -> (Authority, RecruitmentSpan) {
    let read = ReadRecruitmentFigures(call.services)
    let authority = try await read.authority(of: call.actor)
    return (authority, try read.span(year: call.query.whole("year"), term: call.query.text("term")))
  }
}
