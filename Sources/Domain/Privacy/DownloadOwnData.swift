import Foundation
import Postgres

/// Everything that is held about the acting person, in one piece.
public struct DownloadOwnData: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// What is held and not given out here, and why.
  public static let leftOut = [
    "Answers to equality questions: they stand under a hash, apart from you, and nobody reads them but in totals.",
    "What referees wrote to a school, as a reference or on why they can’t give one: it is in confidence, and the law "
      + "leaves it out of what you can ask for (Data Protection Act 2018, schedule 2, paragraph 24). Where each "
      + "reference stands is here.",
    "Officers’ scores and notes on how you were assessed for the pool: ask the authority for them.",
    "The text of mails to you: you have it, and it holds links that act for whoever has them.",
    "The trail of who changed what, and what you did in a role for a school, an agency or the authority: it is their "
      + "record of all who worked on it. Ask them for it.",
    "Scores and notes of those who chose and interviewed, and the reasons of a school’s decisions: they are the "
      + "school’s own assessment and compare you with others. Ask the school for them.",
    "What a school noted with its checks and its online search: the evidence and who checked. It may name others and "
      + "shows how the school checks. Ask the school for it.",
  ]

  /// The data as JSON, by what it belongs to. That it was asked for is recorded. Throws ``DomainError``.
  public func callAsFunction(by actor: Actor) async throws -> [String: JSONValue] {
    let acting = try actor.requireOwn(.manageOwnAccount)
    let owner = Actor(
      .account(
        ActingAccount(
          id: acting.id, email: acting.email, name: acting.name, emailConfirmed: acting.emailConfirmed,
          memberships: [])), face: actor.face)
    let general = try await ReadGeneralApplication(services)(by: owner)
    let number = try await KeepNationalInsuranceNumber(services).read(by: owner)
    let account = DownloadAccount(services, acting)
    var data: [String: JSONValue] = [
      "account": try await account.account(), "api_tokens": .array(try await account.tokens(by: owner)),
      "mails": .array(try await account.mails()),
      "safer_recruitment_training": .array(try await account.training()),
      "general_application": .object(
        Dictionary(
          uniqueKeysWithValues: general.sections.map { ($0.section.key, .object($0.answers)) })),
      "national_insurance_number": number.map { .string($0.text) } ?? .null,
      "left_out": .array(Self.leftOut.map { .string($0) }),
    ]
    data["saved_vacancies"] = .array(
      try await ListSavedVacancies(services).every(by: owner).map {
        ["title": .string($0.title), "school": .string($0.schoolName), "saved_at": Self.time($0.savedAt)]
      })
    data["drafts"] = .array(
      try await Page.every({
        try await KeepApplicationDraft(services).list(limit: 100, after: $0, by: owner)
      }).map {
        [
          "vacancy": .string($0.vacancyTitle), "school": .string($0.schoolName),
          "statement": .string($0.statement), "answers": .object($0.answers),
          "updated_at": Self.time($0.updatedAt),
        ]
      })
    data["applications"] = .array(try await applications(owner))
    data["pool"] = .array(try await pool(owner))
    data["interest_of_schools"] = .array(
      try await Page.every({
        try await AnswerPoolInterest(services).list(limit: 100, after: $0, by: owner)
      }).map {
        [
          "school": .string($0.schoolName), "vacancy": $0.vacancyTitle.map { .string($0) } ?? .null,
          "message": .string($0.message), "reply": $0.reply.map { .string($0) } ?? .null,
          "state": .string($0.state.rawValue), "asked_at": Self.time($0.createdAt),
          "answered_at": Self.time($0.answeredAt),
          "ended_by": $0.ending.map { .string($0.rawValue) } ?? .null,
        ]
      })
    data["agencies"] = .array(
      try await AgencyCandidateStore.held(
        of: acting.id, email: acting.emailConfirmed ? acting.email : "", in: services.pool
      ).map {
        [
          "agency": .string($0.agencyName), "school": .string($0.schoolName),
          "vacancy": .string($0.vacancyTitle), "name": .string($0.content.name),
          "email": .string($0.content.email), "telephone": .string($0.content.telephone),
          "statement": .string($0.content.statement), "experience": .string($0.content.experience),
          "state": .string($0.standing.rawValue), "put_forward_at": Self.time($0.submittedAt),
          "answered_at": Self.time($0.answeredAt),
        ]
      })
    data["inductions"] = .array(try await InductionErasure.download(owner, services))
    data["induction_registrations"] = .array(try await registrations(acting))
    data["scheme_applications"] = .array(try await SchemeErasure.download(owner, services))
    data["activities"] = .array(
      try await BookingStore.held(
        of: acting.id, email: acting.emailConfirmed ? acting.email : nil, in: services.pool
      ).map {
        [
          "activity": .string($0.activityTitle), "session": .string($0.session.when),
          "name": .string($0.shownName), "email": $0.email.map { .string($0) } ?? .null,
          "school": $0.schoolName.map { .string($0) } ?? .null, "state": .string($0.state.rawValue),
          "charged_to_school_pence": .number(Double($0.chargePence)), "asked_at": Self.time($0.askedAt),
          "cancelled_at": Self.time($0.cancelledAt), "attended_at": Self.time($0.attendedAt),
        ]
      })
    data["activity_requests"] = .array(
      try await AskForPlace.held(of: acting.id, in: services.pool).map {
        [
          "activity": .string($0.activityTitle), "school": .string($0.schoolName),
          "message": .string($0.message), "state": .string($0.state.rawValue), "reason": .string($0.reason),
          "asked_at": Self.time($0.askedAt), "answered_at": Self.time($0.answeredAt),
        ]
      })
    data["activity_evaluations"] = .array(
      try await EvaluateActivity.held(
        of: acting.id, email: acting.emailConfirmed ? acting.email : nil, in: services.pool
      ).map {
        [
          "useful": .number(Double($0.useful)), "delivery": .number(Double($0.delivery)),
          "organisation": .number(Double($0.organisation)), "comment": .string($0.comment),
        ]
      })
    data["signed_in"] = .array(
      try await ListSessions(services)(by: owner).map {
        ["since": Self.time($0.createdAt), "last_used": Self.time($0.lastSeenAt)]
      })
    data["job_alerts"] = .array(
      try await JobAlertStore.held(of: acting.emailConfirmed ? acting.email : "", in: services.pool).map {
        ["search": .string($0.criteria), "state": .string($0.state), "asked_at": Self.time($0.createdAt)]
      })
    try await services.pool.withTransaction { tx in
      try await Audit.record(
        "account.data_downloaded", AuditSubject("account", acting.id), by: actor, services, in: tx)
    }
    return data
  }

  private func applications(_ owner: Actor) async throws -> [JSONValue] {
    var all: [JSONValue] = []
    var after: Cursor?
    repeat {
      let page = try await ListApplications(services).own(limit: 100, after: after, by: owner)
      for sent in page.items {
        let whole = try await ReadApplication(services)(sent.id, by: owner)
        let own: [String: JSONValue] = [
          "reference": .string(sent.reference), "vacancy": .string(sent.vacancyTitle),
          "school": .string(sent.schoolName), "state": .string(sent.state.rawValue),
          "sent_at": Self.time(sent.sentAt), "state_since": Self.time(sent.stateChangedAt),
          "form_version": .number(Double(sent.formVersion)),
          "answers": .object(whole.answers.mapValues { .object($0) }),
          "messages": .array(
            try await MessageStore.every(sent.id, in: services.pool).map {
              [
                "from": .string($0.isFromSchool ? sent.schoolName : "you"), "text": .string($0.body),
                "written_at": Self.time($0.writtenAt),
              ]
            }),
        ]
        let since = try await DownloadAppointments(services)(sent)
        all.append(.object(own.merging(since) { own, _ in own }))
      }
      after = page.next
    } while after != nil
    return all
  }

  private func pool(_ owner: Actor) async throws -> [JSONValue] {
    var all: [JSONValue] = []
    let own = JoinPool(services)
    for entry in try await Page.every({ try await own.own(limit: 100, after: $0, by: owner) }) {
      let hidden = try await ChangePoolEntry(services).hidden(entry.id, by: owner)
      let invitation = try await AnswerPoolInvitation(services).read(entry.id, by: owner)
      let wanted = entry.preferences
      all.append([
        "year": .number(Double(entry.year)), "state": .string(entry.state.rawValue),
        "phases": .array(wanted.phases.map { .string($0.rawValue) }),
        "key_stages": .array(wanted.keyStages.map { .string($0) }),
        "subjects": .array(wanted.subjects.map { .string($0) }), "places": Self.places(wanted),
        "hours": wanted.hours.map { .string($0.title) } ?? .null,
        "available_from": wanted.availableFrom.map { .string($0.description) } ?? .null,
        "about": .string(wanted.about), "grade": entry.grade.map { .string($0) } ?? .null,
        "hidden_from": .array(hidden.map { .string($0.name) }), "joined_at": Self.time(entry.joinedAt),
        "last_sign_of_you_at": Self.time(entry.activeAt),
        "checked_at": Self.time(entry.checkedAt), "interview_at": Self.time(invitation?.at),
        "interview_place": invitation.map { .string($0.place) } ?? .null,
        "interview_answer": invitation?.answer.map { .string($0.rawValue) } ?? .null,
        "interview_answer_reason": invitation.map { .string($0.reason) } ?? .null,
      ])
    }
    return all
  }

  private static func places(_ wanted: PoolPreferences) -> JSONValue {
    .array(
      wanted.places.map { place in
        [
          "place": .string(place.place),
          "within_miles": place.withinMiles.map { .number(Double($0)) } ?? .null,
        ]
      })
  }

  static func time(_ instant: Date?) -> JSONValue {
    instant.map { .string($0.formatted(.iso8601)) } ?? .null
  }
}
