import Domain
import HTTPTypes

/// Offers: made, extended and withdrawn by the head, answered by the applicant.
enum OfferRoutes {
  static let all = [list, make, extend, withdraw, reopen, answer, confirm, decisions]

  private static let schema = Schema.named(
    "Offer",
    .answer([
      "id": .uuid, "application_id": .uuid, "salary": .text,
      "salary_pence": .whole.orNull.note("A year, for the part of full time."), "pay_point": .text,
      "starts_on": .date, "contract_type": .choice(ContractType.self), "contract_ends_on": .date.orNull,
      "fte": .number, "conditions": .text, "answer_by": .date, "made_at": .instant, "answer_note": .text,
      "accepted_at": .instant.orNull,
      "unconditional_at": Schema.instant.orNull.note(
        "When the school said that it depends on nothing any more."),
      "declined_at": .instant.orNull, "lapsed_at": .instant.orNull,
      "withdrawn_at": .instant.orNull, "withdrawn_reason": .text.orNull,
    ]))

  private static let list = Endpoint(
    method: .get, path: "/applications/{id}/offers", operationID: "listOffers", tag: .appointments,
    summary: "List the offers made for an application, newest first",
    note: "For the school’s head and recruiters, and for the applicant.", access: .scoped(.readAppointments),
    parameters: [.application],
    successes: [
      .ok(
        .answer([
          "items": .list(schema),
          "missing": Schema.list(.text).note(
            "For the school: what is missing before an offer, such as scores or the self-disclosure, and what a "
              + "referee has answered that is to be taken up."),
        ]), "The offers.")
    ]
  ) { call in
    let id: ApplicationID = try call.id(of: "application")
    let reading = ReadOffers(call.services)
    let offers: [Offer]
    var missing: [String] = []
    do {
      offers = try await reading.own(id, by: call.actor)
    } catch DomainError.notFound {
      offers = try await reading.received(id, by: call.actor)
      missing = try await reading.gaps(id, by: call.actor).obstacles
    }
    return .ok(["items": .array(offers.map(json)), "missing": .texts(missing)])
  }

  private static let make = Endpoint(
    method: .post, path: "/applications/{id}/offer", operationID: "makeOffer", tag: .appointments,
    summary: "Make a conditional offer to somebody who was interviewed",
    note: """
      No more offers stand at a time than the vacancy has posts. Why this person is written down with it, and, where no \
      interview has taken place on a day with slots, or scores, the self-disclosure or an online search are missing, why \
      the head decides without; where a reference has something to take up, how that was done (a 422 of the \
      field `exception` says what is missing or to be taken up). Both stay with the school. The same offer again \
      changes nothing; another one while it stands is a 409.
      """, access: .scoped(.makeOffer),
    parameters: [.application],
    body: .init(
      schema: .request(
        required: [
          "salary": .text, "starts_on": .date, "contract_type": .choice(ContractType.self), "fte": .number,
          "answer_by": .date,
          "reason": Schema.text.note("Why this person. For the school."),
        ],
        optional: [
          "exception": Schema.text.note(
            "Why without what is missing, and how what a referee has answered was taken up. For the school."),
          "salary_pence": Schema.whole.orNull.note(
            "Needed where an agency has put the person forward for a share of it."),
          "pay_point": Schema.text.note(
            "A point of the teachers’ pay scales, where the vacancy is paid by them."),
          "contract_ends_on": .date.orNull,
          "conditions": Schema.text.note("The usual conditions unless given."),
        ]),
      example: [
        "salary": "M3 of the outer London scale", "salary_pence": 3_600_000, "pay_point": "M3",
        "starts_on": "2027-09-01", "contract_type": "permanent", "fte": 1, "answer_by": "2026-11-10",
        "reason": "The strongest lesson of the day, and the best plan for the first half-term.",
      ]), condition: .optional,
    successes: [.ok(ApplicationJSON.listing, "The application, offered.")]
  ) { call in
    let body = call.body
    let application = try await MakeOffer(call.services)(
      try call.id(of: "application"),
      OfferTerms(
        salary: body.text("salary"), salaryPence: body.whole("salary_pence"),
        payPoint: body.text("pay_point"),
        startsOn: body.date("starts_on"), contractType: body.code("contract_type"),
        contractEndsOn: body.date("contract_ends_on"), fte: body.decimal("fte"),
        conditions: body.textIfAny("conditions") ?? OfferTerms.usualConditions,
        answerBy: body.date("answer_by")),
      because: OfferReasons(body.text("reason"), exception: body.text("exception")),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let extend = Endpoint(
    method: .post, path: "/applications/{id}/offer/extend", operationID: "extendOffer", tag: .appointments,
    summary: "Give an applicant more time to answer", access: .scoped(.makeOffer), parameters: [.application],
    body: .init(schema: .request(required: ["answer_by": .date]), example: ["answer_by": "2026-11-20"]),
    condition: .optional, successes: [.ok(schema, "The offer.")]
  ) { call in
    let offer = try await ExtendOffer(call.services)(
      try call.id(of: "application"), answerBy: call.body.date("answer_by"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(offer))
  }

  private static let withdraw = Endpoint(
    method: .post, path: "/applications/{id}/offer/withdraw", operationID: "withdrawOffer",
    tag: .appointments, summary: "Take an offer back, answered or not",
    note: "The reason is told to the applicant.", access: .scoped(.makeOffer), parameters: [.application],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "The post is no longer funded."]),
    condition: .optional, successes: [.ok(ApplicationJSON.listing, "The application.")]
  ) { call in
    let application = try await WithdrawOffer(call.services)(
      try call.id(of: "application"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let reopen = Endpoint(
    method: .post, path: "/applications/{id}/offer/reopen", operationID: "reopenOffer", tag: .appointments,
    summary: "Take somebody up again whose offer came to nothing, or who was turned down after the interview",
    note: """
      The application stands among those invited to interview again, so that an offer can be made. The reason is for the \
      school; the applicant is told that they are considered again.
      """, access: .scoped(.makeOffer), parameters: [.application],
    body: .init(
      schema: .request(required: ["reason": .text]), example: ["reason": "The first choice has declined."]),
    condition: .optional, successes: [.ok(ApplicationJSON.listing, "The application.")]
  ) { call in
    let application = try await ReopenOffer(call.services)(
      try call.id(of: "application"), reason: call.body.text("reason"), expectedVersion: call.expectedVersion,
      by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let answer = Endpoint(
    method: .post, path: "/applications/{id}/offer/answer", operationID: "answerOffer", tag: .appointments,
    summary: "Accept or decline the offer made to you", access: .scoped(.answerOffer),
    parameters: [.application],
    body: .init(
      schema: .request(
        required: ["accept": .flag], optional: ["note": .text.orNull.note("To the school.")]),
      example: ["accept": true, "note": "I look forward to it."]),
    successes: [.ok(ApplicationJSON.listing, "The application.")]
  ) { call in
    let application = try await AnswerOffer(call.services)(
      try call.id(of: "application"), accepts: call.body.flag("accept"), note: call.body.text("note"),
      by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let confirm = Endpoint(
    method: .post, path: "/applications/{id}/offer/confirm", operationID: "confirmOffer", tag: .appointments,
    summary: "Make an accepted offer unconditional, once its checks are done",
    note: """
      The applicant is told that the offer depends on nothing any more. A 409 names the checks that are still open. \
      Appointing somebody whose checks are done does it by the way.
      """, access: .scoped(.makeOffer), parameters: [.application], condition: .optional,
    successes: [.ok(ApplicationJSON.listing, "The application, its offer unconditional.")], failures: [409]
  ) { call in
    let application = try await ConfirmOffer(call.services)(
      try call.id(of: "application"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let decisions = Endpoint(
    method: .get, path: "/applications/{id}/decisions", operationID: "listDecisions", tag: .selection,
    summary: "List what was decided on an application, with the reasons, newest first",
    note: "For the school’s head and recruiters, and for the members of the panel; never for the applicant.",
    access: .scoped(.readApplicationToSift), parameters: [.application],
    successes: [.ok(.answer(["items": .list(SelectionJSON.decision)]), "The decisions.")]
  ) { call in
    let found = try await ReadDecisions(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok(["items": .array(found.map(SelectionJSON.json))])
  }

  static func json(_ offer: Offer) -> JSONValue {
    let terms = offer.terms
    return [
      "id": .id(offer.id), "application_id": .id(offer.application), "salary": .string(terms.salary),
      "salary_pence": .whole(terms.salaryPence), "pay_point": .string(terms.payPoint),
      "starts_on": .date(terms.startsOn), "contract_type": .code(terms.contractType),
      "contract_ends_on": .date(terms.contractEndsOn), "fte": .decimal(terms.fte),
      "conditions": .string(terms.conditions), "answer_by": .date(terms.answerBy),
      "made_at": .instant(offer.madeAt), "answer_note": .string(offer.answerNote),
      "accepted_at": .instant(offer.acceptedAt), "unconditional_at": .instant(offer.unconditionalAt),
      "declined_at": .instant(offer.declinedAt),
      "lapsed_at": .instant(offer.lapsedAt), "withdrawn_at": .instant(offer.withdrawnAt),
      "withdrawn_reason": .text(offer.withdrawnReason),
    ]
  }
}
