import Domain
import HTTPTypes

/// What somebody answers who is invited to interview and can’t come.
enum InterviewAnswerRoutes {
  static let all = [read, give]

  static let answer = Schema.named(
    "InterviewAnswer",
    .answer([
      "application_id": .uuid,
      "answer": Schema.choice(InterviewAnswer.Kind.self).note(
        "They would like another time, or do not want to be interviewed; the application stays."),
      "reason": .text, "suits": Schema.text.note("Which times suit them."), "answered_at": .instant,
      "is_of_day_called_off": Schema.flag.note(
        "Whether it is about a day that the school has called off; it stays until a new invitation."),
    ]))

  private static let calledOff = Schema.named(
    "InterviewCalledOff",
    .answer([
      "held_on": Schema.date.orNull.note("The day; null where it was not noted."),
      "starts_at": Schema.instant.orNull.note(
        "When the applicant’s own time would have begun; null without one."),
      "reason": Schema.text.orNull.note("Why, in the school’s own words."),
    ]))

  private static let invitation = Schema.answer([
    "day": Schema.uuid.orNull.note("The day of the invitation; null without one."),
    "slot": Schema.uuid.orNull.note("The time that the applicant has."), "answer": answer.orNull,
    "called_off": calledOff.orNull.note(
      "The day that the school has called off, until the applicant is invited again; `answer` is about it."),
    "may_answer": Schema.flag.note("Whether you can answer now."),
  ])

  private static let read = Endpoint(
    method: .get, path: "/applications/{id}/interview/answer", operationID: "readInterviewAnswer",
    tag: .appointments, summary: "See what was answered to an invitation to interview",
    note: """
      For the applicant, and for the school’s head and recruiters, who answer nothing. Those of all who are invited are \
      with the vacancy’s interviews.
      """,
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [.ok(invitation, "The invitation, and what was answered.")]
  ) { call in
    json(
      try await AnswerInterviewInvitation(call.services).look(
        try call.id(of: "application"), by: call.actor))
  }

  private static let give = Endpoint(
    method: .put, path: "/applications/{id}/interview/answer", operationID: "answerInterviewInvitation",
    tag: .appointments, summary: "Say that you can’t come to the interview",
    note: """
      Ask for another time, or decline the interview. The time that you have is free again, and the panel is told with \
      a file for their calendars; the application stays where it is. The school may invite you anew, which takes the \
      answer away. `slot` names the time that you have, null where you have none: 409 where it is not that one, and where \
      the interview has begun. Whoever asks for another time says in `suits` or `reason`, or both, what the school needs \
      to find one.
      """,
    access: .scoped(.answerInvitation), parameters: [.application],
    body: .init(
      schema: .request(
        required: [
          "answer": .choice(InterviewAnswer.Kind.self),
          "slot": .uuid.orNull.note("The time that you have, and give back; null without one."),
        ],
        optional: [
          "reason": .text.note("Why you can’t come; at most 1,000 characters."),
          "suits": .text.note("Which times suit you; at most 1,000 characters."),
        ]),
      example: [
        "answer": "another_time", "slot": "0193a5c8-1f00-7000-8000-0000000000cc",
        "reason": "I teach that morning.", "suits": "Any afternoon.",
      ]),
    successes: [.ok(invitation, "The invitation with your answer.")], failures: [409]
  ) { call in
    let id: ApplicationID = try call.id(of: "application")
    let answering = AnswerInterviewInvitation(call.services)
    try await answering(
      id, call.body.code("answer", as: InterviewAnswer.Kind.self), reason: call.body.text("reason"),
      suits: call.body.text("suits"), slot: call.body.textIfAny("slot").flatMap { InterviewSlotID($0) },
      by: call.actor)
    return json(try await answering.read(id, by: call.actor))
  }

  private static func json(_ interview: InterviewToAnswer) -> Answer {
    .ok([
      "day": .id(interview.day?.id), "slot": .id(interview.slot?.id),
      "answer": interview.answer.map(json) ?? .null,
      "called_off": interview.calledOff.map(json) ?? .null, "may_answer": .bool(interview.obstacle == nil),
    ])
  }

  private static func json(_ calledOff: InterviewCalledOff) -> JSONValue {
    [
      "held_on": .date(calledOff.heldOn), "starts_at": .instant(calledOff.startsAt),
      "reason": .text(calledOff.reason),
    ]
  }

  static func json(_ answer: InterviewAnswer) -> JSONValue {
    [
      "application_id": .id(answer.application), "answer": .code(answer.kind),
      "reason": .string(answer.reason), "suits": .string(answer.suits),
      "answered_at": .instant(answer.answeredAt), "is_of_day_called_off": .bool(answer.isOfDayCalledOff),
    ]
  }
}
