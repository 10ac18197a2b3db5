import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct AdministrationTests {
  @Test func `an authority, a school, a person and a role are set up and listed`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      let authorities = try await run("authority", "list", with: services)
      #expect(authorities.lines.first?.hasPrefix("CODE  NAME") == true)
      #expect(authorities.lines.last?.hasPrefix("883   Thurrock") == true)

      let school = try await run(
        "schools", "create", "Gable Hall School", "--authority", "883", "--phase", "secondary", "--urn",
        "137549", "--json", with: services)
      #expect(try school.object()["urn"] as? Int == 137549)
      let short = await failure { try await run("schools", "show", "1", with: services) }
      #expect(short.contains { $0.contains("six-digit URN") })
      let person = try await run(
        "accounts", "create", "head@example.org", "Hanna Head", "--json", with: services)
      #expect(try person.object()["email_confirmed"] as? Bool == false)

      _ = try await run("roles", "grant", "head@example.org", "head", "--at", "137549", with: services)
      let roles = try await run("roles", "list", "--at", "137549", with: services)
      #expect(roles.lines.count == 2)
      #expect(roles.lines.last?.contains("head@example.org") == true)
      let shown = try await run("accounts", "show", "head@example.org", with: services)
      #expect(shown.lines.contains("Roles   head at Gable Hall School"))

      _ = try await run("roles", "revoke", "head@example.org", "head", "--at", "137549", with: services)
      let none = try await run("roles", "list", "--at", "137549", with: services)
      #expect(none.lines.isEmpty)
      #expect(none.remarks == ["Nobody holds a role at Gable Hall School."])
    }
  }

  @Test func `invitations that wait are listed, sent again and taken back`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      _ = try await run(
        "schools", "create", "Gable Hall School", "--authority", "883", "--phase", "secondary", "--urn",
        "137549", with: services)
      let list = ["roles", "invitations", "list", "--at", "137549"]
      let none = try await run(list, with: services)
      #expect(none.lines.isEmpty && none.remarks == ["No invitation of Gable Hall School waits."])
      let school = try await services.pool.value(
        "SELECT organisation_id FROM school WHERE urn = 137549", as: OrganisationID.self)
      try await InviteStaff(services)(
        email: "sam@example.org", role: .recruiter, at: school, by: .operatorAtCommandLine)
      let open = try await run(list, with: services)
      #expect(open.lines.count == 2 && open.lines.last?.contains("sam@example.org") == true)
      let json = try #require(try await run(list + ["--json"], with: services).json() as? [[String: Any]])
      #expect(json.count == 1 && json[0]["role"] as? String == "recruiter")
      let named = ["sam@example.org", "recruiter", "--at", "137549"]
      let capitals = ["Sam@Example.org"] + named.dropFirst()
      _ = try await run(["roles", "invitations", "send-again"] + capitals, with: services)
      #expect(try await run(list, with: services).lines.count == 2)
      #expect(
        try await services.pool.value(
          "SELECT count(*) FROM outbox_mail WHERE recipient = 'sam@example.org'", as: Int.self) == 2)
      let back = try await run(["roles", "invitations", "take-back"] + named, with: services)
      #expect(
        back.lines == ["The invitation of sam@example.org as recruiter at Gable Hall School is taken back."])
      #expect(try await run(list, with: services).lines.isEmpty)
      #expect(
        await status { try await run(["roles", "invitations", "take-back"] + named, with: services) }
          == .notFound)
    }
  }

  @Test func `a token is made, listed without its secret, and revoked`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("accounts", "create", "a@example.org", "Ada", with: services)
      let made = try await run(
        "tokens", "create", "a@example.org", "--name", "Import", "--scope", "vacancies:read", "--json",
        with: services)
      let secret = try #require(try made.object()["secret"] as? String)
      let id = try #require(try made.object()["id"] as? String)
      let listed = try await run("tokens", "list", "a@example.org", "--json", with: services)
      #expect(!listed.lines.joined().contains(secret))
      _ = try await run("tokens", "revoke", "a@example.org", id, with: services)
      let after = try #require(
        try await run("tokens", "list", "a@example.org", "--json", with: services).json() as? [[String: Any]])
      #expect(after.first?["revoked_at"] as? String != nil)
    }
  }

  @Test func `a link to another address is mailed for somebody who has lost theirs`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("accounts", "create", "a@example.org", "Ada", with: services)
      let moved = try await run("accounts", "move", "a@example.org", "ada@example.com", with: services)
      #expect(moved.remarks == ["A link is on its way to ada@example.com."])
      let body = try await services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.com'", as: String.self)
      #expect(body.contains("/use-address?token="))
      #expect(
        await status { try await run("accounts", "move", "a@example.org", "ada", with: services) }
          == .invalidData)
    }
  }

  @Test func `the audit trail is read with filters, a page at a time`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      _ = try await run("accounts", "create", "a@example.org", "Ada", with: services)
      _ = try await run("accounts", "create", "b@example.org", "Ben", with: services)
      let all = try #require(
        try await run("audit", "list", "--json", with: services).json() as? [[String: Any]])
      #expect(all.count == 3)
      #expect(all.allSatisfy { $0["face"] as? String == "cli" && $0["actor"] as? String == "operator" })
      let accounts = try await run("audit", "list", "--action", "account", "--limit", "1", with: services)
      #expect(accounts.lines.count == 2)
      let cursor = try #require(accounts.remarks.first?.split(separator: " ").last.map(String.init))
      let next = try await run("audit", "list", "--action", "account", "--after", cursor, with: services)
      #expect(next.lines.count == 2)
      let later = try await run("audit", "list", "--since", "2026-11-03", with: services)
      #expect(later.remarks == ["No entries."])
    }
  }

  @Test func `mail is listed without its text and shown with it`() async throws {
    try await withServices { services, _ async throws in
      _ = try await run("accounts", "create", "a@example.org", "Ada", with: services)
      let list = try #require(
        try await run("mail", "list", "--json", with: services).json() as? [[String: Any]])
      #expect(list.count == 1)
      #expect(list[0]["body"] == nil)
      let id = try #require(list[0]["id"] as? String)
      let shown = try await run("mail", "show", id, with: services)
      #expect(shown.lines.contains { $0.contains(TestServices.baseURL) })
    }
  }

  @Test func `failures end with the exit code of the table`() async throws {
    try await withServices { services, _ async throws in
      #expect(
        await status { try await run("accounts", "show", "nobody@example.org", with: services) } == .notFound)
      #expect(await status { try await run("authority", "create", "88", "", with: services) } == .invalidData)
      #expect(await status { try await run("vacancies", "show", "x", with: services) } == .notFound)
      _ = try await run("authority", "create", "883", "Thurrock", with: services)
      #expect(
        await status { try await run("authority", "create", "883", "T", with: services) } == .invalidData)
      #expect(
        await status {
          try await run("schools", "import", "/nowhere.csv", "--authority", "883", with: services)
        }
          != .done)
    }
  }

  @Test func `every fault of an entry is told with its field`() async throws {
    try await withServices { services, _ async throws in
      do {
        _ = try await run("authority", "create", "88", "", with: services)
        Issue.record("was accepted")
      } catch {
        let lines = Failure(describing: error).lines
        #expect(lines.contains { $0.hasPrefix("code: ") })
        #expect(lines.contains { $0.hasPrefix("name: ") })
      }
    }
  }
}

@Suite struct AlertsCommandTests {
  @Test func `alerts are listed, counted and sent`() async throws {
    try await withServices { services, clock async throws in
      let visitor = Actor(.anonymous, face: .web)
      try await RequestJobAlert(services)(
        email: "ada@example.org", criteria: VacancyCriteria(query: "phase=primary"), frequency: .daily,
        by: visitor)
      let listed = try await run("alerts", "list", "--state", "unconfirmed", with: services)
      #expect(listed.lines.last?.contains("ada@example.org") == true)
      #expect(listed.lines.last?.contains("phase=primary") == true)
      let status = try await run("alerts", "status", "--json", with: services)
      #expect(try status.object()["unconfirmed"] as? Int == 1)
      #expect(try status.object()["due"] as? Int == 0)
      let ran = try await run("alerts", "run", with: services)
      #expect(ran.lines == ["Looked at 0 alerts that were due."])
      clock.advance(days: 4)
      let later = try await run("alerts", "run", with: services)
      #expect(later.lines.last == "Warned of, ended or removed 1.")
      try await RequestJobAlert(services)(
        email: "ben@example.org", criteria: VacancyCriteria(query: "phase=primary"), frequency: .daily,
        by: visitor)
      let mail = try await services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ben@example.org'", as: String.self)
      let start = try #require(mail.firstRange(of: "?token="))
      let token = String(mail[start.upperBound...].prefix { !$0.isWhitespace })
      _ = try await ConfirmJobAlert(services)(token: token, by: visitor)
      clock.advance(days: 3)
      let sent = try await run("alerts", "run", with: services)
      #expect(sent.lines.first == "Looked at 1 alert that was due.")
    }
  }
}
