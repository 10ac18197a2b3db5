import Domain

/// A vacancy as examples of the document show it.
enum VacancyExamples {
  static let content: JSONValue = [
    "title": "Year 4 class teacher", "job_roles": ["teacher"], "phases": ["primary"], "subjects": [],
    "key_stages": ["ks2"], "contract_type": "permanent", "working_patterns": ["full_time"], "fte": 1,
    "pay_minimum": "M1",
    "pay_maximum": "M6", "starts_on": "2027-01-04", "closes_on": "2026-12-04", "closes_at_time": "12:00",
    "nqts_welcome": true,
    "description": "A class of 28 in a two-form school by the river, with a partner teacher next door.",
    "visits": "Come on any Wednesday after school; ring the office first.",
  ]

  static let draft: JSONValue = .object(
    (content.object ?? [:]).merging(["external_reference": "timetable-2027-0417"], uniquingKeysWith: { $1 }))

  static let whole: JSONValue = .object(
    [
      "id": "0193a5c8-1f00-7000-8000-000000000001", "reference": "V-7K3QXM2A", "state": "published",
      "school": [
        "organisation_id": "0193a5c8-1f00-7000-8000-0000000000aa", "urn": 137549,
        "name": "Example Primary School", "town": "Grays",
      ],
      "closes_at": "2026-12-04T12:00:00Z", "pay_minimum_pence": 3_439_800, "pay_maximum_pence": 4_683_900,
      "version": 2, "created_at": "2026-11-02T09:00:00Z", "published_at": "2026-11-02T09:30:00Z",
      "updated_at": "2026-11-02T09:30:00Z", "withdrawn_reason": .null, "contract_length": .null,
      "starts_as_soon_as_possible": false, "publish_at": .null, "revised_at": .null, "approval_note": .null,
      "external_reference": .null, "readvertises": .null, "outcome": .null, "other_subjects": [],
      "contract_reason": .null, "contract_ends_on": .null, "working_pattern_details": "", "job_share": false,
      "pay_kind": "scale", "pay_area": .null, "pay_actual_minimum_pence": .null,
      "pay_actual_maximum_pence": .null, "pay_note": "", "tlr": .null, "tlr_pence": .null,
      "sen_pence": .null, "benefits": "", "relocation": "", "visa_sponsorship": false,
      "starts_in_term": .null, "interview_dates": [], "posts": 1, "contact_name": "", "contact_email": "",
      "contact_phone": "", "safeguarding": "",
    ].merging(content.object ?? [:], uniquingKeysWith: { $1 }))

  static let page: JSONValue = [
    "items": [
      [
        "id": "0193a5c8-1f00-7000-8000-000000000001", "reference": "V-7K3QXM2A",
        "title": "Year 4 class teacher", "school_name": "Example Primary School", "school_town": "Grays",
        "phase": "primary", "working_pattern": "full_time", "contract_type": "permanent",
        "pay_minimum_pence": 3_439_800, "pay_maximum_pence": 4_683_900, "nqts_welcome": true,
        "closes_at": "2026-12-04T12:00:00Z", "published_at": "2026-11-02T09:30:00Z",
        "phases": ["primary"], "working_patterns": ["full_time"], "job_roles": ["teacher"],
        "visa_sponsorship": false, "distance_metres": 1840,
      ]
    ],
    "total": 1, "next": .null, "searched_words": .null, "measured_from": .null,
    "facets": ["phase": ["primary": 1]],
  ]
}
