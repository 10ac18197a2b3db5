import Foundation
import Postgres

/// Writes the applications of a vacancy with what came of the sift as a CSV file, without names while they are
/// hidden.
public struct ExportShortlist: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The file, in UTF-8 with a header. Throws ``DomainError``.
  public func callAsFunction(
    _ vacancy: VacancyID, _ filter: ShortlistFilter = ShortlistFilter(), by actor: Actor
  ) async throws -> String {
    let shortlist = try await ReadShortlist(services).every(vacancy, filter, by: actor)
    let members = shortlist.panel.members
    let wordings = Dictionary(
      shortlist.criteria.compactMap { criterion in criterion.id.map { ($0, criterion.wording) } },
      uniquingKeysWith: { $1 })
    var header = ["applicant", "reference", "state", "sent_at", "submitted", "average", "spread"]
    header += ["essential_failed"] + members.map { "total: \($0.name)" }
    header += members.map { "recommendation: \($0.name)" }
    header += ["decision", "decision_reason", "decision_exception", "decided_by", "decided_at", "agency"]
    header += ["account_closed"]
    var text = CSV.line(header)
    for line in shortlist.lines {
      let application = line.application
      var cells = [
        application.applicantName, application.reference, application.state.rawValue,
        application.sentAt.formatted(.iso8601), "\(line.progress.submitted)",
        line.average.map(Self.decimal) ?? "", line.spread.map { "\($0)" } ?? "",
      ]
      cells.append(line.failed.compactMap { wordings[$0] }.joined(separator: "; "))
      cells += members.map { member in line.totals[member.account].map { "\($0)" } ?? "" }
      cells += members.map { line.recommendations[$0.account]?.rawValue ?? "" }
      cells += [
        line.decision?.kind.rawValue ?? "", line.decision?.reason ?? "", line.decision?.exception ?? "",
        line.decision?.decidedBy ?? "", line.decision?.decidedAt.formatted(.iso8601) ?? "",
        line.agency ?? "", application.isAccountClosed ? "true" : "false",
      ]
      text += CSV.line(cells)
    }
    return text
  }

  private static func decimal(_ value: Double) -> String {
    value.formatted(
      .number.precision(.fractionLength(0...2)).grouping(.never).locale(Locale(identifier: "en_GB")))
  }
}
