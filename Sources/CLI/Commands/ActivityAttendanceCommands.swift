import ArgumentParser
import Domain
import Foundation
import Postgres

extension ActivitiesCommand {
  struct Register: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the register of a session, or note who was there.",
      discussion: "Whoever said by the room's code that they were there stays in the register.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The session's id.") var session: String
    @Option(
      help: ArgumentHelp("The booking of somebody who was there; may be repeated.", valueName: "id"))
    var attended: [String] = []
    @Flag(help: "Note that nobody else was there.") var nobody = false
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let id = try Reading.session(session)
      let keeping = KeepRegister(context.services)
      let there: [ActivityBookingID] = try attended.map { try Reading.identifier($0, "--attended") }
      let register =
        there.isEmpty && !nobody
        ? try await keeping.read(id, by: context.actor)
        : try await keeping(id, attended: Set(there), by: context.actor)
      if csv { return context.show(csv: try await keeping.csv(id, by: context.actor)) }
      try context.show(register.bookings, json: format.json)
      if !format.json { context.output.remark("The code is \(register.code).") }
    }
  }

  struct Evaluation: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show what people thought of an activity.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String
    @Flag(help: "Answer as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let totals = try await EvaluateActivity(context.services).totals(
        try Reading.activity(activity), by: context.actor)
      if csv { return context.show(csv: totals.csv) }
      func mean(_ counts: [Int]) -> String {
        EvaluationTotals.meanInTenths(counts).map { "\($0 / 10).\($0 % 10) of 5" } ?? "–"
      }
      let line = EvaluationLine(totals)
      try context.show(
        line, json: format.json,
        [
          ("Attended", "\(totals.attended)"), ("Answers", "\(totals.answers)"),
          ("Useful", mean(totals.useful)), ("Delivery", mean(totals.delivery)),
          ("Organisation", mean(totals.organisation)),
          ("Comments", totals.comments.isEmpty ? "–" : totals.comments.joined(separator: "\n")),
        ])
    }
  }

  struct Certificate: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show the certificate of a booking's person.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The booking's id.") var booking: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadCertificate(context.services)(
        .own(try Reading.identifier(booking, "booking")), by: context.actor)
      try context.show(
        CertificateLine(found), json: format.json,
        [
          ("Name", found.name), ("Attended", found.activityTitle), ("Kind", found.kindName),
          ("Run by", found.organiserName), ("Sessions", found.sessions.map(\.when).joined(separator: "\n")),
          ("Time", found.duration), ("Attained", found.attainedOn.description),
        ])
    }
  }

  struct Charges: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report what schools pay for places, by term, school and activity.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, a school's URN or an alliance's id.") var organisation: String
    @Option(help: ArgumentHelp("Only sessions on this day or later.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("Only sessions on this day or earlier.", valueName: "date")) var until: String?
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let report = try await ReportActivityCharges(context.services)(
        of: try await context.lookup.organisation(organisation).id,
        from: try from.map { try Reading.day($0, "--from") },
        until: try until.map { try Reading.day($0, "--until") }, by: context.actor)
      if csv { return context.output.line(String(report.csv.dropLast())) }
      let page = try report.page(limit: paging.limit, after: try paging.cursor())
      try context.show(
        page.items.map(ChargeLine.init), json: format.json, none: "Nothing is charged.",
        Table(
          .init("term") { $0.term }, .init("school") { $0.school }, .init("activity") { $0.activity },
          .init("places") { "\($0.places)" }, .init("attended") { "\($0.attended)" },
          .init("charge") { AgencyLine.pounds($0.chargePence) }))
      if !format.json { context.output.remark("In all \(AgencyLine.pounds(report.pence)).") }
      context.sayMore(page.next)
    }
  }
}

private struct EvaluationLine: Encodable {
  let attended: Int
  let answers: Int
  let useful: [Int]
  let delivery: [Int]
  let organisation: [Int]
  let comments: [String]

  init(_ totals: EvaluationTotals) {
    (attended, answers, useful) = (totals.attended, totals.answers, totals.useful)
    (delivery, organisation, comments) = (totals.delivery, totals.organisation, totals.comments)
  }
}

private struct CertificateLine: Encodable {
  let name: String
  let activity: String
  let organiser: String
  let sessions: [String]
  let minutes: Int
  let attainedOn: String

  init(_ found: ActivityCertificate) {
    (name, activity, organiser) = (found.name, found.activityTitle, found.organiserName)
    (sessions, minutes) = (found.sessions.map(\.when), found.minutes)
    attainedOn = found.attainedOn.description
  }
}

private struct ChargeLine: Encodable {
  let term: String
  let urn: String
  let school: String
  let activity: String
  let places: Int
  let attended: Int
  let chargePence: Int

  init(_ charge: ActivityCharge) {
    (term, urn, school) = (charge.term.name, charge.urn, charge.schoolName)
    (activity, places, attended) = (charge.activityTitle, charge.places, charge.attended)
    chargePence = charge.pence
  }
}
