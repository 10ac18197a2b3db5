import ArgumentParser
import Domain
import Foundation
import Postgres

/// Who employs a school's teachers, and where notices to the employer go.
struct InductionEmployerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "employer",
    abstract: "Show, set and forget who employs a school's teachers, with the address of notices.",
    subcommands: [Show.self, Set.self, Forget.self])

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Show who employs a school's teachers.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN or id.") var school: String

    func run(in context: CommandContext) async throws {
      let school = try await context.lookup.school(school)
      guard let found = try await KeepEmployer(context.services).find(of: school, by: context.actor) else {
        throw DomainError.notFound("employer")
      }
      try context.show(EmployerLine(found, mailed: nil), format.json)
    }
  }

  struct Set: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set who employs a school's teachers.",
      discussion: "Letters to the employer that wait for the address are mailed with it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The school's URN or id.") var school: String
    @Option(help: ArgumentHelp("The employer's name.", valueName: "text")) var name: String
    @Option(help: ArgumentHelp("Where letters are mailed to.", valueName: "address")) var email: String
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let done = try await KeepEmployer(context.services)(
        name, email: email, of: try await context.lookup.school(school), expectedVersion: read.ifVersion,
        by: context.actor)
      try context.show(EmployerLine(done.employer, mailed: done.mailed), format.json)
    }
  }

  struct Forget: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget who employs a school's teachers: letters go by the school's head again.")

    @OptionGroup var installation: InstallationOptions
    @Argument(help: "The school's URN or id.") var school: String

    func run(in context: CommandContext) async throws {
      try await KeepEmployer(context.services).forget(
        of: try await context.lookup.school(school), expectedVersion: nil, by: context.actor)
      context.output.line("Forgotten. Letters to the employer go by the school's head.")
    }
  }
}

private struct EmployerLine: Encodable {
  let name: String
  let email: String
  let changedBy: String
  let changedAt: Date
  let version: Int
  let mailed: Int?

  init(_ employer: SchoolEmployer, mailed: Int?) {
    (name, email, changedBy) = (employer.name, employer.email, employer.changedBy)
    (changedAt, version, self.mailed) = (employer.changedAt, employer.version, mailed)
  }
}

extension CommandContext {
  fileprivate func show(_ line: EmployerLine, _ json: Bool) throws {
    let fields = [
      ("Employer", line.name), ("Address", line.email),
      ("Given", "\(LondonTime.dateAndTime(line.changedAt)), \(line.changedBy)"),
      ("Version", "\(line.version)"),
    ]
    try show(
      line, json: json, fields + (line.mailed.map { [("Letters mailed", String($0))] } ?? []))
  }
}
