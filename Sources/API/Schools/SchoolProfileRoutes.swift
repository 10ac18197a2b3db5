import Domain
import HTTPTypes

/// What schools say of themselves.
extension SchoolRoutes {
  private static let texts: KeyValuePairs<String, Schema> = [
    "about": .text.bounded(0...SchoolProfile.longestAbout).note("What kind of place it is."),
    "safeguarding": .text.bounded(0...SchoolProfile.longestText).note("How it keeps children safe."),
    "benefits": .text.bounded(0...SchoolProfile.longestText).note("What it offers its staff."),
    "visits": .text.bounded(0...SchoolProfile.longestText).note("How to come and see it."),
    "contact_email": .text.note("Whom to write to about posts; empty for nobody."),
  ]

  private static let profile = Schema.named("SchoolProfile", profileSchema)

  private static let profileSchema: Schema = {
    let facts = Schema.answer([
      "version": .whole.note("0 while the school has written nothing."), "updated_at": .instant.orNull,
    ]).fields
    let written = texts.map { Schema.Field(name: $0.key, schema: $0.value, required: true) }
    return Schema(.object(written + facts, closed: false))
  }()

  private static let content: JSONValue = [
    "about": "A two-form school by the river.",
    "safeguarding": "Every member of staff is checked before starting.",
    "benefits": "A cycle scheme and a parking place.", "visits": "Ring the office to arrange a time.",
    "contact_email": "office@school.example",
  ]

  private static let example: JSONValue = .object(
    ["version": 1, "updated_at": "2026-11-02T09:00:00Z"].merging(
      content.object ?? [:], uniquingKeysWith: { $1 }))

  static let readProfile = Endpoint(
    method: .get, path: "/schools/{urn}/profile", operationID: "getSchoolProfile", tag: .schools,
    summary: "Read what a school says of itself", access: .openOrToken, parameters: [.school],
    successes: [.ok(profile, "The school’s own words.", example: example)]
  ) { call in
    let school = try await call.school()
    let profile = try await ReadSchoolProfile(call.services)(school: school.id)
    return .ok(json(profile), version: profile.version)
  }

  static let changeProfile = Endpoint(
    method: .put, path: "/schools/{urn}/profile", operationID: "changeSchoolProfile", tag: .schools,
    summary: "Replace what a school says of itself", access: .scoped(.changeSchoolProfile),
    parameters: [.school],
    body: .init(schema: .named("SchoolProfileContent", .request(optional: texts)), example: content),
    condition: .required, successes: [.ok(profile, "The school’s words as they are now.")]
  ) { call in
    let words = SchoolProfile(
      about: call.body.text("about"), safeguarding: call.body.text("safeguarding"),
      benefits: call.body.text("benefits"), visits: call.body.text("visits"),
      contactEmail: call.body.text("contact_email"))
    let stored = try await ChangeSchoolProfile(call.services)(
      words, school: try await call.school(), expectedVersion: call.expectedVersion, by: call.actor)
    return .ok(json(stored), version: stored.version)
  }

  private static func json(_ profile: SchoolProfile) -> JSONValue {
    [
      "about": .string(profile.about), "safeguarding": .string(profile.safeguarding),
      "benefits": .string(profile.benefits), "visits": .string(profile.visits),
      "contact_email": .string(profile.contactEmail), "version": .whole(profile.version),
      "updated_at": .instant(profile.updatedAt),
    ]
  }
}
