import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Saved vacancies")
struct SavedVacancyTests {
  private func person(_ desk: VacancyDesk, _ email: String = "ada@example.org") async throws -> Actor {
    let accounts = AccountsFixture(desk.services)
    try await accounts.person(email, name: "Ada Sample")
    return try await accounts.acting(email)
  }

  private func content(_ title: String, closing: String) -> VacancyContent {
    var content = VacancyDesk.content(title)
    (content.closesOn, content.startsInTerm) = (day(closing), "2027-autumn")
    return content
  }

  @Test("A person saves a vacancy and takes it away again, however often; what closes soon comes first")
  func list() async throws {
    try await VacancyDesk.run { desk in
      let ada = try await person(desk)
      let late = try await desk.published(content("Closes late", closing: "2027-01-20"))
      let soon = try await desk.published(content("Closes soon", closing: "2026-11-20"))
      let save = SaveVacancy(desk.services)
      #expect(try await save(late.id, by: ada))
      #expect(try await save(soon.id, by: ada))
      #expect(try await save(soon.id, by: ada) == false)
      let list = ListSavedVacancies(desk.services)
      #expect(try await list.every(by: ada).map(\.title) == ["Closes soon", "Closes late"])
      #expect(try await list.saved(among: [late.id], by: ada) == [late.id])
      // After closing it stays in the list, at its end.
      desk.clock.set(try #require(soon.closesAt).addingTimeInterval(1))
      let after = try await list.every(by: ada)
      var (paged, cursor): ([VacancyID], SavedVacancyCursor?) = ([], nil)
      repeat {
        let page = try await list(limit: 1, after: cursor, by: ada)
        paged += page.items.map(\.id)
        cursor = page.next.flatMap { SavedVacancyCursor($0.description) }
      } while cursor != nil
      #expect(paged == after.map(\.id))
      #expect(after.map(\.title) == ["Closes late", "Closes soon"])
      #expect(after[1].standing(at: desk.services.now()) == .closed)
      let forget = ForgetSavedVacancy(desk.services)
      #expect(try await forget(soon.id, by: ada))
      #expect(try await forget(soon.id, by: ada) == false)
      #expect(try await list(by: ada).items.count == 1)
    }
  }

  @Test("Drafts can't be saved, nor can a vacancy that has closed; visitors sign in first")
  func refusals() async throws {
    try await VacancyDesk.run { desk in
      let ada = try await person(desk)
      let draft = try await desk.draft()
      let save = SaveVacancy(desk.services)
      #expect(try await outcome { try await save(draft.id, by: ada) } == .notFound("vacancy"))
      let open = try await desk.published()
      #expect(try await outcome { try await save(open.id, by: VacancyDesk.visitor) } == .signInRequired)
      desk.clock.set(try #require(open.closesAt))
      #expect(try await outcome { try await save(open.id, by: ada) }?.isConflict == true)
    }
  }

  @Test("One mail comes ten days before closing, of all that was saved in time and not applied for")
  func reminder() async throws {
    try await VacancyDesk.run { desk in
      let ada = try await person(desk)
      let first = try await desk.published(content("First post", closing: "2026-11-20"))
      let second = try await desk.published(content("Second post", closing: "2026-11-20"))
      let applied = try await desk.published(content("Applied post", closing: "2026-11-20"))
      for vacancy in [first, second, applied] { try await SaveVacancy(desk.services)(vacancy.id, by: ada) }
      try await CompleteApplication.save(by: ada, desk.services)
      _ = try await SendApplication(desk.services)(vacancy: applied.id, submission: UUID(), by: ada)
      let remind = RemindOfSavedVacancies(desk.services)
      desk.clock.set(try #require(first.closesAt).addingTimeInterval(-RemindOfSavedVacancies.lead - 1))
      #expect(try await remind() == 0)
      desk.clock.advance(seconds: 2)
      let late = try await person(desk, "late@example.org")
      try await SaveVacancy(desk.services)(first.id, by: late)
      #expect(try await remind() == 2)
      #expect(try await remind() == 0)
      let body = try await desk.services.pool.value(
        "SELECT body FROM outbox_mail WHERE subject = '2 vacancies you saved close soon'", as: String.self)
      #expect(body.contains("First post") && body.contains("Second post") && !body.contains("Applied post"))
    }
  }

  @Test("Workers at once remind each person once, and nobody who doesn't want it")
  func workersAtOnce() async throws {
    try await VacancyDesk.run { desk in
      let vacancy = try await desk.published(content("One post", closing: "2026-11-20"))
      for number in 1...6 {
        let person = try await person(desk, "person\(number)@example.org")
        try await SaveVacancy(desk.services)(vacancy.id, by: person)
        if number == 6 { try await SetSavedVacancyReminders(desk.services)(false, by: person) }
      }
      desk.clock.set(try #require(vacancy.closesAt).addingTimeInterval(-9 * 86_400))
      let services = desk.services
      let total = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 1...3 {
          group.addTask {
            var total = 0
            while case let count = try await RemindOfSavedVacancies(services)(), count > 0 { total += count }
            return total
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(total == 5)
      #expect(
        try await services.pool.value(
          "SELECT count(*) FROM outbox_mail WHERE subject LIKE 'A vacancy you saved%'", as: Int.self) == 5)
    }
  }
}

@Suite("Views of vacancies")
struct VacancyViewsTests {
  private func views(_ services: Services) async throws -> Int {
    try await services.pool.value("SELECT coalesce(sum(views), 0)::bigint FROM vacancy_view", as: Int.self)
  }

  @Test("Are added up by day, of several processes, and only those of vacancies that there are")
  func count() async throws {
    try await VacancyDesk.run { desk in
      let vacancy = try await desk.published()
      let (one, other) = (VacancyViews(desk.services), VacancyViews(desk.services))
      for _ in 1...3 { one.note(vacancy.id) }
      other.note(vacancy.id)
      one.note(VacancyID(rawValue: UUID()))
      #expect(try await views(desk.services) == 0)
      try await one.flush()
      try await other.flush()
      desk.clock.advance(days: 1)
      one.note(vacancy.id)
      try await one.flush()
      #expect(try await one.flush() == 0)
      #expect(try await views(desk.services) == 5)
      #expect(try await AccountsFixture(desk.services).count("vacancy_view") == 2)
    }
  }

  @Test("Are stored when the counting is stopped, and never grow without bound")
  func stop() async throws {
    try await VacancyDesk.run { desk in
      let vacancy = try await desk.published()
      let views = VacancyViews(desk.services, bound: 2)
      views.note(vacancy.id)
      for _ in 1...50 { views.note(VacancyID(rawValue: UUID())) }
      let task = Task { await views.run(every: .seconds(3_600)) }
      task.cancel()
      await task.value
      #expect(try await self.views(desk.services) == 1)
    }
  }
}

@Suite("Vacancies like one that has closed")
struct SimilarVacanciesTests {
  @Test("Share a subject or phase with it; the most alike come first, in an order that stays")
  func order() async throws {
    try await VacancyDesk.run { desk in
      func publish(_ title: String, _ phase: VacancyPhase, _ subjects: [String], _ closing: String)
        async throws
        -> Vacancy
      {
        var content = VacancyDesk.content(title)
        (content.phases, content.subjects, content.startsInTerm) = ([phase], subjects, "2027-autumn")
        content.closesOn = day(closing)
        return try await desk.published(content)
      }
      let own = try await publish("Own post", .primary, ["music"], "2026-11-10")
      _ = try await publish("Same phase, later", .primary, [], "2027-01-12")
      _ = try await publish("Same phase, sooner", .primary, [], "2027-01-11")
      _ = try await publish("Same subject", .secondary, ["music"], "2027-01-20")
      _ = try await publish("Neither", .secondary, ["history"], "2027-01-10")
      desk.clock.set(try #require(own.closesAt))
      let similar = SimilarVacancies(desk.services)
      let titles = try await similar(to: own.id).map(\.title)
      #expect(titles == ["Same subject", "Same phase, sooner", "Same phase, later"])
      #expect(try await similar(to: own.id).map(\.title) == titles)
      // Of a draft nothing can be learnt.
      #expect(try await similar(to: desk.draft().id).isEmpty)
    }
  }
}
