import Domain
import HTTPTypes

/// Training in safer recruitment of the people of an authority's schools, and panels that are without it.
enum TrainingOfSchoolsRoutes {
  static let all = [list, file, panels, panelsFile]

  private static let show = Endpoint.Parameter(
    name: "show", schema: .choice(TrainingStanding.self),
    note: "Only those whose training stands so; `running_out`: it ends within three months.")

  private static let list = Endpoint(
    method: .get, path: "/safer-recruitment-training", operationID: "listTrainingOfSchools", tag: .selection,
    summary: "List who of your authority’s schools was trained in safer recruitment",
    note: """
      Everybody with a role at a school and training on record, each with the training that lasts longest; what ran out \
      or runs out first comes first.
      """,
    access: .scoped(.readStaff), query: [show, .limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer([
            "account_id": .uuid, "name": .text, "schools": .list(.text), "provider": .text,
            "completed_on": .date, "valid_until": .date, "standing": .choice(TrainingStanding.self),
          ])), "A page of people.")
    ], failures: [404]
  ) { call in
    let page = try await ReadTrainingOfSchools(call.services)(
      of: try await Authority.seat(of: call.actor, in: call.services.pool), call.query.code("show"),
      limit: call.limit(otherwise: 50), after: try call.cursor(), by: call.actor)
    let today = call.services.today
    return .page(page) { person in
      let training = person.training
      return [
        "account_id": .id(training.account), "name": .string(training.name),
        "schools": .texts(person.schools), "provider": .string(training.provider),
        "completed_on": .date(training.completedOn), "valid_until": .date(training.validUntil),
        "standing": .code(person.standing(on: today)),
      ]
    }
  }

  private static let file = Endpoint(
    method: .get, path: "/safer-recruitment-training/export", operationID: "exportTrainingOfSchools",
    tag: .selection, summary: "Export who was trained in safer recruitment as CSV",
    access: .scoped(.readStaff), query: [show], successes: [.file(["text/csv"], "The file, in UTF-8.")],
    failures: [404]
  ) { call in
    .csv(
      try await ReadTrainingOfSchools(call.services).csv(
        of: try await Authority.seat(of: call.actor, in: call.services.pool), call.query.code("show"),
        by: call.actor))
  }

  private static let panels = Endpoint(
    method: .get, path: "/untrained-panels", operationID: "listUntrainedPanels", tag: .selection,
    summary: "List panels and interview days without anybody trained in safer recruitment",
    note: """
      Panels of your authority’s vacancies that are open, or closed in the last half-year without an answer, and their \
      interview days from today on; what is due first comes first.
      """,
    access: .scoped(.readStaff), query: [.limit(100, otherwise: 50), .cursor],
    successes: [
      .ok(
        .page(
          of: .answer([
            "kind": .choice(["panel", "interview_day"]), "vacancy_id": .uuid, "reference": .text,
            "title": .text, "school": .text, "urn": .whole, "held_on": .date.orNull,
            "due_at": .instant.note("When the vacancy closes, or the day of the interviews begins."),
            "members": .whole,
          ])), "A page of panels.")
    ], failures: [404]
  ) { call in
    let page = try await ReadUntrainedPanels(call.services)(
      of: try await Authority.seat(of: call.actor, in: call.services.pool), limit: call.limit(otherwise: 50),
      after: try call.cursor(), by: call.actor)
    return .page(page) { panel in
      [
        "kind": .string(panel.kind), "vacancy_id": .id(panel.vacancy), "reference": .string(panel.reference),
        "title": .string(panel.title), "school": .string(panel.school), "urn": .whole(panel.urn),
        "held_on": .date(panel.heldOn), "due_at": .instant(panel.dueAt), "members": .whole(panel.members),
      ]
    }
  }

  private static let panelsFile = Endpoint(
    method: .get, path: "/untrained-panels/export", operationID: "exportUntrainedPanels", tag: .selection,
    summary: "Export panels and interview days without anybody trained as CSV", access: .scoped(.readStaff),
    successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(
      try await ReadUntrainedPanels(call.services).csv(
        of: try await Authority.seat(of: call.actor, in: call.services.pool), by: call.actor))
  }
}
