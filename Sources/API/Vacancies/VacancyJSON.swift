import Domain
import Foundation
import Postgres

/// Vacancies in JSON.
enum VacancyJSON {
  /// What a school writes, as it is sent and as it is answered.
  private static let content: KeyValuePairs<String, Schema> = [
    "job_roles": .list(.text).note("Codes of /job-roles."),
    "phases": .list(.choice(VacancyPhase.self)),
    "subjects": .list(.text).note("Codes of /subjects; none for a class teacher."),
    "other_subjects": .list(.text).note("Subjects that /subjects doesn't have, in the school’s words."),
    "key_stages": .list(.text).note("Codes of /key-stages."),
    "contract_type": .choice(ContractType.self).orNull,
    "contract_length": .text.orNull.note("In words; needed unless permanent, casual or with an end."),
    "contract_reason": .text.orNull.note("Why a fixed term is fixed."),
    "contract_ends_on": .date.orNull,
    "working_patterns": .list(.choice(WorkingPattern.self)),
    "working_pattern_details": .text,
    "job_share": .flag,
    "fte": .number.orNull.note(
      "The part of full time, over 0 and up to 1; 1 where left out and the post may be full time."),
    "pay_kind": .choice(PayKind.self).note("By points of /pay-scales (scale) or in figures (actual)."),
    "pay_minimum": .text.orNull.note("The lowest pay point of /pay-scales, for example “M1”."),
    "pay_maximum": .text.orNull.note("The highest pay point."),
    "pay_area": .choice(PayArea.self).orNull.note("Where it isn't the authority’s."),
    "pay_actual_minimum_pence": .whole.orNull.note("Pence a year, full time."),
    "pay_actual_maximum_pence": .whole.orNull.note("Pence a year, full time; as the lowest where left out."),
    "pay_note": .text.note("For example “L10 to L14”."),
    "tlr": .choice(["TLR1", "TLR2", "TLR3"]).orNull,
    "tlr_pence": .whole.orNull.note("Pence a year, within the national limits."),
    "sen_pence": .whole.orNull.note("Pence a year, within the national limits."),
    "benefits": .text,
    "relocation": .text,
    "visa_sponsorship": .flag,
    "starts_on": .date.orNull,
    "starts_as_soon_as_possible": .flag,
    "starts_in_term": .text.orNull.note("For example “2027-autumn”."),
    "closes_on": .date.orNull.note("The closing date in London."),
    "closes_at_time": .text.orNull.note("The closing time in London, HH:MM."),
    "interview_dates": .list(.date),
    "posts": .whole.note("How many posts; 1 where left out."),
    "nqts_welcome": Schema.flag.note("Whether newly qualified teachers are welcome; false where left out."),
    "description": .text,
    "visits": .text.note("How to visit the school."),
    "contact_name": .text,
    "contact_email": .text,
    "contact_phone": .text,
    "safeguarding": .text,
  ]

  /// What is sent to start or change a vacancy. What is left out is left open.
  static let input = Schema.named(
    "VacancyContent", .request(required: ["title": .text.note("4 to 75 characters.")], optional: content))

  /// The name that another system gives a vacancy when it starts it.
  static let externalReference = Schema.text.bounded(1...100).orNull.note(
    "Your own name for the vacancy, once for each account; can’t be changed.")

  /// What is sent to start a vacancy.
  static let draft = Schema.named(
    "VacancyDraft",
    Schema(
      .object(
        input.fields + [.init(name: "external_reference", schema: externalReference, required: false)],
        closed: true)))

  static let school = Schema.named(
    "SchoolOfVacancy",
    .answer(["organisation_id": .uuid, "urn": .whole, "name": .text, "town": .text.orNull]))

  /// Whether and how the post was filled.
  static let outcome = Schema.named(
    "VacancyOutcome",
    .answer([
      "code": .text.note("Of /vacancy-outcomes."), "posts_filled": .whole, "note": .text,
      "recorded_at": .instant,
    ]))

  /// A whole vacancy.
  static let whole = Schema.named("Vacancy", wholeSchema)

  private static let wholeSchema: Schema = {
    let facts = Schema.answer([
      "id": .uuid, "reference": .text,
      "state": .choice(VacancyState.self).note("What comes after closed is told to its school only."),
      "school": school, "title": .text,
      "closes_at": .instant.orNull.note("The instant of closing."),
      "pay_minimum_pence": .whole.orNull.note("A year, full time; known once published."),
      "pay_maximum_pence": .whole.orNull, "version": .whole, "created_at": .instant,
      "published_at": .instant.orNull, "updated_at": .instant, "withdrawn_reason": .text.orNull,
      "publish_at": .instant.orNull.note("When it is due to be published, if scheduled."),
      "revised_at": .instant.orNull.note("When it was last changed after publication."),
      "approval_note": .text.orNull.note("What the head wanted changed; null for everybody but the school."),
      "external_reference": .text.orNull.note("The posting system’s own name; null for everybody else."),
      "readvertises": .uuid.orNull, "outcome": outcome.orNull,
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
      "published_at": .instant.orNull, "phases": .list(.choice(VacancyPhase.self)),
      "working_patterns": .list(.choice(WorkingPattern.self)), "job_roles": .list(.text),
      "visa_sponsorship": .flag,
      "distance_metres": .whole.orNull.note("From `near` to the nearest of the post’s schools."),
    ]))

  /// A line of a school's own list.
  static let own = Schema.named(
    "OwnVacancy",
    .answer([
      "vacancy": whole,
      "applications": .whole.orNull.note(
        "How many applications stand; null for whoever has applied for it themselves."),
    ]))

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
      "publish_at": .instant(vacancy.publishAt), "revised_at": .instant(vacancy.revisedAt),
      "approval_note": .text(vacancy.approvalNote), "external_reference": .text(vacancy.externalReference),
      "readvertises": .id(vacancy.readvertises), "outcome": json(vacancy.outcome),
      "title": .string(content.title), "job_roles": .texts(content.jobRoles),
      "phases":
        .texts(content.phases.map(\.rawValue)), "subjects": .texts(content.subjects),
      "other_subjects": .texts(content.otherSubjects), "key_stages": .texts(content.keyStages),
      "contract_type": .code(content.contractType),
      "contract_length":
        .text(content.contractLength), "contract_reason": .text(content.contractReason),
      "contract_ends_on": .date(content.contractEndsOn),
      "working_patterns":
        .texts(content.workingPatterns.map(\.rawValue)),
      "working_pattern_details":
        .string(content.workingPatternDetails), "job_share": .bool(content.jobShare),
      "fte":
        .decimal(content.fte), "pay_kind": .code(content.payKind),
      "pay_minimum":
        .text(content.payMinimum), "pay_maximum": .text(content.payMaximum),
      "pay_area":
        .code(content.payArea), "pay_actual_minimum_pence": .whole(content.payActualMinimumPence),
      "pay_actual_maximum_pence": .whole(content.payActualMaximumPence),
      "pay_note":
        .string(content.payNote), "tlr": .text(content.tlr), "tlr_pence": .whole(content.tlrPence),
      "sen_pence": .whole(content.senPence), "benefits": .string(content.benefits),
      "relocation":
        .string(content.relocation), "visa_sponsorship": .bool(content.visaSponsorship),
      "starts_on":
        .date(content.startsOn), "starts_as_soon_as_possible": .bool(content.startsAsSoonAsPossible),
      "starts_in_term": .text(content.startsInTerm), "closes_on": .date(content.closesOn),
      "closes_at_time": .text(content.closesAtTime),
      "interview_dates":
        .texts(content.interviewDates.map(\.description)), "posts": .whole(content.posts),
      "nqts_welcome": .bool(content.nqtsWelcome), "description": .string(content.description),
      "visits": .string(content.visits), "contact_name": .string(content.contactName),
      "contact_email": .string(content.contactEmail),
      "contact_phone":
        .string(content.contactPhone), "safeguarding": .string(content.safeguarding),
    ]
  }

  private static func json(_ outcome: RecordedOutcome?) -> JSONValue {
    guard let outcome else { return .null }
    return [
      "code": .string(outcome.code), "posts_filled": .whole(outcome.postsFilled),
      "note": .string(outcome.note), "recorded_at": .instant(outcome.recordedAt),
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
      "phases": .texts(listing.phases.map(\.rawValue)),
      "working_patterns": .texts(listing.workingPatterns.map(\.rawValue)), "job_roles": .texts(listing.roles),
      "visa_sponsorship": .bool(listing.visaSponsorship), "distance_metres": .whole(listing.distance),
    ]
  }

  static func json(_ own: OwnVacancyListing, now: Date) -> JSONValue {
    ["vacancy": json(own.vacancy, now: now), "applications": .whole(own.applications)]
  }

  /// What a checked request says of a vacancy.
  static func content(_ fields: Fields) -> VacancyContent {
    VacancyContent(
      title: fields.text("title"), jobRoles: fields.texts("job_roles"),
      phases:
        fields.codes("phases"), subjects: fields.texts("subjects"),
      otherSubjects:
        fields.texts("other_subjects"), keyStages: fields.texts("key_stages"),
      contractType:
        fields.code("contract_type"), contractLength: fields.textIfAny("contract_length"),
      contractReason: fields.textIfAny("contract_reason"),
      contractEndsOn:
        fields.date("contract_ends_on"), workingPatterns: fields.codes("working_patterns"),
      workingPatternDetails: fields.text("working_pattern_details"),
      jobShare:
        fields.flag("job_share"), fte: fields.decimal("fte"), payKind: fields.code("pay_kind") ?? .scale,
      payMinimum: fields.textIfAny("pay_minimum"),
      payMaximum:
        fields.textIfAny("pay_maximum"), payArea: fields.code("pay_area"),
      payActualMinimumPence:
        fields.whole("pay_actual_minimum_pence"),
      payActualMaximumPence:
        fields.whole("pay_actual_maximum_pence"), payNote: fields.text("pay_note"),
      tlr:
        fields.textIfAny("tlr"), tlrPence: fields.whole("tlr_pence"),
      senPence:
        fields.whole("sen_pence"), benefits: fields.text("benefits"),
      relocation:
        fields.text("relocation"), visaSponsorship: fields.flag("visa_sponsorship"),
      startsOn:
        fields.date("starts_on"), startsAsSoonAsPossible: fields.flag("starts_as_soon_as_possible"),
      startsInTerm: fields.textIfAny("starts_in_term"), closesOn: fields.date("closes_on"),
      closesAtTime: fields.textIfAny("closes_at_time"),
      interviewDates:
        fields.texts("interview_dates").compactMap { CivilDate($0) }, posts: fields.whole("posts") ?? 1,
      nqtsWelcome: fields.flag("nqts_welcome"), description: fields.text("description"),
      visits:
        fields.text("visits"), contactName: fields.text("contact_name"),
      contactEmail:
        fields.text("contact_email"), contactPhone: fields.text("contact_phone"),
      safeguarding:
        fields.text("safeguarding"))
  }
}
