import Domain
import Foundation

/// Agencies in JSON.
enum AgencyJSON {
  private static let vetting = Schema.named(
    "AgencyVetting",
    .request(required: [
      "confirmed_on": .date, "expires_on": .date.note("At most two years after the confirmation."),
      "confirmed_by": .text, "checks": .text.note("What was looked at."),
    ]))

  static let input = Schema.request(
    required: ["valid_from": .date, "valid_until": .date],
    optional: [
      "rate_basis_points": .whole.orNull.note(
        "A share of the first year’s pay in hundredths of a per cent; this or the fixed fee."),
      "fixed_fee_pence": .whole.orNull.note("The same for every appointment."),
      "rebate_notes": .text, "vetting": vetting.orNull.note("Null while vetting isn’t confirmed."),
    ])

  static let example: JSONValue = [
    "valid_from": "2026-11-01", "valid_until": "2027-10-31", "rate_basis_points": 1_250,
    "rebate_notes": "Half of the fee is given back if the person leaves within 12 weeks.",
    "vetting": [
      "confirmed_on": "2026-10-30", "expires_on": "2027-10-30", "confirmed_by": "Robin Sample",
      "checks": "Identity, right to work, references and DBS checks of ten people.",
    ],
  ]

  static let terms = Schema.named(
    "AgencyTerms",
    .answer([
      "id": .uuid, "version": .whole, "valid_from": .date.orNull, "valid_until": .date.orNull,
      "rate_basis_points": .whole.orNull, "fixed_fee_pence": .whole.orNull, "rebate_notes": .text,
      "vetting": vetting.orNull, "stopped_at": .instant.orNull, "stop_reason": .text.orNull,
      "recorded_at": .instant, "recorded_by": .text.orNull,
    ]))

  static let agency = Schema.named(
    "Agency",
    .answer([
      "id": .uuid, "authority_id": .uuid, "name": .text, "standing": .choice(AgencyStanding.self),
      "standing_title": .text, "terms": terms.orNull.note("Those that hold today, or come nearest to it."),
      "versions": .whole.note("How many versions of terms were recorded."),
    ]))

  static let release = Schema.named(
    "AgencyRelease",
    .answer([
      "id": .uuid, "vacancy_id": .uuid, "vacancy_title": .text, "vacancy_reference": .text,
      "closes_at": .instant.orNull, "school_id": .uuid, "school_name": .text, "agency_id": .uuid,
      "agency_name": .text, "last_date": .date.orNull, "note": .text, "released_at": .instant,
      "taken_back_at": .instant.orNull, "is_open": .flag.note("Whether people can be put forward now."),
    ]))

  static let candidate = Schema.named(
    "AgencyCandidate",
    .answer([
      "id": .uuid, "release_id": .uuid, "vacancy_id": .uuid, "vacancy_title": .text, "school_name": .text,
      "agency_id": .uuid, "name": .text, "email": .text, "telephone": .text, "statement": .text,
      "experience": .text, "standing": .choice(CandidateStanding.self), "standing_title": .text,
      "submitted_at": .instant, "answer_by": .instant, "answered_at": .instant.orNull, "is_erased": .flag,
      "version": .whole,
    ]))

  static let received = Schema.named(
    "ReceivedCandidate",
    .answer([
      "id": .uuid, "agency_name": .text,
      "name": .text.orNull.note("Null, as all that the agency wrote, while names are hidden."),
      "email": .text.orNull, "telephone": .text.orNull, "statement": .text.orNull, "experience": .text.orNull,
      "agreed_at": .instant, "application_id": .uuid.orNull, "standing": .choice(CandidateStanding.self),
    ]))

  static let fee = Schema.named(
    "AgencyFee",
    .answer([
      "id": .uuid, "agency_id": .uuid, "agency_name": .text, "school_id": .uuid, "school_name": .text,
      "vacancy_title": .text, "vacancy_reference": .text, "agreed_on": .date, "appointed_at": .instant,
      "starts_on": .date, "salary_pence": .whole.orNull, "rate_basis_points": .whole.orNull,
      "fixed_fee_pence": .whole.orNull,
      "fee_pence": .whole.orNull.note("Null while the pay isn’t known."), "rebate_notes": .text,
    ]))

  private static let sums: KeyValuePairs<String, Schema> = [
    "submissions": .whole, "consents": .whole, "applications": .whole,
    "shortlisted": .whole.note("Ever shortlisted."),
    "interviewed": .whole.note(
      "Whose interview took place: its time has begun, they are scored, or they were offered the post."),
    "appointed": .whole,
    "fee_pence": .whole, "fees_open": .whole.note("Appointments whose pay isn’t known."),
  ]

  static let report = Schema.named(
    "AgencyReport",
    .answer([
      "items": .list(
        Schema(
          .object(
            Schema.answer([
              "agency_id": .uuid, "agency_name": .text, "school_id": .uuid, "school_name": .text,
            ]).fields + Schema.answer(sums).fields, closed: false))),
      "total": .answer(sums),
    ]))

  /// What a request records.
  static func content(_ body: Fields) throws -> AgencyTermsContent {
    if body.whole("rate_basis_points") != nil && body.whole("fixed_fee_pence") != nil {
      throw DomainError.invalid([
        FieldProblem(
          field: "fixed_fee_pence", message: "Give rate_basis_points or fixed_fee_pence, not both.")
      ])
    }
    var content = AgencyTermsContent(
      validFrom: body.date("valid_from"), validUntil: body.date("valid_until"),
      rebateNotes: body.text("rebate_notes"))
    if let points = body.whole("rate_basis_points") {
      content.rate = .share(basisPoints: points)
    } else if let pence = body.whole("fixed_fee_pence") {
      content.rate = .fixed(pence: pence)
    }
    if body.members["vetting"]?.object != nil {
      let vetting = Fields(body.object("vetting"))
      content.vetting = AgencyVetting(
        confirmedOn: vetting.date("confirmed_on"), expiresOn: vetting.date("expires_on"),
        confirmedBy: vetting.text("confirmed_by"), checks: vetting.text("checks"))
    }
    return content
  }

  private static func rate(_ rate: AgencyRate?) -> [String: JSONValue] {
    var (points, pence): (Int?, Int?)
    switch rate {
    case .share(let share): points = share
    case .fixed(let fee): pence = fee
    case nil: break
    }
    return ["rate_basis_points": .whole(points), "fixed_fee_pence": .whole(pence)]
  }

  static func json(_ terms: AgencyTerms) -> JSONValue {
    var members = rate(terms.content.rate)
    members["id"] = .id(terms.id)
    members["version"] = .whole(terms.version)
    members["valid_from"] = .date(terms.content.validFrom)
    members["valid_until"] = .date(terms.content.validUntil)
    members["rebate_notes"] = .string(terms.content.rebateNotes)
    members["vetting"] =
      terms.content.vetting.map {
        [
          "confirmed_on": .date($0.confirmedOn), "expires_on": .date($0.expiresOn),
          "confirmed_by": .string($0.confirmedBy), "checks": .string($0.checks),
        ]
      } ?? .null
    members["stopped_at"] = .instant(terms.stoppedAt)
    members["stop_reason"] = .text(terms.stopReason)
    members["recorded_at"] = .instant(terms.recordedAt)
    members["recorded_by"] = .text(terms.recordedBy)
    return .object(members)
  }

  static func json(_ agency: Agency) -> JSONValue {
    [
      "id": .id(agency.id), "authority_id": .id(agency.place.authority), "name": .string(agency.name),
      "standing": .code(agency.standing), "standing_title": .string(agency.standing.title),
      "terms": agency.terms.map { json($0) } ?? .null, "versions": .whole(agency.versions),
    ]
  }

  static func json(_ release: AgencyRelease, at now: Date) -> JSONValue {
    [
      "id": .id(release.id), "vacancy_id": .id(release.vacancy),
      "vacancy_title": .string(release.vacancyTitle),
      "vacancy_reference": .string(release.vacancyReference), "closes_at": .instant(release.closesAt),
      "school_id": .id(release.place.organisation), "school_name": .string(release.schoolName),
      "agency_id": .id(release.agency), "agency_name": .string(release.agencyName),
      "last_date": .date(release.lastDate), "note": .string(release.note),
      "released_at": .instant(release.releasedAt), "taken_back_at": .instant(release.takenBackAt),
      "is_open": .bool(release.obstacle(at: now) == nil),
    ]
  }

  static func json(_ candidate: AgencyCandidate) -> JSONValue {
    let content = candidate.content
    return [
      "id": .id(candidate.id), "release_id": .id(candidate.release), "vacancy_id": .id(candidate.vacancy),
      "vacancy_title": .string(candidate.vacancyTitle), "school_name": .string(candidate.schoolName),
      "agency_id": .id(candidate.agency), "name": .string(content.name), "email": .string(content.email),
      "telephone": .string(content.telephone), "statement": .string(content.statement),
      "experience": .string(content.experience), "standing": .code(candidate.standing),
      "standing_title": .string(candidate.standing.title), "submitted_at": .instant(candidate.submittedAt),
      "answer_by": .instant(candidate.answerBy), "answered_at": .instant(candidate.answeredAt),
      "is_erased": .bool(candidate.isErased), "version": .whole(candidate.version),
    ]
  }

  static func json(_ person: ReceivedCandidate) -> JSONValue {
    let content = person.content
    return [
      "id": .id(person.id), "agency_name": .string(person.agencyName), "name": .text(content?.name),
      "email": .text(content?.email), "telephone": .text(content?.telephone),
      "statement": .text(content?.statement), "experience": .text(content?.experience),
      "agreed_at": .instant(person.agreedAt), "application_id": .id(person.application),
      "standing": .code(person.standing),
    ]
  }

  static func json(_ fee: AgencyFeeLine) -> JSONValue {
    var members = rate(fee.rate)
    members["id"] = .id(fee.id)
    members["agency_id"] = .id(fee.agency)
    members["agency_name"] = .string(fee.agencyName)
    members["school_id"] = .id(fee.school)
    members["school_name"] = .string(fee.schoolName)
    members["vacancy_title"] = .string(fee.vacancyTitle)
    members["vacancy_reference"] = .string(fee.vacancyReference)
    members["agreed_on"] = .date(fee.agreedOn)
    members["appointed_at"] = .instant(fee.appointedAt)
    members["starts_on"] = .date(fee.startsOn)
    members["salary_pence"] = .whole(fee.salaryPence)
    members["fee_pence"] = .whole(fee.feePence)
    members["rebate_notes"] = .string(fee.rebateNotes)
    return .object(members)
  }

  static func json(_ report: AgencyReport) -> JSONValue {
    func sums(_ value: (KeyPath<AgencyFigures, Int>) -> Int) -> [String: JSONValue] {
      [
        "submissions": .whole(value(\.submissions)), "consents": .whole(value(\.consents)),
        "applications": .whole(value(\.applications)), "shortlisted": .whole(value(\.shortlisted)),
        "interviewed": .whole(value(\.interviewed)), "appointed": .whole(value(\.appointed)),
        "fee_pence": .whole(value(\.feePence)), "fees_open": .whole(value(\.feesOpen)),
      ]
    }
    let items = report.lines.map { line -> JSONValue in
      var members = sums { line[keyPath: $0] }
      members["agency_id"] = .id(line.agency)
      members["agency_name"] = .string(line.agencyName)
      members["school_id"] = .id(line.school)
      members["school_name"] = .string(line.schoolName)
      return .object(members)
    }
    return ["items": .array(items), "total": .object(sums { report.sum($0) })]
  }
}
