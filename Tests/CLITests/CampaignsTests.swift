import CLI
import Domain
import TestSupport
import Testing

@Suite struct CampaignsTests {
  @Test func `campaigns are started, listed and reported`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let made = try await run(
        "campaigns", "create", "883", "University fair", "--channel", "university-fair", "--cost-pence",
        "12345",
        "--to", "2026-12-01", with: services)
      #expect(made.lines.first?.contains("/go/") == true)
      let list = try await run("campaigns", "list", "--of", "883", with: services)
      #expect(list.lines.contains { $0.contains("University fair") && $0.contains("£123.45") })
      let report = try await run("campaigns", "report", with: services)
      #expect(report.lines.count == 2 && report.remarks == ["0 applications came through no campaign."])
      let csv = try await run("campaigns", "report", "--csv", with: services)
      #expect(csv.lines.joined().contains("University fair,University or careers fair,Thurrock"))
      #expect(
        await status {
          try await run("campaigns", "create", "883", "Fair", "--channel", "smoke", with: services)
        } == .invalidData)
    }
  }
}
