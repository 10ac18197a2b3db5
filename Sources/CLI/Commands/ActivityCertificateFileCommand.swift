import ArgumentParser
import Domain
import HTTPSupport

extension ActivitiesCommand {
  struct CertificateFile: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "certificate-pdf", abstract: "Write the certificate of a booking's person to a PDF file.",
      discussion: "With --as for somebody who may have it.")

    @OptionGroup var options: PDFOptions
    @Argument(help: "The booking's id.") var booking: String

    func run(in context: CommandContext) async throws {
      try await options.write(context) { actor in
        PrintedCertificate(
          try await ReadCertificate(context.services)(
            .own(try Reading.identifier(booking, "booking")), by: actor))
      }
    }
  }
}
