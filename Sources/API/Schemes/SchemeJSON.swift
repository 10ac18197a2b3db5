import Domain
import HTTPSupport

/// Schemes and applications for them in JSON.
enum SchemeJSON {
  private static let contentFields: KeyValuePairs<String, Schema> = [
    "name": .text.note("4 to 100 characters."), "kind": .text.note("A code of /scheme-kinds."),
    "summary": .text, "description": .text.note("In Markdown."),
    "opens_on": .date, "closes_on": .date,
    "amount_pence": .whole.note("What one award comes to: always, or at most."), "amount_is_fixed": .flag,
    "answer_days": .whole.note("How many days somebody has to accept an offer."),
  ]

  private static let criterionInput = Schema.request(
    required: ["kind": .choice(SchemeCriterion.Kind.self)],
    optional: [
      "number": .whole.orNull.note("Of `years`: at most so many since completion."),
      "choices": .list(.text).note("`completed` or `serving`; phases by their codes; subjects."),
      "wording": .text.note("Of `judged`: what officers judge."),
    ])

  private static let criterion = Schema.named(
    "SchemeCriterion",
    .answer([
      "id": .uuid, "kind": .choice(SchemeCriterion.Kind.self), "number": .whole.orNull,
      "choices": .list(.text), "wording": .text, "sentence": .text.note("What it asks, in words."),
    ]))

  static let input = Schema.named(
    "SchemeContent",
    Schema(
      .object(
        Schema.request(required: contentFields).fields + [
          .init(name: "criteria", schema: .list(criterionInput), required: true)
        ], closed: true)))

  static let example: JSONValue = [
    "name": "Sample leadership course", "kind": "leadership",
    "summary": "A course for those who want to lead a subject.",
    "description": "Six afternoons at **Sample Hall**.", "opens_on": "2027-01-04", "closes_on": "2027-06-30",
    "amount_pence": 75_000, "amount_is_fixed": true, "answer_days": 14,
    "criteria": [["kind": "induction", "choices": ["completed"]], ["kind": "years", "number": 5]],
  ]

  static let budgetInput = Schema.named(
    "SchemeBudgetInput", .request(required: ["budget_pence": .whole, "places": .whole]))

  private static let budgetFields: KeyValuePairs<String, Schema> = [
    "year": .whole.note("The year in whose April it begins."), "financial_year": .text,
    "budget_pence": .whole, "places": .whole,
    "offered_pence": .whole, "committed_pence": .whole.note("Accepted and not released, paid or not."),
    "spent_pence": .whole, "left_pence": .whole, "awards": .whole,
  ]

  private static let common: KeyValuePairs<String, Schema> = [
    "id": .uuid, "authority_id": .uuid, "authority_name": .text, "state": .choice(SchemeState.self),
    "kind_name": .text, "can_be_applied_for": .flag, "withdraw_reason": .text.orNull, "version": .whole,
    "criteria": .list(criterion),
  ]

  static let scheme = Schema.named(
    "Scheme",
    Schema(.object(Schema.answer(common).fields + Schema.answer(contentFields).fields, closed: false)))

  static let managed = Schema.named(
    "ManagedScheme",
    Schema(
      .object(
        Schema.answer(common).fields + Schema.answer(contentFields).fields
          + Schema.answer(["budgets": .list(.answer(budgetFields)), "undecided": .whole]).fields,
        closed: false)))

  static let line = Schema.named(
    "SchemeReportLine",
    Schema(
      .object(
        Schema.answer([
          "scheme_id": .uuid, "name": .text, "kind_name": .text, "released_pence": .whole,
          "offers_made": .whole,
          "accepted": .whole, "not_taken_up": .whole,
        ]).fields + Schema.answer(budgetFields).fields, closed: false)))

  static func content(_ body: Fields) -> SchemeContent {
    let criteria = (body.members["criteria"]?.array ?? []).compactMap(\.object).compactMap {
      object -> SchemeCriterion? in
      let fields = Fields(object)
      return fields.code("kind", as: SchemeCriterion.Kind.self).map {
        SchemeCriterion(
          $0, number: fields.whole("number"), choices: fields.texts("choices"),
          wording: fields.text("wording"))
      }
    }
    return SchemeContent(
      name: body.text("name"), kind: body.text("kind"), summary: body.text("summary"),
      description: body.text("description"), criteria: criteria, opensOn: body.date("opens_on"),
      closesOn: body.date("closes_on"), amountPence: body.whole("amount_pence") ?? 0,
      amountIsFixed: body.flag("amount_is_fixed"), answerDays: body.whole("answer_days") ?? 0)
  }

  private static func members(_ scheme: Scheme, _ call: Call) -> [String: JSONValue] {
    let content = scheme.content
    return [
      "id": .id(scheme.id), "authority_id": .id(scheme.place.authority),
      "authority_name": .string(scheme.ownerName),
      "state": .code(scheme.state), "kind_name": .string(scheme.kindName),
      "can_be_applied_for": .bool(scheme.obstacle(on: call.services.today) == nil),
      "withdraw_reason": .text(scheme.withdrawReason), "version": .whole(scheme.version),
      "name": .string(content.name), "kind": .string(content.kind), "summary": .string(content.summary),
      "description": .string(content.description), "opens_on": .date(content.opensOn),
      "closes_on": .date(content.closesOn), "amount_pence": .whole(content.amountPence),
      "amount_is_fixed": .bool(content.amountIsFixed), "answer_days": .whole(content.answerDays),
      "criteria": .array(content.criteria.map(json)),
    ]
  }

  private static func json(_ criterion: SchemeCriterion) -> JSONValue {
    [
      "id": .id(criterion.id), "kind": .code(criterion.kind), "number": .whole(criterion.number),
      "choices": .texts(criterion.choices), "wording": .string(criterion.wording),
      "sentence": .string(criterion.sentence),
    ]
  }

  private static func members(_ budget: SchemeBudget) -> [String: JSONValue] {
    [
      "year": .whole(budget.year.start), "financial_year": .string(budget.year.name),
      "budget_pence": .whole(budget.budgetPence), "places": .whole(budget.places),
      "offered_pence": .whole(budget.offeredPence), "committed_pence": .whole(budget.committedPence),
      "spent_pence": .whole(budget.spentPence), "left_pence": .whole(budget.leftPence),
      "awards": .whole(budget.awards),
    ]
  }

  static func json(_ scheme: Scheme, _ call: Call) -> JSONValue { .object(members(scheme, call)) }

  static func managed(_ scheme: Scheme, _ call: Call) -> JSONValue {
    var all = members(scheme, call)
    all["budgets"] = .array(scheme.budgets.map { .object(members($0)) })
    all["undecided"] = .whole(scheme.undecided)
    return .object(all)
  }

  static func json(_ line: SchemeReportLine) -> JSONValue {
    var all = members(line.budget)
    all["scheme_id"] = .id(line.scheme)
    all["name"] = .string(line.name)
    all["kind_name"] = .string(line.kindName)
    all["released_pence"] = .whole(line.releasedPence)
    all["offers_made"] = .whole(line.offers)
    all["accepted"] = .whole(line.accepted)
    all["not_taken_up"] = .whole(line.notTakenUp)
    return .object(all)
  }

  static func answer(_ scheme: Scheme, _ call: Call) -> Answer {
    .ok(managed(scheme, call), version: scheme.version)
  }
}
