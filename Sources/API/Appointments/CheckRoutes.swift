import Domain
import HTTPTypes

/// The checks before somebody starts, the appointment, and a school's single central record.
enum CheckRoutes {
  static let all = [list, record, appoint, centralRecord, exportRecord, candidates]

  private static let check = Schema.named(
    "PreEmploymentCheck",
    .answer([
      "check": .text, "title": .text, "guidance": .text, "applies": .flag, "why": .text,
      "outcome": .choice(CheckOutcome.self),
      "outcomes": Schema.list(.choice(CheckOutcome.self)).note("What may be recorded of this check."),
      "needs": Schema.list(.answer(["field": .choice(CheckNeed.Field.self), "label": .text])).note(
        "What it must state to be satisfactory, beyond when it was made and by whom."),
      "reason": .text, "checked_on": .date.orNull, "checked_by": .text,
      "evidence": .text, "document_type": .text, "document_number": .text, "document_date": .date.orNull,
      "expires_on": .date.orNull,
      "follow_up_on": Schema.date.orNull.note("The day by which it is made again."), "version": .whole,
      "changed_at": .instant,
    ]))

  private static let list = Endpoint(
    method: .get, path: "/applications/{id}/checks", operationID: "listChecks", tag: .appointments,
    summary: "List the checks before somebody starts", note: "There are none before an offer is accepted.",
    access: .scoped(.readAppointments), parameters: [.application],
    successes: [
      .ok(
        .answer([
          "items": .list(check),
          "obstacles": Schema.list(.text).note("Titles of the checks that stand against the appointment."),
          "marks": Schema.list(.text).note(
            "What has to be looked at again, such as a right to work that ends soon."),
          "may_start_before_certificate": .flag, "references_received": .whole,
          "appointed_at": .instant.orNull, "risk_assessment": .text.orNull,
        ]), "The checks.")
    ]
  ) { call in
    let checks = try await ReadChecks(call.services)(try call.id(of: "application"), by: call.actor)
    return .ok([
      "items": .array(checks.checks.map(json)), "obstacles": .texts(checks.obstacles),
      "marks": .texts(checks.marks),
      "may_start_before_certificate": .bool(checks.mayStartBeforeCertificate),
      "references_received": .whole(checks.referencesReceived), "appointed_at": .instant(checks.appointedAt),
      "risk_assessment": .text(checks.riskAssessment),
    ])
  }

  private static let record = Endpoint(
    method: .post, path: "/applications/{id}/checks", operationID: "recordCheck", tag: .appointments,
    summary: "Record what came of a check",
    note: """
      Nothing is removed: every state that a check had is kept. A satisfactory check states what its `needs` list. \
      `version` is that of the check you read; null records over whatever stands. What is hardly right, such as \
      another teacher reference number than that of the application, is a 422 of a field like `confirmed.trn`: look again, and \
      name it in `confirmed` where it is right. A right to work that runs out before the first day, or within six \
      months of it, needs `follow_up_on`.
      """,
    access: .scoped(.recordChecks), parameters: [.application],
    body: .init(
      schema: .request(
        required: ["check": .text, "outcome": .choice(CheckOutcome.self), "version": .whole.orNull],
        optional: [
          "reason": .text, "checked_on": .date.orNull, "checked_by": .text, "evidence": .text,
          "document_type": .text, "document_number": .text, "document_date": .date.orNull,
          "expires_on": .date.orNull, "follow_up_on": .date.orNull,
          "confirmed": Schema.list(.choice(CheckDoubt.self)).note("What is hardly right, and is right."),
        ]),
      example: [
        "check": "identity", "outcome": "satisfactory", "version": 1, "checked_on": "2026-11-02",
        "checked_by": "Robin Sample", "document_type": "Passport",
      ]), successes: [.ok(check, "The check.")], failures: [412]
  ) { call in
    let body = call.body
    let entry = CheckEntry(
      outcome: body.code("outcome") ?? .outstanding, reason: body.text("reason"),
      checkedOn: body.date("checked_on"), checkedBy: body.text("checked_by"), evidence: body.text("evidence"),
      documentType: body.text("document_type"), documentNumber: body.text("document_number"),
      documentDate: body.date("document_date"), expiresOn: body.date("expires_on"),
      followUpOn: body.date("follow_up_on"))
    let stored = try await RecordCheck(call.services)(
      try call.id(of: "application"), body.text("check"), entry,
      confirmed: Set(body.texts("confirmed").compactMap(CheckDoubt.init(rawValue:))),
      expectedVersion: body.whole("version"), by: call.actor)
    return .ok(json(stored))
  }

  private static let appoint = Endpoint(
    method: .post, path: "/applications/{id}/appoint", operationID: "appointApplicant", tag: .appointments,
    summary: "Appoint somebody whose checks are done",
    note: """
      Where only the DBS certificate is outstanding, a risk assessment is needed, as statutory guidance allows. Where \
      every check is done, the offer becomes unconditional by it if it is not yet.
      """,
    access: .scoped(.appointApplicant), parameters: [.application],
    body: .init(
      schema: .request(optional: ["risk_assessment": .text.orNull]),
      example: ["risk_assessment": "Never alone with children until the certificate has been seen."]),
    condition: .optional, successes: [.ok(ApplicationJSON.listing, "The application, appointed.")]
  ) { call in
    let application = try await AppointApplicant(call.services)(
      try call.id(of: "application"), riskAssessment: call.body.text("risk_assessment"),
      expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(ApplicationJSON.json(application, for: call.actor), version: application.version)
  }

  private static let line = Schema.named(
    "CentralRecordLine",
    .answer([
      "application": ApplicationJSON.listing, "starts_on": .date, "fte": .number,
      "contract_type": .choice(ContractType.self), "appointed_at": .instant,
      "left_on": .date.orNull.note("Once the school has recorded it."), "risk_assessment": .text.orNull,
      "checks": .list(check),
      "marks": Schema.list(.text).note(
        "What has to be looked at again: a right to work that ends, a contract that has ended."),
    ]))

  private static let centralRecord = Endpoint(
    method: .get, path: "/schools/{urn}/central-record", operationID: "getCentralRecord", tag: .appointments,
    summary: "Read a school’s single central record of those appointed here, latest first",
    access: .scoped(.readAppointments), parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: line), "A page of the record.")]
  ) { call in
    let school = try await call.school()
    let page = try await CentralRecord(call.services)(
      school: school.id, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { line in
      [
        "application": ApplicationJSON.json(line.application, for: call.actor),
        "starts_on": .date(line.offer.terms.startsOn), "fte": .decimal(line.offer.terms.fte),
        "contract_type": .code(line.offer.terms.contractType), "appointed_at": .instant(line.appointedAt),
        "left_on": .date(line.leftOn), "risk_assessment": .text(line.riskAssessment),
        "checks": .array(line.checks.map(json)),
        "marks": .texts(line.marks),
      ]
    }
  }

  private static let exportRecord = Endpoint(
    method: .get, path: "/schools/{urn}/central-record/export", operationID: "exportCentralRecord",
    tag: .appointments, summary: "Export a school’s single central record as CSV",
    note: """
      A line for each person, and for each check the columns outcome, day, who, evidence, number and date of the \
      document or certificate, when it runs out and by when it is checked again.
      """,
    access: .scoped(.readAppointments), parameters: [.school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    let school = try await call.school()
    return .csv(try await CentralRecord(call.services).csv(school: school.id, by: call.actor))
  }

  private static let candidate = Schema.answer([
    "application": .uuid, "school": .uuid, "name": .text, "trn": .text.orNull,
    "qts_awarded_on": .date.orNull, "course_begun_on": .date.orNull, "served_elsewhere": .flag.orNull,
    "training_provider": .text.orNull, "post": .text, "fte": .number.orNull, "starts_on": .date.orNull,
    "contract_type": Schema.choice(ContractType.self).orNull, "contract_ends_on": .date.orNull,
    "facts": .list(InductionJSON.fact),
  ])

  private static let candidates = Endpoint(
    method: .get, path: "/schools/{urn}/induction-candidates", operationID: "listInductionCandidates",
    tag: .appointments,
    summary: "List newly qualified teachers who were appointed and have not begun induction",
    note: """
      Everything that registering them asks for, with nothing to be typed again. Where application and check differ the \
      answer is null, and both stand in `facts`.
      """,
    access: .scoped(.readAppointments), parameters: [.school], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: candidate), "A page of people, latest appointment first.")]
  ) { call in
    let school = try await call.school()
    let page = try await ReadRegistrations(call.services).candidates(
      at: school.id, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { candidate in
      [
        "application": .id(candidate.application), "school": .id(candidate.school),
        "name": .string(candidate.name), "trn": .text(candidate.trn),
        "qts_awarded_on": .date(candidate.qtsAwardedOn), "course_begun_on": .date(candidate.courseBegunOn),
        "served_elsewhere": candidate.servedElsewhere.map { .bool($0) } ?? .null,
        "training_provider": .text(candidate.trainingProvider), "post": .string(candidate.post),
        "fte": .decimal(candidate.fte), "starts_on": .date(candidate.startsOn),
        "contract_type": .code(candidate.contractType), "contract_ends_on": .date(candidate.contractEndsOn),
        "facts": .array(candidate.facts.map(InductionJSON.json)),
      ]
    }
  }

  private static func json(_ check: PreEmploymentCheck) -> JSONValue {
    let entry = check.entry
    return [
      "check": .string(check.kind.code), "title": .string(check.kind.title),
      "guidance": .string(check.kind.guidance), "applies": .bool(check.applies), "why": .string(check.why),
      "outcome": .code(entry.outcome), "outcomes": .array(check.kind.outcomes.map { .code($0) }),
      "needs": .array(
        check.kind.needs.map { ["field": .code($0.field), "label": .string($0.label)] }),
      "reason": .string(entry.reason), "checked_on": .date(entry.checkedOn),
      "checked_by": .string(entry.checkedBy), "evidence": .string(entry.evidence),
      "document_type": .string(entry.documentType), "document_number": .string(entry.documentNumber),
      "document_date": .date(entry.documentDate), "expires_on": .date(entry.expiresOn),
      "follow_up_on": .date(entry.followUpOn),
      "version": .whole(check.version), "changed_at": .instant(check.changedAt),
    ]
  }
}
