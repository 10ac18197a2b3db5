import ArgumentParser
import Domain
import Foundation
import Postgres

extension ActivitiesCommand {
  /// Places that people ask their school for.
  struct Requests: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "See the places that people ask a school for, book them or say no.",
      discussion: "People ask on the website or through the API: nobody asks for them.",
      subcommands: [OfSchool.self, Approve.self, Decline.self])
  }

  struct OfSchool: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List what a school was asked for, the last first.",
      discussion: "Of those that wait who asked first comes first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The school's URN.") var school: String
    @Flag(help: "Only those that wait for an answer.") var waiting = false

    func run(in context: CommandContext) async throws {
      let page = try await AskForPlace(context.services).list(
        ofSchool: try await context.lookup.school(school).id, isWaiting: waiting, limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(page.items, json: format.json)
      context.sayMore(page.next)
    }
  }

  struct Approve: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book what somebody has asked for, at the school's expense.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The request's id.") var request: String

    func run(in context: CommandContext) async throws {
      let done = try await AskForPlace(context.services).approve(
        try Reading.identifier(request, "request"), by: context.actor)
      try context.show(done.bookings, json: format.json)
    }
  }

  struct Decline: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Say no, with a reason that they read.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The request's id.") var request: String
    @Argument(help: "Why.") var reason: String

    func run(in context: CommandContext) async throws {
      let declined = try await AskForPlace(context.services).decline(
        try Reading.identifier(request, "request"), reason: reason, by: context.actor)
      try context.show([declined], json: format.json)
    }
  }
}

private struct PlaceRequestLine: Encodable {
  let id: PlaceRequestID
  let activity: String
  let name: String
  let email: String
  let school: String
  let message: String
  let sessions: [String]
  let cancelledSessions: [String]
  let state: String
  let stateTitle: String
  let reason: String
  let askedAt: Date

  init(_ request: PlaceRequest, at now: Date) {
    (id, activity, name, email) = (request.id, request.activityTitle, request.name, request.email)
    (school, message, state) = (request.schoolName, request.message, request.state.rawValue)
    (sessions, stateTitle) = (request.times, request.stateTitle(at: now))
    cancelledSessions = request.asked.filter(\.isCancelled).map(\.when)
    (reason, askedAt) = (request.why, request.askedAt)
  }
}

extension CommandContext {
  fileprivate func show(_ requests: [PlaceRequest], json: Bool) throws {
    let now = services.now()
    try show(
      requests.map { PlaceRequestLine($0, at: now) }, json: json, none: "Nobody has asked.",
      Table(
        .init("id") { $0.id.description }, .init("name") { $0.name }, .init("activity") { $0.activity },
        .init("asked") { Self.moment($0.askedAt) }, .init("state") { $0.stateTitle },
        .init("cancelled") {
          $0.cancelledSessions.isEmpty ? "–" : $0.cancelledSessions.joined(separator: "; ")
        },
        .init("says") { $0.message.isEmpty ? "–" : $0.message },
        .init("reason") { $0.reason.isEmpty ? "–" : $0.reason }))
  }
}
