import Foundation
import Postgres

/// What stands behind an application of the acting person since its shortlist, for what they take away: what they
/// disclosed, the interview, offers, checks and what the school told them. What the school thought of them is not here,
/// and nobody else’s name.
struct DownloadAppointments: Sendable {
  let services: Services

  init(_ services: Services) { self.services = services }

  /// The parts by their names.
  func callAsFunction(_ application: SentApplication) async throws -> [String: JSONValue] {
    [
      "self_disclosure": try await disclosure(application),
      "interview": try await interview(application),
      "invitation_to_interview": try await InterviewMessage.find(application.id, in: services.pool).map {
        ["message": .string($0.text), "written_at": DownloadOwnData.time($0.writtenAt)]
      } ?? .null,
      "answer_to_the_invitation": try await InterviewAnswer.find(application.id, in: services.pool).map {
        [
          "answer": .string($0.kind.title), "reason": .string($0.reason), "other_times": .string($0.suits),
          "answered_at": DownloadOwnData.time($0.answeredAt),
        ]
      } ?? .null,
      "offers": .array(try await OfferStore.list(application.id, in: services.pool).map(Self.offer)),
      "checks_before_the_start": .array(
        try await CheckStore.list(application.id, in: services.pool).map(Self.check)),
      "feedback": .array(try await feedback(application)),
      "references": .array(
        try await ReadReferences.own(application.id, services).map {
          [
            "referee": .string($0.referee), "state": .string($0.sentence),
            "asked_at": DownloadOwnData.time($0.requestedAt),
            "received_at": DownloadOwnData.time($0.receivedAt),
          ]
        }),
      "other_referees": .array(try await otherReferees(application)),
      "asked_for_other_referees": .array(
        try await NamedRefereeStore.asks(application.id, in: services.pool).map {
          ["message": .string($0.message), "asked_at": DownloadOwnData.time($0.askedAt)]
        }),
    ]
  }

  /// Those named as referees after the application was sent.
  private func otherReferees(_ application: SentApplication) async throws -> [JSONValue] {
    try await NamedRefereeStore.list(application.id, in: services.pool).map {
      [
        "referee": .object($0.answers), "named_at": DownloadOwnData.time($0.naming.namedAt),
        "how_it_was_named": .string($0.naming.by.title),
        "consent_noted_by_the_school": .string($0.naming.consent),
      ]
    }
  }

  /// Each question as it was put, with its answer.
  private func disclosure(_ application: SentApplication) async throws -> JSONValue {
    let disclosure = try await SelfDisclosure.load(application, services, in: services.pool)
    if disclosure.version == 0 { return .null }
    return [
      "sent_at": DownloadOwnData.time(disclosure.sentAt),
      "answers": .array(
        disclosure.form.questions.compactMap { question in
          disclosure.answers[question.key].map {
            ["question": .string(question.label), "answer": .string(Self.words($0, question))]
          }
        }),
    ]
  }

  private static func words(_ answer: JSONValue, _ question: Question) -> String {
    (answer.array?.compactMap(\.string) ?? [answer.string ?? ""]).map { given in
      if let option = question.options?.first(where: { $0.value == given }) { return option.label }
      return given == "yes" ? "Yes" : given == "no" ? "No" : given
    }.joined(separator: "\n")
  }

  /// What the applicant was told whenever the school decided against the application.
  private func feedback(_ application: SentApplication) async throws -> [JSONValue] {
    try await services.pool.query(
      """
      SELECT message, decided_at FROM rejection WHERE application_id = \(application.id) ORDER BY decided_at, id
      """
    ).map {
      [
        "message": .string(try $0.decode("message")),
        "written_at": DownloadOwnData.time(try $0.decode("decided_at", as: Date.self)),
      ]
    }
  }

  private func interview(_ application: SentApplication) async throws -> JSONValue {
    let day = try await InterviewStore.invitation(of: application.id, in: services.pool)
    let held = try await InterviewStore.held(by: application.id, in: services.pool)
    guard let day = held?.day ?? day else { return .null }
    return [
      "held_on": .string(day.heldOn.description), "place": .string(day.place),
      "on_the_day": .string(day.tasks),
      "tasks": .array(day.taskList.map { .string($0.line(on: day.heldOn, slot: held?.slot)) }),
      "choose_by": DownloadOwnData.time(day.chooseBy),
      "begins_at": DownloadOwnData.time(held?.slot.startsAt),
      "ends_at": DownloadOwnData.time(held?.slot.endsAt),
      "room": held.map { .string($0.slot.room) } ?? .null,
    ]
  }

  private static func offer(_ offer: Offer) -> JSONValue {
    let terms = offer.terms
    return [
      "salary": .string(terms.salary),
      "salary_pence": terms.salaryPence.map { .number(Double($0)) } ?? .null,
      "pay_point": .string(terms.payPoint), "starts_on": day(terms.startsOn),
      "contract_type": terms.contractType.map { .string($0.title) } ?? .null,
      "contract_ends_on": day(terms.contractEndsOn), "fte": .string(terms.fte.map { "\($0)" } ?? ""),
      "conditions": .string(terms.conditions), "answer_by": day(terms.answerBy),
      "made_at": DownloadOwnData.time(offer.madeAt), "became_of_it": .string(offer.outcome),
      "your_note": .string(offer.answerNote), "accepted_at": DownloadOwnData.time(offer.acceptedAt),
      "unconditional_at": DownloadOwnData.time(offer.unconditionalAt),
      "declined_at": DownloadOwnData.time(offer.declinedAt),
      "lapsed_at": DownloadOwnData.time(offer.lapsedAt),
      "withdrawn_at": DownloadOwnData.time(offer.withdrawnAt),
      "withdrawn_because": offer.withdrawnReason.map { .string($0) } ?? .null,
    ]
  }

  private static func check(_ check: PreEmploymentCheck) -> JSONValue {
    [
      "check": .string(check.kind.title), "outcome": .string(check.entry.outcome.title),
      "checked_on": day(check.entry.checkedOn),
    ]
  }

  private static func day(_ day: CivilDate?) -> JSONValue { day.map { .string($0.description) } ?? .null }
}
