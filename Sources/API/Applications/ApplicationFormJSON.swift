import Domain

/// The application form in JSON: what is asked, as data.
enum ApplicationFormJSON {
  static let form = Schema.named(
    "ApplicationForm", .answer(["version": .whole, "sections": .list(section)]))

  static let section = Schema.named(
    "FormSection",
    .answer([
      "key": .text, "title": .text, "intro": .text.orNull, "questions": .list(question),
      "entries": Schema.answer([
        "name": .text, "minimum": .whole, "maximum": .whole, "naming": .list(.text),
      ]).orNull.note("Set when the section is a list of entries, each with these questions."),
      "rule": .text.orNull,
      "needed_when": Schema.list(.answer(["section": .text, "key": .text, "any_of": .list(.text)])).orNull
        .note("A list may stay empty unless one of these answers of other sections holds; null for always."),
    ]))

  private static let question = Schema.named(
    "Question",
    .answer([
      "key": .text, "label": .text, "hint": .text.orNull, "type": .text, "required": .flag,
      "maximum": .whole.orNull.note("The most characters; 200 unless given."),
      "words": .whole.orNull.note("The most words."),
      "options": Schema.list(.answer(["value": .text, "label": .text])).orNull,
      "when": Schema.answer(["key": .text, "any_of": .list(.text)]).orNull
        .note("Asked only when another question has one of these answers."),
    ]))

  static func json(_ form: ApplicationForm) -> JSONValue {
    ["version": .whole(form.version), "sections": .array(form.sections.map(json))]
  }

  static func json(_ section: FormSection) -> JSONValue {
    [
      "key": .string(section.key), "title": .string(section.title), "intro": .text(section.intro),
      "questions": .array(section.questions.map(json)), "rule": .code(section.rule),
      "needed_when": section.neededWhen.map { needs in
        .array(
          needs.map { ["section": .string($0.section), "key": .string($0.key), "any_of": .texts($0.anyOf)] })
      } ?? .null,
      "entries": section.entries.map { entries in
        [
          "name": .string(entries.name), "minimum": .whole(entries.minimum),
          "maximum": .whole(entries.maximum), "naming": .texts(entries.naming),
        ]
      } ?? .null,
    ]
  }

  private static func json(_ question: Question) -> JSONValue {
    [
      "key": .string(question.key), "label": .string(question.label), "hint": .text(question.hint),
      "type": .code(question.type), "required": .bool(question.required), "maximum": .whole(question.maximum),
      "words": .whole(question.words),
      "options": question.options.map { options in
        .array(options.map { ["value": .string($0.value), "label": .string($0.label)] })
      } ?? .null,
      "when": question.when.map { ["key": .string($0.key), "any_of": .texts($0.anyOf)] } ?? .null,
    ]
  }
}
