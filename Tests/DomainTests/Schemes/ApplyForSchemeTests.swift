import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Applying for schemes") struct ApplyForSchemeTests {
  @Test("A teacher is told once after completion, applies by the record, is awarded, accepts and is paid")
  func journey() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await desk.scheme(
        SchemeDesk.content(criteria: [
          SchemeCriterion(.induction, choices: ["completed"]), SchemeCriterion(.borough),
          SchemeCriterion(.phase, choices: ["primary"]),
          SchemeCriterion(.judged, wording: "A plan for the school."),
        ]))
      let (teacher, _) = try await desk.completed()
      #expect(try await TellOfSchemes(services)() == 1)
      #expect(try await TellOfSchemes(services)() == 0)
      let told = "What you can apply for now that induction is completed"
      #expect(try await desk.accounts.subjects(to: "nia@people.example").filter { $0 == told }.count == 1)

      let apply = ApplyForScheme(services)
      #expect(try await apply.offers(by: teacher).items.first?.isOpen == true)
      _ = try await apply.save(scheme.id, statement: "I", by: teacher)
      let draft = try #require(try await apply.own(by: teacher).first)
      #expect(draft.state == .draft && draft.statement == "I")
      #expect(
        try await outcome { _ = try await apply.send(scheme.id, statement: "I", by: teacher) }?.fields
          == ["statement"])
      let decide = DecideSchemeApplication(services)
      #expect(
        try await outcome { _ = try await decide.find(draft.id, by: officer) } == .notFound("application"))
      let sent = try await apply.send(scheme.id, statement: SchemeDesk.statement, by: teacher)
      #expect(sent.id == draft.id && sent.facts?.phase == "primary" && sent.facts?.trn == "1234567")
      let again = try await apply.send(scheme.id, statement: SchemeDesk.statement, by: teacher)
      #expect(again.id == sent.id)
      #expect(try await apply.offers(by: teacher).items.first?.obstacles == ["You have applied already."])

      #expect(
        try await SchemeDesk.messages {
          _ = try await decide.award(sent.id, pence: nil, expectedVersion: nil, by: officer)
        } == ["Check this criterion first: A plan for the school."])
      // A wrong amount is told with what is still to be checked.
      #expect(
        try await outcome {
          _ = try await decide.award(sent.id, pence: 1, expectedVersion: nil, by: officer)
        }?.fields == ["pence", "criteria[3]"])
      try await award(sent.id, desk)
      #expect(
        try await outcome { _ = try await apply.accept(sent.id, expectedVersion: 1, by: teacher) }
          == .staleVersion(current: try await apply.find(sent.id, by: teacher).application.version))
      #expect(try await apply.accept(sent.id, expectedVersion: nil, by: teacher).state == .accepted)
      try await pay(sent.id, scheme.id, desk)
      let trail = try await services.pool.query(
        "SELECT action FROM audit_event WHERE subject_id = \(sent.id.description) ORDER BY happened_at, id"
      ).map { try $0.decode("action", as: String.self) }
      #expect(Set(trail).isSuperset(of: ["scheme_application.sent", "scheme_application.offered"]))
      #expect(trail.contains("scheme_application.accepted") && trail.contains("scheme_application.paid"))
    }
  }

  private func award(_ id: SchemeApplicationID, _ desk: InductionDesk) async throws {
    let (decide, officer) = (DecideSchemeApplication(desk.services), desk.officer)
    let found = try await decide.find(id, by: officer)
    let judged = try #require(found.findings.last?.criterion.id)
    let borough = try #require(found.findings[1].criterion.id)
    #expect(
      try await outcome { _ = try await decide.check(id, borough, isMet: false, by: officer) }?.fields == [
        "note"
      ])
    #expect(
      try await outcome { _ = try await decide.check(id, judged, isMet: true, by: desk.administrator) }
        == .notFound("application"))
    _ = try await decide.check(id, judged, isMet: true, by: officer)
    #expect(
      try await outcome {
        _ = try await decide.award(id, pence: 13_334, expectedVersion: nil, by: officer)
      }?.fields == ["pence"])
    let offered = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
    #expect(offered.application.answerBy == day("2026-11-16") && offered.application.amountPence == 13_333)
  }

  private func pay(_ id: SchemeApplicationID, _ scheme: SchemeID, _ desk: InductionDesk) async throws {
    let (pay, officer, services) = (PaySchemeAward(desk.services), desk.officer, desk.services)
    #expect(
      try await outcome {
        _ = try await pay.plan(id, pence: 13_334, dueOn: day("2026-12-01"), expectedVersion: nil, by: officer)
      }?.fields == ["pence"])
    let noDay = [FieldProblem(field: "due_on", message: "Enter a real day.")]
    #expect(
      try await outcome {
        _ = try await pay.plan(id, pence: 0, dueOn: nil, unread: noDay, expectedVersion: nil, by: officer)
      }?.fields == ["due_on", "pence"])
    let noAmount = [FieldProblem(field: "pence", message: "Enter an amount.")]
    #expect(
      try await outcome {
        _ = try await pay.release(
          id, pence: 0, reason: "", unread: noAmount, expectedVersion: nil, by: officer)
      }?.fields == ["pence", "reason"])
    for day in [nil, day("2026-11-01"), day("2020-01-01")] {
      #expect(
        try await outcome {
          _ = try await pay.plan(id, pence: 5_000, dueOn: day, expectedVersion: nil, by: officer)
        }?.fields == ["due_on"])
    }
    _ = try await pay.plan(id, pence: 5_000, dueOn: day("2026-11-02"), expectedVersion: nil, by: officer)
    let planned = try await pay.plan(
      id, pence: 4_000, dueOn: day("2027-01-04"), expectedVersion: nil, by: officer)
    #expect(planned.unplannedPence == 4_333)
    let (first, second) = (planned.payments[0].id, planned.payments[1].id)
    #expect(
      try await outcome { _ = try await pay.pay(first, on: day("2026-11-03"), by: officer) }?.fields == [
        "paid_on"
      ])
    _ = try await pay.pay(first, on: day("2026-11-02"), by: officer)
    var budget = try await SchemeDesk.budget(scheme, services, by: officer)
    #expect(budget.committedPence == 13_333 && budget.spentPence == 5_000 && budget.offeredPence == 0)
    _ = try await pay.release(
      id, pence: 4_333, reason: "The course cost less.", expectedVersion: nil, by: officer)
    budget = try await SchemeDesk.budget(scheme, services, by: officer)
    #expect(budget.committedPence == 9_000 && budget.leftPence == 91_000)
    let done = try await pay.pay(second, on: day("2026-11-02"), by: officer)
    #expect(done.application.state == .ended && done.application.spentPence == 9_000)
    #expect(try await pay.undo(second, by: officer).application.state == .accepted)
    #expect(try await outcome { _ = try await pay.remove(first, by: officer) }?.isConflict == true)
    _ = try await pay.pay(second, on: day("2026-11-02"), by: officer)
    budget = try await SchemeDesk.budget(scheme, services, by: officer)
    #expect(budget.spentPence == 9_000 && budget.awards == 1)
  }

  @Test("What can’t be applied for says why, in words")
  func obstacles() async throws {
    try await InductionDesk.run { desk async throws in
      _ = try await desk.scheme(
        SchemeDesk.content(criteria: [
          SchemeCriterion(.induction, choices: ["completed"]), SchemeCriterion(.years, number: 5),
        ]))
      _ = try await desk.scheme(
        SchemeDesk.content("Early help", criteria: [SchemeCriterion(.induction, choices: ["serving"])]))
      _ = try await desk.scheme(
        SchemeDesk.content("German grant", criteria: [SchemeCriterion(.phase, choices: ["secondary"])]))
      let apply = ApplyForScheme(desk.services)
      let stranger = try await desk.teacher("else@people.example")
      #expect(
        try await apply.offers(by: stranger).items.allSatisfy {
          $0.obstacles.first?.contains("none is held") == true
        })
      _ = try await desk.begun()
      let teacher = try await desk.teacher()
      let offers = try await apply.offers(by: teacher).items
      let read = ReadSchemes(desk.services)
      let first = try await apply.offers(limit: 1, by: teacher)
      let rest = try await apply.offers(limit: 10, after: first.next, by: teacher)
      #expect((first.items + rest.items).map(\.scheme.id) == offers.map(\.scheme.id) && rest.next == nil)
      let listed = try await Page.every { try await read.published(limit: 1, after: $0) }
      #expect(listed.count > 1 && listed.map(\.id) == offers.map(\.scheme.id))
      func said(_ name: String) -> [String]? { offers.first { $0.scheme.content.name == name }?.obstacles }
      #expect(
        said("Leadership course") == [
          "This is for those who have completed induction satisfactorily, and yours is “In induction”."
        ])
      #expect(said("Early help")?.isEmpty == true)
      #expect(said("German grant") == ["By the induction record you teach in another phase: Primary."])
      let closed = try #require(offers.first { $0.scheme.content.name == "Early help" }?.scheme)
      _ = try await ManageSchemes(desk.services).close(closed.id, expectedVersion: nil, by: desk.officer)
      #expect(
        try await outcome { _ = try await apply.save(closed.id, statement: "x", by: teacher) }?.isConflict
          == true)
      #expect(try await outcome { _ = try await apply.offers(by: VacancyDesk.visitor) } == .signInRequired)
    }
  }

  @Test(
    "An offer stands through its last day and lapses the night after; a declined one frees money and place")
  func answers() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let scheme = try await desk.scheme(places: 1)
      let (teacher, _) = try await desk.completed()
      let (apply, decide) = (ApplyForScheme(services), DecideSchemeApplication(services))
      let id = try await apply.send(scheme.id, statement: SchemeDesk.statement, by: teacher).id
      _ = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
      desk.clock.set(try #require(LondonTime.instant(day("2026-11-16"), hour: 23, minute: 59)))
      #expect(try await LapseSchemeOffers(services)() == 0)
      desk.clock.set(try #require(LondonTime.instant(day("2026-11-17"), hour: 0, minute: 0)))
      #expect(
        try await outcome { _ = try await apply.accept(id, expectedVersion: nil, by: teacher) }?.isConflict
          == true)
      #expect(try await LapseSchemeOffers(services)() == 1)
      #expect(try await SchemeDesk.budget(scheme.id, services, by: officer).free == 1)
      _ = try await decide.reopen(id, expectedVersion: nil, by: officer)
      _ = try await decide.award(id, pence: nil, expectedVersion: nil, by: officer)
      #expect(try await apply.decline(id, expectedVersion: nil, by: teacher).state == .declined)
      let budget = try await SchemeDesk.budget(scheme.id, services, by: officer)
      #expect(budget.free == 1 && budget.leftPence == budget.budgetPence)
      // They may apply again, and take it back.
      let second = try await apply.send(scheme.id, statement: SchemeDesk.statement, by: teacher)
      #expect(second.id != id)
      #expect(try await apply.withdraw(second.id, expectedVersion: nil, by: teacher).state == .withdrawn)
      let stranger = try await desk.teacher("else@people.example")
      #expect(try await outcome { _ = try await apply.find(id, by: stranger) } == .notFound("application"))
    }
  }

  @Test(
    "Schemes are managed by the authority's staff; criteria stay once somebody has applied; withdrawing tells them"
  )
  func managing() async throws {
    try await InductionDesk.run { desk async throws in
      let (services, officer) = (desk.services, desk.officer)
      let manage = ManageSchemes(services)
      #expect(
        try await outcome {
          _ = try await manage.create(of: desk.authority, SchemeDesk.content(), by: desk.head)
        }?.isNotAllowed == true)
      #expect(
        try await outcome { _ = try await manage.create(of: desk.authority, SchemeContent(), by: officer) }?
          .fields
          == ["name", "kind", "summary", "description", "criteria", "opens_on", "closes_on", "amount_pence"])
      let draft = try await manage.create(of: desk.authority, SchemeDesk.content(), by: officer)
      #expect(
        try await outcome { _ = try await ReadSchemes(services).find(draft.id, by: desk.head) }
          == .notFound("scheme"))
      #expect(
        try await outcome { _ = try await manage.publish(draft.id, expectedVersion: nil, by: officer) }?
          .fields
          == ["budget_pence"])
      try await manage.remove(draft.id, expectedVersion: nil, by: officer)
      let scheme = try await desk.scheme()
      let (teacher, _) = try await desk.completed()
      let sent = try await ApplyForScheme(services).send(
        scheme.id, statement: SchemeDesk.statement, by: teacher)
      var content = scheme.content
      content.summary = "A course for those who lead."
      #expect(
        try await outcome { _ = try await manage.change(scheme.id, content, expectedVersion: 1, by: officer) }
          == .staleVersion(current: scheme.version))
      let changed = try await manage.change(
        scheme.id, content, expectedVersion: scheme.version, by: officer)
      #expect(changed.content.summary == content.summary)
      content.criteria.append(SchemeCriterion(.borough))
      #expect(
        try await outcome {
          _ = try await manage.change(scheme.id, content, expectedVersion: nil, by: officer)
        }?.fields
          == ["criteria"])
      _ = try await manage.withdraw(
        scheme.id, reason: "The grant has ended.", expectedVersion: nil, by: officer)
      let found = try await ApplyForScheme(services).find(sent.id, by: teacher).application
      #expect(found.state == .refused && found.reason == "The grant has ended.")
      #expect(try await ReadSchemes(services).published().items.isEmpty)
    }
  }
}
