import Domain
import HTTPTypes

/// How well induction is run: figures of schools, and samples of their assessments and lesson observations.
enum QualityRoutes {
  static let all = figures + samples + VisitRoutes.all + FeedbackRoutes.all

  // MARK: Figures

  private static let figures = [list, export, ofSchool]

  private static let quality = Schema.named(
    "InductionQuality",
    .answer([
      "school_id": .uuid, "school_name": .text, "urn": .text,
      "inductions": .whole.note("In induction there now."),
      "assessments_due": .whole.note("Assessments and reviews that fell due in the last twelve months."),
      "assessments_in_time": .whole.note("Those that the head had signed by then."),
      "registrations": .whole, "registrations_in_time": .whole.note("Sent by the first day."),
      "causes_for_concern": .whole, "assessments_sampled": .whole,
      "criteria_judged": .whole.note("Of sampled assessments."), "criteria_met": .whole,
      "observations_sampled": .whole.note("Lesson observations."), "observation_criteria_judged": .whole,
      "observation_criteria_met": .whole, "last_visit": .date.orNull, "open_actions": .whole,
      "overdue_actions": .whole, "feedback_unacknowledged": .whole,
    ]))

  private static func json(_ quality: InductionQuality) -> JSONValue {
    [
      "school_id": .string(quality.school.description), "school_name": .string(quality.name),
      "urn": .string(quality.urn.description), "inductions": .whole(quality.inductions),
      "assessments_due": .whole(quality.due), "assessments_in_time": .whole(quality.inTime),
      "registrations": .whole(quality.registrations),
      "registrations_in_time": .whole(quality.registeredInTime),
      "causes_for_concern": .whole(quality.concerns),
      "assessments_sampled": .whole(quality.assessments.judged),
      "criteria_judged": .whole(quality.assessments.judgements),
      "criteria_met": .whole(quality.assessments.met),
      "observations_sampled": .whole(quality.observations.judged),
      "observation_criteria_judged": .whole(quality.observations.judgements),
      "observation_criteria_met": .whole(quality.observations.met),
      "last_visit": .date(quality.lastVisit), "open_actions": .whole(quality.openActions),
      "overdue_actions": .whole(quality.overdueActions),
      "feedback_unacknowledged": .whole(quality.unacknowledged),
    ]
  }

  private static let words = Endpoint.Parameter(
    name: "q", schema: .text.bounded(1...200), note: "A URN or part of a school’s name.")

  private static let list = Endpoint(
    method: .get, path: "/induction-quality", operationID: "listInductionQuality", tag: .induction,
    summary: "List the schools by name with figures of how well induction is run",
    access: .scoped(.assureInduction), query: [words, .limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: quality), "A page of schools.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await ReadInductionQuality(call.services).list(
      of: seat.place, words: call.query.text("q"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) { json($0) }
  }

  private static let export = Endpoint(
    method: .get, path: "/induction-quality/export", operationID: "exportInductionQuality", tag: .induction,
    summary: "Write the figures of every school as CSV", access: .scoped(.assureInduction), query: [words],
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return .csv(
      try await ReadInductionQuality(call.services).csv(
        of: seat.place, words: call.query.text("q"), by: call.actor))
  }

  private static let ofSchool = Endpoint(
    method: .get, path: "/schools/{urn}/induction-quality", operationID: "getSchoolInductionQuality",
    tag: .induction, summary: "Read a school’s figures, as its head or as the appropriate body",
    access: .scoped(.readInductionQuality), parameters: [.school], successes: [.ok(quality, "The figures.")]
  ) { call in
    .ok(
      json(try await ReadInductionQuality(call.services).school(try await call.school().id, by: call.actor)))
  }

  // MARK: Samples

  private static let samples = [draw, listSamples, readSample, listItems, exportItems, judge]

  private static let sample = Schema.named(
    "InductionSample",
    .answer([
      "id": .uuid, "term": .text, "begins_on": .date, "ends_on": .date, "scope": .choice(SampleScope.self),
      "share": .whole.note("How many in a hundred of each school’s, and one at least."),
      "seed": .text.note("The same scope, seed and share draw the same again."),
      "criteria_version": .text, "drawn_by": .text, "drawn_at": .instant, "candidates": .whole,
      "drawn": .whole, "judged": .whole,
      "observations": Schema.answer(["candidates": .whole, "drawn": .whole, "judged": .whole])
        .note("How many of all these are lesson observations."),
    ]))
  private static let item = Schema.named(
    "InductionSampleItem",
    .answer([
      "id": .uuid, "sample_id": .uuid, "subject": .choice(SampleSubject.self), "assessment_id": .uuid.orNull,
      "observation_id": .uuid.orNull, "title": .text, "induction_id": .uuid,
      "teacher_name": .text, "school_id": .uuid, "school_name": .text,
      "risks": .list(.choice(SampleRisk.self)),
      "judgements": .map(.choice(SampleCriteria.Judgement.self)).orNull, "notes": .text,
      "judged_by": .text.orNull, "judged_at": .instant.orNull, "version": .whole,
    ]))
  private static let sampleID = Endpoint.Parameter(
    name: "id", schema: .uuid, note: "The sample’s identifier.")
  private static let itemID = Endpoint.Parameter(name: "id", schema: .uuid, note: "The item’s identifier.")

  private static func json(_ sample: InductionSample) -> JSONValue {
    [
      "id": .string(sample.id.description), "term": .string(sample.term.title),
      "begins_on": .date(sample.term.from), "ends_on": .date(sample.term.to),
      "scope": .string(sample.scope.rawValue), "share": .whole(sample.share),
      "seed": .string(sample.seed), "criteria_version": .string(sample.criteriaVersion),
      "drawn_by": .string(sample.drawnBy), "drawn_at": .instant(sample.drawnAt),
      "candidates": .whole(sample.candidates), "drawn": .whole(sample.drawn), "judged": .whole(sample.judged),
      "observations": [
        "candidates": .whole(sample.observations.candidates), "drawn": .whole(sample.observations.drawn),
        "judged": .whole(sample.observations.judged),
      ],
    ]
  }

  private static func json(_ item: SampleItem) -> JSONValue {
    [
      "id": .string(item.id.description), "sample_id": .string(item.sample.description),
      "subject": .string(item.subject.rawValue), "assessment_id": .id(item.assessment),
      "observation_id": .id(item.observation), "title": .string(item.title),
      "induction_id": .string(item.induction.description), "teacher_name": .string(item.teacherName),
      "school_id": .string(item.school.description), "school_name": .string(item.schoolName),
      "risks": .texts(item.risks.map(\.rawValue)),
      "judgements": item.judgements.map { .object($0.mapValues { .string($0.rawValue) }) } ?? .null,
      "notes": .string(item.notes), "judged_by": .text(item.judgedBy), "judged_at": .instant(item.judgedAt),
      "version": .whole(item.version),
    ]
  }

  private static let draw = Endpoint(
    method: .post, path: "/induction-samples", operationID: "drawInductionSample", tag: .induction,
    summary: "Draw a sample of the assessments and lesson observations of a term",
    note: """
      Of each school a share of the assessments that it completed and of the lesson observations that it shared, and \
      one at least of each, those at risk first. The same term, scope, share and seed give the sample that was \
      drawn before.
      """,
    access: .scoped(.assureInduction),
    body: .init(
      schema: .request(
        required: ["term": .date.note("Any day of the term."), "share": .whole],
        optional: [
          "scope": .choice(SampleScope.self).note("Both when it is left out."),
          "seed": .text.note("Made when it is left out."),
        ]),
      example: ["term": "2026-11-01", "share": 20, "scope": "both"]),
    successes: [.created(sample, "The sample.")], failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let made = try await SampleInductions(call.services).draw(
      call.body.code("scope") ?? .both, of: seat, termOf: call.body.date("term"),
      share: call.body.whole("share"), seed: call.body.text("seed"), by: call.actor)
    return .created(json(made), at: "/induction-samples/\(made.id)")
  }

  private static let listSamples = Endpoint(
    method: .get, path: "/induction-samples", operationID: "listInductionSamples", tag: .induction,
    summary: "List samples, newest first", access: .scoped(.assureInduction),
    query: [.limit(100, otherwise: 50), .cursor], successes: [.ok(.page(of: sample), "A page of samples.")],
    failures: [404]
  ) { call in
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    let page = try await SampleInductions(call.services).list(
      of: seat.place, limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0) }
  }

  private static let readSample = Endpoint(
    method: .get, path: "/induction-samples/{id}", operationID: "getInductionSample", tag: .induction,
    summary: "Read a sample, with the criteria by which it is judged", access: .scoped(.assureInduction),
    parameters: [sampleID],
    successes: [
      .ok(
        .answer([
          "sample": sample,
          "criteria": .list(
            .answer([
              "code": .text, "applies_to": .choice(SampleSubject.self), "title": .text, "help": .text,
            ])),
        ]), "The sample.")
    ]
  ) { call in
    let found = try await SampleInductions(call.services).find(try call.id(of: "sample"), by: call.actor)
    return .ok([
      "sample": json(found),
      "criteria": .array(
        try SampleCriteria.load().criteria(of: found.scope).map {
          [
            "code": .string($0.code), "applies_to": .string($0.appliesTo.rawValue),
            "title": .string($0.title), "help": .string($0.help),
          ]
        }),
    ])
  }

  private static let school = Endpoint.Parameter(
    name: "school_id", schema: .uuid, note: "Only those of this school.")

  private static let listItems = Endpoint(
    method: .get, path: "/induction-samples/{id}/items", operationID: "listInductionSampleItems",
    tag: .induction, summary: "List what was drawn, by school", access: .scoped(.assureInduction),
    parameters: [sampleID],
    query: [school, .limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: item), "A page of assessments and lesson observations.")]
  ) { call in
    let page = try await SampleInductions(call.services).items(
      of: try call.id(of: "sample"), school: call.query.textIfAny("school_id").flatMap { OrganisationID($0) },
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    return .page(page) { json($0) }
  }

  private static let exportItems = Endpoint(
    method: .get, path: "/induction-samples/{id}/items/export", operationID: "exportInductionSampleItems",
    tag: .induction, summary: "Export what was drawn as CSV, with a column for each criterion",
    access: .scoped(.assureInduction), parameters: [sampleID], query: [school],
    successes: [.file(["text/csv"], "The file, in UTF-8.")]
  ) { call in
    .csv(
      try await SampleInductions(call.services).csv(
        of: try call.id(of: "sample"),
        school: call.query.textIfAny("school_id").flatMap { OrganisationID($0) }, by: call.actor))
  }

  private static let judge = Endpoint(
    method: .put, path: "/induction-sample-items/{id}", operationID: "judgeInductionSampleItem",
    tag: .induction, summary: "Say how a sampled assessment or lesson observation meets each criterion",
    note: "`If-Match` takes the item’s version in double quotes.",
    access: .scoped(.assureInduction), parameters: [itemID],
    body: .init(
      schema: .request(
        required: [
          "judgements": .map(.choice(SampleCriteria.Judgement.self)).note(
            "By code of the criterion, of those that apply to the item’s subject.")
        ],
        optional: ["notes": .text]),
      example: [
        "judgements": [
          "evidence": "met", "targets": "partly", "teacher_view": "met", "signed_in_time": "met",
        ], "notes": "Targets say what, not by when.",
      ]), condition: .required, successes: [.ok(item, "The item as it stands now.")]
  ) { call in
    let judged = try await SampleInductions(call.services).judge(
      try call.id(of: "item"), call.body.object("judgements").compactMapValues(\.string),
      notes: call.body.text("notes"), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(judged), version: judged.version)
  }
}
