import ArgumentParser
import Domain
import Foundation
import Postgres

/// Support plans of an induction.
struct InductionSupportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "support", abstract: "Open support plans, set and review their targets, close them.",
    subcommands: [
      List.self, Show.self, Open.self, Target.self, Change.self, Review.self, Meeting.self, Close.self,
    ])

  /// What is written of a target.
  struct TargetOptions: ParsableArguments {
    @Option(help: "The Teachers' Standard: 1 to 8 or part_two.") var standard: String
    @Option(help: "What success looks like.") var success: String
    @Option(help: "The support that is given.") var support: String
    @Option(help: "By whom.") var supporter: String
    @Option(help: ArgumentHelp("The day on which it is reviewed.", valueName: "date")) var review: String

    var content: SupportTargetContent {
      SupportTargetContent(
        standard: standard, success: success, support: support, supporter: supporter,
        reviewOn: CivilDate(review))
    }
  }

  struct List: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the support plans of an induction, oldest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      let found = try await SupportTeacher(context.services).list(
        try await context.lookup.induction(induction), by: context.actor)
      try context.show(
        found.map(SupportPlanLine.init), json: format.json, none: "No support plans.",
        Table(
          .init("id") { $0.id }, .init("opened") { CommandContext.moment($0.openedAt) },
          .init("why") { $0.ground }, .init("state") { $0.outcome ?? "open" },
          .init("targets") { plan in
            "\(plan.targets.count { $0.outcome != nil }) of \(plan.targets.count) reviewed"
          }))
    }
  }

  struct Show: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a support plan with targets and meetings.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await SupportTeacher(context.services).find(
          try Reading.identifier(plan, "plan"), by: context.actor), format.json)
    }
  }

  struct Open: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Open a support plan; teacher, tutor and head are told.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The induction's reference or id.") var induction: String
    @Argument(help: "Why: concern, review or wish.") var ground: String
    @Argument(help: "The reason in words.") var reason: String
    @Option(help: ArgumentHelp("The review or assessment that says so.", valueName: "id")) var assessment:
      String?

    func run(in context: CommandContext) async throws {
      guard let ground = SupportPlan.Ground(rawValue: ground) else {
        throw Reading.problem("ground", "'\(ground)' is none of concern, review and wish.")
      }
      try context.show(
        try await SupportTeacher(context.services).open(
          try await context.lookup.induction(induction), ground, reason: reason,
          assessment: try assessment.map { try Reading.identifier($0, "--assessment") }, by: context.actor),
        format.json)
    }
  }

  struct Target: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Add a target to a support plan.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String
    @OptionGroup var target: TargetOptions

    func run(in context: CommandContext) async throws {
      try context.show(
        try await SupportTeacher(context.services).addTarget(
          target.content, to: try Reading.identifier(plan, "plan"), by: context.actor), format.json)
    }
  }

  struct Change: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a target again that was not reviewed yet.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String
    @Argument(help: "The target's id.") var id: String
    @OptionGroup var target: TargetOptions
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      try context.show(
        try await SupportTeacher(context.services).changeTarget(
          try Reading.identifier(id, "target"), of: try Reading.identifier(plan, "plan"), target.content,
          expectedVersion: read.ifVersion, by: context.actor), format.json)
    }
  }

  struct Review: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Note how far a target is met.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String
    @Argument(help: "The target's id.") var target: String
    @Argument(help: "met, partly or not_met.") var outcome: String
    @Option(help: "What is still to be reached.") var note = ""

    func run(in context: CommandContext) async throws {
      guard let outcome = SupportTarget.Outcome(rawValue: outcome) else {
        throw Reading.problem("outcome", "'\(outcome)' is none of met, partly and not_met.")
      }
      try context.show(
        try await SupportTeacher(context.services).review(
          try Reading.identifier(target, "target"), of: try Reading.identifier(plan, "plan"), outcome,
          note: note,
          expectedVersion: nil, by: context.actor), format.json)
    }
  }

  struct Meeting: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "Record a review meeting.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String
    @Argument(help: "The day, such as 2026-12-03.") var day: String
    @Option(help: "Who was there.") var present: String
    @Option(help: "What was said.") var notes: String

    func run(in context: CommandContext) async throws {
      try context.show(
        try await SupportTeacher(context.services).meet(
          try Reading.identifier(plan, "plan"), on: CivilDate(day), present: present, notes: notes,
          by: context.actor), format.json)
    }
  }

  struct Close: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close a support plan with its outcome; it is never changed after.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The plan's id.") var plan: String
    @Argument(help: "on_track, concern or ended.") var outcome: String
    @Argument(help: "How it went.") var closing: String

    func run(in context: CommandContext) async throws {
      guard let outcome = SupportPlan.Outcome(rawValue: outcome) else {
        throw Reading.problem("outcome", "'\(outcome)' is none of on_track, concern and ended.")
      }
      try context.show(
        try await SupportTeacher(context.services).close(
          try Reading.identifier(plan, "plan"), outcome, note: closing, expectedVersion: nil,
          by: context.actor),
        format.json)
    }
  }
}

private struct SupportPlanLine: Encodable {
  struct Target: Encodable {
    let id: String
    let standard: String
    let success: String
    let support: String
    let supporter: String
    let reviewOn: String?
    let outcome: String?
    let outcomeNote: String
  }

  struct Meeting: Encodable {
    let heldOn: String
    let present: String
    let notes: String
  }

  let id: String
  let induction: String
  let teacher: String
  let school: String
  let ground: String
  let reason: String
  let openedAt: Date
  let outcome: String?
  let closing: String
  let version: Int
  let targets: [Target]
  let meetings: [Meeting]

  init(_ record: SupportPlanRecord) {
    let plan = record.plan
    (id, induction, teacher) = (plan.id.description, plan.induction.description, plan.teacherName)
    (school, ground, reason) = (plan.schoolName, plan.ground.rawValue, plan.reason)
    (openedAt, outcome, closing) = (plan.openedAt, plan.outcome?.rawValue, plan.closing)
    version = plan.version
    targets = plan.targets.map {
      Target(
        id: $0.id.description, standard: $0.content.standard, success: $0.content.success,
        support: $0.content.support, supporter: $0.content.supporter,
        reviewOn: $0.content.reviewOn?.description,
        outcome: $0.outcome?.rawValue, outcomeNote: $0.outcomeNote)
    }
    meetings = plan.meetings.map {
      Meeting(heldOn: $0.heldOn.description, present: $0.present, notes: $0.notes)
    }
  }
}

extension CommandContext {
  fileprivate func show(_ record: SupportPlanRecord, _ json: Bool) throws {
    let line = SupportPlanLine(record)
    try show(
      line, json: json,
      [
        ("Plan", line.id), ("Teacher", line.teacher), ("School", line.school),
        ("Why", record.plan.ground.title),
        ("Reason", line.reason), ("State", record.plan.stateTitle), ("Version", "\(line.version)"),
      ]
        + line.targets.map {
          ("Target", "\($0.id): \($0.success) By \($0.reviewOn ?? "–"): \($0.outcome ?? "to be reviewed")")
        } + line.meetings.map { ("Meeting", "\($0.heldOn), \($0.present): \($0.notes)") }
        + (line.closing.isEmpty ? [] : [("Summed up", line.closing)]))
  }
}
