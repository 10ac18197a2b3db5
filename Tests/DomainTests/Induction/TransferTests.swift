import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// What tests of transfers have in common.
enum TransferCase {
  static let contact = "hub@hub.example"

  static func content(
    on first: String, body: String = "Example Teaching School Hub", email: String = contact,
    school: String = "Far Academy", reason: String = "A post at Far Academy."
  ) -> TransferContent {
    TransferContent(
      cause: .moves, bodyName: body, contactEmail: email, schoolName: school, transfersOn: day(first),
      reason: reason)
  }

  static func noon(_ text: String) throws -> Date {
    try #require(LondonTime.instant(day(text), hour: 12, minute: 0))
  }

  /// The token of the newest link that was sent to the contact.
  static func token(_ services: Services, to email: String = contact) async throws -> String {
    let body = try await services.pool.value(
      """
      SELECT body FROM outbox_mail WHERE recipient = \(email) AND strpos(body, 'transferred-inductions/') > 0
      ORDER BY created_at DESC, id DESC LIMIT 1
      """, as: String.self)
    return String(try #require(body.firstMatch(of: /transferred-inductions\/([A-Za-z0-9_-]+)/)?.1))
  }

  static func state(_ id: InductionID, _ desk: InductionDesk) async throws -> InductionState {
    try await ReadInductions(desk.services).find(id, by: desk.officer).induction.state
  }
}

@Suite("Transfers of inductions to another body") struct TransferTests {
  private static func isGone(_ work: () async throws -> Void) async throws -> Bool {
    if case .gone = try await outcome(work) { true } else { false }
  }

  @Test("It ends posts the day before, and takes effect on the first day there and not before")
  func dayOfTransfer() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, use, settle) = (
        begun.induction.id, TransferInduction(desk.services), SettleInductions(desk.services)
      )
      let made = try await use.begin(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: begun.induction.version, by: desk.officer
      )
      #expect(made.transfer.state == .agreed && made.transfer.agreedBy != nil)
      let noticed = try await ReadInductions(desk.services).find(id, by: desk.head)
      #expect(noticed.induction.state == .serving && noticed.periods.last?.endsOn == day("2027-04-11"))
      #expect(noticed.due.contains { $0.dueOn == day("2027-03-25") })
      // The school may still end the post sooner, and not later.
      let period = try #require(noticed.periods.last).id
      for (last, isTaken) in [("2027-04-12", false), ("2027-04-10", true), ("2027-04-11", true)] {
        let found = try await outcome {
          _ = try await RecordInduction(desk.services).endPeriod(
            period, of: id, on: day(last), leavesTeaching: false, expectedVersion: nil, by: desk.head)
        }
        #expect((found == nil) == isTaken)
      }
      desk.clock.set(try TransferCase.noon("2027-04-11"))
      while try await settle() > 0 {}
      #expect(try await TransferCase.state(id, desk) == .paused)
      desk.clock.set(try TransferCase.noon("2027-04-12"))
      #expect(try await settle() == 1)
      #expect(try await settle() == 0)
      let gone = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(gone.induction.state == .transferred && gone.due.allSatisfy { $0.doneOn != nil })
      #expect(try await RemindOfInductionDue(desk.services)() == 0)
      // Term dates that change afterwards bring nothing back.
      try await desk.services.pool.execute("UPDATE induction SET plan_is_stale = true")
      #expect(try await ReplanStaleInductions(desk.services)() == 1)
      #expect(
        try await ReadInductions(desk.services).find(id, by: desk.officer).due.allSatisfy {
          $0.doneOn != nil
        })
      let board = try await ReadInductionBoard(desk.services)(of: desk.authority.place, by: desk.officer)
      #expect(board.transfersWaiting == 1 && board.cohorts.map(\.transferred) == [1])
      #expect(board.overdue.isEmpty)
      let actions = try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
      #expect(actions.first?.contains("1234567,2001-02-28,2027-04-11,1.0,release") == true, "\(actions)")
      // What was never claimed can’t be released: it is claimed first.
      let claims = try await ExportInductions(desk.services).claims(of: desk.authority, by: desk.officer)
      #expect(claims.count == 1 && claims[0].contains("1234567,2001-02-28,"))
      let entries = try await ReadTimeline(desk.services)(id, by: desk.officer).entries
      #expect(entries.contains { $0.kind == .transfer && $0.title.hasSuffix("takes over") })
    }
  }

  @Test("Who has served all of it by then has nothing left for another body, and is not transferred")
  func nothingLeft() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, use) = (begun.induction.id, TransferInduction(desk.services))
      let end = try #require(begun.induction.plan?.expectedEnd)
      try desk.goTo(end.adding(days: -10))
      let late = TransferCase.content(on: end.adding(days: 1).description)
      let asked = try await outcome {
        _ = try await use.ask(id, late, expectedVersion: nil, by: desk.head)
      }
      let begunAtOnce = try await outcome {
        _ = try await use.begin(id, late, expectedVersion: nil, by: desk.officer)
      }
      #expect(asked?.fields == ["transfers_on"] && begunAtOnce == asked)
      if case .invalid(let problems) = asked {
        #expect(problems.first?.message.contains("so nothing is left to serve under another body") == true)
      }
      let record = try await desk.record(id)
      #expect(TransferInduction.nothingLeft(record, from: end.adding(days: 1)) != nil)
      #expect(TransferInduction.nothingLeft(record, from: end) == nil)
      // With the last day under the other body something is.
      let made = try await use.ask(
        id, TransferCase.content(on: end.description), expectedVersion: nil, by: desk.head)
      let moved = try await outcome {
        _ = try await use.record(
          .agree, TransferEntry(content: late), of: made.transfer.id, expectedVersion: nil, by: desk.officer)
      }
      #expect(moved?.fields == ["transfers_on"])
    }
  }

  @Test(
    "The first day there lies after a post has begun, and at most a year ahead",
    arguments: [
      ("2027-01-04", false), ("2027-01-05", true), ("2027-11-03", true), ("2027-11-04", false),
    ])
  func bounds(first: String, isTaken: Bool) async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let found = try await outcome {
        _ = try await TransferInduction(desk.services).begin(
          begun.induction.id, TransferCase.content(on: first), expectedVersion: nil, by: desk.officer)
      }
      #expect(isTaken ? found == nil : found != nil)
      if case .invalid(let problems) = found { #expect(problems.map(\.field) == ["transfers_on"]) }
    }
  }

  @Test(
    "An interim assessment is asked for after one whole term in the post and not before",
    arguments: [("2027-03-25", InterimRule.Finding.notNeeded), ("2027-03-26", .asked)])
  func interim(first: String, finding: InterimRule.Finding) async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let made = try await TransferInduction(desk.services).begin(
        id, TransferCase.content(on: first), expectedVersion: nil, by: desk.officer)
      #expect(made.interim == finding)
      let told = try await desk.services.pool.value(
        """
        SELECT count(*) FROM outbox_mail
        WHERE recipient = 'head@example.org' AND strpos(body, 'Write an interim assessment') > 0
        """, as: Int.self)
      #expect(told == (finding == .asked ? 1 : 0))
      desk.clock.set(try TransferCase.noon("2027-04-20"))
      while try await SettleInductions(desk.services)() > 0 {}
      // The school still writes it when the teacher has gone.
      let opened = try await AssessInduction(desk.services).open(id, .interim, number: 1, by: desk.head)
      #expect(opened.mayWrite)
    }
  }

  @Test("A head asks and takes back, an officer agrees with another day or refuses; others do not")
  func asking() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (use, content) = (TransferInduction(desk.services), TransferCase.content(on: "2027-04-12"))
      for actor in [desk.tutor, desk.officer] {
        let refused = try await outcome {
          _ = try await use.ask(id, content, expectedVersion: nil, by: actor)
        }
        if case .notAllowed = refused {} else { Issue.record("\(String(describing: refused))") }
      }
      #expect(
        try await outcome { _ = try await use.ask(id, content, expectedVersion: nil, by: desk.desk.stranger) }
          == .notFound("induction"))
      let asked = try await use.ask(id, content, expectedVersion: nil, by: desk.head)
      #expect(asked.transfer.state == .asked && asked.steps == [.withdraw])
      #expect(
        try await desk.accounts.subjects(to: "officer@example.org").contains {
          $0.hasPrefix("A transfer is asked")
        })
      let again = try await outcome {
        _ = try await use.ask(id, content, expectedVersion: nil, by: desk.head)
      }
      #expect(again?.isConflict == true)
      let first = asked.transfer.id
      let byHead = try await outcome {
        _ = try await use.record(.agree, of: first, expectedVersion: nil, by: desk.head)
      }
      if case .notAllowed = byHead {} else { Issue.record("\(String(describing: byHead))") }
      #expect(
        try await use.record(.withdraw, of: first, expectedVersion: 1, by: desk.head).transfer.state
          == .withdrawn)
      let second = try await use.ask(id, content, expectedVersion: nil, by: desk.head).transfer.id
      let blank = try await outcome {
        _ = try await use.record(.refuse, of: second, expectedVersion: nil, by: desk.officer)
      }
      #expect(blank != nil)
      _ = try await use.record(
        .refuse, TransferEntry(reason: "The teacher stays with us."), of: second, expectedVersion: nil,
        by: desk.officer)
      let third = try await use.ask(id, content, expectedVersion: nil, by: desk.head).transfer.id
      let agreed = try await use.record(
        .agree, TransferEntry(content: TransferCase.content(on: "2027-04-19")), of: third,
        expectedVersion: nil, by: desk.officer)
      #expect(agreed.transfer.state == .agreed && agreed.transfer.transfersOn == day("2027-04-19"))
      // The teacher sees it, without the address of somebody else, and is told.
      let teacher = try await desk.teacher()
      let seen = try await use.list(id, by: teacher)
      #expect(seen.count == 3 && seen.allSatisfy { $0.transfer.contactEmail == nil && $0.steps.isEmpty })
      #expect(
        try await desk.accounts.subjects(to: "nia@people.example").contains {
          $0.hasSuffix("goes to another appropriate body")
        })
      #expect(try await outcome { _ = try await use.find(third, by: desk.desk.stranger) } != nil)
    }
  }

  @Test("The record is fetched once, read for an hour and acknowledged; a link expires after two weeks")
  func receipt() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let (use, receive) = (TransferInduction(desk.services), ReceiveTransfer(desk.services))
      let made = try await use.begin(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer)
      let transfer = made.transfer.id
      #expect(try await use.bundle(transfer, by: desk.officer).frozenAt == nil)
      _ = try await use.record(.give, of: transfer, expectedVersion: nil, by: desk.officer)
      let first = try await TransferCase.token(desk.services)
      #expect(try await receive.offer(first).toBody == "Example Teaching School Hub")
      desk.clock.advance(days: 14)
      desk.clock.advance(seconds: -1)
      #expect(try await RemindOfTransfers(desk.services)() == 0)
      _ = try await receive.offer(first)
      desk.clock.advance(seconds: 1)
      #expect(try await Self.isGone { _ = try await receive.offer(first) })
      #expect(try await RemindOfTransfers(desk.services)() == 1)
      #expect(try await RemindOfTransfers(desk.services)() == 0)
      _ = try await use.record(
        .give, TransferEntry(email: "new@hub.example"), of: transfer, expectedVersion: nil, by: desk.officer)
      let second = try await TransferCase.token(desk.services, to: "new@hub.example")
      let withdrawn = try await use.record(
        .withdrawLink, of: transfer, expectedVersion: nil, by: desk.officer)
      #expect(withdrawn.transfer.state == .agreed && withdrawn.givings.count == 2)
      #expect(try await Self.isGone { _ = try await receive.offer(second) })
      desk.clock.advance(seconds: 1)
      _ = try await use.record(.give, of: transfer, expectedVersion: nil, by: desk.officer)
      let third = try await TransferCase.token(desk.services, to: "new@hub.example")
      #expect(try await outcome { _ = try await receive.fetch(third, by: " ", actor: .worker) } != nil)
      let key = try await receive.fetch(third, by: "Hal Sample", actor: .worker)
      #expect(try await Self.isGone { _ = try await receive.fetch(third, by: "Hal", actor: .worker) })
      #expect(try await Self.isGone { _ = try await receive.read(third) })
      let fetched = try await use.find(transfer, by: desk.officer)
      #expect(fetched.transfer.state == .fetched && fetched.givings.last?.fetchedBy == "Hal Sample")
      #expect(try await receive.read(key).bundle.teacher.trn == "1234567")
      let received = try await receive.acknowledge(key, by: "Hal Sample", actor: .worker)
      #expect(received.acknowledgedBy == "Hal Sample")
      #expect(try await use.find(transfer, by: desk.head).transfer.state == .acknowledged)
      desk.clock.advance(seconds: 3_600)
      #expect(try await Self.isGone { _ = try await receive.read(key) })
      #expect(try await desk.accounts.audited("induction.transfer_fetched") == 1)
      await #expect(throws: PostgresError.self) {
        try await desk.services.pool.execute("UPDATE induction_transfer_giving SET content = '{}'")
      }
    }
  }

  @Test("Undone, the posts go on as they were known, what is due is due again, and the link is dead")
  func undone() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun()
      let (id, use) = (begun.induction.id, TransferInduction(desk.services))
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.last).id, of: id, on: day("2027-12-17"), leavesTeaching: true,
        expectedVersion: nil, by: desk.head)
      let transfer = try await use.begin(
        id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer
      ).transfer.id
      _ = try await use.record(.give, of: transfer, expectedVersion: nil, by: desk.officer)
      desk.clock.set(try TransferCase.noon("2027-04-12"))
      while try await SettleInductions(desk.services)() > 0 {}
      #expect(try await TransferCase.state(id, desk) == .transferred)
      let undone = try await use.record(
        .undo, TransferEntry(reason: "The post there fell through."), of: transfer, expectedVersion: nil,
        by: desk.officer)
      #expect(undone.transfer.state == .undone && undone.transfer.endReason?.isEmpty == false)
      let record = try await ReadInductions(desk.services).find(id, by: desk.officer)
      #expect(record.induction.state == .serving && record.periods.last?.endsOn == day("2027-12-17"))
      #expect(record.due.contains { $0.doneOn == nil })
      desk.clock.set(try TransferCase.noon("2027-12-17"))
      while try await SettleInductions(desk.services)() > 0 {}
      #expect(try await TransferCase.state(id, desk) == .left)
      #expect(
        try await desk.accounts.subjects(to: TransferCase.contact).contains { $0.hasSuffix("is undone") })
      // Who has left teaching may go on under another body all the same.
      let again = try await use.begin(
        id, TransferCase.content(on: "2027-12-18"), expectedVersion: nil, by: desk.officer)
      #expect(again.transfer.state == .agreed)
    }
  }

  @Test("A recommended or decided induction stays where it is")
  func decided() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let use = TransferInduction(desk.services)
      _ = try await DecideInduction(desk.services).recommend(
        id, .satisfactory, reasons: "Every Standard is met.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      let found = try await outcome {
        _ = try await use.begin(
          id, TransferCase.content(on: "2027-04-12"), expectedVersion: nil, by: desk.officer)
      }
      #expect(found?.isConflict == true)
    }
  }
}
