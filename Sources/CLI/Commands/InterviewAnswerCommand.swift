import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct AnswerInvitation: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "answer-invitation",
      abstract: "Say that somebody who is invited can't come to the interview.",
      discussion: """
        With --as for the applicant. The time that they have is free again, and everybody is told; the application stays \
        where it is. An invitation anew, or a time, takes the answer away. Whoever asks for another time says --suits or \
        --reason, or both.
        """)

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String
    @Argument(
      help: ArgumentHelp(
        "What they answer: \(InterviewAnswer.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "answer"))
    var answer: String
    @Option(help: ArgumentHelp("Why they can't come.", valueName: "text")) var reason = ""
    @Option(help: ArgumentHelp("Which times suit them.", valueName: "text")) var suits = ""

    func run(in context: CommandContext) async throws {
      let id: ApplicationID = try Reading.identifier(application, "application")
      let actor = try await acting.actor(context)
      let answering = AnswerInterviewInvitation(context.services)
      let invitation = try await answering.read(id, by: actor)
      let line = InterviewAnswerLine(
        try await answering(
          id, InterviewAnswer.Kind(rawValue: answer), reason: reason, suits: suits,
          slot: invitation.slot?.id, by: actor))
      try context.show(line, json: format.json, line.fields)
    }
  }
}

extension AppointmentsCommand {
  struct ShowAnswer: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "interview-answer",
      abstract: "Show what somebody has answered who can't come to the interview.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let invitation = try await AnswerInterviewInvitation(context.services).look(
        Reading.identifier(application, "application"), by: try await acting.actor(context))
      let line = invitation.answer.map(InterviewAnswerLine.init)
      try context.show(line, json: format.json, line?.fields ?? [("Answer", "None")])
    }
  }
}

/// What somebody has answered, as the command shows it.
private struct InterviewAnswerLine: Encodable {
  let application: ApplicationID
  let answer: InterviewAnswer.Kind
  let reason: String
  let suits: String
  let answeredAt: Date
  let isOfDayCalledOff: Bool

  init(_ answer: InterviewAnswer) {
    (application, self.answer) = (answer.application, answer.kind)
    (reason, suits, answeredAt) = (answer.reason, answer.suits, answer.answeredAt)
    isOfDayCalledOff = answer.isOfDayCalledOff
  }

  var fields: [(String, String)] {
    var fields = [
      ("Answer", answer.title), ("Answered", LondonTime.dateAndTime(answeredAt)),
      ("Why", reason.isEmpty ? "–" : reason), ("Suits", suits.isEmpty ? "–" : suits),
    ]
    if isOfDayCalledOff { fields.append(("About", "The day of interviews that was called off")) }
    return fields
  }
}
