import ArgumentParser
import Domain
import Foundation
import Postgres

/// How well induction is run: figures of schools, samples, visits and feedback.
struct InductionQualityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality", abstract: "Assure how induction is run: figures, samples, visits, feedback.",
    subcommands: [
      Schools.self, Draw.self, Samples.self, Items.self, Judge.self, InductionVisitCommand.self,
      InductionFeedbackCommand.self,
    ])

  struct Schools: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List schools with figures of how well induction is run.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code.") var authority: String
    @Option(help: ArgumentHelp("A URN or part of a name.", valueName: "text")) var find = ""
    @Flag(help: "Write every school as CSV.") var csv = false

    func run(in context: CommandContext) async throws {
      let (read, place) = (
        ReadInductionQuality(context.services), try await context.lookup.authority(authority).place
      )
      if csv {
        return context.output.line(
          String(try await read.csv(of: place, words: find, by: context.actor).dropLast()))
      }
      let page = try await read.list(
        of: place, words: find, limit: paging.limit, after: try paging.cursor(), by: context.actor)
      try context.show(
        page.items.map(QualityLine.init), json: format.json, none: "No school has inductions.",
        Table(
          .init("urn") { $0.urn }, .init("school") { $0.school }, .init("inductions") { "\($0.inductions)" },
          .init("in time") { "\($0.assessmentsInTime)/\($0.assessmentsDue)" },
          .init("registered") { "\($0.registrationsInTime)/\($0.registrations)" },
          .init("concerns") { "\($0.causesForConcern)" },
          .init("criteria") { "\($0.criteriaMet)/\($0.criteriaJudged)" },
          .init("of observations") { "\($0.observationCriteriaMet)/\($0.observationCriteriaJudged)" },
          .init("visited") { $0.lastVisit ?? "–" }, .init("open") { "\($0.openActions)" }))
      context.sayMore(page.next)
    }
  }

  struct Draw: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw a sample of the assessments and lesson observations of a term.",
      discussion: "The same term, scope, share and seed give the sample that was drawn before.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The authority's code.") var authority: String
    @Argument(help: "Any day of the term, such as 2026-11-01.") var term: String
    @Option(help: ArgumentHelp("How many in a hundred of each school's.", valueName: "percent")) var share =
      10
    @Option(help: "What decides the order; made when it is left out.") var seed = ""
    @Option(help: "What to draw from.") var scope = SampleScope.both

    func run(in context: CommandContext) async throws {
      try context.show(
        [
          try await SampleInductions(context.services).draw(
            scope, of: try await context.lookup.authority(authority), termOf: CivilDate(term), share: share,
            seed: seed, by: context.actor)
        ], format.json)
    }
  }

  struct Samples: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List samples, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The authority's code.") var authority: String

    func run(in context: CommandContext) async throws {
      let page = try await SampleInductions(context.services).list(
        of: try await context.lookup.authority(authority).place, limit: paging.limit,
        after: try paging.cursor(), by: context.actor)
      try context.show(page.items, format.json)
      context.sayMore(page.next)
    }
  }

  struct Items: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List what was drawn, by school.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @Argument(help: "The sample's id.") var sample: String
    @Flag(help: "Answer as CSV, all of them.") var csv = false

    func run(in context: CommandContext) async throws {
      let sampling = SampleInductions(context.services)
      let id: SampleID = try Reading.identifier(sample, "sample")
      if csv { return context.show(csv: try await sampling.csv(of: id, by: context.actor)) }
      let page = try await sampling.items(
        of: id, limit: paging.limit, after: try paging.cursor(),
        by: context.actor)
      try context.show(page.items, format.json)
      context.sayMore(page.next)
    }
  }

  struct Judge: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how a sampled assessment or lesson observation meets each criterion.",
      discussion: "Criteria of an assessment: evidence, targets, teacher_view, signed_in_time; of a lesson "
        + "observation: observer_qualified, discussed, standards_named, next_steps, regular. "
        + "Judgements: met, partly, not_met, not_applicable.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The item's id.") var item: String
    @Argument(help: "Such as evidence=met targets=partly.") var judgements: [String] = []
    @Option(help: "What is wanting.") var notes = ""
    @OptionGroup var read: VersionOptions

    func run(in context: CommandContext) async throws {
      let pairs = try judgements.map { text in
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
          throw Reading.problem("judgements", "'\(text)' is not of the form criterion=judgement.")
        }
        return (parts[0], parts[1])
      }
      try context.show(
        [
          try await SampleInductions(context.services).judge(
            try Reading.identifier(item, "item"), Dictionary(pairs, uniquingKeysWith: { $1 }), notes: notes,
            expectedVersion: read.ifVersion, by: context.actor)
        ], format.json)
    }
  }
}

private struct QualityLine: Encodable {
  let urn: String
  let school: String
  let inductions: Int
  let assessmentsDue: Int
  let assessmentsInTime: Int
  let registrations: Int
  let registrationsInTime: Int
  let causesForConcern: Int
  let assessmentsSampled: Int
  let criteriaJudged: Int
  let criteriaMet: Int
  let observationsSampled: Int
  let observationCriteriaJudged: Int
  let observationCriteriaMet: Int
  let lastVisit: String?
  let openActions: Int
  let overdueActions: Int
  let feedbackUnacknowledged: Int

  init(_ quality: InductionQuality) {
    (urn, school, inductions) = (quality.urn.description, quality.name, quality.inductions)
    (assessmentsDue, assessmentsInTime) = (quality.due, quality.inTime)
    (registrations, registrationsInTime) = (quality.registrations, quality.registeredInTime)
    (causesForConcern, assessmentsSampled) = (quality.concerns, quality.assessments.judged)
    (criteriaJudged, criteriaMet) = (quality.assessments.judgements, quality.assessments.met)
    observationsSampled = quality.observations.judged
    (observationCriteriaJudged, observationCriteriaMet) = (
      quality.observations.judgements, quality.observations.met
    )
    lastVisit = quality.lastVisit?.description
    (openActions, overdueActions) = (quality.openActions, quality.overdueActions)
    feedbackUnacknowledged = quality.unacknowledged
  }
}

private struct SampleLine: Encodable {
  let id: String
  let term: String
  let scope: String
  let share: Int
  let seed: String
  let candidates: Int
  let drawn: Int
  let judged: Int
  let observationCandidates: Int
  let observationsDrawn: Int
  let observationsJudged: Int
  let drawnBy: String
  let drawnAt: Date

  init(_ sample: InductionSample) {
    (id, term, scope) = (sample.id.description, sample.term.title, sample.scope.rawValue)
    (share, seed) = (sample.share, sample.seed)
    (candidates, drawn, judged) = (sample.candidates, sample.drawn, sample.judged)
    observationCandidates = sample.observations.candidates
    (observationsDrawn, observationsJudged) = (sample.observations.drawn, sample.observations.judged)
    (drawnBy, drawnAt) = (sample.drawnBy, sample.drawnAt)
  }
}

private struct SampleItemLine: Encodable {
  let id: String
  let assessment: String?
  let observation: String?
  let what: String
  let teacher: String
  let school: String
  let risks: [String]
  let judgements: [String: String]?
  let notes: String
  let judgedBy: String?
  let judgedAt: Date?
  let version: Int

  init(_ item: SampleItem) {
    (id, what) = (item.id.description, item.title)
    (assessment, observation) = (item.assessment?.description, item.observation?.description)
    (teacher, school) = (item.teacherName, item.schoolName)
    risks = item.risks.map(\.rawValue)
    judgements = item.judgements?.mapValues(\.rawValue)
    (notes, judgedBy, judgedAt) = (item.notes, item.judgedBy, item.judgedAt)
    version = item.version
  }
}

extension CommandContext {
  fileprivate func show(_ samples: [InductionSample], _ json: Bool) throws {
    try show(
      samples.map(SampleLine.init), json: json, none: "Nothing was drawn.",
      Table(
        .init("id") { $0.id }, .init("term") { $0.term }, .init("scope") { $0.scope },
        .init("share") { "\($0.share) %" }, .init("seed") { $0.seed }, .init("of") { "\($0.candidates)" },
        .init("drawn") { "\($0.drawn)" }, .init("judged") { "\($0.judged)" },
        .init("at") { CommandContext.moment($0.drawnAt) }))
  }

  fileprivate func show(_ items: [SampleItem], _ json: Bool) throws {
    try show(
      items.map(SampleItemLine.init), json: json, none: "Nothing was drawn.",
      Table(
        .init("id") { $0.id }, .init("school") { $0.school }, .init("teacher") { $0.teacher },
        .init("what") { $0.what },
        .init("risks") { $0.risks.isEmpty ? "–" : $0.risks.joined(separator: ", ") },
        .init("judged") { $0.judgedBy ?? "–" }, .init("version") { "\($0.version)" }))
  }
}
