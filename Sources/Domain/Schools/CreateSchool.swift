import Postgres

/// What is entered to add a school by hand.
public struct SchoolDraft: Sendable, Equatable {
  /// The number in the register; nil gives out the next sample number.
  public var urn: String?
  /// Name.
  public var name: String
  /// Phase.
  public var phase: SchoolPhase
  /// The authority's code, for example 883.
  public var authority: String
  /// Address.
  public var address: SchoolAddress
  /// Website.
  public var website: String?
  /// Telephone.
  public var telephone: String?

  /// A school to be added.
  public init(
    urn: String?, name: String, phase: SchoolPhase, authority: String,
    address: SchoolAddress = SchoolAddress(), website: String? = nil, telephone: String? = nil
  ) {
    self.urn = urn
    self.name = name
    self.phase = phase
    self.authority = authority
    self.address = address
    self.website = website
    self.telephone = telephone
  }
}

/// Adds a school that is not in a register file yet.
public struct CreateSchool: Sendable {
  private let services: Services

  /// Adds to the database of these services.
  public init(_ services: Services) {
    self.services = services
  }

  /// Adds the school and returns it.
  public func callAsFunction(_ draft: SchoolDraft, by actor: Actor) async throws -> School {
    let name = draft.name.trimmed
    let given = draft.urn.map(\.trimmed).flatMap { $0.isEmpty ? nil : $0 }
    let urn = given.flatMap { URN($0) }
    let place = try await authority(code: draft.authority, for: actor)
    var problems = Problems()
    problems.require((1...200).contains(name.count), "name", "Enter a name of at most 200 characters.")
    problems.require(given == nil || urn != nil, "urn", "Enter a URN of five or six digits.")
    problems.require(place != nil, "authority", "There is no authority with the code \(draft.authority).")
    try problems.throwIfAny()
    guard let place else { throw DomainError.notFound("authority") }

    let id = services.newID(OrganisationID.self)
    do {
      try await services.pool.withTransaction { tx in
        let number = if let urn { urn } else { try await nextSampleURN(in: tx) }
        try await tx.execute(
          """
          INSERT INTO organisation (id, authority_id, kind, name, created_at)
          VALUES (\(id), \(place.authority), 'school', \(name), \(services.now()))
          """)
        try await tx.execute(
          """
          INSERT INTO school (organisation_id, urn, la_code, name, phase, status, street, locality, address3,
            town, postcode, website, telephone, updated_at)
          VALUES (\(id), \(number), \(draft.authority), \(name), \(draft.phase), \(SchoolStatus.open),
            \(draft.address.street), \(draft.address.locality), \(draft.address.address3),
            \(draft.address.town), \(draft.address.postcode), \(draft.website), \(draft.telephone),
            \(services.now()))
          """)
        try await Audit.record(
          "school.created", AuditSubject("school", id),
          at: Place(organisation: id, authority: place.authority),
          details: ["urn": .string(number.description)], by: actor, services, in: tx)
      }
    } catch let error as PostgresError where error.constraint == "school_urn_unique" {
      throw DomainError.invalid([FieldProblem(field: "urn", message: "There is a school with this URN already.")])
    }
    return try await FindSchool(services)(id: id)
  }

  private func authority(code: String, for actor: Actor) async throws -> Place? {
    let row = try await services.pool.firstRow(
      """
      SELECT a.id AS authority_id, coalesce(o.id, a.id) AS organisation_id
      FROM authority a LEFT JOIN organisation o ON o.authority_id = a.id AND o.kind = 'authority'
      WHERE a.code = \(code)
      """)
    guard let row else {
      if actor.isSystem { return nil }
      guard actor.account != nil else { throw DomainError.signInRequired }
      throw DomainError.notAllowed(Permissions.grant(for: .manageSchools).refusal)
    }
    let place = Place(
      organisation: try row.decode("organisation_id"), authority: try row.decode("authority_id"))
    try actor.require(.manageSchools, at: place)
    return place
  }

  /// The next number of those that Staffroom gives out itself.
  private func nextSampleURN(in tx: Transaction) async throws -> URN {
    try await tx.execute("LOCK TABLE school IN SHARE ROW EXCLUSIVE MODE")
    let next = try await tx.value(
      "SELECT coalesce(max(urn) + 1, 900001) FROM school WHERE urn >= 900001", as: Int32.self)
    guard let urn = URN(rawValue: next) else {
      throw DomainError.conflict("All the numbers for schools without a URN are used up.")
    }
    return urn
  }
}
