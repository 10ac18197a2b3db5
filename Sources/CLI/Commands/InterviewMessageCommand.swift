import ArgumentParser
import Domain
import Foundation

extension AppointmentsCommand {
  struct Invitation: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what the school wrote with its invitation to interview.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadInterviewMessage(context.services)(
        Reading.identifier(application, "application"), by: context.actor)
      let line = InvitationLine(message: found?.text, writtenAt: found?.writtenAt)
      try context.show(line, json: format.json, line.fields)
    }
  }
}

/// What was written, as the command shows it.
private struct InvitationLine: Encodable {
  let message: String?
  let writtenAt: Date?

  var fields: [(String, String)] {
    [
      ("Message", message ?? "The school wrote nothing, or nobody is invited."),
      ("Written", writtenAt.map(LondonTime.dateAndTime) ?? "–"),
    ]
  }
}
