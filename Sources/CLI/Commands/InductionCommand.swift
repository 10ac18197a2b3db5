public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Reckons induction plans and time limits, which needs no database; registers new teachers and keeps inductions.
public struct InductionCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "induction",
    abstract: "Reckon induction plans and time limits; register new teachers and keep their inductions.",
    subcommands: [
      Plan.self, Deadline.self, RegistrationsCommand.self, InductionRecordsCommand.self,
      InductionBodiesCommand.self, InductionFeesCommand.self, InductionBulkCommand.self,
      InductionRecordCommand.self,
      InductionBoardCommand.self, InductionAssessmentCommand.self, InductionDecisionCommand.self,
      InductionLetterCommand.self, InductionEmployerCommand.self, InductionAppealCommand.self,
      TermDatesCommand.self,
      InductionQualityCommand.self, InductionObservationCommand.self,
      InductionSupportCommand.self,
      InductionTransferCommand.self,
    ])

  /// Nothing given.
  public init() {}

  struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Reckon the plan of a case and print it as JSON.",
      discussion: """
        A case is a JSON object: regime (nqt, ect or auto), terms (left out: the borough's), closures, periods \
        (start, end or null, fte), absences (start, end, days, kind), reductions (to_terms), extensions (terms), \
        brought_forward (terms served under another body) with brought_forward_absence (days), \
        brought_forward_extension (terms), brought_forward_from (the day on which induction began there) and \
        brought_forward_fte (the part of full time there). Only periods are needed, and a member of another name is \
        refused. The kind of an absence is sickness, unpaid, maternity, paternity, adoption, shared-parental, \
        parental-bereavement, carers, neonatal-care, coronavirus or other; other names in use are taken as well, such as \
        bereavement, carer, illness and covid. Dates are YYYY-MM-DD. Periods that overlap are posts held at once, whose parts of full time are added \
        up, as far as each lasts a term at least: where only the hours change, end the period before. Periods that \
        follow each other without a school day between them are one post.
        """)

    @Argument(help: "A file with the case, or - for the standard input.") var file: String

    func run() async throws { try run(to: .standard) }

    func run(to output: CommandOutput) throws {
      let json = try Reading.input(file)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let plan = try encoder.encode(try PlanInduction()(json: json))
      output.line(String(decoding: plan, as: UTF8.self))
    }
  }

  struct Deadline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the last day of a time limit, in working days of England and Wales.")

    @Argument(help: "The time limit, one of --list.") var rule: String?
    @Option(help: ArgumentHelp("The day that sets it off.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("How a notice was sent: electronic, post or hand.", valueName: "means"))
    var deemed: InductionDeadline.Means?
    @Flag(help: "List every time limit with its source, as it is on the day of --from.") var list = false

    func validate() throws {
      if list { return }
      guard rule != nil else { throw ValidationError("Name a time limit, or give --list.") }
      guard from != nil else { throw ValidationError("Give --from with the day that sets it off.") }
    }

    func run() async throws { try run(to: .standard) }

    func run(to output: CommandOutput) throws {
      guard !list, let rule, let from else {
        for deadline in try InductionDeadline.all(on: self.from.flatMap { CivilDate($0) }) {
          output.line(
            "\(deadline.rule): \(deadline.workingDays) working days; \(deadline.what); "
              + "--from is \(deadline.from) (\(deadline.source))")
        }
        return
      }
      guard let day = CivilDate(from) else {
        throw Reading.problem("--from", "'\(from)' is not a date such as 2026-11-02.")
      }
      output.line(try InductionDeadline.lastDay(of: rule, from: day, sentBy: deemed).description)
    }
  }
}

extension InductionDeadline.Means: ExpressibleByArgument {}
extension FeeYears: ExpressibleByArgument {}
extension SampleScope: ExpressibleByArgument {}
