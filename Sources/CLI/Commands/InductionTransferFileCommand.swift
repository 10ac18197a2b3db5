import ArgumentParser
import Domain
import HTTPSupport

extension InductionTransferCommand {
  struct RecordFile: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "record-pdf",
      abstract: "Write the record as it was last given over, or would be now, to a PDF file.",
      discussion: "With --as for the officer who asks for it.")

    @OptionGroup var options: PDFOptions
    @Argument(help: "The transfer's id.") var transfer: String

    func run(in context: CommandContext) async throws {
      try await options.write(context) { actor in
        PrintedTransfer(
          try await TransferInduction(context.services).bundle(
            try Reading.identifier(transfer, "transfer"), by: actor
          ).bundle)
      }
    }
  }
}
