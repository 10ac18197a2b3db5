import ArgumentParser
import Domain
import Foundation
import Postgres

extension RetentionCommand {
  struct Holds: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what is held in an authority, by the day of review.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @OptionGroup var paging: PagingOptions

    func run(in context: CommandContext) async throws {
      let page = try await HoldRecords(context.services).list(
        try await context.lookup.authority(authority), limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(HoldLine.init), json: format.json, none: "Nothing is held.",
        Table(
          .init("id") { $0.id }, .init("what") { $0.email ?? $0.application ?? "–" },
          .init("placed by") { $0.placedBy }, .init("review on") { $0.reviewOn },
          .init("reason") { $0.reason ?? "–" }))
      context.sayMore(page.next)
    }
  }

  struct Hold: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hold an application, or everything of a person, or change the reason and day.",
      discussion: """
        A person is named by their e-mail address, with --authority; an application by its reference or \
        identifier.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The e-mail address, or the application's reference or id.") var subject: String
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @Option(help: ArgumentHelp("The day on which it is looked at again.", valueName: "date"))
    var reviewOn: String
    @Option(help: ArgumentHelp("The authority's code, for a person.", valueName: "code")) var authority:
      String?

    private static let names: FieldNames = [
      "email": "subject", "reason": "--reason", "review_on": "--review-on",
    ]

    func run(in context: CommandContext) async throws {
      let line = HoldLine(try await Self.names { try await held(context) })
      try context.show(
        line, json: format.json,
        [
          ("Id", line.id), ("What", line.email ?? line.application ?? "–"), ("Review on", line.reviewOn),
          ("Reason", line.reason ?? "–"),
        ])
    }

    private func held(_ context: CommandContext) async throws -> RetentionHold {
      let day = try Reading.day(reviewOn, "--review-on")
      let hold = HoldRecords(context.services)
      guard subject.contains("@") else {
        return try await hold(
          try await context.lookup.application(subject), reason: reason, reviewOn: day, by: context.actor)
      }
      guard let authority else {
        throw Reading.problem("--authority", "Name the authority that holds them.")
      }
      return try await hold.person(
        subject, reason: reason, reviewOn: day, of: try await context.lookup.authority(authority),
        by: context.actor)
    }
  }

  struct Lift: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lift the hold on an application or a person.",
      discussion: """
        With --authority the hold on a person, by the hold's id in the list of holds; otherwise that on an \
        application.
        """)

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The hold's id, or the application's reference or id.") var subject: String
    @Option(help: ArgumentHelp("The authority's code, for a person.", valueName: "code")) var authority:
      String?

    func run(in context: CommandContext) async throws {
      let hold = HoldRecords(context.services)
      if let authority {
        try await hold.lift(
          Reading.identifier(subject, "subject"), of: try await context.lookup.authority(authority),
          by: context.actor)
      } else {
        let application = try await context.lookup.application(subject)
        guard try await hold.find(application, by: context.actor) != nil else {
          return context.output.line("There was no hold on the application.")
        }
        try await hold.lift(application, by: context.actor)
      }
      context.output.line("The hold is lifted.")
    }
  }
}

/// A hold as the commands show it.
private struct HoldLine: Encodable {
  let id: String
  let application: String?
  let email: String?
  let placedBy: String
  let reason: String?
  let reviewOn: String

  init(_ hold: RetentionHold) {
    (id, application, email) = (hold.id.description, hold.reference, hold.email)
    (placedBy, reason, reviewOn) = (hold.organisationName, hold.reason, hold.reviewOn.description)
  }
}
