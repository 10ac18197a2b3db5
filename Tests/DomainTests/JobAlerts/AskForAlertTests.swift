import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Asking for a job alert")
struct AskForAlertTests {
  @Test("Nothing is sent before the address has confirmed it by a link that works once")
  func confirmation() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.ask("phase=primary")
      let token = try await alerts.token()
      try await alerts.publish("Year 1 teacher")
      alerts.clock.advance(days: 1)
      try await alerts.send()
      #expect(try await alerts.news().isEmpty)
      let confirmed = try await ConfirmJobAlert(alerts.services)(token: token, by: AlertsFixture.visitor)
      #expect(confirmed.alert.state == .active)
      #expect(
        try await outcome {
          _ = try await ConfirmJobAlert(alerts.services)(token: token, by: AlertsFixture.visitor)
        }?.isGone == true)
      // What was published while the link waited is told of as well.
      alerts.clock.advance(days: 1)
      try await alerts.send()
      #expect(try await alerts.news().count(of: "Year 1 teacher") == 1)
    }
  }

  @Test("The link works for three days, and an alert that was never confirmed is forgotten")
  func expiry() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.ask()
      let token = try await alerts.token()
      alerts.clock.advance(days: 3)
      #expect(
        try await outcome {
          _ = try await ConfirmJobAlert(alerts.services)(token: token, by: AlertsFixture.visitor)
        }?.isGone == true)
      alerts.clock.advance(seconds: 1)
      #expect(try await LapseJobAlerts(alerts.services)() == 1)
      #expect(try await AccountsFixture(alerts.services).count("job_alert") == 0)
    }
  }

  @Test("An address is told by mail alone that it has the alert already, or as many as there can be")
  func limits() async throws {
    try await AlertsFixture.run { alerts in
      for number in 1...JobAlert.mostPerAddress {
        try await alerts.alert("pay_from=\(20_000 + number)")
        alerts.clock.advance(seconds: 3_600)
      }
      try await alerts.ask("pay_from=20001")
      alerts.clock.advance(seconds: 3_600)
      try await alerts.ask("pay_from=50000")
      #expect(try await alerts.subjects().contains("You already have this job alert"))
      #expect(try await alerts.subjects().contains("You have as many job alerts as there can be"))
      #expect(try await AccountsFixture(alerts.services).count("job_alert") == JobAlert.mostPerAddress)
    }
  }

  @Test("The limit holds as well when several links are opened late")
  func limitAtConfirmation() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.ask("pay_from=60000")
      let waiting = try await alerts.token()
      for number in 1...JobAlert.mostPerAddress {
        alerts.clock.advance(seconds: 3_600)
        try await alerts.alert("pay_from=\(20_000 + number)")
      }
      #expect(
        try await outcome {
          _ = try await ConfirmJobAlert(alerts.services)(token: waiting, by: AlertsFixture.visitor)
        }?.isConflict == true)
    }
  }

  @Test("Nobody can have an address written to again and again")
  func throttle() async throws {
    try await AlertsFixture.run { alerts in
      for number in 1...5 { try await alerts.ask("pay_from=\(20_000 + number)") }
      #expect(try await outcome { try await alerts.ask("pay_from=30000") }?.retryAfter != nil)
      // Another address is not concerned.
      try await alerts.ask(email: "bea@example.org")
    }
  }

  @Test("An address that can't be one is refused", arguments: ["", "ada", "ada@example", "a@b@example.org"])
  func addresses(email: String) async throws {
    try await AlertsFixture.run { alerts async throws in
      #expect(try await outcome { try await alerts.ask(email: email) }?.fields == ["email"])
    }
  }

  @Test("What somebody typed can't become a link in a stranger's mail")
  func words() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.ask("q=https%3A%2F%2Fevil.example%2Fwin+now%0D%0ABcc%3A+b%40example.org")
      let body = try await alerts.services.pool.value(
        "SELECT body FROM outbox_mail WHERE recipient = 'ada@example.org'", as: String.self)
      #expect(!body.contains("evil.example"))
      #expect(!body.contains("b@example.org"))
      #expect(body.contains("https evil example win now"))
    }
  }
}

@Suite("The holder of an alert's link")
struct ChangeAlertTests {
  @Test("Sees it, changes how often it comes, and pauses it; what was missed in a pause isn't told later")
  func change() async throws {
    try await AlertsFixture.run { alerts in
      let token = try await alerts.alert()
      let use = ChangeJobAlert(alerts.services)
      let weekly = try await use(token: token, frequency: .weekly, isPaused: false, by: AlertsFixture.visitor)
      #expect(weekly.frequency == .weekly)
      #expect(weekly.nextDueAt == LondonTime.instant(day("2026-11-09"), hour: 7, minute: 0))
      let paused = try await use(token: token, frequency: .daily, isPaused: true, by: AlertsFixture.visitor)
      #expect(paused.state == .paused)
      try await alerts.publish("Published in the pause")
      try alerts.set("2026-11-05")
      try await alerts.send()
      _ = try await use(token: token, frequency: .daily, isPaused: false, by: AlertsFixture.visitor)
      alerts.clock.advance(seconds: 60)
      try await alerts.publish("Published after it")
      try alerts.set("2026-11-06")
      try await alerts.send()
      #expect(try await alerts.news().count(of: "Published in the pause") == 0)
      #expect(try await alerts.news().count(of: "Published after it") == 1)
    }
  }

  @Test("Ends it at once, as often as they like, by the link of any of its mails")
  func end() async throws {
    try await AlertsFixture.run { alerts in
      let token = try await alerts.alert()
      try await alerts.publish("Year 1 teacher")
      try alerts.set("2026-11-03")
      try await alerts.send()
      let other = try await alerts.token()
      #expect(other != token)
      let use = ChangeJobAlert(alerts.services)
      try await use.end(token: other, by: AlertsFixture.visitor)
      try await use.end(token: token, by: AlertsFixture.visitor)
      try await alerts.publish("Year 2 teacher")
      try alerts.set("2026-11-04")
      try await alerts.send()
      #expect(try await alerts.news().count == 1)
      #expect(
        try await outcome {
          _ = try await use(token: token, frequency: .daily, isPaused: false, by: AlertsFixture.visitor)
        }?.isGone == true)
      #expect(
        try await outcome { try await use.end(token: "made up", by: AlertsFixture.visitor) }?.isGone == true)
      #expect(try await AccountsFixture(alerts.services).audited("job_alert.ended") == 1)
    }
  }

  @Test("Is told two weeks before it lapses, once, and may keep it for another year")
  func lapse() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      let lapse = LapseJobAlerts(alerts.services)
      alerts.clock.advance(days: Double(JobAlert.lifetimeDays - JobAlert.warningDays) - 0.1)
      #expect(try await lapse() == 0)
      alerts.clock.advance(days: 0.2)
      #expect(try await lapse(warns: false) == 0)
      #expect(try await lapse() == 1)
      #expect(try await lapse() == 0)
      let renewal = try await alerts.token()
      _ = try await ChangeJobAlert(alerts.services).renew(token: renewal, by: AlertsFixture.visitor)
      alerts.clock.advance(days: 15)
      #expect(try await lapse() == 0)
      alerts.clock.advance(days: Double(JobAlert.lifetimeDays) - 29)
      #expect(try await lapse() == 1)
      alerts.clock.advance(days: 14.1)
      #expect(try await lapse() == 1)
      let page = try await ListJobAlerts(alerts.services)(state: .ended, by: .operatorAtCommandLine)
      #expect(page.items.count == 1)
      // A month later it is gone, its address with it.
      alerts.clock.advance(days: 31)
      #expect(try await lapse() == 1)
      #expect(try await AccountsFixture(alerts.services).count("job_alert") == 0)
    }
  }

  @Test("Has two weeks to keep it even when the warning was late")
  func lateWarning() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      alerts.clock.advance(days: 500)
      let lapse = LapseJobAlerts(alerts.services)
      #expect(try await lapse() == 1)
      alerts.clock.advance(days: 13.9)
      #expect(try await lapse() == 0)
      alerts.clock.advance(days: 0.2)
      #expect(try await lapse() == 1)
    }
  }
}
