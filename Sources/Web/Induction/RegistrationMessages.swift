import Domain

/// What body and school wrote to each other.
struct RegistrationMessages: Component {
  private let messages: [RegistrationMessage]

  init(_ messages: [RegistrationMessage]) { self.messages = messages }

  var html: HTML {
    HTML(
      messages.map { message in
        InsetText {
          Paragraph(
            "\(message.isFromSchool ? "The school" : "The appropriate body"), \(message.author), "
              + LondonTime.dateAndTime(message.writtenAt))
          Prose(message.body)
        }.html
      })
  }
}
