import Domain
import Foundation
import HTTPTypes
import Postgres

/// Induction: the plan as a calculator, which stores nothing.
enum InductionRoutes {
  static let all = [plan, deadlines, deadline]

  private static let input = Schema.named(
    "InductionCase",
    .request(
      required: [
        "periods": .list(
          .request(
            required: [
              "start": .date, "fte": .number.note("Over 0 and up to 1, with at most nine decimals."),
            ],
            optional: ["end": .date.orNull.note("Null while it goes on.")]))
      ],
      optional: [
        "regime": .choice(["nqt", "ect", "auto"]).otherwise("auto"),
        "terms": .list(.request(required: ["start": .date, "end": .date])).note(
          "The borough’s, where left out."),
        "closures": .list(.date).note("Days within terms on which school is closed."),
        "absences": .list(
          .request(required: [
            "start": .date, "end": .date,
            "days": .number.note(
              "The teacher’s working days; counted up to the school days in post between both."),
            "kind": .text.note(
              "sickness, unpaid, maternity, paternity, adoption, shared-parental, parental-bereavement, carers, "
                + "neonatal-care, coronavirus (left out of account until 31 August 2021) or other. Other names in use are "
                + "taken as well, such as bereavement, carer, illness and covid, however they are written: Shared_parental "
                + "is shared-parental."),
          ])),
        "reductions": .list(.request(required: ["to_terms": .number])).note(
          "Of several, the one to the fewest terms counts, and a warning says so."),
        "extensions": .list(.request(required: ["terms": .number])),
        "brought_forward": .number.note(
          "Full-time terms served before under another body, up to those of induction and of an extension there."
        ),
        "brought_forward_absence": .number.note("Working days absent there, in the part under way."),
        "brought_forward_extension": .number.note(
          "Terms by which it extended induction, other than for absence."),
        "brought_forward_from": .date.note(
          "When induction began there, before the first period; it decides the regime."),
        "brought_forward_fte": .number.note(
          "The part of full time there, by which absence is measured; that of the first period, where left out."
        ),
      ]))

  static let output = Schema.named(
    "InductionPlan",
    .answer([
      "regime": .choice(RegimeCode.self), "required_terms": .number, "served_terms": .number,
      "extension_terms": .number,
      "expected_end": .date.orNull.note(
        "Null when the periods or terms end before induction does; a warning says which, and what is left."),
      "formal_assessments": .list(.answer(["number": .whole, "due": .date])),
      "progress_reviews": .list(.answer(["due": .date])),
      "explanation": .list(.answer(["rule": .text, "source": .text, "text": .text])),
      "warnings": .list(.text),
    ]))

  private static let plan = Endpoint(
    method: .post, path: "/induction/plan", operationID: "planInduction", tag: .induction,
    summary: "Reckon an induction plan",
    note: """
      Nothing is stored, and nothing of it names a person. Periods that overlap are posts held at once, whose parts of
      full time are added up, as far as each lasts a term at least: where only the hours change, end the period before.
      Periods that follow each other without a school day between them are one post. The days of an absence are laid
      over the school days in post from its first to its last, so that it may be given in one entry or in several.
      """,
    access: .open,
    body: .init(
      schema: input,
      example: ["regime": "auto", "periods": [["start": "2025-09-01", "end": .null, "fte": 1]]],
      faults: { (try? PlanInduction())?.problems(of: $0) ?? [] }),
    successes: [.ok(output, "The plan, with the rule and source of each step.")]
  ) { call in
    let json = try JSONEncoder().encode(JSONValue.object(call.body.members))
    let plan = try JSONEncoder().encode(try PlanInduction()(json: json))
    return .ok(try JSONDecoder().decode(JSONValue.self, from: plan))
  }

  private static let deadlines = Endpoint(
    method: .get, path: "/induction/deadlines", operationID: "listInductionDeadlines", tag: .induction,
    summary: "List the time limits of induction", access: .open,
    successes: [
      .ok(
        .answer([
          "items": .list(
            .answer([
              "rule": .text, "working_days": .whole, "from": .text, "what": .text, "source": .text,
            ]))
        ]), "Every time limit.")
    ]
  ) { call in
    let items = try InductionDeadline.all(on: call.services.today).map { deadline -> JSONValue in
      [
        "rule": .string(deadline.rule), "working_days": .whole(deadline.workingDays),
        "from": .string(deadline.from), "what": .string(deadline.what), "source": .string(deadline.source),
      ]
    }
    return .ok(["items": .array(items)])
  }

  private static let deadline = Endpoint(
    method: .get, path: "/induction/deadlines/{rule}", operationID: "findInductionDeadline", tag: .induction,
    summary: "Find the last day of a time limit", access: .open,
    parameters: [.init(name: "rule", schema: .text, note: "A rule of /induction/deadlines.")],
    query: [
      .init(name: "from", schema: .date, note: "The day that sets it off; needed."),
      .init(
        name: "deemed", schema: .choice(InductionDeadline.Means.self),
        note: "How a notice was sent, for those that count from its receipt."),
    ],
    successes: [.ok(.answer(["rule": .text, "last_day": .date]), "The last day.")]
  ) { call in
    guard let from = call.query.date("from") else {
      throw DomainError.invalid([
        FieldProblem(field: "from", message: "Give the day that sets it off, such as 2026-11-02.")
      ])
    }
    let rule = call.path["rule"] ?? ""
    guard try InductionDeadline.all(on: from).contains(where: { $0.rule == rule }) else {
      throw DomainError.notFound("time limit")
    }
    let day = try InductionDeadline.lastDay(of: rule, from: from, sentBy: call.query.code("deemed"))
    return .ok(["rule": .string(rule), "last_day": .date(day)])
  }
}
