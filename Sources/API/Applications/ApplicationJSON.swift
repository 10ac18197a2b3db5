import Domain

/// Sent applications in JSON.
enum ApplicationJSON {
  private static let facts: [Schema.Field] = Schema.answer([
    "id": .uuid, "reference": .text, "applicant_name": .text, "state": .choice(ApplicationState.self),
    "state_reason": .text.orNull.note("Why it was moved there; shown to the school only."),
    "account_closed": .flag.note(
      "Whether the applicant has closed their account and can’t be invited; false while names are hidden."),
    "state_changed_at": .instant, "sent_at": .instant, "version": .whole, "form_version": .whole,
    "vacancy": Schema.answer(["id": .uuid, "reference": .text, "title": .text]),
    "school": Schema.answer(["organisation_id": .uuid, "name": .text]),
  ]).fields

  static let listing = Schema.named("Application", Schema(.object(facts, closed: false)))

  static let invited = Schema.named(
    "InvitedApplication",
    Schema(
      .object(facts + Schema.answer(["warnings": invitationWarnings]).fields, closed: false)))

  static let invitationWarnings = Schema.list(.text).note(
    "What to think of about the day: more people choose than times are free, or applications still come in.")

  static let whole = Schema.named(
    "WholeApplication",
    Schema(
      .object(
        facts
          + Schema.answer([
            "answers": Schema.map(.map(.any)).note("What was sent, by section and question; frozen."),
            "form": ApplicationFormJSON.form,
            "applicant_email": Schema.text.orNull.note(
              "Null while names are hidden, and once the account is closed."),
            "likely_duplicates": duplicates,
          ]).fields, closed: false)))

  static let duplicates = Schema.list(
    .answer([
      "id": .uuid, "reference": .text, "earlier": Schema.flag.note("Whether it was sent before this one."),
    ])
  ).note("Applications to the vacancy that may be of the same person; told to the head and recruiters only.")

  static func json(_ duplicates: [LikelyDuplicate]) -> JSONValue {
    .array(
      duplicates.map {
        ["id": .id($0.application), "reference": .string($0.reference), "earlier": .bool($0.isEarlier)]
      })
  }

  static let example: JSONValue = [
    "id": "0193a5c8-1f00-7000-8000-000000000002", "reference": "A-5T0M9ZWE", "applicant_name": "Ada Example",
    "state": "sent", "state_reason": .null, "account_closed": false,
    "state_changed_at": "2026-11-03T18:20:00Z",
    "sent_at": "2026-11-03T18:20:00Z", "version": 1, "form_version": 1,
    "vacancy": [
      "id": "0193a5c8-1f00-7000-8000-000000000001", "reference": "V-7K3QXM2A",
      "title": "Year 4 class teacher",
    ],
    "school": [
      "organisation_id": "0193a5c8-1f00-7000-8000-0000000000aa", "name": "Example Primary School",
    ],
  ]

  static func json(_ application: SentApplication, for actor: Actor) -> JSONValue {
    .object(members(application, for: actor))
  }

  /// Somebody who has been invited, with what is to be thought of about the day.
  static func json(
    _ application: SentApplication, warnings: [String], for actor: Actor
  ) -> JSONValue {
    .object(members(application, for: actor).merging(["warnings": .texts(warnings)]) { own, _ in own })
  }

  static func json(_ whole: WholeApplication, for actor: Actor) -> JSONValue {
    var members = members(whole.application, for: actor)
    members["answers"] = .object(whole.answers.mapValues { .object($0) })
    members["form"] = ApplicationFormJSON.json(whole.form)
    members["applicant_email"] = .text(whole.email)
    members["likely_duplicates"] = json(whole.likelyDuplicates)
    return .object(members)
  }

  private static func members(_ application: SentApplication, for actor: Actor) -> [String: JSONValue] {
    let isSchool =
      actor.may(.readReceivedApplications, at: application.place) && actor.account?.id != application.account
    return [
      "id": .id(application.id), "reference": .string(application.reference),
      "applicant_name": .string(application.applicantName(for: actor)), "state": .code(application.state),
      "state_reason": isSchool ? .text(application.stateReason) : .null,
      "account_closed": .bool(application.isAccountClosed),
      "state_changed_at": .instant(application.stateChangedAt), "sent_at": .instant(application.sentAt),
      "version": .whole(application.version), "form_version": .whole(application.formVersion),
      "vacancy": [
        "id": .id(application.vacancy), "reference": .string(application.vacancyReference),
        "title": .string(application.vacancyTitle),
      ],
      "school": [
        "organisation_id": .id(application.place.organisation), "name": .string(application.schoolName),
      ],
    ]
  }
}
