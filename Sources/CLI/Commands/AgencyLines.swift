import ArgumentParser
import Domain
import Foundation
import Postgres

/// Whose dealings with agencies, and of which days.
struct AgencyPeriod: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Only those of this authority, school or agency.", valueName: "code, URN or id"))
  var organisation: String?
  @Option(help: ArgumentHelp("The same, by name.", valueName: "code, URN or id")) var of: String?
  @Option(help: ArgumentHelp("Only those put forward on this day or later.", valueName: "date"))
  var from: String?
  @Option(help: ArgumentHelp("Only those put forward on this day or earlier.", valueName: "date"))
  var until: String?

  func validate() throws {
    if of != nil, organisation != nil {
      throw ValidationError("Name the organisation once: with --of or without.")
    }
  }

  func extent(_ context: CommandContext) async throws -> AgencyExtent {
    guard let one = organisation ?? of else { return .everything }
    return try AgencyExtent(of: try await context.lookup.organisation(one))
  }

  func first() throws -> CivilDate? { try from.map { try Self.day($0, "--from") } }
  func last() throws -> CivilDate? { try until.map { try Self.day($0, "--until") } }

  private static func day(_ text: String, _ field: String) throws -> CivilDate {
    guard let day = CivilDate(text) else {
      throw Reading.problem(field, "'\(text)' is not a date such as 2027-01-04.")
    }
    return day
  }
}

/// An agency as the commands show it.
struct AgencyLine: Encodable {
  let id: OrganisationID
  let name: String
  let standing: String
  let validFrom: String?
  let validUntil: String?
  let stoppedAt: Date?
  let fee: String
  let versions: Int

  init(_ agency: Agency) {
    let content = agency.terms?.content
    (id, name, standing, versions) = (agency.id, agency.name, agency.standing.rawValue, agency.versions)
    (validFrom, validUntil) = (content?.validFrom?.description, content?.validUntil?.description)
    stoppedAt = agency.terms?.stoppedAt
    switch content?.rate {
    case .share(let points): fee = "\(AgencyRate.percent(points)) %"
    case .fixed(let pence): fee = Self.pounds(pence)
    case nil: fee = "–"
    }
  }

  static func pounds(_ pence: Int?) -> String {
    guard let pence else { return "–" }
    let rest = pence % 100
    return "£\(pence / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

/// A release as the commands show it.
struct ReleaseLine: Encodable {
  let id: AgencyReleaseID
  let reference: String
  let vacancy: String
  let school: String
  let agency: String
  let releasedAt: Date
  let takenBackAt: Date?
  let lastDate: String?
  let isOpen: Bool

  init(_ release: AgencyRelease, isOpen: Bool) {
    (id, reference, vacancy) = (release.id, release.vacancyReference, release.vacancyTitle)
    (school, releasedAt, lastDate) = (release.schoolName, release.releasedAt, release.lastDate?.description)
    (agency, takenBackAt) = (release.agencyName, release.takenBackAt)
    self.isOpen = isOpen
  }
}

/// Figures as the commands show them.
struct AgencyFiguresLine: Encodable {
  let agency: String
  let school: String
  let submissions: Int
  let consents: Int
  let applications: Int
  let shortlisted: Int
  let interviewed: Int
  let appointed: Int
  let feePence: Int
  let feesOpen: Int

  init(_ line: AgencyFigures) {
    (agency, school) = (line.agencyName, line.schoolName)
    (submissions, consents, applications) = (line.submissions, line.consents, line.applications)
    (shortlisted, interviewed, appointed) = (line.shortlisted, line.interviewed, line.appointed)
    (feePence, feesOpen) = (line.feePence, line.feesOpen)
  }
}

/// A fee as the commands show it.
struct FeeLine: Encodable {
  let agency: String
  let school: String
  let vacancyReference: String
  let appointedAt: Date
  let salaryPence: Int?
  let feePence: Int?

  init(_ fee: AgencyFeeLine) {
    (agency, school, vacancyReference) = (fee.agencyName, fee.schoolName, fee.vacancyReference)
    (appointedAt, salaryPence, feePence) = (fee.appointedAt, fee.salaryPence, fee.feePence)
  }
}

extension CommandContext {
  /// An agency with the terms that hold.
  func showAgency(_ agency: Agency, json: Bool) throws {
    let line = AgencyLine(agency)
    try show(
      line, json: json,
      [
        ("Agency", line.name), ("State", line.standing), ("From", line.validFrom ?? "–"),
        ("To", line.validUntil ?? "–"), ("Stopped", Self.moment(line.stoppedAt)), ("Fee", line.fee),
        ("Versions", String(line.versions)),
      ])
  }
}
