import Domain
import HTTPTypes

/// What the plain-English check says of a vacancy.
enum AdviceRoutes {
  static let all = [read]

  private static let finding = Schema.named(
    "AdviceFinding",
    .answer([
      "field": .text.note("The field it is about."),
      "words": .text.orNull.note("The words; null when something is missing."),
      "topic": .choice(AdviceTopic.self), "reason": .text.note("Why it matters."),
      "suggestion": .text.note("What to do."),
    ]))

  private static let read = Endpoint(
    method: .get, path: "/vacancies/{id}/advice", operationID: "adviseOnVacancy", tag: .vacancies,
    summary: "Check a vacancy’s words and dates",
    note: "Advice only: nothing of it keeps a vacancy from being published.",
    access: .scoped(.readUnpublishedVacancy), parameters: [.vacancy],
    successes: [
      .ok(
        .answer(["items": .list(finding)]), "What is worth a second thought.",
        example: [
          "items": [
            [
              "field": "description", "words": "energetic", "topic": "age",
              "reason": "It can keep people out by their age.",
              "suggestion": "Say what the work asks for, such as “leads active lessons outdoors”.",
            ]
          ]
        ])
    ], failures: [410]
  ) { call in
    let findings = try await AdviseOnVacancy(call.services)(try call.id(of: "vacancy"), by: call.actor)
    return .ok([
      "items": .array(
        findings.map { finding in
          [
            "field": .string(finding.field), "words": .text(finding.words), "topic": .code(finding.topic),
            "reason": .string(finding.reason), "suggestion": .string(finding.suggestion),
          ]
        })
    ])
  }
}
