import ArgumentParser
import CLI
import Domain
import Foundation
import Synchronization
import Testing

/// What a command wrote.
struct Written: Sendable {
  var lines: [String] = []
  var remarks: [String] = []

  /// The answer as JSON.
  func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(lines.joined(separator: "\n").utf8))
  }

  /// The answer as a JSON object's text members.
  func object() throws -> [String: Any] { try #require(try json() as? [String: Any]) }
}

private struct Root: ParsableCommand {
  static let configuration = CommandConfiguration(subcommands: AdministrationCommands.all)

  /// The command that the arguments name. The parser checks the whole tree of commands each time, so it is given only
  /// the branch on which the first of them lies.
  static func command(of arguments: [String]) throws -> any ParsableCommand {
    let branch = AdministrationCommands.all.first { $0.configuration.commandName == arguments.first }
    return try branch.map { try parse(arguments, at: $0) } ?? parseAsRoot(arguments)
  }

  private static func parse<Command: ParsableCommand>(
    _ arguments: [String], at command: Command.Type
  ) throws -> any ParsableCommand {
    try Branch<Command>.parseAsRoot(arguments)
  }
}

private struct Branch<Command: ParsableCommand>: ParsableCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Command.self]) }
}

/// Parses and runs a command in this process.
func run(_ arguments: String..., with services: Services) async throws -> Written {
  try await run(arguments, with: services)
}

/// Parses and runs a command in this process.
func run(_ arguments: [String], with services: Services) async throws -> Written {
  let parsed = try Root.command(of: arguments)
  let command = try #require(parsed as? any ServicesCommand)
  let written = Mutex(Written())
  let output = CommandOutput(
    line: { line in written.withLock { $0.lines.append(line) } },
    remark: { remark in written.withLock { $0.remarks.append(remark) } })
  try await command.run(in: CommandContext(services: services, output: output))
  return written.withLock { $0 }
}

/// What is said of a command that fails, line by line; nothing where it doesn’t.
func failure(_ body: () async throws -> Written) async -> [String] {
  do {
    _ = try await body()
    return []
  } catch {
    return Failure(describing: error).lines
  }
}

/// The options and arguments of which a command that fails complains, in its order.
func faulty(_ body: () async throws -> Written) async -> [String] {
  await failure(body).map { line in String(line.prefix { $0 != ":" }) }
}

/// The exit code with which a command ends.
func status(_ body: () async throws -> Written) async -> CLI.ExitStatus {
  do {
    _ = try await body()
    return .done
  } catch {
    return Failure(describing: error).status
  }
}
