import Domain
import HTTPTypes

/// Everything between shortlist and appointment.
enum AppointmentRoutes {
  static let all =
    ReferenceRequestRoutes.all + OwnReferenceRoutes.all + OfferRoutes.all + CheckRoutes.all
    + OtherRefereeRoutes.all + DisclosureRoutes.all + InterviewRoutes.all + InterviewDayRoutes.all
    + InterviewMessageRoutes.all + InterviewAnswerRoutes.all + InterviewSlotRoutes.all
    + InterviewTaskRoutes.all + InterviewCalendarRoutes.all
}

/// Forms outside the general application, in the shape of the application form.
enum AppointmentFormJSON {
  static func json(_ form: AppointmentForm) -> JSONValue {
    ApplicationFormJSON.json(ApplicationForm(version: form.version, sections: form.sections))
  }
}

/// What applicants see of their own references.
enum OwnReferenceRoutes {
  static let all = [states, readSetting, setSetting]

  private static let states = Endpoint(
    method: .get, path: "/applications/{id}/reference-states", operationID: "listOwnReferenceStates",
    tag: .appointments, summary: "See where your references stand",
    note: "Nothing of what a referee wrote to the school, nor why one gives none.",
    access: .scoped(.readOwnApplications), parameters: [.application],
    successes: [
      .ok(
        .answer([
          "items": .list(
            .answer([
              "referee": .text, "state": .choice(ReferenceState.self),
              "sentence": Schema.text.note("The same in words."),
            ]))
        ]), "One for each reference that the school has asked for.",
        example: [
          "items": [["referee": "Bea Sample", "state": "received", "sentence": "Received by the school"]]
        ])
    ]
  ) { call in
    let states = try await ReadReferences(call.services).own(try call.id(of: "application"), by: call.actor)
    return .ok([
      "items": .array(
        states.map {
          [
            "referee": .string($0.referee), "state": .code($0.state), "sentence": .string($0.sentence),
          ]
        })
    ])
  }

  private static let setting = Schema.named(
    "AppointmentSetting",
    .answer([
      "panel_reads_references": .choice(PanelReading.self),
      "disclosure_readers": Schema.list(.uuid).note(
        "Recruiters who, beside the head, read self-disclosures."),
      "version": .whole.note("0 while nothing was settled and the usual holds."),
    ]))

  private static let readSetting = Endpoint(
    method: .get, path: "/vacancies/{id}/appointment-setting", operationID: "getAppointmentSetting",
    tag: .appointments, summary: "Read who may read references and self-disclosures",
    access: .scoped(.readReferences), parameters: [.vacancy], successes: [.ok(setting, "What holds.")]
  ) { call in
    let found = try await SetAppointmentSetting(call.services).read(
      try call.id(of: "vacancy"), by: call.actor)
    return .ok(json(found.setting), version: found.setting.version)
  }

  private static let setSetting = Endpoint(
    method: .put, path: "/vacancies/{id}/appointment-setting", operationID: "setAppointmentSetting",
    tag: .appointments, summary: "Settle who may read references and self-disclosures",
    access: .scoped(.makeOffer), parameters: [.vacancy],
    body: .init(
      schema: .request(
        required: ["panel_reads_references": .choice(PanelReading.self)],
        optional: ["disclosure_readers": .list(.uuid)]),
      example: ["panel_reads_references": "after_interview"]),
    condition: .required, successes: [.ok(setting, "What holds now.")]
  ) { call in
    let stored = try await SetAppointmentSetting(call.services)(
      try call.id(of: "vacancy"), panelReadsReferences: call.body.code("panel_reads_references"),
      disclosureReaders: call.body.texts("disclosure_readers").compactMap { AccountID($0) },
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(stored), version: stored.version)
  }

  private static func json(_ setting: AppointmentSetting) -> JSONValue {
    [
      "panel_reads_references": .code(setting.panelReadsReferences),
      "disclosure_readers": .array(setting.disclosureReaders.map { .id($0) }),
      "version": .whole(setting.version),
    ]
  }
}
