import Domain

/// What the school wrote with its invitation to interview.
struct InterviewMessageNote: Component {
  private let message: InterviewMessage?

  init(_ message: InterviewMessage?) { self.message = message }

  var html: HTML {
    guard let message else { return "" }
    return InsetText {
      Heading("The invitation to interview", .section)
      Prose(message.text)
      Paragraph("Sent on \(LondonTime.dateAndTime(message.writtenAt)).")
    }.html
  }
}
