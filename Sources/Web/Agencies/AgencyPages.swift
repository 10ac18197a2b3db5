import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Recruitment agencies, as the authority, schools, consultants and those they put forward see them.
struct AgencyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    AuthorityAgencyPages(environment).add(to: pages)
    AgencyTermsPages(environment).add(to: pages)
    ReleasePages(environment).add(to: pages)
    ConsultantPages(environment).add(to: pages)
    SubmitCandidatePages(environment).add(to: pages)
    CandidateLinkPages(environment).add(to: pages)
    RepresentationPages(environment).add(to: pages)
    AgencyReportPages(environment).add(to: pages)
  }
}

/// Words of agencies.
enum AgencyText {
  /// What is paid for an appointment.
  static func rate(_ rate: AgencyRate?) -> String {
    switch rate {
    case .share(let points): "\(AgencyRate.percent(points))% of the first year’s pay"
    case .fixed(let pence): "\(CampaignText.pounds(pence)) for each appointment"
    case nil: "–"
    }
  }

  /// From when to when terms hold.
  static func dates(_ content: AgencyTermsContent) -> String {
    "\(content.validFrom.map(LondonTime.shortDate) ?? "–") to "
      + "\(content.validUntil.map(LondonTime.shortDate) ?? "–")"
  }

  /// What a version is to its agency today, after its number: whether it holds, or when it was stopped.
  static func standing(_ terms: AgencyTerms, of agency: Agency) -> String {
    if let stoppedAt = terms.stoppedAt { return ", stopped \(LondonTime.dateAndTime(stoppedAt))" }
    guard terms.id == agency.terms?.id else { return "" }
    return switch agency.standing {
    case .inForce, .notVetted, .vettingExpired: ", holds now"
    case .ended: ", has ended"
    case .notYet: ", has not begun"
    case .none, .stopped: ""
    }
  }

  /// Terms as questions and answers.
  static func rows(_ terms: AgencyTerms) -> [SummaryList.Row] {
    let vetting = terms.content.vetting
    var rows: [SummaryList.Row] = [
      .init("In force", dates(terms.content)), .init("Fee", rate(terms.content.rate)),
      .init("Rebates", terms.content.rebateNotes),
      .init(
        "Vetting confirmed",
        vetting.map { vetting in
          "\(vetting.confirmedOn.map(LondonTime.shortDate) ?? "") by \(vetting.confirmedBy), counts until "
            + "\(vetting.expiresOn.map(LondonTime.shortDate) ?? "")"
        } ?? "Not yet"),
    ]
    if let vetting { rows.append(.init("What was checked", vetting.checks)) }
    if let stoppedAt = terms.stoppedAt {
      rows.append(
        .init("Stopped", "\(LondonTime.dateAndTime(stoppedAt))\n\(terms.stopReason ?? "")"))
    }
    rows.append(
      .init(
        "Recorded",
        "\(LondonTime.dateAndTime(terms.recordedAt)) by \(terms.recordedBy ?? "the operator") "
          + "(version \(terms.version))"))
    return rows
  }
}

extension AgencyStanding {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .inForce: Tag(title, .green)
    case .none, .notYet, .ended: Tag(title, .grey)
    case .stopped, .notVetted, .vettingExpired: Tag(title, .red)
    }
  }
}

extension CandidateStanding {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .waiting, .agreed: Tag(title, .blue)
    case .withSchool, .shortlisted, .interviewing: Tag(title, .teal)
    case .offered, .accepted: Tag(title, .purple)
    case .appointed: Tag(title, .green)
    case .declined, .lapsed, .retracted, .takenBack, .consentWithdrawn, .represented, .appliedDirectly,
      .unsuccessful, .offerDeclined, .offerWithdrawn, .withdrawn:
      Tag(title, .grey)
    }
  }
}

extension WebEnvironment {
  /// The agency that the address names, for the authority's staff; its consultants have pages of their own.
  func managedAgency(_ context: AppRequestContext) async throws -> Agency {
    let agency = try await ReadAgencies(services).find(try context.agencyOfPath(), by: context.webActor)
    try context.webActor.require(.manageAgencyTerms, at: agency.place, orHide: "agency")
    return agency
  }
}

extension AppRequestContext {
  /// The agency that the address names, for somebody who has signed in.
  func agencyOfPath() throws -> OrganisationID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("id").flatMap({ OrganisationID($0) }) else {
      throw DomainError.notFound("agency")
    }
    return id
  }

  /// The release that the address names, for somebody who has signed in.
  func releaseOfPath(_ name: String = "release") throws -> AgencyReleaseID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get(name).flatMap({ AgencyReleaseID($0) }) else {
      throw DomainError.notFound("release")
    }
    return id
  }

  /// The candidate that the address names, for somebody who has signed in.
  func candidateOfPath() throws -> AgencyCandidateID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("candidate").flatMap({ AgencyCandidateID($0) }) else {
      throw DomainError.notFound("candidate")
    }
    return id
  }
}

extension Request {
  /// Where a page of a list begins.
  var after: Cursor? { cursor("after") }

  /// Where a page of another list begins that stands on the same page.
  func cursor(_ name: String) -> Cursor? {
    uri.queryParameters[Substring(name)].flatMap { Cursor(String($0)) }
  }

  /// The way through one of two lists on a page, each by its own cursor: the other stays where it is.
  func pages(
    _ name: String, next: Cursor?, keeping other: String, at base: String, of what: String
  ) -> Pagination {
    func address(_ cursor: Cursor?) -> String {
      let cursors = [(name, cursor), (other, self.cursor(other))].compactMap { name, cursor in
        cursor.map { "\(name)=\($0)" }
      }
      if cursors.isEmpty { return base }
      return base + (base.contains("?") ? "&" : "?") + cursors.joined(separator: "&")
    }
    return Pagination(
      previous: cursor(name) == nil ? nil : address(nil), next: next.map { address($0) }, of: what)
  }
}

/// Reads days of forms; one that can't be read is a problem of its field.
enum FormDay {
  static func read(
    _ form: FormData, _ name: String, _ words: String, _ problems: inout Problems
  ) -> CivilDate? {
    let entry = form.date(name)
    if entry.isEmpty { return nil }
    if entry.date == nil { problems.add(name, "Enter a real \(words) with day, month and year.") }
    return entry.date
  }
}
