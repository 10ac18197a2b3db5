public import ArgumentParser
public import Domain
import Foundation

/// Where a command writes; tests collect instead of printing.
public struct CommandOutput: Sendable {
  /// Writes a line of the answer.
  public let line: @Sendable (String) -> Void
  /// Writes a line beside the answer: progress and remarks.
  public let remark: @Sendable (String) -> Void

  /// Somewhere to write.
  public init(
    line: @escaping @Sendable (String) -> Void, remark: @escaping @Sendable (String) -> Void
  ) {
    self.line = line
    self.remark = remark
  }

  /// The standard output and the standard error.
  public static let standard = CommandOutput(
    line: { print($0) },
    remark: { FileHandle.standardError.write(Data(($0 + "\n").utf8)) })
}

/// What a command works with.
public struct CommandContext: Sendable {
  /// The use cases' services.
  public let services: Services
  /// Where to write.
  public let output: CommandOutput
  /// Who acts: the operator at the command line.
  public let actor: Actor

  /// A context for one command.
  public init(
    services: Services, output: CommandOutput = .standard, actor: Actor = .operatorAtCommandLine
  ) {
    self.services = services
    self.output = output
    self.actor = actor
  }
}

/// A command that needs the installation's services.
public protocol ServicesCommand: AsyncParsableCommand {
  /// The settings given as flags.
  var installation: InstallationOptions { get }
  /// Does it.
  func run(in context: CommandContext) async throws
}

/// Every command that administers an installation.
public enum AdministrationCommands {
  /// The groups, in the order of the help.
  public static let all: [any ParsableCommand.Type] = [
    AuthorityCommand.self, OrganisationsCommand.self, SchoolsCommand.self, PostcodesCommand.self,
    AccountsCommand.self,
    RolesCommand.self, TokensCommand.self, VacanciesCommand.self, ApplicationsCommand.self,
    AppointmentsCommand.self, MessagesCommand.self, GuidanceCommand.self, EnquiriesCommand.self,
    TrainingCommand.self,
    EqualityCommand.self, FiguresCommand.self, PoolCommand.self,
    SelectionCommand.self,
    AgenciesCommand.self, ActivitiesCommand.self, SchemesCommand.self,
    InductionCommand.self, AlertsCommand.self, CampaignsCommand.self, AuditCommand.self, MailCommand.self,
    RetentionCommand.self,
    TasksCommand.self,
    SampleCommand.self,
  ]
}
