import Domain

/// A person's general application in JSON.
enum GeneralApplicationJSON {
  static let section = Schema.named(
    "FilledSection",
    .answer([
      "key": .text, "title": .text,
      "progress": .choice(["not_started", "in_progress", "complete", "optional"]),
      "version": .whole.note("Rises with every save; 0 before the first."), "updated_at": .instant.orNull,
      "answers": Schema.map(.any).note(
        "By the keys of the form’s questions; in a list section under “entries”, each with an “id”."),
      "gaps": Schema.list(.answer(["from": .date, "to": .date, "days": .whole])).note(
        "Stretches of the history, of 28 days or more, that must still be explained."),
      "problems": Schema.list(ProblemAnswer.fieldProblem).note(
        "What keeps the section from being complete; answers are kept all the same."),
    ]))

  static let whole = Schema.named(
    "GeneralApplication",
    .answer([
      "form_version": .whole, "complete": .flag.note("Whether it may be sent."), "sections": .list(section),
    ]))

  /// The answers that are sent to be saved.
  static let input = Schema.request(
    required: [
      "answers": Schema.map(.any).note(
        "By the keys of the form’s questions; each is text, or a list of choices.")
    ])

  static let example: JSONValue = [
    "answers": ["first_names": "Ada", "last_name": "Example", "town": "Grays"]
  ]

  static func json(_ filled: FilledSection) -> JSONValue {
    [
      "key": .string(filled.section.key), "title": .string(filled.section.title),
      "progress": .code(filled.progress), "version": .whole(filled.version),
      "updated_at": .instant(filled.updatedAt), "answers": .object(filled.answers),
      "gaps": .array(
        filled.gaps.map { ["from": .date($0.from), "to": .date($0.to), "days": .whole($0.days)] }),
      "problems": .problems(filled.problems),
    ]
  }

  static func json(_ general: GeneralApplication) -> JSONValue {
    [
      "form_version": .whole(general.form.version), "complete": .bool(general.isComplete),
      "sections": .array(general.sections.map(json)),
    ]
  }
}
