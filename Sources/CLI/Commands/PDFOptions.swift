import ArgumentParser
import Domain
import HTTPSupport

/// What the commands share that write a PDF file.
struct PDFOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var acting: ActingOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write to.", valueName: "file"))
  var output: String

  /// Writes what is read for whoever acts; a path where something stands is refused before.
  func write<Printed: Paper>(
    _ context: CommandContext, _ read: (Actor) async throws -> Printed
  ) async throws {
    let file = try FileOutput(output, "--output")
    let printed = try await read(try await acting.actor(context))
    do {
      try file.write(try await PDFRenderer()(printed.document))
    } catch let failure as PDFRenderer.Failure {
      throw Failure(.unavailable, failure.sentence)
    }
    context.output.remark("It is in \(output).")
  }
}
