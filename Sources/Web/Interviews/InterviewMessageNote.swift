import Domain

/// What the school wrote with its invitation to interview.
struct InterviewMessageNote: Component {
  private let message: InterviewMessage?
  private let isPast: Bool

  /// The words of an invitation; those to an interview that is over are closed until asked for.
  init(_ message: InterviewMessage?, isPast: Bool = false) {
    (self.message, self.isPast) = (message, isPast)
  }

  var html: HTML {
    guard let message else { return "" }
    if isPast {
      return Details("The invitation to interview") {
        Prose(message.text)
        Paragraph("Sent on \(LondonTime.dateAndTime(message.writtenAt)).")
      }.html
    }
    return InsetText {
      Heading("The invitation to interview", .section)
      Prose(message.text)
      Paragraph("Sent on \(LondonTime.dateAndTime(message.writtenAt)).")
    }.html
  }
}
