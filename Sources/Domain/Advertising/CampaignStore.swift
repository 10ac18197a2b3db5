import Foundation
import Postgres

/// Statements that the use cases of campaigns share.
enum CampaignStore {
  static func find(_ id: CampaignID, in db: some Queryable) async throws -> Campaign {
    let found = try await db.first(
      "SELECT \(fragment: Campaign.columns) FROM \(fragment: Campaign.tables) WHERE c.id = \(id)",
      as: Campaign.self)
    guard let found else { throw DomainError.notFound("campaign") }
    return found
  }

  /// Locks a campaign that the actor may change until the transaction ends, then reads it.
  static func lock(
    _ id: CampaignID, _ expectedVersion: Int?, _ actor: Actor, in tx: Transaction
  ) async throws -> Campaign {
    try await tx.execute("SELECT 1 FROM campaign WHERE id = \(id) FOR UPDATE")
    let campaign = try await find(id, in: tx)
    try actor.require(.readCampaigns, at: campaign.owner, orHide: "campaign")
    try actor.require(.manageCampaigns, at: campaign.owner)
    if let expectedVersion, expectedVersion != campaign.version {
      throw DomainError.staleVersion(current: campaign.version)
    }
    return campaign
  }

  /// Everything that is wrong with what somebody wrote.
  static func check(_ content: CampaignContent, of owner: Place, in db: some Queryable) async throws {
    var problems = Problems()
    let name = content.name.trimmed
    problems.require((3...100).contains(name.count), "name", "Enter a name of 3 to 100 characters.")
    let known = try await db.valueIfAny(
      "SELECT true FROM advertising_channel WHERE code = \(content.channel)", as: Bool.self)
    problems.require(known == true, "channel", "Choose where it is advertised.")
    problems.require(
      (0...CampaignContent.highestCost).contains(content.costPence), "cost_pence",
      "Enter the cost, from nothing to £10,000,000.")
    if let startsOn = content.startsOn {
      if let endsOn = content.endsOn {
        problems.require(endsOn >= startsOn, "ends_on", "Enter a last day that is not before the first.")
      }
    } else {
      problems.add("starts_on", "Enter the first day.")
    }
    problems.require(content.notes.count <= 2_000, "notes", "Shorten the notes to 2,000 characters or fewer.")
    if let vacancy = content.vacancy, !(try await isOwn(vacancy, of: owner, in: db)) {
      problems.add("vacancy_id", "Choose a vacancy of your own, or none.")
    }
    try problems.throwIfAny()
  }

  /// Whether a vacancy is of the owner: of the school itself, or of any school of the authority.
  private static func isOwn(
    _ vacancy: VacancyID, of owner: Place, in db: some Queryable
  ) async throws -> Bool {
    try await db.valueIfAny(
      """
      SELECT true FROM vacancy v JOIN organisation o ON o.id = \(owner.organisation)
      WHERE v.id = \(vacancy) AND v.authority_id = \(owner.authority)
        AND (o.kind = 'authority' OR v.school_id = o.id)
      """, as: Bool.self) ?? false
  }
}
