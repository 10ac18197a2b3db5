import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Sending job alerts")
struct SendAlertsTests {
  @Test(
    "A daily alert is due at seven in London, a weekly one on Monday, never before",
    arguments: [
      (JobAlertFrequency.daily, "2026-11-03", 6, 59, 0), (.daily, "2026-11-03", 7, 0, 1),
      (.weekly, "2026-11-08", 12, 0, 0), (.weekly, "2026-11-09", 6, 59, 0), (.weekly, "2026-11-09", 7, 0, 1),
    ])
  func due(frequency: JobAlertFrequency, date: String, hour: Int, minute: Int, mails: Int) async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert("", frequency)
      try await alerts.publish("Year 1 teacher")
      try alerts.set(date, hour: hour, minute: minute)
      try await alerts.send()
      #expect(try await alerts.news().count == mails)
    }
  }

  @Test("Seven in London is seven by the clock in summer too")
  func summer() async throws {
    try await AlertsFixture.run { alerts in
      try alerts.set("2027-06-01", hour: 12)
      try await alerts.alert()
      let alert = try await ListJobAlerts(alerts.services)(by: .operatorAtCommandLine).items[0]
      #expect(alert.nextDueAt == Date(timeIntervalSince1970: 1_811_916_000))  // 2 June 2027, 06:00 UTC
    }
  }

  @Test("Every vacancy that matches is told of once, with title, school, pay, closing and link")
  func once() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.publish("There before the alert")
      alerts.clock.advance(seconds: 60)
      try await alerts.alert("phase=primary")
      let vacancy = try await alerts.publish("Year 1 teacher")
      try await alerts.publish("Head of mathematics", phase: .middle)
      for date in ["2026-11-03", "2026-11-04", "2026-11-05"] {
        try alerts.set(date)
        try await alerts.send()
      }
      let news = try await alerts.news()
      #expect(news.count == 1)
      #expect(news.count(of: "Year 1 teacher") == 1)
      #expect(news.count(of: "There before the alert") == 0)
      #expect(news.count(of: "Head of mathematics") == 0)
      #expect(news.count(of: "/vacancies/\(vacancy.id)") == 1)
      #expect(news[0].contains("Sample Primary School"))
      #expect(news[0].contains("a year, full time"))
      #expect(news[0].contains("Closes on 30 June 2027 at midday"))
      #expect(try await alerts.subjects().contains("1 new vacancy: Primary"))
    }
  }

  @Test("A missed week is made up for, and what closed meanwhile is left out")
  func missedRuns() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      for number in 1...3 {
        try await alerts.publish("Teacher \(number)")
        alerts.clock.advance(days: 1)
      }
      var content = VacancyDesk.content("Closes soon")
      content.closesOn = day("2026-11-06")
      _ = try await alerts.desk.published(content)
      try alerts.set("2026-11-12", hour: 15)
      try await alerts.send()
      let news = try await alerts.news()
      #expect(news.count == 1)
      #expect((1...3).allSatisfy { news[0].contains("Teacher \($0)\n") })
      #expect(!news[0].contains("Closes soon"))
    }
  }

  @Test("A publication that was committed after the look, though stamped before it, is told of next time")
  func lateCommit() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      let vacancy = try await alerts.publish("Committed late")
      // As if its transaction had begun just before the first look and ended after it.
      let hidden =
        "UPDATE vacancy SET state = 'closed', closed_at = now() WHERE id = \(vacancy.id)" as Statement
      try await alerts.services.pool.execute(hidden)
      try alerts.set("2026-11-03")
      try await alerts.send()
      #expect(try await alerts.news().isEmpty)
      let stamp = alerts.clock.now.addingTimeInterval(-30)
      try await alerts.services.pool.execute(
        "UPDATE vacancy SET state = 'published', published_at = \(stamp) WHERE id = \(vacancy.id)")
      for date in ["2026-11-04", "2026-11-05"] {
        try alerts.set(date)
        try await alerts.send()
      }
      #expect(try await alerts.news().count(of: "Committed late") == 1)
    }
  }

  @Test("A vacancy that is extended, or opened again, is not told of twice")
  func reopened() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      let vacancy = try await alerts.publish("Year 1 teacher")
      try alerts.set("2026-11-03")
      try await alerts.send()
      try await alerts.services.pool.execute("UPDATE vacancy SET state = 'closed', closed_at = now()")
      try await alerts.services.pool.execute(
        "UPDATE vacancy SET state = 'published', published_at = \(alerts.clock.now) WHERE id = \(vacancy.id)")
      try alerts.set("2026-11-04")
      try await alerts.send()
      #expect(try await alerts.news().count(of: "Year 1 teacher") == 1)
    }
  }

  @Test("Workers at once send each alert once")
  func workersAtOnce() async throws {
    try await AlertsFixture.run { alerts in
      for number in 1...12 { try await alerts.alert(email: "reader\(number)@example.org") }
      try await alerts.publish("Year 1 teacher")
      try alerts.set("2026-11-03")
      let services = alerts.services
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 1...3 {
          group.addTask { while try await SendJobAlerts(services)() {} }
        }
        try await group.waitForAll()
      }
      for number in 1...12 {
        #expect(try await alerts.news("reader\(number)@example.org").count == 1)
      }
    }
  }

  @Test("A worker that dies half-way leaves no trace: the next one sends the mail once")
  func killedBetween() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      try await alerts.publish("Year 1 teacher")
      try alerts.set("2026-11-03")
      // The outbox refuses the mail after the alert was moved on, as a kill at this point would undo it all.
      let pool = alerts.services.pool
      try await pool.execute(
        "ALTER TABLE outbox_mail ADD CONSTRAINT no_news CHECK (subject NOT LIKE '%vacanc%') NOT VALID")
      #expect(try await SendJobAlerts(alerts.services)())
      #expect(try await alerts.news().isEmpty)
      #expect(try await AccountsFixture(alerts.services).count("job_alert_sent") == 0)
      // It keeps nobody else waiting, and is tried again in an hour.
      #expect(try await SendJobAlerts(alerts.services)() == false)
      try await pool.execute("ALTER TABLE outbox_mail DROP CONSTRAINT no_news")
      alerts.clock.advance(seconds: 3_601)
      try await alerts.send()
      #expect(try await alerts.news().count(of: "Year 1 teacher") == 1)
      alerts.clock.advance(days: 1)
      try await alerts.send()
      #expect(try await alerts.news().count == 1)
    }
  }

  @Test("More than fit into a mail come in several, each vacancy once")
  func many() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      let vacancy = try await alerts.publish("Year 1 teacher")
      let columns = try await alerts.services.pool.value(
        """
        SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
        WHERE attrelid = 'vacancy'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          AND attname NOT IN ('id', 'reference', 'title', 'submission', 'external_reference')
        """, as: String.self)
      try await alerts.services.pool.withConnection {
        try await $0.executeScript(
          """
          INSERT INTO vacancy (id, reference, title, \(columns))
          SELECT uuid_v7(v.published_at), 'V-' || n, 'Copy ' || n || '.', \(columns)
          FROM vacancy v, generate_series(1, 504) n WHERE v.id = '\(vacancy.id)'
          """)
      }
      try alerts.set("2026-11-03")
      try await alerts.send()
      let news = try await alerts.news()
      #expect(news.count == 2)
      #expect(news.count(of: "/vacancies/0") + news.count(of: "/vacancies/1") >= 505)
      #expect((1...504).allSatisfy { news.count(of: "Copy \($0).") == 1 })
    }
  }

  @Test("The mail offers to end it by one click, in the headers of RFC 8058")
  func headers() async throws {
    try await AlertsFixture.run { alerts in
      try await alerts.alert()
      try await alerts.publish("Year 1 teacher")
      try alerts.set("2026-11-03")
      try await alerts.send()
      let mails = try await ReadMail(alerts.services).newest(by: .operatorAtCommandLine).items
      let mail = try #require(mails.first { $0.subject.contains("new vacancy") })
      let link = try #require(mail.headers.first { $0.name == "List-Unsubscribe" }).value
      #expect(link.hasPrefix("<http://staffroom.test/alerts/unsubscribe?token="))
      #expect(
        mail.headers.contains {
          $0.name == "List-Unsubscribe-Post" && $0.value == "List-Unsubscribe=One-Click"
        })
    }
  }
}
