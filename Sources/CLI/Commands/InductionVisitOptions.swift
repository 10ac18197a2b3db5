import ArgumentParser
import Domain

/// What the commands for a school share where the appropriate body looks at how induction is run.
struct QualitySchoolOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The school's URN.") var school: String

  func school(_ context: CommandContext) async throws -> OrganisationID {
    try await context.lookup.school(school).id
  }
}

/// What the commands for one visit share.
struct VisitOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The visit's id.") var visit: String

  var id: InductionVisitID { get throws { try Reading.identifier(visit, "visit") } }
}

/// What the commands for one piece of feedback share.
struct FeedbackOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The feedback's id.") var feedback: String

  var id: InductionFeedbackID { get throws { try Reading.identifier(feedback, "feedback") } }
}

/// What is written down of a visit.
struct VisitContentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who came.", valueName: "names")) var visitors: String?
  @Option(help: ArgumentHelp("What for.", valueName: "text")) var purpose: String?
  @Option(help: ArgumentHelp("What was found.", valueName: "text")) var found: String?
  @Option(
    help: ArgumentHelp(
      "An induction that was talked about, by reference or id, with what was said; may be repeated.",
      valueName: "induction=text"))
  var induction: [String] = []

  /// What is given, over what is written already.
  func over(_ stored: VisitContent, _ lookup: Lookup) async throws -> VisitContent {
    var talks: [InductionID: String] = [:]
    for text in induction {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let id = try await lookup.induction(parts.first ?? "")
      talks[id] = parts.count > 1 ? parts[1] : ""
    }
    return VisitContent(
      visitedOn: stored.visitedOn, visitors: visitors ?? stored.visitors, purpose: purpose ?? stored.purpose,
      found: found ?? stored.found, talks: induction.isEmpty ? stored.talks : talks)
  }
}
