public import Foundation
import Postgres

/// Starts a campaign of a school or of the authority, with a link of its own.
public struct CreateCampaign: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores it. `submission` names one intent: a repeat gives the campaign that it made. Throws ``DomainError``.
  public func callAsFunction(
    of organisation: OrganisationID, _ content: CampaignContent, submission: UUID? = nil, by actor: Actor
  ) async throws -> Campaign {
    try await services.pool.withTransaction { tx in
      let owner = try await Organisation.find(organisation, in: tx)
      guard owner.kind == .authority || owner.kind == .school else {
        throw DomainError.notFound("organisation")
      }
      try actor.require(.manageCampaigns, at: owner.place)
      if let submission, let earlier = try await made(by: submission, owner.place, tx) { return earlier }
      try await CampaignStore.check(content, of: owner.place, in: tx)
      let id = services.newID(CampaignID.self)
      let now = services.now()
      let code = Reference.make("C", random: services.random).dropFirst(2).lowercased()
      try await tx.execute(
        """
        INSERT INTO campaign (id, code, organisation_id, authority_id, name, channel, cost_pence, starts_on, ends_on,
          vacancy_id, notes, submission, created_by, created_at, updated_at)
        VALUES (\(id), \(code), \(owner.id), \(owner.authority), \(content.name.trimmed), \(content.channel),
          \(Int32(content.costPence)), \(content.startsOn), \(content.endsOn), \(content.vacancy),
          \(content.notes.trimmed), \(submission), \(actor.account?.id), \(now), \(now))
        """)
      try await Audit.record(
        "campaign.created", AuditSubject("campaign", id), at: owner.place, by: actor, services, in: tx)
      return try await CampaignStore.find(id, in: tx)
    }
  }

  /// What an earlier try made; the organisation is locked, so that two at once make one.
  private func made(by submission: UUID, _ owner: Place, _ tx: Transaction) async throws -> Campaign? {
    try await tx.execute("SELECT 1 FROM organisation WHERE id = \(owner.organisation) FOR NO KEY UPDATE")
    let id = try await tx.valueIfAny(
      "SELECT id FROM campaign WHERE organisation_id = \(owner.organisation) AND submission = \(submission)",
      as: CampaignID.self)
    guard let id else { return nil }
    return try await CampaignStore.find(id, in: tx)
  }
}

/// Changes what is written about a campaign; its link stays.
public struct ChangeCampaign: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores it. `expectedVersion` is the version that the actor read. Throws ``DomainError``.
  public func callAsFunction(
    _ id: CampaignID, _ content: CampaignContent, expectedVersion: Int?, by actor: Actor
  ) async throws -> Campaign {
    try await services.pool.withTransaction { tx in
      let campaign = try await CampaignStore.lock(id, expectedVersion, actor, in: tx)
      try await CampaignStore.check(content, of: campaign.owner, in: tx)
      try await tx.execute(
        """
        UPDATE campaign SET name = \(content.name.trimmed), channel = \(content.channel),
          cost_pence = \(Int32(content.costPence)), starts_on = \(content.startsOn), ends_on = \(content.endsOn),
          vacancy_id = \(content.vacancy), notes = \(content.notes.trimmed), version = version + 1,
          updated_at = \(services.now())
        WHERE id = \(id)
        """)
      try await Audit.record(
        "campaign.changed", AuditSubject("campaign", id), at: campaign.owner, by: actor, services, in: tx)
      return try await CampaignStore.find(id, in: tx)
    }
  }
}

/// Removes a campaign through which nothing has come.
public struct RemoveCampaign: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Removes it; one that was followed stays, so that figures stay true. Throws ``DomainError``.
  public func callAsFunction(_ id: CampaignID, expectedVersion: Int? = nil, by actor: Actor) async throws {
    try await services.pool.withTransaction { tx in
      let campaign = try await CampaignStore.lock(id, expectedVersion, actor, in: tx)
      let used = try await tx.value(
        """
        SELECT EXISTS (SELECT 1 FROM campaign_visit WHERE campaign_id = \(id))
          OR EXISTS (SELECT 1 FROM application WHERE campaign_id = \(id))
          OR EXISTS (SELECT 1 FROM erased_application WHERE campaign_id = \(id))
        """, as: Bool.self)
      if used {
        throw DomainError.conflict(
          "People have followed this campaign’s link, so its figures are kept. Give it a last day instead.")
      }
      try await tx.execute("DELETE FROM campaign WHERE id = \(id)")
      try await Audit.record(
        "campaign.removed", AuditSubject("campaign", id), at: campaign.owner,
        details: ["code": .string(campaign.code)], by: actor, services, in: tx)
    }
  }
}

/// Reads campaigns, for those who run them.
public struct ReadCampaigns: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// One campaign. Throws ``DomainError``.
  public func find(_ id: CampaignID, by actor: Actor) async throws -> Campaign {
    let campaign = try await CampaignStore.find(id, in: services.pool)
    try actor.require(.readCampaigns, at: campaign.owner, orHide: "campaign")
    return campaign
  }

  /// A page of the campaigns of an extent, newest first. Throws ``DomainError``.
  public func list(
    _ extent: CampaignExtent, limit: Int = 50, after: Cursor? = nil, by actor: Actor
  ) async throws -> Page<Campaign> {
    try extent.require(.readCampaigns, actor)
    let behind: Statement =
      after.map { "(c.created_at, c.id) < (\($0.instant), \($0.id))" } ?? "true"
    let found = try await services.pool.query(
      """
      SELECT \(fragment: Campaign.columns) FROM \(fragment: Campaign.tables)
      WHERE \(fragment: extent.condition) AND \(fragment: behind)
      ORDER BY c.created_at DESC, c.id DESC LIMIT \(limit + 1)
      """, as: Campaign.self)
    return Page(found, limit: limit) { Cursor(instant: $0.createdAt, id: $0.id.rawValue) }
  }

  /// Where posts can be advertised.
  public func channels() async throws -> [AdvertisingChannel] {
    try await services.pool.query(
      "SELECT code, name FROM advertising_channel ORDER BY sort, code", as: AdvertisingChannel.self)
  }
}

/// Follows the tracked link of a campaign: counts the visit and says where it leads. Who follows is not asked,
/// and nothing about them is kept.
public struct FollowCampaignLink: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The vacancy that the link leads to, nil for all of them; throws ``DomainError/notFound(_:)`` when no campaign
  /// has the code.
  public func callAsFunction(code: String) async throws -> VacancyID? {
    let row = try await services.pool.firstRow(
      """
      WITH followed AS (SELECT id, vacancy_id FROM campaign WHERE code = \(code.lowercased())), counted AS (
        INSERT INTO campaign_visit (campaign_id, day, visits) SELECT id, \(services.today), 1 FROM followed
        ON CONFLICT (campaign_id, day) DO UPDATE SET visits = campaign_visit.visits + 1
      )
      SELECT vacancy_id FROM followed
      """)
    guard let row else { throw DomainError.notFound("campaign") }
    return try row.decodeIfPresent("vacancy_id")
  }
}
