import Domain

/// What a candidate has answered who can’t come to the interview, as they read it themselves.
struct OwnInterviewAnswerNote: Component {
  private let answer: InterviewAnswer
  private let linksToChange: Bool

  init(_ answer: InterviewAnswer, linksToChange: Bool = true) {
    (self.answer, self.linksToChange) = (answer, linksToChange)
  }

  /// What stands on the page of their application: the answer, or while there is something to answer the way to it.
  static func of(_ id: ApplicationID, _ actor: Actor, _ services: Services) async throws -> HTML {
    let interview = try await AnswerInterviewInvitation(services).read(id, by: actor)
    if let calledOff = interview.calledOff {
      return OwnInterviewCalledOffNote(calledOff, interview.answer).html
    }
    if let answer = interview.answer { return OwnInterviewAnswerNote(answer).html }
    return interview.obstacle == nil ? way(to: id).html : ""
  }

  /// The way to answer.
  static func way(to id: ApplicationID) -> Paragraph {
    Paragraph(
      html:
        "You can’t come to the interview, or would like another time? \(Link("Tell the school", to: address(id)))."
    )
  }

  private static func address(_ id: ApplicationID) -> String { "/applications/\(id)/interview/answer" }

  var html: HTML {
    InsetText {
      Paragraph(answer.ownSentence)
      Paragraph(answer.whatFollows)
      if linksToChange {
        Paragraph(html: Link("See or change your answer", to: Self.address(answer.application)).html)
      }
    }.html
  }
}

/// That the day of interviews was called off, and what its candidate had answered, as they read it themselves.
struct OwnInterviewCalledOffNote: Component {
  private let calledOff: InterviewCalledOff
  private let answer: InterviewAnswer?

  init(_ calledOff: InterviewCalledOff, _ answer: InterviewAnswer?) {
    (self.calledOff, self.answer) = (calledOff, answer)
  }

  var html: HTML {
    InsetText {
      Heading("Called off", .section)
      Paragraph(calledOff.sentence)
      if let time = calledOff.time { Paragraph(time) }
      if let reason = calledOff.reason {
        Heading("Why", .part)
        Prose(reason)
      }
      if let answer {
        Heading("What you answered", .part)
        Prose(answer.ownLines.joined(separator: "\n"))
      }
      Heading("What happens next", .part)
      Paragraph(calledOff.whatFollows(answer))
    }.html
  }
}

/// An answer as the school reads it.
struct InterviewAnswerNote: Component {
  private let answer: InterviewAnswer?
  private let name: String

  init(_ answer: InterviewAnswer?, of name: String) { (self.answer, self.name) = (answer, name) }

  var html: HTML {
    guard let answer else { return "" }
    return InsetText {
      Heading("What \(name) has answered", .section)
      Paragraph(answer.schoolsSentence)
      if !answer.suits.isEmpty {
        Heading("Times that suit", .part)
        Prose(answer.suits)
      }
      if !answer.reason.isEmpty {
        Heading("Why they can’t come", .part)
        Prose(answer.reason)
      }
    }.html
  }
}
