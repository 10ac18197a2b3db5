import ArgumentParser
import Domain
import HTTPSupport

extension ApplicationsCommand {
  struct PDFFile: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "pdf", abstract: "Write an application to a PDF file.",
      discussion: "With --as for its applicant, as they sent it; otherwise as its school sees it.")

    @OptionGroup var options: PDFOptions
    @Argument(help: "Its reference or id.") var application: String

    func run(in context: CommandContext) async throws {
      try await options.write(context) { actor in
        let whole = try await ReadApplication(context.services)(
          try await context.lookup.application(application), by: actor)
        return PrintedApplication(whole, for: actor)
      }
    }
  }
}
