import Domain
import Foundation

/// Vacancies in JSON.
enum VacancyJSON {
  /// What a school writes, as it is sent and as it is answered.
  private static let content: KeyValuePairs<String, Schema> = [
    "phase": .choice(VacancyPhase.self).orNull,
    "subjects": .list(.text).note("Codes of /subjects; none for a class teacher."),
    "key_stages": .list(.text).note("Codes of /key-stages."),
    "contract_type": .choice(ContractType.self).orNull,
    "contract_length": .text.orNull.note("In words; needed unless permanent."),
    "working_pattern": .choice(WorkingPattern.self).orNull,
    "fte": .number.orNull.note("The part of full time, over 0 and up to 1."),
    "pay_minimum": .text.orNull.note("The lowest pay point of /pay-scales, for example “M1”."),
    "pay_maximum": .text.orNull.note("The highest pay point."),
    "starts_on": .date.orNull,
    "starts_as_soon_as_possible": .flag,
    "closes_on": .date.orNull.note("The closing date in London."),
    "closes_at_time": .text.orNull.note("The closing time in London, HH:MM."),
    "nqts_welcome": .flag,
    "description": .text,
    "visits": .text.note("How to visit the school."),
  ]

  /// What is sent to start or change a vacancy. What is left out is left open.
  static let input = Schema.named(
    "VacancyContent", .request(required: ["title": .text.note("4 to 75 characters.")], optional: content))

  static let school = Schema.named(
    "SchoolOfVacancy",
    .answer(["organisation_id": .uuid, "urn": .whole, "name": .text, "town": .text.orNull]))

  /// A whole vacancy.
  static let whole = Schema.named("Vacancy", wholeSchema)

  private static let wholeSchema: Schema = {
    let facts = Schema.answer([
      "id": .uuid, "reference": .text, "state": .choice(VacancyState.self), "school": school, "title": .text,
      "closes_at": .instant.orNull.note("The instant of closing."),
      "pay_minimum_pence": .whole.orNull.note("A year, full time; known once published."),
      "pay_maximum_pence": .whole.orNull, "version": .whole, "created_at": .instant,
      "published_at": .instant.orNull, "updated_at": .instant, "withdrawn_reason": .text.orNull,
    ]).fields
    let written = content.map { Schema.Field(name: $0.key, schema: $0.value, required: true) }
    return Schema(.object(facts + written, closed: false))
  }()

  /// A line of the public list.
  static let listing = Schema.named(
    "VacancyListing",
    .answer([
      "id": .uuid, "reference": .text, "title": .text, "school_name": .text, "school_town": .text.orNull,
      "phase": .choice(VacancyPhase.self).orNull, "working_pattern": .choice(WorkingPattern.self).orNull,
      "contract_type": .choice(ContractType.self).orNull, "pay_minimum_pence": .whole.orNull,
      "pay_maximum_pence": .whole.orNull, "nqts_welcome": .flag, "closes_at": .instant.orNull,
      "published_at": .instant.orNull,
    ]))

  /// A line of a school's own list.
  static let own = Schema.named(
    "OwnVacancy",
    .answer(["vacancy": whole, "applications": .whole.note("How many applications stand.")]))

  static func json(_ vacancy: Vacancy, now: Date) -> JSONValue {
    let content = vacancy.content
    return [
      "id": .id(vacancy.id), "reference": .string(vacancy.reference),
      "state": .code(vacancy.state(at: now)),
      "school": [
        "organisation_id": .id(vacancy.place.organisation), "urn": .whole(vacancy.urn),
        "name": .string(vacancy.schoolName), "town": .text(vacancy.schoolTown),
      ],
      "title": .string(content.title), "closes_at": .instant(vacancy.closesAt),
      "pay_minimum_pence": .whole(vacancy.payMinimumPence),
      "pay_maximum_pence": .whole(vacancy.payMaximumPence), "version": .whole(vacancy.version),
      "created_at": .instant(vacancy.createdAt), "published_at": .instant(vacancy.publishedAt),
      "updated_at": .instant(vacancy.updatedAt), "withdrawn_reason": .text(vacancy.withdrawnReason),
      "phase": .code(content.phase), "subjects": .texts(content.subjects),
      "key_stages": .texts(content.keyStages), "contract_type": .code(content.contractType),
      "contract_length": .text(content.contractLength), "working_pattern": .code(content.workingPattern),
      "fte": .decimal(content.fte), "pay_minimum": .text(content.payMinimum),
      "pay_maximum": .text(content.payMaximum), "starts_on": .date(content.startsOn),
      "starts_as_soon_as_possible": .bool(content.startsAsSoonAsPossible),
      "closes_on": .date(content.closesOn), "closes_at_time": .text(content.closesAtTime),
      "nqts_welcome": .bool(content.nqtsWelcome), "description": .string(content.description),
      "visits": .string(content.visits),
    ]
  }

  static func json(_ listing: VacancyListing) -> JSONValue {
    [
      "id": .id(listing.id), "reference": .string(listing.reference), "title": .string(listing.title),
      "school_name": .string(listing.schoolName), "school_town": .text(listing.schoolTown),
      "phase": .code(listing.phase), "working_pattern": .code(listing.workingPattern),
      "contract_type": .code(listing.contractType), "pay_minimum_pence": .whole(listing.payMinimumPence),
      "pay_maximum_pence": .whole(listing.payMaximumPence), "nqts_welcome": .bool(listing.nqtsWelcome),
      "closes_at": .instant(listing.closesAt), "published_at": .instant(listing.publishedAt),
    ]
  }

  static func json(_ own: OwnVacancyListing, now: Date) -> JSONValue {
    ["vacancy": json(own.vacancy, now: now), "applications": .whole(own.applications)]
  }

  /// What a checked request says of a vacancy.
  static func content(_ fields: Fields) -> VacancyContent {
    VacancyContent(
      title: fields.text("title"), phase: fields.code("phase"), subjects: fields.texts("subjects"),
      keyStages: fields.texts("key_stages"), contractType: fields.code("contract_type"),
      contractLength: fields.textIfAny("contract_length"), workingPattern: fields.code("working_pattern"),
      fte: fields.decimal("fte"), payMinimum: fields.textIfAny("pay_minimum"),
      payMaximum: fields.textIfAny("pay_maximum"), startsOn: fields.date("starts_on"),
      startsAsSoonAsPossible: fields.flag("starts_as_soon_as_possible"), closesOn: fields.date("closes_on"),
      closesAtTime: fields.textIfAny("closes_at_time"), nqtsWelcome: fields.flag("nqts_welcome"),
      description: fields.text("description"), visits: fields.text("visits"))
  }
}
