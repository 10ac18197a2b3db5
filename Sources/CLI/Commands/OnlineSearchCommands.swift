import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct Disclosure: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "disclosure",
      abstract: "Show whether somebody on the shortlist is still to send the self-disclosure.",
      discussion: "With --answers, what they sent, for the head and whom the head has named. It is recorded.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String
    @Flag(help: "Read it.") var answers = false

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      let actor = try await acting.actor(context)
      let reminding = RemindOfDisclosure(context.services)
      let reminded = try await reminding.last(id, by: actor)
      let sent = try await ReadApplication(context.services)(id, by: actor).application
      let isOpen = try await reminding.isOpen(for: sent, by: actor)
      let found = answers ? try await ReadDisclosure(context.services)(id, by: actor) : nil
      let line = DisclosureLine(
        application: id, isToBeSent: isOpen, remindedAt: reminded, sentAt: found?.sentAt,
        answers: found?.answers)
      try context.show(
        line, json: format.json, line.fields + (found.map { $0.form.lines($0.answers) } ?? []))
    }
  }

  struct OnlineSearches: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "online-searches",
      abstract: "List the notes of online searches about somebody on the shortlist, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let notes = try await NoteOnlineSearch(context.services).list(
        Reading.identifier(application, "application"), by: try await acting.actor(context))
      try context.show(notes, json: format.json)
    }
  }

  struct NoteASearch: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "note-online-search",
      abstract: "Add a note of an online search about somebody on the shortlist; the panel doesn't see it.",
      discussion: "Notes are added, never changed.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String
    @Option(help: ArgumentHelp("The day of the search.", valueName: "date")) var on: String
    @Option(help: ArgumentHelp("Who searched.", valueName: "name")) var by: String
    @Option(help: ArgumentHelp("What was found, in words.", valueName: "text")) var found: String
    @Option(help: ArgumentHelp("The day it was discussed with the applicant.", valueName: "date"))
    var discussedOn: String?
    @Option(help: ArgumentHelp("What came of that.", valueName: "text")) var discussion = ""

    func run(in context: CommandContext) async throws {
      let notes = try await NoteOnlineSearch(context.services)(
        Reading.identifier(application, "application"), searchedOn: try Reading.day(on, "--on"),
        searchedBy: by, found: found,
        discussedOn: try discussedOn.map { try Reading.day($0, "--discussed-on") }, discussion: discussion,
        by: try await acting.actor(context))
      try context.show(notes, json: format.json)
    }
  }
}

extension CommandContext {
  fileprivate func show(_ notes: [OnlineSearchNote], json: Bool) throws {
    try show(
      notes.map(SearchNoteLine.init), json: json, none: "No online search is noted.",
      Table(
        .init("on") { $0.searchedOn }, .init("by") { $0.searchedBy }, .init("found") { $0.found },
        .init("discussed") { $0.discussedOn ?? "–" }, .init("discussion") { $0.discussion }))
  }
}

/// How far the self-disclosure is, as the command shows it.
private struct DisclosureLine: Encodable {
  let application: ApplicationID
  let isToBeSent: Bool
  let remindedAt: Date?
  let sentAt: Date?
  let answers: [String: JSONValue]?

  var fields: [(String, String)] {
    var fields = [
      ("To be sent", isToBeSent ? "yes" : "no: it was sent, or is not asked for"),
      ("Reminded", CommandContext.moment(remindedAt)),
    ]
    if let sentAt { fields.append(("Sent", CommandContext.moment(sentAt))) }
    return fields
  }
}

/// A note as the commands show it.
private struct SearchNoteLine: Encodable {
  let id: String
  let searchedOn: String
  let searchedBy: String
  let found: String
  let discussedOn: String?
  let discussion: String
  let recordedAt: Date

  init(_ note: OnlineSearchNote) {
    (id, searchedOn) = (note.id.uuidString.lowercased(), note.searchedOn.description)
    (searchedBy, found) = (note.searchedBy, note.found)
    (discussedOn, discussion) = (note.discussedOn?.description, note.discussion)
    recordedAt = note.recordedAt
  }
}
