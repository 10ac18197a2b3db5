import ArgumentParser
import Domain
import Foundation
import Postgres

/// The library of guidance of an authority.
struct GuidanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guidance", abstract: "Write, publish and withdraw pages of guidance.",
    subcommands: [
      List.self, Show.self, Revisions.self, Create.self, Change.self, Publish.self, Withdraw.self,
    ])

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List every page, those due for review first; or the published ones with certain words.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Flag(help: "Only what is published.") var published = false
    @Option(help: ArgumentHelp("Only published pages with these words.", valueName: "words")) var find = ""
    @Option(help: ArgumentHelp("At most so many, 1–500.", valueName: "count")) var limit = 50
    @Option(help: ArgumentHelp("Where to go on: the id printed by the page before.", valueName: "id"))
    var after: String?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let read = ReadGuidance(context.services)
      let last: GuidanceID? = try after.map { try Reading.identifier($0, "--after") }
      let (pages, next) =
        published || !find.isEmpty
        ? try await read.published(words: find, limit: limit, after: last, by: context.actor)
        : try await read.all(limit: limit, after: last, by: context.actor)
      try context.show(
        pages.map { GuidanceLine($0) }, json: format.json, none: "No pages of guidance.",
        Table(
          .init("page") { $0.slug }, .init("title") { $0.title }, .init("state") { $0.state.rawValue },
          .init("for") { $0.audience?.rawValue ?? "–" }, .init("reviewed") { $0.reviewedOn ?? "–" },
          .init("review by") { $0.reviewBy ?? "–" }, .init("authority") { $0.authority }))
      if let next { context.output.remark("There are more: --after \(next)") }
    }
  }

  struct Show: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Show a page with its Markdown.")

    @OptionGroup var options: GuidanceOptions

    func run(in context: CommandContext) async throws {
      try context.show(try await options.page(context), json: options.format.json)
    }
  }

  struct Revisions: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what a page said before each change, the newest first: who changed it, and when.")

    @OptionGroup var options: GuidanceOptions
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 20
    @Option(help: ArgumentHelp("Only what was said before this version.", valueName: "version"))
    var before: Int?

    func validate() throws {
      guard (1...500).contains(limit) else { throw ValidationError("--limit must be from 1 to 500.") }
    }

    func run(in context: CommandContext) async throws {
      let history = try await ReadGuidance(context.services).history(
        options.page, limit: limit, before: before, by: context.actor)
      try context.show(
        history.revisions.map(RevisionLine.init), json: options.format.json,
        none: "The page has not been changed yet.",
        Table(
          .init("version") { "\($0.version)" }, .init("until") { CommandContext.moment($0.replacedAt) },
          .init("changed by") { $0.replacedBy ?? "–" }, .init("title") { $0.title },
          .init("text") { $0.body }))
      if let next = history.next { context.output.remark("There are more: --before \(next)") }
    }
  }

  struct Create: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Start a page from a Markdown file, as a draft unless it is published at once.",
      discussion: "To publish it takes a summary and the day on which somebody made sure that it is right.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code, for example 883.") var authority: String
    @Argument(help: "The Markdown file, or - for the standard input.") var file: String
    @OptionGroup var content: GuidanceContentOptions
    @Flag(help: "Publish it at once.") var publish = false

    func run(in context: CommandContext) async throws {
      let (owner, write) = (try await context.lookup.authority(authority), WriteGuidance(context.services))
      var given = try content.over(GuidanceContent(title: ""))
      given.body = try GuidanceContentOptions.text(of: file)
      var page = try await write.create(of: owner.organisation, given, by: context.actor)
      if publish {
        page = try await write.move(
          page.id, to: .published, expectedVersion: page.version, by: context.actor)
      }
      try context.show(page, json: format.json)
    }
  }

  struct Change: GroupedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Change a page; what is left out stays as it is, and what it said before is kept.")

    @OptionGroup var options: GuidanceOptions
    @Option(
      help: ArgumentHelp("A Markdown file with the text; - reads the standard input.", valueName: "file"))
    var file: String?
    @OptionGroup var content: GuidanceContentOptions

    func run(in context: CommandContext) async throws {
      let page = try await options.page(context)
      var given = try content.over(page.content)
      if let file { given.body = try GuidanceContentOptions.text(of: file) }
      let changed = try await WriteGuidance(context.services).change(
        page.id, given, expectedVersion: page.version, by: context.actor)
      try context.show(changed, json: options.format.json)
    }
  }

  struct Publish: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Publish a page.")

    @OptionGroup var options: GuidanceOptions

    func run(in context: CommandContext) async throws { try await options.move(to: .published, context) }
  }

  struct Withdraw: GroupedCommand {
    static let configuration = CommandConfiguration(abstract: "Withdraw a page.")

    @OptionGroup var options: GuidanceOptions

    func run(in context: CommandContext) async throws { try await options.move(to: .withdrawn, context) }
  }
}

/// What the commands for one page share.
struct GuidanceOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "What names the page in addresses, as it is listed.") var page: String

  func page(_ context: CommandContext) async throws -> GuidancePage {
    try await ReadGuidance(context.services).find(page, by: context.actor)
  }

  func move(to state: GuidanceState, _ context: CommandContext) async throws {
    let found = try await page(context)
    let moved = try await WriteGuidance(context.services).move(
      found.id, to: state, expectedVersion: found.version, by: context.actor)
    try context.show(moved, json: format.json)
  }
}

/// What a page says besides its text.
struct GuidanceContentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Its title.", valueName: "text")) var title: String?
  @Option(help: ArgumentHelp("What it is about, in a sentence or two.", valueName: "text"))
  var summary: String?
  @Option(help: ArgumentHelp("Who may read it: everybody or schools.", valueName: "whom"))
  var audience: String?
  @Option(help: ArgumentHelp("When somebody last made sure that it is right.", valueName: "date"))
  var reviewed: String?
  @Option(help: ArgumentHelp("By when somebody must make sure again.", valueName: "date"))
  var reviewBy: String?

  /// What is given, over what is written already.
  func over(_ stored: GuidanceContent) throws -> GuidanceContent {
    var content = stored
    content.title = title ?? stored.title
    content.summary = summary ?? stored.summary
    if let audience {
      guard let chosen = GuidanceAudience(rawValue: audience) else {
        throw Reading.problem("--audience", "'\(audience)' is neither everybody nor schools.")
      }
      content.audience = chosen
    }
    if let reviewed { content.reviewedOn = try Reading.day(reviewed, "--reviewed") }
    if let reviewBy { content.reviewBy = try Reading.day(reviewBy, "--review-by") }
    return content
  }

  /// The text of a file.
  static func text(of file: String) throws -> String {
    guard let text = String(data: try Reading.input(file), encoding: .utf8) else {
      throw Reading.problem("file", "\(file) can't be read as text.")
    }
    return text
  }
}

/// A page of guidance as the commands show it.
private struct GuidanceLine: Encodable {
  let id: GuidanceID
  let slug: String
  let title: String
  let summary: String
  let state: GuidanceState
  let audience: GuidanceAudience?
  let authority: String
  let reviewedOn: String?
  let reviewBy: String?
  let publishedAt: Date?
  let body: String?
  let version: Int

  init(_ page: GuidancePage, withBody: Bool = false) {
    let content = page.content
    (id, slug, title, summary) = (page.id, page.slug, content.title, content.summary)
    (state, audience, authority) = (page.state, content.audience, page.ownerName)
    (reviewedOn, reviewBy) = (content.reviewedOn?.description, content.reviewBy?.description)
    (publishedAt, body, version) = (page.publishedAt, withBody ? content.body : nil, page.version)
  }
}

/// An older text of a page as the commands show it.
private struct RevisionLine: Encodable {
  let version: Int
  let title: String
  let summary: String
  let body: String
  let replacedAt: Date
  let replacedBy: String?

  init(_ revision: GuidanceRevision) {
    (version, title, summary) = (revision.version, revision.title, revision.summary)
    (body, replacedAt, replacedBy) = (revision.body, revision.replacedAt, revision.replacedBy)
  }
}

extension CommandContext {
  fileprivate func show(_ page: GuidancePage, json: Bool) throws {
    let line = GuidanceLine(page, withBody: true)
    try show(
      line, json: json,
      [
        ("Page", line.slug), ("Title", line.title), ("State", line.state.rawValue),
        ("For", line.audience?.rawValue ?? "–"), ("Summary", line.summary),
        ("Reviewed", line.reviewedOn ?? "–"), ("Review by", line.reviewBy ?? "–"),
        ("Text", line.body ?? ""),
      ])
  }
}
