import Domain
import HTTPTypes

/// What follows an appointment, and decisions that were made without two people’s scores.
enum HandoverRoutes {
  static let all = [exceptions, waiting, tellWaiting, others, withdrawOthers]

  private static let exceptions = Endpoint(
    method: .get, path: "/vacancies/{id}/sift-exceptions", operationID: "listSiftExceptions", tag: .selection,
    summary: "List decisions that were made before two members of the panel had handed in scores",
    note: "Newest first, each with the reason. For the school’s head and recruiters, and for the panel.",
    access: .scoped(.readApplicationToSift), parameters: [.vacancy],
    query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer([
            "application_id": .uuid, "applicant": .text, "decision": .choice(SiftException.Decision.self),
            "reason": .text, "decided_by": .text.orNull, "decided_at": .instant,
          ])), "A page of exceptions.")
    ]
  ) { call in
    let page = try await ReadSiftExceptions(call.services)(
      try call.id(of: "vacancy"), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { exception in
      [
        "application_id": .id(exception.application), "applicant": .string(exception.applicantName),
        "decision": .code(exception.decision), "reason": .string(exception.reason),
        "decided_by": .text(exception.decidedBy), "decided_at": .instant(exception.decidedAt),
      ]
    }
  }

  private static let waiting = Endpoint(
    method: .get, path: "/vacancies/{id}/waiting-candidates", operationID: "listWaitingCandidates",
    tag: .selection, summary: "List who still waits for an answer when all posts of a vacancy are filled",
    note: "Nobody before that. `message` is what can be written to them.",
    access: .scoped(.readSelection), parameters: [.vacancy], query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .answer([
          "items": .list(ApplicationJSON.listing), "message": .text,
          "next": .text.orNull.note("`cursor` of the next page; null on the last."),
          "total": .whole.note("How many wait in all."),
        ]), "A page of them, by when they applied.")
    ]
  ) { call in
    let waiting = try await WaitingCandidates(call.services).list(
      try call.id(of: "vacancy"), limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    var answer = Answer.page(waiting.page) { ApplicationJSON.json($0, for: call.actor) }
    if case .object(var members) = answer.body {
      members["message"] = .string(waiting.message)
      answer.body = .object(members)
    }
    return answer
  }

  private static let tellWaiting = Endpoint(
    method: .post, path: "/vacancies/{id}/waiting-candidates", operationID: "tellWaitingCandidates",
    tag: .selection, summary: "Tell everybody who still waits that the posts are filled",
    note: """
      Turns all of them down in the same words, by e-mail and on their page. While not all posts are filled this is a \
      409; asked again it tells nobody twice.
      """,
    access: .scoped(.rejectApplication), parameters: [.vacancy],
    body: .init(
      schema: .request(required: ["message": .text.note("Up to 4,000 characters.")]),
      example: ["message": "Thank you for applying. The post has now been filled."]),
    successes: [.ok(.answer(["items": .list(ApplicationJSON.listing)]), "Those who were told.")],
    failures: [409]
  ) { call in
    let told = try await WaitingCandidates(call.services).tell(
      try call.id(of: "vacancy"), message: call.body.text("message"), by: call.actor)
    return .ok(["items": .array(told.map { ApplicationJSON.json($0, for: call.actor) })])
  }

  private static let others = Endpoint(
    method: .get, path: "/applications/{id}/other-applications", operationID: "listOtherApplications",
    tag: .applications,
    summary: "List your other applications that schools still consider, once one has led to your appointment",
    note: "Nothing happens to them unless you withdraw them. For other applications of yours this is a 404.",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [
      .ok(
        .answer([
          "items": .list(
            .answer([
              "application": ApplicationJSON.listing,
              "interview_at": .instant.orNull.note(
                "When your interview there begins, if you have a time to come."),
            ]))
        ]), "Newest first.")
    ]
  ) { call in
    let found = try await OtherApplications(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok([
      "items": .array(
        found.map { other in
          [
            "application": ApplicationJSON.json(other.application, for: call.actor),
            "interview_at": .instant(other.interviewAt),
          ]
        })
    ])
  }

  private static let withdrawOthers = Endpoint(
    method: .post, path: "/applications/{id}/other-applications", operationID: "withdrawOtherApplications",
    tag: .applications, summary: "Withdraw other applications of yours after your appointment",
    note: "All that are named or none. Their schools are told, and times for interviews are free for others.",
    access: .scoped(.withdrawOwnApplication), parameters: [.application],
    body: .init(
      schema: .request(required: ["application_ids": .list(.uuid)]),
      example: ["application_ids": ["0193a5c8-1f00-7000-8000-000000000002"]]),
    successes: [.ok(.answer(["items": .list(ApplicationJSON.listing)]), "Those that are withdrawn.")],
    failures: [409]
  ) { call in
    let withdrawn = try await OtherApplications(call.services).withdraw(
      call.body.texts("application_ids").compactMap { ApplicationID($0) },
      beside: try call.id(of: "application"), by: call.actor)
    return .ok(["items": .array(withdrawn.map { ApplicationJSON.json($0, for: call.actor) })])
  }
}
