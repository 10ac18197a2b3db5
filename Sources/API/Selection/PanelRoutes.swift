import Domain
import HTTPTypes

/// Who chooses for a vacancy.
enum PanelRoutes {
  static let all = [read, replace]

  private static let training = Schema.answer([
    "provider": .text, "completed_on": .date, "valid_until": .date,
    "counts": .flag.note("Whether it counts today."),
  ])

  private static let panel = Schema.named(
    "Panel",
    .answer([
      "members": .list(
        .answer([
          "account_id": .uuid, "name": .text, "chair": .flag,
          "training": training.orNull.note("Training in safer recruitment that lasts longest."),
        ])),
      "warning": .text.orNull.note("What is wrong with it, such as that nobody is trained."),
      "anonymous": .flag.note("Whether the school shortlists without names."),
      "names_hidden": .flag.note("Whether names are hidden now: until the shortlist is agreed."),
      "sift_closed_at": .instant.orNull, "longlist_agreed_at": .instant.orNull,
      "shortlist_agreed_at": .instant.orNull, "version": .whole,
    ]))

  private static func json(_ panel: Panel) -> JSONValue {
    [
      "members": .array(
        panel.members.map { member in
          [
            "account_id": .id(member.account), "name": .string(member.name), "chair": .bool(member.isChair),
            "training": member.training.map { training in
              [
                "provider": .string(training.provider), "completed_on": .date(training.completedOn),
                "valid_until": .date(training.validUntil), "counts": .bool(training.counts(on: panel.today)),
              ]
            } ?? .null,
          ]
        }),
      "warning": panel.lacksTraining ? .string(Panel.trainingWarning) : .null,
      "anonymous": .bool(panel.selection.isAnonymous), "names_hidden": .bool(panel.selection.hidesNames),
      "sift_closed_at": .instant(panel.selection.siftClosedAt),
      "longlist_agreed_at": .instant(panel.selection.longlistAgreedAt),
      "shortlist_agreed_at": .instant(panel.selection.shortlistAgreedAt),
      "version": .whole(panel.selection.version),
    ]
  }

  private static let read = Endpoint(
    method: .get, path: "/vacancies/{id}/panel", operationID: "readPanel", tag: .selection,
    summary: "Read a vacancy’s panel and how far its selection is",
    note: "For the school’s head and recruiters, and for the members of the panel.",
    access: .scoped(.readApplicationToSift), parameters: [.vacancy],
    successes: [.ok(panel, "The panel; without members before it is named.")]
  ) { call in
    let found = try await ReadPanel(call.services)(try call.id(of: "vacancy"), by: call.actor)
    return .ok(json(found), version: found.selection.version)
  }

  private static let replace = Endpoint(
    method: .put, path: "/vacancies/{id}/panel", operationID: "namePanel", tag: .selection,
    summary: "Name the panel of a vacancy",
    note: """
      Two members at least, all with a role at the school. Once scores were submitted, whether names are hidden \
      stays as it is, and only the head takes somebody off.
      """,
    access: .scoped(.runSelection), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: ["members": .list(.uuid).note("Accounts."), "chair": .uuid.note("One of the members.")],
        optional: [
          "anonymous": .flag.orNull.note("Whether to shortlist without names; as it is when left out.")
        ]),
      example: [
        "members": ["0193a5c8-1f00-7000-8000-0000000000b1", "0193a5c8-1f00-7000-8000-0000000000b2"],
        "chair": "0193a5c8-1f00-7000-8000-0000000000b1", "anonymous": true,
      ]),
    condition: .required, successes: [.ok(panel, "The panel as it is now.")], failures: [409]
  ) { call in
    let panel = try await NamePanel(call.services)(
      try call.id(of: "vacancy"), members: call.body.texts("members").compactMap { AccountID($0) },
      chair: AccountID(call.body.text("chair")), isAnonymous: call.body.members["anonymous"]?.bool,
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(panel), version: panel.selection.version)
  }
}
