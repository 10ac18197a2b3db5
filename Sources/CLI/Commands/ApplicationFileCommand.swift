import ArgumentParser
import Domain
import Foundation
import HTTPSupport

extension ApplicationsCommand {
  struct PDFFile: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "pdf", abstract: "Write an application to a PDF file.",
      discussion: "With --as for its applicant, as they sent it; otherwise as its school sees it.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "Its id.") var id: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write to.", valueName: "file"))
    var output: String

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let whole = try await ReadApplication(context.services)(Reading.identifier(id, "id"), by: actor)
      do {
        let content = try await PDFRenderer()(PrintedApplication(whole, for: actor).document)
        try FileOutput.write(content, to: output)
      } catch let failure as PDFRenderer.Failure {
        throw Failure(.unavailable, failure.sentence)
      }
      context.output.remark("It is in \(output).")
    }
  }
}
