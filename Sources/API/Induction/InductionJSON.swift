import Domain
import Foundation
import Postgres

/// Registrations and inductions in JSON.
enum InductionJSON {
  private static let contentFields: KeyValuePairs<String, Schema> = [
    "first_names": .text, "last_name": .text, "email": .text, "birth_date": .date.orNull,
    "trn": .text.note("Seven digits."), "qts_awarded_on": .date.orNull, "course_begun_on": .date.orNull,
    "skills_tests_passed": .flag.orNull.note("Asked of courses begun before 1 April 2020."), "post": .text,
    "phase": .text.note("As of a school."), "subject": .text, "key_stage": .text,
    "post_concerns": Schema.list(.text).orNull.note(
      "What makes the post unsuitable; [\"none\"] when nothing does."),
    "contract_type": .choice(ContractType.self).orNull, "contract_ends_on": .date.orNull,
    "fte": .number.orNull.note("Over 0 and up to 1, with at most nine decimals."), "starts_on": .date.orNull,
    "tutor_name": .text,
    "tutor_email": .text, "mentor_name": .text, "mentor_email": .text,
    "mentor_reason": .text.note("Why the mentor is the tutor as well."),
    "programme": .text.note("school-led or provider-led."), "timetable_reduced": .flag.orNull,
    "support_qualified": .flag.orNull.note("That tutor and mentor hold qualified teacher status."),
    "college_teaching": .flag.orNull.note(
      "Of a college: that at most 10% of the teaching is to people over 19, and at least 10 school days in a school."
    ),
    "institution": codes { $0.institutions.map(\.code) }.note("Empty while it is not said."),
    "special_measures": .flag.orNull,
    "exception": codes { $0.exceptions.map(\.code) }.note("Empty where none is needed."),
    "served_elsewhere": .flag.orNull,
    "earlier_terms": .text.note("Full-time terms: a number or a fraction, such as 1.5 or 5/4."),
    "earlier_body": .text,
    "service_level": .text.note(
      "One of the codes in `service_levels`, which each authority sets; empty at first."),
    "earlier_absence_days": .number.orNull.note(
      "Working days absent under the body before, in the part of induction that was under way."),
    "earlier_extension_terms": .number.orNull.note(
      "Terms by which it extended induction, other than for absence."),
    "earlier_began_on": .date.orNull.note("When induction began there, which decides the regime."),
    "earlier_fte": .number.orNull.note(
      "The part of full time there, by which days of absence are measured; that here, where left out."),
  ]

  /// A text out of a list of the rules, or none yet.
  private static func codes(_ list: (RegistrationRules) -> [String]) -> Schema {
    guard let codes = try? RegistrationRules.codes(list) else { return .text }
    return .choice([""] + codes)
  }

  static let input = Schema.named("RegistrationContent", .request(optional: contentFields))
  private static let content = Schema.named("RegisteredContent", .answer(contentFields))

  static let example: JSONValue = [
    "first_names": "Ada", "last_name": "Sample", "email": "ada@example.org", "birth_date": "2002-05-01",
    "trn": "1234567", "qts_awarded_on": "2026-07-10", "course_begun_on": "2025-09-01",
    "post": "Year 4 class teacher",
    "phase": "primary", "fte": 1, "starts_on": "2026-09-01",
  ]

  private static let summaryFields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "reference": .text, "school_id": .uuid, "school_name": .text, "name": .text, "trn": .text,
    "starts_on": .date.orNull, "state": .choice(RegistrationState.self), "state_title": .text,
    "submitted_at": .instant.orNull, "verified_at": .instant.orNull, "induction_id": .uuid.orNull,
    "version": .whole,
  ]
  static let summary = Schema.named("RegistrationSummary", .answer(summaryFields))

  static let evidence = Schema.named(
    "InductionEvidence",
    .answer(["id": .uuid, "name": .text, "media_type": .text, "size": .whole, "uploaded_at": .instant]))

  /// What the school already holds of somebody whom it has appointed.
  static let fact = Schema.named(
    "AppointmentFact",
    .answer([
      "field": .text.note("A member of RegistrationContent."), "value": .text, "text": .text,
      "origin": .choice(AppointmentFact.Origin.self), "source": .text,
    ]))

  /// A registration of the body’s queue.
  static let waiting = Schema.named(
    "WaitingRegistration",
    Schema(
      .object(
        Schema.answer(summaryFields).fields
          + Schema.answer([
            "warning_count": .whole.note("How much there is to look at; the registration says what.")
          ]).fields, closed: false)))

  static let registration = Schema.named(
    "InductionRegistration",
    Schema(
      .object(
        Schema.answer(summaryFields).fields
          + Schema.answer([
            "application_id": .uuid.orNull, "content": content,
            "problems": .list(.answer(["field": .text, "message": .text])), "warnings": .list(.text),
            "overlaps": .list(.text).note("Where the same teacher stands besides; for the body alone."),
            "same_number": sameNumber.orNull,
            "body_name": .text.orNull.note("Who acts as appropriate body on the first day."),
            "service_levels": .list(.answer(["code": .text, "title": .text, "price_pence": .whole])),
            "fee_pence": .whole.orNull.note("A year, as it was when it was sent."),
            "verified_by": .text.orNull,
            "verified_for_file": .flag.note("Confirmed for a whole file of claims, not for this one alone."),
            "decided_at": .instant.orNull, "state_reason": .text.orNull,
            "confirmed_start": .date.orNull,
            "messages": .list(
              .answer(["from_school": .flag, "author": .text, "body": .text, "written_at": .instant])),
            "evidence": .list(evidence),
            "facts": .list(fact).note("What application and checks say; empty once it was sent."),
          ]).fields, closed: false)))

  private static let inductionFields: KeyValuePairs<String, Schema> = [
    "id": .uuid, "reference": .text, "trn": .text, "name": .text, "school_name": .text,
    "regime": .choice(RegimeCode.self).note("The one that it runs on; who was moved runs on the later one."),
    "state": .choice(InductionState.self), "state_title": .text,
    "began_on": .date,
    "expected_end": .date.orNull.note("Null where no end can be planned; the plan’s warnings say why."),
    "is_reckoning": .flag.note(
      "The plan is being reckoned again after new term dates: until then there is none, and what is due is left out."
    ),
    "version": .whole,
  ]
  static let inductionSummary = Schema.named("InductionSummary", .answer(inductionFields))

  static let induction = Schema.named(
    "Induction",
    Schema(
      .object(
        Schema.answer(inductionFields).fields
          + Schema.answer([
            "body_name": .text, "birth_date": .date, "email": .text, "qts_awarded_on": .date,
            "programme": .text.orNull, "earlier_terms": .text, "earlier_body": .text,
            "state_changed_at": .instant, "plan": InductionRoutes.output.orNull,
            "rules_version": .text.orNull.note(
              "The edition of the rules that the plan was reckoned by: of the day on which induction began."),
            "periods": .list(
              .answer([
                "id": .uuid, "school_id": .uuid, "school_name": .text, "starts_on": .date,
                "ends_on": .date.orNull,
                "fte": .number, "post": .text, "tutor_name": .text, "tutor_email": .text,
                "mentor_name": .text,
                "mentor_email": .text, "mentor_reason": .text, "leaves_teaching": .flag,
                "contract_ends_on": .date.orNull.note(
                  "Past while the period goes on: the last day, or the contract’s new end, is still to be recorded."
                ),
              ])),
            "lead_schools": .list(
              .answer([
                "school_id": .uuid, "school_name": .text, "starts_on": .date, "ends_on": .date.orNull,
              ])
            ).note("Which school leads when: of several its head recommends, and what is due goes to it."),
            "events": .list(
              .answer([
                "id": .uuid, "kind": .choice(InductionEvent.Kind.self), "title": .text,
                "starts_on": .date.orNull,
                "ends_on": .date.orNull, "days": .number.orNull, "absence_kind": .text.orNull,
                "terms": .number.orNull,
                "consented_on": .date.orNull.note("When the teacher consented to a reduction."),
                "school_id": .uuid.orNull.note("Which school leads from then on."),
                "reason": .text, "entered_by": .text, "entered_at": .instant,
                "removed_at": .instant.orNull,
              ])),
            "due": .list(
              .answer([
                "kind": .choice(InductionDue.Kind.self), "number": .whole, "due_on": .date,
                "done_on": .date.orNull,
                "not_needed": .flag.note("It came up when its term was over: nobody has to make up for it."),
              ])),
            "ended_on": .date.orNull.note("The last day of an induction that has ended; its state says how."),
            "died_on": .date.orNull.note("The day on which the teacher died, where that ended induction."),
            "registrations": .list(.uuid),
          ]).fields, closed: false)))

  // MARK: Values

  private static func members(_ registration: InductionRegistration) -> [String: JSONValue] {
    [
      "id": .id(registration.id), "reference": .string(registration.reference),
      "school_id": .id(registration.place.organisation), "school_name": .string(registration.schoolName),
      "name": .string(registration.content.name), "trn": .string(registration.content.trn),
      "starts_on": .date(registration.content.startsOn), "state": .code(registration.state),
      "state_title": .string(registration.state.title), "submitted_at": .instant(registration.submittedAt),
      "verified_at": .instant(registration.verifiedAt), "induction_id": .id(registration.induction),
      "version": .whole(registration.version),
    ]
  }

  static func json(_ registration: InductionRegistration) -> JSONValue { .object(members(registration)) }

  static func json(_ registration: InductionRegistration, warnings: Int) -> JSONValue {
    .object(members(registration).merging(["warning_count": .whole(warnings)], uniquingKeysWith: { $1 }))
  }

  static func json(_ fact: AppointmentFact) -> JSONValue {
    [
      "field": .string(fact.field.rawValue), "value": .string(fact.value), "text": .string(fact.text),
      "origin": .code(fact.origin), "source": .string(fact.source),
    ]
  }

  private static let person = Schema.answer(["name": .text, "email": .text, "birth_date": .date.orNull])
  private static let sameNumber = Schema.answer([
    "induction_id": .uuid, "reference": .text, "recorded": person, "registered": person,
    "differences": .list(.text), "needs_confirmation": .flag,
  ]).note(
    "The induction that goes on with name and address of this registration once it is accepted; for the body alone, "
      + "while it is not decided.")

  private static func json(_ same: SameNumber) -> JSONValue {
    func person(_ one: SameNumber.Person) -> JSONValue {
      ["name": .string(one.name), "email": .string(one.email), "birth_date": .date(one.birthDate)]
    }
    return [
      "induction_id": .id(same.induction), "reference": .string(same.reference),
      "recorded": person(same.recorded), "registered": person(same.registered),
      "differences": .texts(same.differences), "needs_confirmation": .bool(same.needsConfirmation),
    ]
  }

  static func json(_ evidence: InductionEvidence) -> JSONValue {
    [
      "id": .id(evidence.id), "name": .string(evidence.name), "media_type": .string(evidence.mediaType),
      "size": .whole(evidence.size), "uploaded_at": .instant(evidence.uploadedAt),
    ]
  }

  static func json(_ review: RegistrationReview) throws -> JSONValue {
    let registration = review.registration
    let more: [String: JSONValue] = [
      "application_id": .id(registration.application), "content": .object(try registration.content.members()),
      "problems": .problems(review.problems), "warnings": .texts(review.warnings),
      "overlaps": .texts(review.overlaps), "same_number": review.sameNumber.map(json) ?? .null,
      "body_name": .text(review.body?.name),
      "service_levels": .array(
        review.levels.map {
          ["code": .string($0.code), "title": .string($0.title), "price_pence": .whole($0.pricePence)]
        }), "fee_pence": .whole(registration.feePence), "verified_by": .text(registration.verifiedBy),
      "verified_for_file": .bool(registration.isVerifiedForFile),
      "decided_at": .instant(registration.decidedAt), "state_reason": .text(registration.stateReason),
      "confirmed_start": .date(registration.confirmedStart),
      "messages": .array(
        review.messages.map {
          [
            "from_school": .bool($0.isFromSchool), "author": .string($0.author), "body": .string($0.body),
            "written_at": .instant($0.writtenAt),
          ]
        }), "evidence": .array(review.evidence.map(json)), "facts": .array(review.facts.map(json)),
    ]
    return .object(members(registration).merging(more, uniquingKeysWith: { $1 }))
  }

  private static func members(_ induction: Induction) -> [String: JSONValue] {
    [
      "id": .id(induction.id), "reference": .string(induction.reference), "trn": .string(induction.trn),
      "name": .string(induction.name), "school_name": .string(induction.schoolName),
      "regime": .code(induction.currentRegime), "state": .code(induction.state),
      "state_title": .string(induction.state.title), "began_on": .date(induction.beganOn),
      "expected_end": .date(induction.plan?.expectedEnd), "is_reckoning": .bool(induction.isReckoning),
      "version": .whole(induction.version),
    ]
  }

  static func json(_ induction: Induction) -> JSONValue { .object(members(induction)) }

  static func json(_ record: InductionRecord) throws -> JSONValue {
    let induction = record.induction
    let plan: JSONValue =
      try induction.plan.map {
        try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode($0))
      } ?? .null
    let more: [String: JSONValue] = [
      "body_name": .string(induction.bodyName), "birth_date": .date(induction.birthDate),
      "email": .string(induction.email), "qts_awarded_on": .date(induction.qtsAwardedOn),
      "programme": .text(induction.programme), "earlier_terms": .string(induction.earlierTerms),
      "earlier_body": .string(induction.earlierBody), "state_changed_at": .instant(induction.stateChangedAt),
      "plan": plan, "rules_version": .text(induction.plan?.rulesVersion),
      "periods": .array(record.periods.map(json)),
      "lead_schools": .array(record.leadSchools.map(json)), "events": .array(record.events.map(json)),
      "due": .array(
        record.due.map {
          [
            "kind": .code($0.kind), "number": .whole($0.number), "due_on": .date($0.dueOn),
            "done_on": .date($0.doneOn), "not_needed": .bool($0.isNotNeeded),
          ]
        }), "ended_on": .date(record.ended?.day), "died_on": .date(record.death?.diedOn),
      "registrations": .array(record.registrations.map { .id($0) }),
    ]
    return .object(members(induction).merging(more, uniquingKeysWith: { $1 }))
  }

  private static func json(_ lead: LeadSchool) -> JSONValue {
    [
      "school_id": .id(lead.school), "school_name": .string(lead.name), "starts_on": .date(lead.from),
      "ends_on": .date(lead.until),
    ]
  }

  private static func json(_ period: InductionPeriod) -> JSONValue {
    [
      "id": .id(period.id), "school_id": .id(period.place.organisation),
      "school_name": .string(period.schoolName),
      "starts_on": .date(period.startsOn), "ends_on": .date(period.endsOn), "fte": .decimal(period.fte),
      "post": .string(period.post), "tutor_name": .string(period.tutorName),
      "tutor_email": .string(period.tutorEmail), "mentor_name": .string(period.mentorName),
      "mentor_email": .string(period.mentorEmail), "mentor_reason": .string(period.mentorReason),
      "leaves_teaching": .bool(period.leavesTeaching), "contract_ends_on": .date(period.contractEndsOn),
    ]
  }

  private static func json(_ event: InductionEvent) -> JSONValue {
    [
      "id": .id(event.id), "kind": .code(event.kind), "title": .string(event.title),
      "starts_on": .date(event.startsOn), "school_id": .id(event.school),
      "ends_on": .date(event.endsOn), "days": .decimal(event.days), "absence_kind": .text(event.absenceKind),
      "terms": .decimal(event.terms), "consented_on": .date(event.consentedOn),
      "reason": .string(event.reason), "entered_by": .string(event.enteredBy),
      "entered_at": .instant(event.enteredAt), "removed_at": .instant(event.removedAt),
    ]
  }
}
