import Domain
import Foundation
import Postgres

/// The pool in JSON.
enum PoolJSON {
  private static let wanted: KeyValuePairs<String, Schema> = [
    "phases": .list(.choice(VacancyPhase.self)), "subjects": .list(.text).note("Codes of /subjects."),
    "available_from": .date, "hours": .choice(PoolHours.self),
  ]
  private static let wantedIfAny: KeyValuePairs<String, Schema> = [
    "key_stages": .list(.text).note("Codes of /key-stages."),
    "places": Schema.list(.request(required: ["place": .text, "within_miles": .whole.bounded(1...100)]))
      .bounded(0...PoolPlace.most).note("Postcodes, towns or schools to work near; none for anywhere."),
    "place": .text.orNull.note("One place to work near, where `places` is not sent."),
    "within_miles": .whole.bounded(1...100).orNull, "about": .text.note("A few words to schools."),
  ]

  static let change = Schema.request(required: wanted, optional: wantedIfAny)

  static let joining = Schema(
    .object(
      change.fields
        + Schema.request(required: [
          "authority": .text.note("The authority’s code, such as 883."), "year": .whole,
          "consents": .flag.note(
            "That heads and recruiters of the authority’s schools, and its officers who run the pool, may read your "
              + "general application while you are in the pool."),
        ]).fields, closed: true))

  static let example: JSONValue = [
    "phases": ["primary"], "subjects": ["primary-general"], "available_from": "2027-09-01",
    "hours": "full_time", "places": [["place": "RM17", "within_miles": 10]],
  ]

  static let joiningExample: JSONValue = [
    "phases": ["primary"], "subjects": ["primary-general"], "available_from": "2027-09-01",
    "hours": "full_time", "authority": "883", "year": 2027, "consents": true,
  ]

  static let year = Schema.named(
    "PoolYear",
    .answer([
      "authority_id": .uuid,
      "authority_code": .text.note("Sent as `authority` to join the pool, such as 883."),
      "authority_name": .text, "year": .whole, "opens_on": .date, "closes_on": .date, "version": .whole,
    ]))

  static let entry = Schema.named(
    "PoolEntry",
    .answer([
      "id": .uuid, "authority_id": .uuid, "year": .whole, "name": .text, "state": .choice(PoolState.self),
      "has_accepted_offer": Schema.flag.note(
        "Whether the person has accepted an offer that still stands: no school finds them until it falls through."
      ),
      "phases": .list(.text), "key_stages": .list(.text), "subjects": .list(.text),
      "places": Schema.list(.answer(["place": .text, "within_miles": .whole])).note(
        "Where they want to work near; none for anywhere. Schools read the first part of a postcode until contact is "
          + "agreed."),
      "place": Schema.text.orNull.note("The first of `places`."), "within_miles": .whole.orNull,
      "available_from": .date.orNull, "hours": .text.orNull, "about": .text,
      "joined_at": .instant, "checked_at": .instant.orNull,
      "faults": Schema.list(.choice(PoolFault.self)).orNull.note(
        "What officers found not to be right, empty if all was; null before anybody has looked, and for schools."
      ),
      "grade": .text.orNull.note("What officers gave; null for the person themselves."), "version": .whole,
    ]))

  static let interest = Schema.named(
    "PoolInterest",
    .answer([
      "id": .uuid, "entry_id": .uuid, "school_id": .uuid, "school_name": .text, "vacancy_id": .uuid.orNull,
      "vacancy_title": .text.orNull,
      "vacancy_obstacle": Schema.text.orNull.note(
        "Why the vacancy takes no more applications, as a sentence, where the question is open: it can then only be "
          + "declined. Otherwise null."),
      "state": Schema.choice(PoolInterest.State.self).note(
        "For the school, an acceptance reads `open` while names of the vacancy are hidden."),
      "message": .text,
      "reply": .text.orNull, "created_at": .instant,
      "answered_at": .instant.orNull.note(
        "Null for the school while it would say which of the nameless applications it made."),
      "application_id": .uuid.orNull.note(
        "The application that accepting it made; null for the school while names of the vacancy are hidden."),
      "available": .flag.note("Whether the school can see the entry; false once it no longer can."),
      "ended_by": .choice(PoolInterest.Ending.self).orNull.note(
        "What ended it without an answer; told to the person, null for the school."),
      "version": .whole,
    ]))

  static let person = Schema.named(
    "PoolPerson",
    .answer([
      "entry": entry,
      "answers": Schema.map(.map(.any)).note(
        "The general application as it stands, without what may not be seen."),
      "form": ApplicationFormJSON.form, "email": .text.orNull.note("Once contact is agreed."),
      "saved": .flag, "interests": .list(interest),
    ]))

  static let assessment = Schema.named(
    "PoolAssessment",
    .answer([
      "check": .answer(["is_complete": .flag, "trn_is_right": .flag, "has_consented": .flag]),
      "is_checked": Schema.flag.note(
        "Whether somebody has looked; before, the check is what the application suggests."),
      "trn": Schema.text.orNull.note("The teacher reference number on record, if it has seven digits."),
      "trn_needed": Schema.flag.note("Whether the person has QTS, and so needs one."),
      "interview_at": .instant.orNull, "interview_place": .text,
      "invitation_answer": .choice(PoolInvitation.Answer.self).orNull, "invitation_reason": .text,
      "notes": .text,
      "criteria": .list(.answer(["id": .uuid, "wording": .text, "highest": .whole])),
      "scores": .list(
        .answer(["criterion_id": .uuid, "wording": .text, "officer": .text, "score": .whole])),
      "hidden_officers": Schema.whole.note(
        "How many others have given scores that show once you have given yours for every criterion, or once the grade "
          + "is given."),
      "version": .whole,
    ]))

  static let invitation = Schema.named(
    "PoolInvitation",
    .answer([
      "interview_at": .instant, "interview_place": .text,
      "answer": .choice(PoolInvitation.Answer.self).orNull, "reason": .text, "answered_at": .instant.orNull,
    ]))

  static func json(_ invitation: PoolInvitation) -> JSONValue {
    [
      "interview_at": .instant(invitation.at), "interview_place": .string(invitation.place),
      "answer": .code(invitation.answer), "reason": .string(invitation.reason),
      "answered_at": .instant(invitation.answeredAt),
    ]
  }

  /// What somebody looks for, out of a request.
  static func preferences(_ body: Fields) -> PoolPreferences {
    var wanted = PoolPreferences()
    wanted.phases = body.codes("phases")
    wanted.keyStages = body.texts("key_stages")
    wanted.subjects = body.texts("subjects")
    wanted.places = places(body)
    wanted.availableFrom = body.date("available_from")
    wanted.hours = body.code("hours")
    wanted.about = body.text("about")
    return wanted
  }

  private static func places(_ body: Fields) -> [PoolPlace] {
    if let places = body.members["places"]?.array {
      return places.compactMap(\.object).map { members in
        let one = Fields(members)
        return PoolPlace(one.text("place"), withinMiles: one.whole("within_miles"))
      }
    }
    let place = body.text("place")
    return place.allSatisfy(\.isWhitespace) ? [] : [PoolPlace(place, withinMiles: body.whole("within_miles"))]
  }

  /// What is told of the place is told of the members that it was sent in.
  static func placing<Value>(_ body: Fields, _ run: () async throws -> Value) async throws -> Value {
    do {
      return try await run()
    } catch DomainError.invalid(let problems) where body.members["places"] == nil {
      throw DomainError.invalid(
        problems.map { problem in
          let first = "places[0]."
          guard problem.field.hasPrefix(first) else { return problem }
          return FieldProblem(field: String(problem.field.dropFirst(first.count)), message: problem.message)
        })
    }
  }

  static func json(_ year: PoolYear) -> JSONValue {
    [
      "authority_id": .id(year.authority), "authority_code": .string(year.authorityCode),
      "authority_name": .string(year.authorityName),
      "year": .whole(year.year), "opens_on": .date(year.opensOn), "closes_on": .date(year.closesOn),
      "version": .whole(year.version),
    ]
  }

  static func json(_ entry: PoolEntry, showsGrade: Bool = true, showsFaults: Bool = true) -> JSONValue {
    let wanted = entry.preferences
    let faults = showsFaults ? entry.faults?.map(\.rawValue) : nil
    let found: JSONValue = faults.map { JSONValue.texts($0) } ?? .null
    return [
      "id": .id(entry.id), "authority_id": .id(entry.authority), "year": .whole(entry.year),
      "name": .string(entry.name), "state": .code(entry.state),
      "has_accepted_offer": .bool(entry.hasAcceptedOffer),
      "phases": .texts(wanted.phases.map(\.rawValue)), "key_stages": .texts(wanted.keyStages),
      "subjects": .texts(wanted.subjects),
      "places": .array(
        wanted.places.map { ["place": .string($0.place), "within_miles": .whole($0.withinMiles)] }),
      "place": .text(wanted.places.first?.place), "within_miles": .whole(wanted.places.first?.withinMiles),
      "available_from": .date(wanted.availableFrom),
      "hours": .code(wanted.hours), "about": .string(wanted.about), "joined_at": .instant(entry.joinedAt),
      "checked_at": .instant(entry.checkedAt),
      "faults": found,
      "grade": showsGrade ? .text(entry.grade) : .null,
      "version": .whole(entry.version),
    ]
  }

  /// Interest as its school reads it, with what has become of vacancies that take no more applications.
  static func json(_ interest: PoolInterest, _ obstacles: [VacancyID: String]) -> JSONValue {
    json(interest, obstacles, ending: nil)
  }

  /// The same as its person reads it.
  static func jsonForPerson(_ interest: PoolInterest, _ obstacles: [VacancyID: String]) -> JSONValue {
    json(interest, obstacles, ending: interest.ending)
  }

  private static func json(
    _ interest: PoolInterest, _ obstacles: [VacancyID: String], ending: PoolInterest.Ending?
  ) -> JSONValue {
    let obstacle = interest.state == .open ? interest.vacancy.flatMap { obstacles[$0] } : nil
    return [
      "id": .id(interest.id), "entry_id": .id(interest.entry), "school_id": .id(interest.place.organisation),
      "school_name": .string(interest.schoolName), "vacancy_id": .id(interest.vacancy),
      "vacancy_title": .text(interest.vacancyTitle), "vacancy_obstacle": .text(obstacle),
      "state": .code(interest.state),
      "message": .string(interest.message), "reply": .text(interest.reply),
      "created_at": .instant(interest.createdAt), "answered_at": .instant(interest.answeredAt),
      "application_id": .id(interest.application),
      "available": .bool(interest.isAvailable && interest.state != .ended), "ended_by": .code(ending),
      "version": .whole(interest.version),
    ]
  }

  static func json(_ person: PoolPerson, _ obstacles: [VacancyID: String]) -> JSONValue {
    [
      "entry": json(person.entry, showsFaults: false),
      "answers": .object(person.answers.mapValues { .object($0) }),
      "form": ApplicationFormJSON.json(person.form), "email": .text(person.email),
      "saved": .bool(person.isSaved), "interests": .array(person.interests.map { json($0, obstacles) }),
    ]
  }

  static func json(_ found: PoolAssessment) -> JSONValue {
    [
      "check": [
        "is_complete": .bool(found.check.isComplete), "trn_is_right": .bool(found.check.trnIsRight),
        "has_consented": .bool(found.check.hasConsented),
      ], "is_checked": .bool(found.isChecked), "trn": .text(found.number.number),
      "trn_needed": .bool(found.number.isNeeded),
      "interview_at": .instant(found.invitation?.at),
      "interview_place": .string(found.invitation?.place ?? ""),
      "invitation_answer": .code(found.invitation?.answer),
      "invitation_reason": .string(found.invitation?.reason ?? ""),
      "notes": .string(found.notes),
      "criteria": .array(
        found.criteria.map {
          [
            "id": .string($0.id.uuidString.lowercased()), "wording": .string($0.wording),
            "highest": .whole($0.highest),
          ]
        }),
      "scores": .array(
        found.scores.map {
          [
            "criterion_id": .string($0.criterion.uuidString.lowercased()), "wording": .string($0.wording),
            "officer": .string($0.officer), "score": .whole($0.score),
          ]
        }), "hidden_officers": .whole(found.hiddenOfficers), "version": .whole(found.version),
    ]
  }
}
