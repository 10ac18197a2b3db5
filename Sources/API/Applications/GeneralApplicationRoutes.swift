import Domain
import Foundation
import HTTPTypes

/// The caller's own general application, section by section.
enum GeneralApplicationRoutes {
  static let all = [form, read, readSection, save, addEntry, readEntry, changeEntry, removeEntry]

  private static let saved = Endpoint.Success.ok(
    GeneralApplicationJSON.section, "The section as it is kept, with what is still missing.")

  private static let form = Endpoint(
    method: .get, path: "/application-form", operationID: "getApplicationForm", tag: .generalApplication,
    summary: "Read the application form in force", access: .open,
    successes: [.ok(ApplicationFormJSON.form, "The form.")], failures: [404]
  ) { call in
    .ok(ApplicationFormJSON.json(try await ReadApplicationForm(call.services)()))
  }

  private static let read = Endpoint(
    method: .get, path: "/general-application", operationID: "getGeneralApplication",
    tag: .generalApplication, summary: "Read your general application",
    access: .scoped(.keepGeneralApplication),
    successes: [.ok(GeneralApplicationJSON.whole, "Every section as it stands.")]
  ) { call in
    .ok(GeneralApplicationJSON.json(try await ReadGeneralApplication(call.services)(by: call.actor)))
  }

  private static let readSection = Endpoint(
    method: .get, path: "/general-application/{section}", operationID: "getSection",
    tag: .generalApplication, summary: "Read a section", access: .scoped(.keepGeneralApplication),
    parameters: [.section], successes: [.ok(GeneralApplicationJSON.section, "The section as it stands.")]
  ) { call in
    let general = try await ReadGeneralApplication(call.services)(by: call.actor)
    return answer(try general.section(call.path["section"] ?? ""))
  }

  private static let save = Endpoint(
    method: .put, path: "/general-application/{section}", operationID: "saveSection",
    tag: .generalApplication, summary: "Save a section",
    note: "Answers are kept right or wrong, as on paper; “problems” says what is still to do.",
    access: .scoped(.keepGeneralApplication), parameters: [.section],
    body: .init(schema: GeneralApplicationJSON.input, example: GeneralApplicationJSON.example),
    condition: .required, successes: [saved]
  ) { call in
    answer(
      try await SaveSection(call.services)(
        call.path["section"] ?? "", answers: call.body.object("answers"),
        expectedVersion: call.expectedVersion,
        by: call.actor))
  }

  private static let addEntry = Endpoint(
    method: .post, path: "/general-application/{section}/entries", operationID: "addEntry",
    tag: .generalApplication, summary: "Add an entry to a list section",
    note:
      "Just what stands in the list already is not added again: the answer leads to the entry that is there.",
    access: .scoped(.keepGeneralApplication), parameters: [.section],
    body: .init(
      schema: GeneralApplicationJSON.input,
      example: ["answers": ["name": "Sam Referee", "relationship": "current_employer"]]),
    condition: .optional,
    successes: [.created(GeneralApplicationJSON.section, "The section; dated entries newest first.")]
  ) { call in
    let key = call.path["section"] ?? ""
    let section = try await SaveSection(call.services).entry(
      nil, of: key, answers: call.body.object("answers"), expectedVersion: call.expectedVersion,
      by: call.actor)
    let id = section.added
    return .created(
      GeneralApplicationJSON.json(section), at: id.map { "/general-application/\(key)/entries/\($0)" },
      version: section.version)
  }

  private static let readEntry = Endpoint(
    method: .get, path: "/general-application/{section}/entries/{id}", operationID: "getEntry",
    tag: .generalApplication, summary: "Read an entry", access: .scoped(.keepGeneralApplication),
    parameters: [.section, .entry],
    successes: [.ok(Schema.answer(["answers": .map(.any)]), "The entry’s answers.")]
  ) { call in
    let general = try await ReadGeneralApplication(call.services)(by: call.actor)
    let section = try general.section(call.path["section"] ?? "")
    let id = try call.uuid(of: "entry of the application").uuidString.lowercased()
    guard let entry = section.entries.first(where: { $0["id"]?.string == id }) else {
      throw DomainError.notFound("entry of the application")
    }
    return .ok(["answers": .object(entry)], version: section.version)
  }

  private static let changeEntry = Endpoint(
    method: .put, path: "/general-application/{section}/entries/{id}", operationID: "changeEntry",
    tag: .generalApplication, summary: "Replace an entry", note: "The ETag is that of the section.",
    access: .scoped(.keepGeneralApplication), parameters: [.section, .entry],
    body: .init(
      schema: GeneralApplicationJSON.input,
      example: ["answers": ["name": "Sam Referee", "relationship": "training_provider"]]),
    condition: .required, successes: [saved]
  ) { call in
    answer(
      try await SaveSection(call.services).entry(
        try call.uuid(of: "entry of the application"), of: call.path["section"] ?? "",
        answers: call.body.object("answers"), expectedVersion: call.expectedVersion, by: call.actor))
  }

  private static let removeEntry = Endpoint(
    method: .delete, path: "/general-application/{section}/entries/{id}", operationID: "removeEntry",
    tag: .generalApplication, summary: "Remove an entry", note: "One that is gone already changes nothing.",
    access: .scoped(.keepGeneralApplication), parameters: [.section, .entry], successes: [saved]
  ) { call in
    answer(
      try await SaveSection(call.services).removeEntry(
        try call.uuid(of: "entry of the application"), of: call.path["section"] ?? "", by: call.actor))
  }

  private static func answer(_ section: FilledSection) -> Answer {
    .ok(GeneralApplicationJSON.json(section), version: section.version)
  }
}
