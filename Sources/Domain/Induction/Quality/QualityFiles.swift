import Foundation
import Postgres

/// A visit with one of the things that were agreed, or with nothing where nothing was.
private struct VisitFileLine: Sendable {
  let visit: InductionVisit
  let action: InductionVisit.Action?

  static let columns: [CSVColumn<VisitFileLine>] = [
    .init("school") { $0.visit.schoolName }, .init("visited_on") { $0.visit.visitedOn.description },
    .init("visitors") { $0.visit.visitors }, .init("purpose") { $0.visit.purpose },
    .init("found") { $0.visit.found }, .init("recorded_by") { $0.visit.recordedBy },
    .init("talked_about") { line in
      line.visit.talks.map { $0.said.isEmpty ? $0.teacherName : "\($0.teacherName): \($0.said)" }
        .joined(separator: "\n")
    },
    .init("agreed") { $0.action?.what }, .init("owner") { $0.action?.owner },
    .init("due_on") { $0.action?.dueOn.description }, .init("done_on") { $0.action?.doneOn?.description },
    .init("outcome") { $0.action?.outcome }, .init("visit") { $0.visit.id.description },
  ]
}

extension RecordVisit {
  /// Every visit to a school as comma-separated values (RFC 4180), the last first, with a line for each thing that was
  /// agreed; nothing in it is taken for a formula. Throws ``DomainError``.
  public func csv(of school: OrganisationID, by actor: Actor) async throws -> String {
    let visits = try await Page<InductionVisit>.every { after in
      try await list(of: school, limit: 200, after: after, by: actor)
    }
    let lines = visits.flatMap { visit -> [VisitFileLine] in
      visit.actions.isEmpty
        ? [VisitFileLine(visit: visit, action: nil)]
        : visit.actions.map { VisitFileLine(visit: visit, action: $0) }
    }
    return CSV.text(lines, VisitFileLine.columns)
  }
}

extension GiveFeedback {
  /// All the feedback to a school as comma-separated values (RFC 4180), newest first; to the school itself what was
  /// sent. Throws ``DomainError``.
  public func csv(of school: OrganisationID, by actor: Actor) async throws -> String {
    try await CSV.text(Self.columns) { after in
      try await list(of: school, limit: 500, after: after, by: actor)
    }
  }

  private static let columns: [CSVColumn<InductionFeedback>] = [
    .init("school") { $0.schoolName }, .init("state") { $0.state.lowercased() },
    .init("feedback") { $0.body }, .init("written_by") { $0.writtenBy },
    .init("written_at") { $0.writtenAt.formatted(.iso8601) }, .init("sent_by") { $0.sentBy },
    .init("sent_at") { $0.sentAt?.formatted(.iso8601) },
    .init("visited_on") { $0.evidence?.visit?.visitedOn },
    .init("sample_term") { $0.evidence?.term }, .init("acknowledged_by") { $0.acknowledgedBy },
    .init("acknowledged_at") { $0.acknowledgedAt?.formatted(.iso8601) }, .init("comment") { $0.comment },
    .init("id") { $0.id.description },
  ]
}

extension SampleInductions {
  /// All that was drawn as comma-separated values (RFC 4180), by school, with a column for how each criterion is met.
  /// Throws ``DomainError``.
  public func csv(
    of id: SampleID, school: OrganisationID? = nil, by actor: Actor
  ) async throws -> String {
    let columns = try Self.columns()
    return try await CSV.text(columns) { after in
      try await items(of: id, school: school, limit: 500, after: after, by: actor)
    }
  }

  private static func columns() throws -> [CSVColumn<SampleItem>] {
    let drawn: [CSVColumn<SampleItem>] = [
      .init("school") { $0.schoolName }, .init("teacher") { $0.teacherName },
      .init("subject") { $0.subject.rawValue }, .init("what") { $0.title },
      .init("risks") { item in item.risks.map(\.title).joined(separator: "; ") },
    ]
    let criteria = try SampleCriteria.load().criteria.map { criterion in
      CSVColumn<SampleItem>(criterion.code) { $0.judgements?[criterion.code]?.rawValue }
    }
    let judged: [CSVColumn<SampleItem>] = [
      .init("notes") { $0.notes }, .init("judged_by") { $0.judgedBy },
      .init("judged_at") { $0.judgedAt?.formatted(.iso8601) },
      .init("induction") { $0.induction.description },
      .init("item") { $0.id.description },
    ]
    return drawn + criteria + judged
  }
}
