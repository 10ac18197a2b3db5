import Domain
import Foundation
import HTTPTypes

/// Interviews of those on a shortlist: days, slots, scores.
enum InterviewRoutes {
  static let all = [
    invite, list, arrange, own, choose, assign, questions, setQuestions, scores, score, reopenScores,
  ]

  static let slot = Schema.named(
    "InterviewSlot",
    .answer([
      "id": .uuid, "starts_at": .instant, "ends_at": .instant, "room": .text,
      "application_id": Schema.uuid.orNull.note("Whose it is; null while it is free."),
    ]))
  private static let dayFields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "vacancy_id": .uuid, "held_on": .date, "place": .text, "choose_by": .instant, "tasks": .text,
    "task_list": .list(InterviewTaskRoutes.task), "version": .whole,
  ]
  static let day = Schema.named(
    "InterviewDay",
    .answer([
      "id": .uuid, "vacancy_id": .uuid, "held_on": .date, "place": .text, "choose_by": .instant,
      "tasks": Schema.text.note("What candidates do and bring, in the school’s own words."),
      "task_list": Schema.list(InterviewTaskRoutes.task).note("What they do besides, in order."),
      "version": .whole,
      "warnings": Schema.list(.text).note("What is wrong with it, such as that nobody is trained."),
    ]))

  private static let invite = Endpoint(
    method: .post, path: "/applications/{id}/interview-invitation", operationID: "inviteToInterview",
    tag: .appointments, summary: "Invite somebody on the shortlist to an interview",
    note: """
      Somebody who has answered that they can’t come is invited anew in either way, which takes their answer away. \
      To a day with slots, of which the applicant chooses one; or by a message that says when and where. Somebody who \
      was invited without a day, or to one and has no time, is invited to a day by asking again. Invited to the same \
      day again they stay as they are; everything else for somebody who is invited is a 409.
      """,
    access: .scoped(.arrangeInterviews), parameters: [.application],
    body: .init(
      schema: .request(optional: [
        "day": Schema.uuid.orNull.note("The day of interviews."),
        "message": .text.orNull.note("To the applicant, by e-mail; needed without a day."),
      ]),
      example: [
        "message": "Monday 16 November at 9am in the school’s office. Bring a document with a photograph."
      ]),
    condition: .optional, successes: [.ok(ApplicationJSON.invited, "The application, invited.")],
    failures: [409]
  ) { call in
    let day = call.body.textIfAny("day").flatMap { InterviewDayID($0) }
    let application = try await InviteToInterview(call.services)(
      try call.id(of: "application"), day: day, message: call.body.text("message"),
      expectedVersion: call.expectedVersion, by: call.actor)
    let warnings = try await ReadInvitationWarnings(call.services).of(
      day, for: application.vacancy, by: call.actor)
    return .ok(
      ApplicationJSON.json(application, warnings: warnings, for: call.actor), version: application.version)
  }

  private static let list = Endpoint(
    method: .get, path: "/vacancies/{id}/interviews", operationID: "listInterviews", tag: .appointments,
    summary: "List the days of interviews of a vacancy, with slots and who has them",
    note: "For head and recruiters; members of a panel see their own days.",
    access: .scoped(.readReceivedApplications), parameters: [.vacancy],
    successes: [
      .ok(
        .answer([
          "items": .list(
            .answer([
              "day": day, "panel": Schema.list(.text).note("Names."), "slots": .list(slot),
              "waiting": Schema.list(.uuid).note("Applications invited to the day, without a slot."),
            ])),
          "without_day": Schema.list(.uuid).note(
            "Applications invited to interview and to no day; for head and recruiters."),
          "accounts_closed": Schema.list(.uuid).note(
            "Those of `waiting` and `without_day` whose applicants have closed their account: they can’t be invited or "
              + "given a time."),
          "answers": Schema.list(InterviewAnswerRoutes.answer).note(
            "Of those who can’t come, also to a day called off since; for head and recruiters."),
        ]), "The days in order.")
    ]
  ) { call in
    let vacancy: VacancyID = try call.id(of: "vacancy")
    let arranging = ArrangeInterviews(call.services)
    let schedules = try await arranging.list(vacancy, by: call.actor)
    let withoutDay = try await arranging.withoutDay(vacancy, by: call.actor)
    let answers = try await ReadInterviewAnswers(call.services)(vacancy, by: call.actor)
    let closed = (schedules.flatMap(\.waiting) + withoutDay).filter(\.isAccountClosed)
    return .ok([
      "items": .array(
        schedules.map { schedule in
          [
            "day": json(schedule.day), "panel": .texts(schedule.panel),
            "slots": .array(schedule.slots.map(json)),
            "waiting": .array(schedule.waiting.map { .id($0.id) }),
          ]
        }), "without_day": .array(withoutDay.map { .id($0.id) }),
      "accounts_closed": .array(closed.map { .id($0.id) }),
      "answers": .array(answers.map(InterviewAnswerRoutes.json)),
    ])
  }

  private static let arrange = Endpoint(
    method: .post, path: "/vacancies/{id}/interviews", operationID: "arrangeInterviews", tag: .appointments,
    summary: "Arrange a day of interviews with its panel and slots",
    access: .scoped(.arrangeInterviews), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: [
          "held_on": .date, "place": .text, "choose_by": .date, "panel": .list(.uuid), "times": .list(.text),
          "minutes": .whole,
        ], optional: ["rooms": .list(.text), "tasks": .text]),
      example: [
        "held_on": "2026-11-16", "place": "The school, main entrance", "choose_by": "2026-11-13",
        "panel": ["0193a5c8-1f00-7000-8000-0000000000bb"], "times": ["09:00", "09:45"], "minutes": 40,
        "rooms": ["Library"],
      ]), successes: [.created(day, "The day.", location: false)]
  ) { call in
    let body = call.body
    let stored = try await ArrangeInterviews(call.services)(
      try call.id(of: "vacancy"),
      InterviewDayDraft(
        heldOn: body.date("held_on"), place: body.text("place"), chooseBy: body.date("choose_by"),
        tasks: body.text("tasks"), panel: body.texts("panel").compactMap { AccountID($0) },
        times: body.texts("times"), minutes: body.whole("minutes"), rooms: body.texts("rooms")),
      by: call.actor)
    return .created(json(stored), at: nil)
  }

  private static let ownInterview = Schema.named(
    "OwnInterview",
    .answer([
      "day": Schema.named("OwnInterviewDay", .answer(dayFields)), "slot": slot.orNull,
      "free": Schema.list(slot).note("What can be chosen now."),
      "may_choose": .flag,
      "answer": InterviewAnswerRoutes.answer.orNull.note("What you have answered, where you can’t come."),
    ]))

  private static let own = Endpoint(
    method: .get, path: "/applications/{id}/interview", operationID: "getOwnInterview", tag: .appointments,
    summary: "See your interview and the times you can choose",
    note: "There is none after its day was called off: `/applications/{id}/interview/answer` says so.",
    access: .scoped(.readOwnApplications),
    parameters: [.application], successes: [.ok(ownInterview, "The interview.")]
  ) { call in
    json(try await ChooseSlot(call.services).read(try call.id(of: "application"), by: call.actor))
  }

  private static let slotBody = Endpoint.Body(
    schema: .request(required: ["slot": .uuid]), example: ["slot": "0193a5c8-1f00-7000-8000-0000000000cc"])

  private static let choose = Endpoint(
    method: .post, path: "/applications/{id}/interview/slot", operationID: "chooseInterviewSlot",
    tag: .appointments, summary: "Choose your time, or another one",
    note: """
      A slot never goes to two: 409 when somebody else has just taken it, and where you have answered that you can’t \
      come and do not take that back.
      """,
    access: .scoped(.answerInvitation), parameters: [.application],
    body: .init(
      schema: .request(
        required: ["slot": .uuid],
        optional: ["takes_answer_back": .flag.note("Whether you can come after all.")]),
      example: ["slot": "0193a5c8-1f00-7000-8000-0000000000cc"]),
    successes: [.ok(ownInterview, "The interview.")]
  ) { call in
    let interview = try await ChooseSlot(call.services)(
      try call.id(of: "application"), slot: try slotID(call),
      takesAnswerBack: call.body.flag("takes_answer_back"), by: call.actor)
    return json(interview)
  }

  private static let assign = Endpoint(
    method: .post, path: "/applications/{id}/interview/assignment", operationID: "assignInterviewSlot",
    tag: .appointments, summary: "Give a candidate a time", access: .scoped(.arrangeInterviews),
    parameters: [.application], body: slotBody, successes: [.noContent("The candidate has it, and is told.")]
  ) { call in
    try await ChooseSlot(call.services).assign(
      try call.id(of: "application"), slot: try slotID(call), by: call.actor)
    return .noContent
  }

  private static func slotID(_ call: Call) throws -> InterviewSlotID {
    guard let slot = InterviewSlotID(call.body.text("slot")) else {
      throw DomainError.invalid([FieldProblem(field: "slot", message: "Choose one of the times.")])
    }
    return slot
  }

  private static func json(_ interview: OwnInterview) -> Answer {
    .ok([
      "day": .object(members(interview.day)), "slot": interview.slot.map(json) ?? .null,
      "free": .array(interview.free.map(json)), "may_choose": .bool(interview.mayChoose),
      "answer": interview.answer.map(InterviewAnswerRoutes.json) ?? .null,
    ])
  }

  static func json(_ day: InterviewDay) -> JSONValue {
    .object(members(day).merging(["warnings": .texts(day.warnings)]) { own, _ in own })
  }

  /// A day as everybody sees it, without what is for the school.
  private static func members(_ day: InterviewDay) -> [String: JSONValue] {
    [
      "id": .id(day.id), "vacancy_id": .id(day.vacancy), "held_on": .date(day.heldOn),
      "place": .string(day.place), "choose_by": .instant(day.chooseBy), "tasks": .string(day.tasks),
      "task_list": .array(day.taskList.map(InterviewTaskRoutes.json)), "version": .whole(day.version),
    ]
  }

  static func json(_ slot: InterviewSlot) -> JSONValue {
    [
      "id": .id(slot.id), "starts_at": .instant(slot.startsAt), "ends_at": .instant(slot.endsAt),
      "room": .string(slot.room), "application_id": .id(slot.holder),
    ]
  }

  // MARK: Questions and scores

  static let question = Schema.named(
    "InterviewQuestion", .answer(["id": .uuid, "wording": .text, "looks_for": .text]))
  private static let questionList = Schema.answer(["items": .list(question)])

  private static let questions = Endpoint(
    method: .get, path: "/vacancies/{id}/interview-questions", operationID: "listInterviewQuestions",
    tag: .appointments, summary: "List the questions and tasks of a vacancy’s interviews",
    access: .scoped(.readReceivedApplications), parameters: [.vacancy],
    successes: [.ok(questionList, "The questions in order.")]
  ) { call in
    json(try await SetInterviewQuestions(call.services).read(try call.id(of: "vacancy"), by: call.actor))
  }

  private static let setQuestions = Endpoint(
    method: .put, path: "/vacancies/{id}/interview-questions", operationID: "setInterviewQuestions",
    tag: .appointments, summary: "Set the questions and tasks of a vacancy’s interviews",
    note: "Once somebody has scored by them they stay as they are.", access: .scoped(.arrangeInterviews),
    parameters: [.vacancy],
    body: .init(
      schema: .request(required: [
        "questions": .list(.request(required: ["wording": .text], optional: ["looks_for": .text]))
      ]),
      example: [
        "questions": [["wording": "How do you win a class over?", "looks_for": "Warmth and clear rules."]]
      ]),
    condition: .required, successes: [.ok(questionList, "The questions in order.")], failures: [409]
  ) { call in
    let given = (call.body.members["questions"]?.array ?? []).compactMap(\.object)
    let stored = try await SetInterviewQuestions(call.services)(
      try call.id(of: "vacancy"),
      given.map {
        InterviewQuestion(wording: $0["wording"]?.string ?? "", looksFor: $0["looks_for"]?.string ?? "")
      }, expectedVersion: call.expectedVersion, by: call.actor)
    return json(stored)
  }

  private static func json(_ questions: [InterviewQuestion]) -> Answer {
    .ok(["items": .array(questions.map(json))], version: SetInterviewQuestions.version(of: questions))
  }

  static func json(_ question: InterviewQuestion) -> JSONValue {
    [
      "id": .text(question.id?.uuidString.lowercased()), "wording": .string(question.wording),
      "looks_for": .string(question.looksFor),
    ]
  }

  static let sheet = Schema.named(
    "InterviewSheet",
    .answer([
      "name": .text,
      "scores": Schema.map(.whole).note(
        "By the question’s identifier, from 0 (not shown) to 4 (shown very well)."),
      "notes": .text, "total": .whole, "version": .whole, "handed_in_at": .instant.orNull,
    ]))
  private static let scoring = Schema.named(
    "InterviewScoring",
    .answer([
      "begins_at": Schema.instant.orNull.note("From then on scores can be handed in."),
      "panel": .list(.answer(["name": .text, "handed_in": .flag])), "own": sheet.orNull,
      "sheets": Schema.list(sheet).note("Empty until everybody on the panel has handed in."),
    ]))

  private static let scores = Endpoint(
    method: .get, path: "/applications/{id}/interview-scores", operationID: "getInterviewScores",
    tag: .appointments, summary: "Read the scores of an interview",
    note: "Nobody sees another’s before everybody on the panel has handed in.",
    access: .scoped(.readReceivedApplications), parameters: [.application],
    successes: [.ok(scoring, "The scoring.")]
  ) { call in
    json(try await ScoreInterview(call.services).read(try call.id(of: "application"), by: call.actor))
  }

  private static let score = Endpoint(
    method: .put, path: "/applications/{id}/interview-scores", operationID: "scoreInterview",
    tag: .appointments, summary: "Score an interview that you are on the panel of",
    note: """
      With `hand_in` the scores are complete, and frozen until they are reopened: a 409 before the interview has begun. \
      Until then they can be kept.
      """, access: .scoped(.scoreInterviews),
    parameters: [.application],
    body: .init(
      schema: .request(
        required: [
          "scores": .map(.whole),
          "version": .whole.orNull.note(
            "That of your own scores as you read them, 0 while there are none; null replaces whatever stands."
          ),
        ], optional: ["notes": .text, "hand_in": .flag]),
      example: [
        "scores": ["0193a5c8-1f00-7000-8000-0000000000dd": 3], "version": 0, "notes": "Warm and clear.",
      ]),
    successes: [.ok(scoring, "The scoring.")], failures: [409, 412]
  ) { call in
    var scores: [UUID: Int] = [:]
    for (key, value) in call.body.object("scores") {
      guard let id = UUID(uuidString: key), let number = value.number.flatMap({ Int(exactly: $0) }) else {
        throw DomainError.invalid([
          FieldProblem(field: "scores", message: "Give a whole number for each question.")
        ])
      }
      scores[id] = number
    }
    let scoring = try await ScoreInterview(call.services)(
      try call.id(of: "application"), scores: scores, notes: call.body.text("notes"),
      handsIn: call.body.flag("hand_in"), expectedVersion: call.body.whole("version"), by: call.actor)
    return json(scoring)
  }

  private static let reopenScores = Endpoint(
    method: .post, path: "/applications/{id}/interview-scores/reopen", operationID: "reopenInterviewScores",
    tag: .appointments, summary: "Take your scores of an interview back, to change them",
    note: "Before the decision, and as long as you do not see those of the others: otherwise a 409.",
    access: .scoped(.scoreInterviews), parameters: [.application],
    successes: [.ok(scoring, "The scoring.")], failures: [409]
  ) { call in
    json(try await ReopenInterviewScores(call.services)(try call.id(of: "application"), by: call.actor))
  }

  private static func json(_ scoring: InterviewScoring) -> Answer {
    .ok([
      "begins_at": .instant(scoring.beginsAt),
      "panel": .array(scoring.panel.map { ["name": .string($0.name), "handed_in": .bool($0.hasHandedIn)] }),
      "own": scoring.own.map(json) ?? .null, "sheets": .array(scoring.sheets.map(json)),
    ])
  }

  static func json(_ sheet: InterviewSheet) -> JSONValue {
    [
      "name": .string(sheet.name),
      "scores": .object(
        Dictionary(
          uniqueKeysWithValues: sheet.scores.map { ($0.key.uuidString.lowercased(), .whole($0.value)) })),
      "notes": .string(sheet.notes), "total": .whole(sheet.total), "version": .whole(sheet.version),
      "handed_in_at": .instant(sheet.handedInAt),
    ]
  }
}
