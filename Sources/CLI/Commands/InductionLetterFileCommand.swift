import ArgumentParser
import Domain
import HTTPSupport

extension InductionLetterCommand {
  struct PDFFile: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "pdf", abstract: "Write a letter to a PDF file.",
      discussion: "With --as for somebody to whom it went.")

    @OptionGroup var options: PDFOptions
    @Argument(help: "The letter's id.") var letter: String

    func run(in context: CommandContext) async throws {
      try await options.write(context) { actor in
        PrintedLetter(
          try await InductionLetters(context.services).find(
            try Reading.identifier(letter, "letter"), by: actor))
      }
    }
  }

  struct ConfirmationFile: GroupedCommand {
    static let configuration = CommandConfiguration(
      commandName: "confirmation-pdf",
      abstract: "Write the confirmation of a completed induction to a PDF file.",
      discussion: "With --as for the teacher or the head who asks for it.")

    @OptionGroup var options: PDFOptions
    @Argument(help: "The induction's reference or id.") var induction: String

    func run(in context: CommandContext) async throws {
      try await options.write(context) { actor in
        PrintedConfirmation(
          try await ConfirmInduction(context.services)(
            try await context.lookup.induction(induction), by: actor))
      }
    }
  }
}
