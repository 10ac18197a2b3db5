import ArgumentParser
import Domain
import Foundation
import Postgres

/// Events and programmes for newly qualified teachers, tutors and mentors.
struct ActivitiesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activities", abstract: "Events and programmes for new teachers, tutors and mentors.",
    subcommands: [
      List.self, Show.self, Create.self, Change.self, AddSession.self, ChangeSession.self, RemoveSession.self,
      Publish.self, Cancel.self, Finish.self, Remove.self,
      Book.self, Bookings.self, CancelPlace.self, Register.self, Evaluation.self, Certificate.self,
      CertificateFile.self, Charges.self, Requests.self, Kinds.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the activities of an authority and its alliances, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code, or an alliance's id.") var organisation: String

    func run(in context: CommandContext) async throws {
      let owner = try await context.lookup.organisation(organisation)
      let page = try await ReadActivities(context.services).managed(
        of: owner.place, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(ActivityLine.init), json: format.json, none: "No activities.",
        Table(
          .init("id") { $0.id.description }, .init("title") { $0.title }, .init("kind") { $0.kind },
          .init("state") { $0.state }, .init("first") { CommandContext.moment($0.firstStanding) },
          .init("booked") { $0.sum(\.booked) }, .init("waiting") { $0.sum(\.waiting) }))
      context.sayMore(page.next)
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show an activity with its sessions.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadActivities(context.services).find(
        try Reading.activity(activity), by: context.actor)
      try context.show(found, json: format.json)
    }
  }

  /// What the options of an activity are called.
  static let names: FieldNames = [
    "kind": "--kind", "description": "--description", "audiences": "--for", "place": "--place",
    "price_pence": "--price-pence", "books_from": "--books-from", "books_until": "--books-until",
    "free_days": "--free-days", "is_programme": "--programme", "sessions_required": "--sessions-required",
  ]

  struct Kinds: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the kinds of activities.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions

    func run(in context: CommandContext) async throws {
      let kinds = try await ReadActivities(context.services).kinds().map {
        ActivityKindLine(code: $0.code, name: $0.name)
      }
      try context.show(
        kinds, json: format.json, none: "No kinds.",
        Table(.init("code") { $0.code }, .init("name") { $0.name }))
    }
  }

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draft an activity; add sessions to it, then publish it.",
      discussion: "'staffroom activities kinds' lists the kinds that there are.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, or an alliance's id.") var organisation: String
    @Argument(help: "What it is called.") var title: String
    @Option(help: ArgumentHelp("Its kind, as 'activities kinds' lists them.", valueName: "code"))
    var kind: String
    @Option(help: ArgumentHelp("What it is about.", valueName: "text")) var description: String
    @Option(help: ArgumentHelp("Where it is.", valueName: "text")) var place: String
    @Option(help: ArgumentHelp("Whom it is for: nqt, tutor, mentor; may be repeated.", valueName: "whom"))
    var `for`: [String] = ["nqt"]
    @Option(help: ArgumentHelp("What a place in a session costs a school.", valueName: "pence"))
    var pricePence = 0
    @Option(help: ArgumentHelp("The first day of booking; today unless given.", valueName: "date"))
    var booksFrom: String?
    @Option(help: ArgumentHelp("The last day of booking.", valueName: "date")) var booksUntil: String
    @Option(help: ArgumentHelp("Days before a session until which cancelling is free.", valueName: "days"))
    var freeDays = 7
    @Flag(help: "People take part in several sessions.") var programme = false
    @Option(help: ArgumentHelp("Sessions that the certificate needs.", valueName: "count"))
    var sessionsRequired = 1

    func run(in context: CommandContext) async throws {
      let owner = try await context.lookup.organisation(organisation)
      let content = ActivityContent(
        title: title, kind: kind, isProgramme: programme, description: description,
        audiences: try Reading.audiences(self.for),
        place: place, pricePence: pricePence,
        booksFrom: try booksFrom.map { try Reading.day($0, "--books-from") } ?? context.services.today,
        booksUntil: try Reading.day(booksUntil, "--books-until"), freeDays: freeDays,
        sessionsRequired: sessionsRequired)
      let made = try await ActivitiesCommand.names {
        try await ManageActivities(context.services).create(of: owner.id, content, by: context.actor)
      }
      try context.show(made, json: format.json)
    }
  }

  struct AddSession: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "add-session", abstract: "Add a session to an activity.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String
    @Argument(help: "The day.") var day: String
    @Argument(help: "When it begins, HH:MM in London.") var from: String
    @Argument(help: "When it ends, HH:MM in London.") var until: String
    @Option(help: ArgumentHelp("How many places it has.", valueName: "count")) var places: Int
    @Option(help: ArgumentHelp("The room.", valueName: "text")) var room = ""
    @Option(help: ArgumentHelp("What it is about.", valueName: "text")) var title = ""

    private static let names: FieldNames = [
      "held_on": "day", "starts_at": "from", "ends_at": "until", "places": "--places", "room": "--room",
      "title": "--title",
    ]

    func run(in context: CommandContext) async throws {
      let content = ActivitySessionContent(
        title: title, heldOn: try Reading.day(day, "day"), startsAt: from, endsAt: until, room: room,
        places: places)
      let changed = try await Self.names {
        try await ManageSessions(context.services).add(
          to: try Reading.activity(activity), content, by: context.actor)
      }
      try context.show(changed, json: format.json)
    }
  }

  struct Publish: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Publish an activity.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String

    func run(in context: CommandContext) async throws {
      let changed = try await ManageActivities(context.services).publish(
        try Reading.activity(activity), expectedVersion: nil, by: context.actor)
      try context.show(changed, json: format.json)
    }
  }

  struct Finish: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Finish an activity whose sessions are over.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The activity's id.") var activity: String

    func run(in context: CommandContext) async throws {
      let changed = try await ManageActivities(context.services).finish(
        try Reading.activity(activity), by: context.actor)
      try context.show(changed, json: format.json)
    }
  }

  struct Remove: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a draft.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The activity's id.") var activity: String

    func run(in context: CommandContext) async throws {
      try await ManageActivities(context.services).remove(try Reading.activity(activity), by: context.actor)
      context.output.remark("The draft is removed.")
    }
  }
}
