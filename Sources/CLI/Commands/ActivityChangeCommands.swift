import ArgumentParser
import Domain
import Foundation
import Postgres

extension ActivitiesCommand {
  struct Change: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change what is written about an activity; what isn't named stays as it is.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The activity's id.") var activity: String
    @Option(help: ArgumentHelp("What it is called.", valueName: "text")) var title: String?
    @Option(help: ArgumentHelp("Its kind, as 'activities kinds' lists them.", valueName: "code"))
    var kind: String?
    @Option(help: ArgumentHelp("What it is about.", valueName: "text")) var description: String?
    @Option(help: ArgumentHelp("Where it is.", valueName: "text")) var place: String?
    @Option(help: ArgumentHelp("Whom it is for: nqt, tutor, mentor; may be repeated.", valueName: "whom"))
    var `for`: [String] = []
    @Option(help: ArgumentHelp("What a place in a session costs a school.", valueName: "pence"))
    var pricePence: Int?
    @Option(help: ArgumentHelp("The first day of booking.", valueName: "date")) var booksFrom: String?
    @Option(help: ArgumentHelp("The last day of booking.", valueName: "date")) var booksUntil: String?
    @Option(help: ArgumentHelp("Days before a session until which cancelling is free.", valueName: "days"))
    var freeDays: Int?
    @Flag(inversion: .prefixedNo, help: "Whether people take part in several sessions.") var programme: Bool?
    @Option(help: ArgumentHelp("Sessions that the certificate needs.", valueName: "count"))
    var sessionsRequired: Int?

    func run(in context: CommandContext) async throws {
      let id = try Reading.activity(activity)
      let found = try await ReadActivities(context.services).find(id, by: context.actor)
      let new = try content(found.content)
      let changed = try await ActivitiesCommand.names {
        try await ManageActivities(context.services).change(
          id, new, expectedVersion: read.ifVersion ?? found.version, by: context.actor)
      }
      try context.show(changed, json: format.json)
    }

    private func content(_ before: ActivityContent) throws -> ActivityContent {
      var content = before
      content.title = title ?? before.title
      content.kind = kind ?? before.kind
      content.description = description ?? before.description
      content.place = place ?? before.place
      if !self.for.isEmpty { content.audiences = try Reading.audiences(self.for) }
      content.pricePence = pricePence ?? before.pricePence
      if let booksFrom { content.booksFrom = try Reading.day(booksFrom, "--books-from") }
      if let booksUntil { content.booksUntil = try Reading.day(booksUntil, "--books-until") }
      content.freeDays = freeDays ?? before.freeDays
      content.isProgramme = programme ?? before.isProgramme
      content.sessionsRequired = sessionsRequired ?? before.sessionsRequired
      return content
    }
  }

  struct ChangeSession: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "change-session",
      abstract: "Change a session; whoever has a place or waits is told of a new time or room.",
      discussion: "What isn't named stays as it is.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The session's id.") var session: String
    @Option(help: ArgumentHelp("The day.", valueName: "date")) var day: String?
    @Option(help: ArgumentHelp("When it begins, in London.", valueName: "hh:mm")) var from: String?
    @Option(help: ArgumentHelp("When it ends, in London.", valueName: "hh:mm")) var until: String?
    @Option(help: ArgumentHelp("How many places it has.", valueName: "count")) var places: Int?
    @Option(help: ArgumentHelp("The room.", valueName: "text")) var room: String?
    @Option(help: ArgumentHelp("What it is about.", valueName: "text")) var title: String?

    private static let names: FieldNames = [
      "held_on": "--day", "starts_at": "--from", "ends_at": "--until", "places": "--places", "room": "--room",
      "title": "--title",
    ]

    func run(in context: CommandContext) async throws {
      let id = try Reading.session(session)
      let found = try await ReadActivities(context.services).session(id, by: context.actor).session
      var content = found.content
      if let day { content.heldOn = try Reading.day(day, "--day") }
      content.startsAt = from ?? content.startsAt
      content.endsAt = until ?? content.endsAt
      content.places = places ?? content.places
      content.room = room ?? content.room
      content.title = title ?? content.title
      let new = content
      let changed = try await Self.names {
        try await ManageSessions(context.services).change(
          id, new, expectedVersion: read.ifVersion ?? found.version, by: context.actor)
      }
      try context.show(changed, json: format.json)
    }
  }

  struct RemoveSession: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove-session", abstract: "Remove a session of a draft.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var read: VersionOptions
    @Argument(help: "The session's id.") var session: String

    func run(in context: CommandContext) async throws {
      let changed = try await ManageSessions(context.services).remove(
        try Reading.session(session), expectedVersion: read.ifVersion, by: context.actor)
      try context.show(changed, json: format.json)
    }
  }
}
