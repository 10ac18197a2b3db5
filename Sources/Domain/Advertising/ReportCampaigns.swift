import Foundation
import Postgres

/// What came of a campaign.
public struct CampaignFigures: Sendable {
  /// The campaign.
  public let campaign: Campaign
  /// How often its link was followed.
  public let visits: Int
  /// How many applications came through it, withdrawn ones included.
  public let applications: Int
  /// How many of them led to an appointment: those that stand for a vacancy which its school filled through
  /// Staffroom, once no more stand than posts were filled.
  public let appointments: Int

  /// Pence for each application, rounded; nil while there is none.
  public var costPerApplication: Int? { Self.share(campaign.content.costPence, of: applications) }
  /// Pence for each appointment, rounded; nil while there is none.
  public var costPerAppointment: Int? { Self.share(campaign.content.costPence, of: appointments) }

  /// A cost shared out, in whole pence, halves upwards; nil for nobody.
  static func share(_ pence: Int, of count: Int) -> Int? {
    count > 0 ? (pence + count / 2) / count : nil
  }
}

/// What came of the campaigns of an extent.
public struct CampaignReport: Sendable {
  /// Each campaign, newest first.
  public let campaigns: [CampaignFigures]
  /// How many applications in the extent came through no campaign.
  public let otherApplications: Int

  /// What they cost together, in pence.
  public var costPence: Int { campaigns.reduce(0) { $0 + $1.campaign.content.costPence } }
  /// How often their links were followed.
  public var visits: Int { campaigns.reduce(0) { $0 + $1.visits } }
  /// How many applications came through them.
  public var applications: Int { campaigns.reduce(0) { $0 + $1.applications } }
  /// How many appointments.
  public var appointments: Int { campaigns.reduce(0) { $0 + $1.appointments } }
  /// Pence for each application.
  public var costPerApplication: Int? { CampaignFigures.share(costPence, of: applications) }
  /// Pence for each appointment.
  public var costPerAppointment: Int? { CampaignFigures.share(costPence, of: appointments) }

  /// The same as a CSV file.
  public var csv: String {
    let header =
      "name,channel,owner,vacancy,starts_on,ends_on,link,cost_pence,visits,applications,appointments,"
      + "cost_per_application_pence,cost_per_appointment_pence\r\n"
    return header
      + campaigns.map { figures in
        let (campaign, content) = (figures.campaign, figures.campaign.content)
        return CSV.line([
          content.name, campaign.channelName, campaign.ownerName, campaign.vacancyTitle ?? "",
          content.startsOn?.description ?? "", content.endsOn?.description ?? "", campaign.path,
          "\(content.costPence)", "\(figures.visits)", "\(figures.applications)", "\(figures.appointments)",
          figures.costPerApplication.map(String.init) ?? "",
          figures.costPerAppointment.map(String.init) ?? "",
        ])
      }.joined()
  }
}

/// Counts what came of campaigns, for those who run them.
public struct ReportCampaigns: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The most campaigns of a report: the newest.
  public static let most = 500

  /// The report of an extent. Throws ``DomainError``.
  public func callAsFunction(_ extent: CampaignExtent, by actor: Actor) async throws -> CampaignReport {
    try extent.require(.readCampaigns, actor)
    let rows = try await services.pool.query(Self.statement(extent))
    let figures = try rows.map { row in
      CampaignFigures(
        campaign: try Campaign(row: row), visits: Int(try row.decode("visits", as: Int64.self)),
        applications: Int(try row.decode("applications", as: Int64.self)),
        appointments: Int(try row.decode("appointments", as: Int64.self)))
    }
    let place: Statement =
      switch extent {
      case .authority(let place): "authority_id = \(place.authority)"
      case .school(let place): "school_id = \(place.organisation)"
      case .everything: "true"
      }
    let others = try await services.pool.value(
      """
      SELECT (SELECT count(*) FROM application WHERE campaign_id IS NULL AND \(fragment: place))
        + (SELECT count(*) FROM erased_application WHERE campaign_id IS NULL AND \(fragment: place))
      """, as: Int.self)
    return CampaignReport(campaigns: figures, otherApplications: others)
  }

  private static func statement(_ extent: CampaignExtent) -> Statement {
    """
    SELECT \(fragment: Campaign.columns),
      (SELECT coalesce(sum(visits), 0)::bigint FROM campaign_visit cv WHERE cv.campaign_id = c.id) AS visits,
      a.applications, a.appointments
    FROM \(fragment: Campaign.tables)
    CROSS JOIN LATERAL (
      SELECT count(*) AS applications, count(*) FILTER (WHERE a.state = 'appointed'
        OR a.state IN ('sent', 'under_consideration') AND av.state = 'filled'
        AND av.filled_through = 'staffroom' AND av.posts_filled >= (
          SELECT count(*) FROM (\(fragment: kept("application", "s.vacancy_id = a.vacancy_id"))
            UNION ALL \(fragment: kept("erased_application", "s.vacancy_id = a.vacancy_id"))) s
          WHERE s.state IN ('sent', 'under_consideration'))) AS appointments
      FROM (\(fragment: kept("application", "s.campaign_id = c.id"))
        UNION ALL \(fragment: kept("erased_application", "s.campaign_id = c.id"))) a
        JOIN vacancy av ON av.id = a.vacancy_id
    ) a
    WHERE \(fragment: extent.condition) ORDER BY c.created_at DESC, c.id DESC LIMIT \(Self.most)
    """
  }

  /// Applications as they stand, or what is kept of those that are erased.
  private static func kept(_ table: StaticString, _ condition: Statement) -> Statement {
    "SELECT s.vacancy_id, s.state FROM \(unsafe: table) s WHERE \(fragment: condition)"
  }
}
