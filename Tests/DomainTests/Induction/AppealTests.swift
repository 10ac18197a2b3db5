import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Appeals against failures and extensions") struct AppealTests {
  private static let grounds = "My support plan was never put into practice."

  /// A decision of Monday 2 November 2026 that may be appealed against.
  private static func appeal(
    _ desk: InductionDesk, _ outcome: InductionOutcome, institution: String = "academy"
  ) async throws -> (InductionID, InductionAppeal, teacher: Actor) {
    var content = InductionDesk.content()
    content.institution = institution
    let id = try await desk.begun(content).induction.id
    let teacher = try await desk.teacher()
    try await desk.decided(id, outcome, teacher: teacher)
    return (id, try #require(try await AppealInduction(desk.services).list(id, by: teacher).first), teacher)
  }

  private static func set(_ desk: InductionDesk, _ date: String, _ hour: Int = 12, _ minute: Int = 0) throws {
    desk.clock.set(try #require(LondonTime.instant(day(date), hour: hour, minute: minute)))
  }

  @Test(
    "From the notice to the outcome: teacher, body and head see it, and an allowed appeal completes induction"
  )
  func allowed() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .notSatisfactory)
      let appeals = AppealInduction(desk.services)
      #expect(open.state == .open && open.deemedOn == day("2026-11-04") && open.appealBy == day("2026-12-01"))
      #expect(try await appeals.steps(open, by: teacher) == [.lodge, .waive])
      #expect(try await appeals.steps(open, by: desk.head).isEmpty)
      for actor in [desk.tutor, desk.administrator] {
        #expect(try await appeals.list(id, by: actor).isEmpty)
        #expect(
          try await outcome {
            _ = try await appeals.record(.waive, AppealEntry(), of: open.id, expectedVersion: nil, by: actor)
          } == .notFound("appeal"))
      }
      #expect(
        try await outcome {
          _ = try await appeals.record(
            .lodge, AppealEntry(text: "No."), of: open.id, expectedVersion: nil, by: teacher)
        }?.fields == ["text"])
      let lodged = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: open.version, by: teacher)
      // 2 November is the first of 20 working days.
      #expect(
        lodged.state == .lodged && lodged.replyBy == day("2026-11-27") && lodged.lodgedBy == "Nia Sample")
      #expect(
        try await outcome {
          _ = try await appeals.record(
            .withdraw, AppealEntry(), of: open.id, expectedVersion: open.version, by: teacher)
        } == .staleVersion(current: lodged.version))
      #expect(
        try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items.map(
          \.kind)
          == [.letterSecretaryOfState, .appealReply])
      #expect(
        try await outcome {
          _ = try await appeals.record(
            .reply, AppealEntry(on: day("2026-11-02"), text: "We uphold it."), of: open.id,
            expectedVersion: nil, by: desk.head)
        }?.isNotAllowed == true)
      func record(_ step: AppealStep, _ entry: AppealEntry) async throws -> InductionAppeal {
        try await appeals.record(step, entry, of: open.id, expectedVersion: nil, by: desk.officer)
      }
      _ = try await record(.reply, AppealEntry(on: day("2026-11-02"), text: "We uphold the decision."))
      // For a hearing on 4 December the last day of notice is 16 November.
      try Self.set(desk, "2026-11-17")
      let hearing = AppealEntry(on: day("2026-11-17"), hearingOn: day("2026-12-04"), place: "Sample House")
      #expect(try await outcome { _ = try await record(.hearing, hearing) }?.fields == ["note"])
      let set = try await record(
        .hearing, AppealEntry(on: day("2026-11-16"), hearingOn: day("2026-12-04"), place: "Sample House"))
      #expect(set.state == .hearing && set.hearingNote == nil)
      try Self.set(desk, "2026-12-04")
      _ = try await record(.heard, AppealEntry(on: day("2026-12-04")))
      // Entered some days later: the outcome is of the day it was given.
      try Self.set(desk, "2026-12-14")
      let done = try await record(
        .allow, AppealEntry(on: day("2026-12-10"), text: "No support was given."))
      #expect(done.state == .allowed && done.failedListFrom == nil && done.dismissalBy == nil)
      let confirmed = try await ConfirmInduction(desk.services)(id, by: teacher)
      #expect(confirmed.isOnAppeal && confirmed.decidedOn == day("2026-12-10"))
      #expect(try await ReadInductions(desk.services).find(id, by: teacher).induction.state == .satisfactory)
      // The notice of the failure is no longer sent: the outcome has its own letters.
      let unsent = try await InductionLetters(desk.services).list(id, by: desk.officer).filter {
        $0.sentOn == nil
      }
      #expect(unsent.contains { $0.recipient == .secretaryOfState && $0.appeal == nil && $0.isSuperseded })
      #expect(unsent.allSatisfy { !$0.isSuperseded || !$0.isOverdue(on: day("2027-12-01")) })
      #expect(
        try await ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items.isEmpty
      )
      for address in ["nia@people.example", "head@example.org", "officer@example.org"] {
        let subjects = try await desk.accounts.subjects(to: address)
        for title in ["Appeal made", "Hearing arranged", "Appeal allowed"] {
          #expect(subjects.contains { $0.hasPrefix(title) }, "\(title) to \(address)")
        }
      }
      let trail = try await desk.services.pool.query(
        "SELECT action FROM audit_event WHERE action LIKE 'induction.appeal%' ORDER BY action"
      ).map { try $0.decode("action", as: String.self) }
      #expect(
        trail == ["allow", "heard", "hearing", "lodge", "reply"].map { "induction.appeal_\($0)" })
    }
  }

  @Test(
    "Although a hearing is arranged, an appeal may be decided without it, with the reason, or be withdrawn")
  func withoutHearing() async throws {
    try await InductionDesk.run { desk async throws in
      let id = try await desk.begun().induction.id
      let teacher = try await desk.teacher()
      try await desk.decided(id, .notSatisfactory, teacher: teacher)
      let appeals = AppealInduction(desk.services)
      let open = try #require(try await appeals.list(id, by: teacher).first)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: "My support plan was never put into practice."), of: open.id,
        expectedVersion: nil, by: teacher)
      let today = desk.services.today
      func record(_ step: AppealStep, _ entry: AppealEntry) async throws -> InductionAppeal {
        try await appeals.record(step, entry, of: open.id, expectedVersion: nil, by: desk.officer)
      }
      let arranged = try await record(
        .hearing, AppealEntry(on: today, hearingOn: today.adding(days: 60), place: "Sample House"))
      #expect(arranged.state == .hearing)
      let steps = try await appeals.steps(arranged, by: desk.officer)
      #expect(Set([.heard, .withdraw, .allow, .dismiss, .vary]).isSubset(of: steps))
      for note in ["", "Agreed."] {
        #expect(
          try await outcome {
            _ = try await record(
              .dismiss, AppealEntry(on: today, text: "The decision was sound.", note: note))
          }?.fields == ["note"])
      }
      let done = try await record(
        .dismiss,
        AppealEntry(on: today, text: "The decision was sound.", note: "Both parties asked for no hearing."))
      #expect(done.state == .dismissed && done.heardOn == nil)
      #expect(done.noHearingReason == "Both parties asked for no hearing.")
      let told = try await ReadTimeline(desk.services)(id, by: desk.officer).entries
      #expect(!told.contains { $0.title == "Hearing of the appeal" })
      #expect(
        told.first { $0.title.hasSuffix("was not held") }?.detail == "Both parties asked for no hearing.")
      let order = ["Appeal made", "The hearing", "Appeal dismissed", "Outcome of the appeal sent"].map {
        start in
        told.firstIndex { $0.title.hasPrefix(start) } ?? -1
      }
      #expect(!order.contains(-1) && order == order.sorted(), "\(told.map(\.title))")
    }
  }

  @Test("A failure that is turned into an extension lets the teacher serve again by a new plan")
  func extended() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .notSatisfactory)
      let appeals = AppealInduction(desk.services)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      let today = day("2026-11-02")
      #expect(
        try await outcome {
          _ = try await appeals.record(
            .vary, AppealEntry(on: today, text: "More time is due."), of: open.id, expectedVersion: nil,
            by: desk.officer)
        }?.fields == ["terms", "resumes_on"])
      let varied = try await appeals.record(
        .vary, AppealEntry(on: today, text: "More time is due.", terms: 2, resumesOn: day("2027-04-19")),
        of: open.id, expectedVersion: nil, by: desk.officer)
      #expect(varied.state == .varied && varied.outcomeTerms == 2 && varied.failedListFrom == nil)
      #expect(
        try await !ReadInductionDuties(desk.services)(of: desk.authority.place, by: desk.officer).items
          .contains {
            $0.kind == .letterSecretaryOfState
          })
      let record = try await ReadInductions(desk.services).find(id, by: teacher)
      #expect(record.induction.state == .serving && record.induction.plan?.extensionTerms == 2)
      #expect(record.periods.map(\.startsOn) == [day("2027-01-04"), day("2027-04-19")])
      #expect(record.periods.last?.endsOn == nil && record.periods.last?.tutorName == "Tara Tutor")
      #expect(record.induction.plan?.expectedEnd != nil)
    }
  }

  @Test(
    "What was served in a post before a failure counts once an appeal has resumed it, however short it was")
  func resumedPost() async throws {
    try await InductionDesk.run { desk async throws in
      let content = InductionDesk.content(startsOn: "2026-09-01")
      let id = try await desk.begun(content, on: "2026-09-01").induction.id
      let teacher = try await desk.teacher()
      let before = try #require(try await desk.record(id).induction.plan)
      try await desk.decided(id, .notSatisfactory, teacher: teacher)
      let appeals = AppealInduction(desk.services)
      let open = try #require(try await appeals.list(id, by: teacher).first)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      _ = try await appeals.record(
        .vary,
        AppealEntry(on: day("2026-11-02"), text: "More time is due.", terms: 1, resumesOn: day("2027-01-04")),
        of: open.id, expectedVersion: nil, by: desk.officer)
      let plan = try #require(try await desk.record(id).induction.plan)
      #expect(plan.warnings.isEmpty, "\(plan.warnings)")
      #expect(
        plan.explanation.contains { $0.text.hasPrefix("In post from 1 September 2026 to 2 November 2026") },
        "\(plan.explanation.map(\.text))")
      #expect(plan.servedTerms == 7 && before.servedTerms == 6)
      // The rest of the autumn and the term of the extension come on top: no more is lost than the days between.
      #expect(try #require(plan.expectedEnd) < day("2029-03-01"))
      let known = try #require(try await desk.record(id).periods.last)
      _ = try await RecordInduction(desk.services).changeHours(
        known.id, of: id, from: day("2027-02-01"), fte: Decimal(string: "0.5"), expectedVersion: nil,
        by: desk.head)
      let half = try #require(try await desk.record(id).induction.plan)
      #expect(half.warnings.isEmpty && half.servedTerms == 7)
      // The national service is told of both stretches.
      try await desk.services.pool.execute(
        "UPDATE induction_period SET ends_on = '2027-03-25' WHERE induction_id = \(id) AND ends_on IS NULL")
      try desk.goTo(day("2027-03-29"))
      let actions = try await ExportInductions(desk.services).actions(of: desk.authority, by: desk.officer)
      #expect(actions.joined().contains(/,2026-11-02,0\.[4-7],release/), "\(actions)")
    }
  }

  @Test(
    "A change of hours planned ahead is no service while a failure stands, and an appeal brings the post back once",
    arguments: [
      ("2026-11-16", ["2026-09-01", "2026-11-16", "2027-01-04"], ["2026-11-02", "2027-01-03", nil]),
      ("2027-04-19", ["2026-09-01", "2027-04-19"], ["2026-11-02", nil]),
    ] as [(String, [String], [String?])])
  func plannedChange(resumesOn: String, starts: [String], ends: [String?]) async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      let id = begun.induction.id
      let teacher = try await desk.teacher()
      let half = try #require(Decimal(string: "0.5"))
      _ = try await RecordInduction(desk.services).changeHours(
        try #require(begun.periods.first).id, of: id, from: day("2027-01-04"), fte: half,
        expectedVersion: nil, by: desk.head)
      try await desk.decided(id, .notSatisfactory, teacher: teacher)
      let failed = try await desk.record(id)
      #expect(failed.periods.map(\.endsOn) == [day("2026-11-02")])
      let appeals = AppealInduction(desk.services)
      let open = try #require(try await appeals.list(id, by: teacher).first)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      try desk.goTo(day("2027-02-01"))
      let export = ExportInductions(desk.services)
      #expect(
        try await !export.actions(of: desk.authority, by: desk.officer).joined().contains("2027-01-04"))
      try desk.goTo(day("2026-11-03"))
      _ = try await appeals.record(
        .vary,
        AppealEntry(on: day("2026-11-03"), text: "More time is due.", terms: 1, resumesOn: day(resumesOn)),
        of: open.id, expectedVersion: nil, by: desk.officer)
      let record = try await desk.record(id)
      #expect(record.induction.state == .serving)
      #expect(record.periods.map(\.startsOn) == starts.map { day($0) })
      #expect(record.periods.map(\.endsOn) == ends.map { $0.map { day($0) } })
      #expect(record.periods.last?.fte == half && record.periods.dropLast().allSatisfy { $0.fte == 1 })
      let plan = try #require(record.induction.plan)
      #expect(plan.warnings.isEmpty && plan.servedTerms == 7, "\(plan.warnings)")
      #expect(
        plan.explanation.contains { $0.text.hasPrefix("In post from 1 September 2026 to 2 November 2026") })
    }
  }

  @Test("Dismissed, the failure is final: the list from that day, and ten working days in a relevant school")
  func dismissed() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .notSatisfactory, institution: "maintained")
      let appeals = AppealInduction(desk.services)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      let done = try await appeals.record(
        .dismiss, AppealEntry(on: day("2026-11-02"), text: "The decision was sound."), of: open.id,
        expectedVersion: nil, by: desk.officer)
      #expect(done.failedListFrom == day("2026-11-02") && done.dismissalBy == day("2026-11-13"))
      #expect(
        try await ReadInductions(desk.services).find(id, by: teacher).induction.state == .notSatisfactory)
      #expect(try await appeals.steps(done, by: desk.head) == [.dismissal])
      #expect(try await appeals.steps(done, by: teacher).isEmpty)
      let duties = ReadInductionDuties(desk.services)
      let kinds = try await duties(of: desk.authority.place, by: desk.officer).items.map(\.kind)
      let paged = try await Page.every {
        try await duties(of: desk.authority.place, limit: 1, after: $0, by: desk.officer)
      }
      #expect(paged.map(\.kind) == kinds)
      #expect(Set(kinds) == [.failedList, .dismissal, .letterSecretaryOfState])
      // The list has a first day and no last: it is to be done, and never overdue.
      try Self.set(desk, "2026-11-20")
      let (place, today) = (desk.authority.place, desk.services.today)
      let list = try #require(
        try await duties(of: place, by: desk.officer).items.first { $0.kind == .failedList })
      #expect(!list.isOverdue(on: today) && list.isReady(on: today))
      #expect(
        try await Set(duties.overdue(of: place, by: desk.officer).items.map(\.kind))
          == [.dismissal, .letterSecretaryOfState])
      let board = try await ReadInductionBoard(desk.services)(of: place, by: desk.officer)
      #expect(board.overdue.reduce(0) { $0 + $1.count } == 2)
      _ = try await appeals.record(
        .dismissal, AppealEntry(on: day("2026-11-02")), of: open.id, expectedVersion: nil, by: desk.head)
      let listed = try await appeals.record(
        .failedList, AppealEntry(on: day("2026-11-02")), of: open.id, expectedVersion: nil, by: desk.officer)
      #expect(listed.failedListedOn == day("2026-11-02") && listed.dismissedOn == day("2026-11-02"))
      #expect(
        try await duties(of: desk.authority.place, by: desk.officer).items.map(\.kind) == [
          .letterSecretaryOfState
        ])
    }
  }

  @Test(
    "The last day of an appeal is the last; the day after it lapses, and a late one is the officer’s to record"
  )
  func lapse() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .notSatisfactory, institution: "maintained")
      let (appeals, lapse) = (AppealInduction(desk.services), LapseAppeals(desk.services))
      try Self.set(desk, "2026-12-01", 23, 59)
      #expect(try await lapse() == 0)
      #expect(try await appeals.steps(open, by: teacher) == [.lodge, .waive])
      try Self.set(desk, "2026-12-02", 0, 1)
      #expect(
        try await outcome {
          _ = try await appeals.record(
            .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
        }?.isConflict == true)
      func decided() async throws -> String? {
        try await ReadTimeline(desk.services)(id, by: desk.officer).entries.first {
          $0.title.hasPrefix("Decided: ")
        }?.detail
      }
      let last = LondonTime.longDate(open.appealBy)
      #expect(try await decided() == "An appeal was possible until \(last)")
      #expect(try await lapse() == 1)
      #expect(try await lapse() == 0)
      #expect(try await decided() == "No appeal was made by \(last)")
      let lapsed = try #require(try await appeals.list(id, by: desk.officer).first)
      #expect(lapsed.state == .lapsed && lapsed.failedListFrom == day("2026-12-02"))
      #expect(lapsed.dismissalBy == day("2026-12-14"))
      var late = AppealEntry(on: day("2026-12-02"), text: Self.grounds)
      #expect(
        try await outcome {
          _ = try await appeals.record(.lodge, late, of: open.id, expectedVersion: nil, by: desk.officer)
        }?.fields == ["note"])
      late.note = "The agency has extended the time."
      let lodged = try await appeals.record(
        .lodge, late, of: open.id, expectedVersion: nil, by: desk.officer)
      #expect(lodged.state == .lodged && lodged.failedListFrom == nil && lodged.dismissalBy == nil)
      // Withdrawn, the failure stands from then on.
      let withdrawn = try await appeals.record(
        .withdraw, AppealEntry(), of: open.id, expectedVersion: nil, by: teacher)
      #expect(withdrawn.state == .withdrawn && withdrawn.failedListFrom == day("2026-12-02"))
      #expect(withdrawn.dismissalBy == day("2026-12-15"))
    }
  }

  @Test("A waiver sets the day of dismissal at once, but the list waits until the time to appeal is over")
  func waived() async throws {
    try await InductionDesk.run { desk async throws in
      let (_, open, teacher) = try await Self.appeal(desk, .notSatisfactory, institution: "maintained")
      let waived = try await AppealInduction(desk.services).record(
        .waive, AppealEntry(), of: open.id, expectedVersion: nil, by: teacher)
      #expect(waived.state == .waived && waived.dismissalBy == day("2026-11-13"))
      #expect(waived.failedListFrom == day("2026-12-02"))
      #expect(
        try await outcome {
          _ = try await AppealInduction(desk.services).record(
            .failedList, AppealEntry(on: day("2026-11-02")), of: open.id, expectedVersion: nil,
            by: desk.officer)
        }?.fields == ["on"])
    }
  }

  @Test("After a waiver recorded by mistake the officer records the appeal, and nothing that followed stands")
  func waivedByMistake() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .notSatisfactory, institution: "maintained")
      func record(_ step: AppealStep, _ entry: AppealEntry, by actor: Actor) async throws -> InductionAppeal {
        try await AppealInduction(desk.services).record(
          step, entry, of: open.id, expectedVersion: nil, by: actor)
      }
      let today = desk.services.today
      _ = try await record(.waive, AppealEntry(on: today), by: desk.officer)
      let refused = try await outcome {
        _ = try await record(.lodge, AppealEntry(text: Self.grounds), by: teacher)
      }
      #expect(
        refused
          == .conflict(
            "It is recorded that you will not appeal. If that is a mistake, ask the appropriate body: it can still "
              + "record an appeal made by Tuesday 1 December 2026."))
      let lodged = try await record(.lodge, AppealEntry(on: today, text: Self.grounds), by: desk.officer)
      #expect(lodged.state == .lodged && lodged.replyBy == day("2026-11-27") && lodged.lateReason == nil)
      #expect(lodged.endedOn == nil && lodged.failedListFrom == nil && lodged.dismissalBy == nil)
      let told = try await ReadTimeline(desk.services)(id, by: teacher).entries
      let waiver = try #require(told.firstIndex { $0.title == AppealState.waived.title })
      #expect(told[waiver].detail == "This was put right: an appeal was made")
      #expect(waiver < (told.firstIndex { $0.title == "Appeal made" } ?? 0))
    }
  }

  @Test(
    "Against an extension: allowed it completes induction, another length makes another plan, dismissed it stays"
  )
  func againstExtension() async throws {
    for step in [AppealStep.allow, .vary, .dismiss] {
      try await InductionDesk.run { desk async throws in
        let (id, open, teacher) = try await Self.appeal(desk, .extension)
        let (appeals, read) = (AppealInduction(desk.services), ReadInductions(desk.services))
        let before = try await read.find(id, by: teacher).induction.plan
        _ = try await appeals.record(
          .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
        let done = try await appeals.record(
          step, AppealEntry(on: day("2026-11-02"), text: "It was looked at again.", terms: 2), of: open.id,
          expectedVersion: nil, by: desk.officer)
        #expect(done.failedListFrom == nil && done.dismissalBy == nil)
        let after = try await read.find(id, by: teacher)
        let standing = after.events.filter { $0.kind == .extension && $0.removedAt == nil }
        if step != .allow { try await Self.checkReaders(desk, id, teacher, wasChanged: step == .vary) }
        switch step {
        case .allow:
          #expect(after.induction.state == .satisfactory && standing.isEmpty)
          #expect(after.periods.allSatisfy { $0.endsOn != nil })
        case .vary:
          #expect(after.induction.state == .serving && standing.map(\.terms) == [2])
          #expect(after.induction.plan?.extensionTerms == 2)
        default:
          #expect(after.induction.state == .serving && standing.map(\.terms) == [1])
          #expect(after.induction.plan?.expectedEnd == before?.expectedEnd)
        }
      }
    }
  }

  /// Who may not read the appeal learns what was changed by it and not why, and nothing of one that changed nothing.
  private static func checkReaders(
    _ desk: InductionDesk, _ id: InductionID, _ teacher: Actor, wasChanged: Bool
  ) async throws {
    let read = ReadTimeline(desk.services)
    let tutors = try await read(id, by: desk.tutor)
    let decided = try await DecideInduction(desk.services).list(id, by: desk.tutor)
    #expect(decided.map { $0.appeal != nil } == [wasChanged])
    let told = tutors.csv(on: desk.services.today)
    #expect(!told.contains("It was looked at again.") && !told.contains("Appeal dismissed"))
    #expect(tutors.record.events.contains { $0.reason == "By appeal." } == wasChanged)
    #expect(tutors.entries.contains { $0.detail == "By appeal." } == wasChanged)
    for actor in [teacher, desk.head, desk.officer] {
      let whole = try await read(id, by: actor)
      #expect(
        whole.record.events.contains { $0.reason == "By appeal: It was looked at again." } == wasChanged)
      #expect(whole.entries.contains { $0.title == "Appeal dismissed" } != wasChanged)
    }
  }

  @Test("An allowed appeal against an extension also closes what the head has recommended since")
  func recommendedSince() async throws {
    try await InductionDesk.run { desk async throws in
      let (id, open, teacher) = try await Self.appeal(desk, .extension)
      let appeals = AppealInduction(desk.services)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      _ = try await DecideInduction(desk.services).recommend(
        id, .notSatisfactory, reasons: "Standards 2 and 6.", earlyReason: "Most of it was served elsewhere.",
        expectedVersion: nil, by: desk.head)
      try Self.set(desk, "2026-11-05")
      _ = try await appeals.record(
        .allow, AppealEntry(on: day("2026-11-03"), text: "It was looked at again."), of: open.id,
        expectedVersion: nil, by: desk.officer)
      let after = try await ReadInductions(desk.services).find(id, by: teacher)
      #expect(after.induction.state == .satisfactory && after.periods.allSatisfy { $0.endsOn != nil })
      let confirmed = try await ConfirmInduction(desk.services)(id, by: teacher)
      #expect(confirmed.decidedOn == day("2026-11-03") && confirmed.completedOn == day("2026-11-03"))
      let decisions = try await DecideInduction(desk.services).list(id, by: desk.officer)
      #expect(decisions.allSatisfy { $0.decidedAt != nil })
    }
  }

  @Test("A post that only began after the day of an allowed appeal is no part of the induction it completes")
  func postSince() async throws {
    try await InductionDesk.run { desk async throws in
      let begun = try await desk.begun(InductionDesk.content(startsOn: "2026-09-01"), on: "2026-09-01")
      let (id, teacher) = (begun.induction.id, try await desk.teacher())
      try await desk.decided(id, .extension, teacher: teacher)
      let appeals = AppealInduction(desk.services)
      let open = try #require(try await appeals.list(id, by: teacher).first)
      _ = try await appeals.record(
        .lodge, AppealEntry(text: Self.grounds), of: open.id, expectedVersion: nil, by: teacher)
      try Self.set(desk, "2026-11-11")
      _ = try await RecordInduction(desk.services).endPeriod(
        try #require(begun.periods.first).id, of: id, on: day("2026-11-10"), leavesTeaching: false,
        expectedVersion: nil, by: desk.head)
      var content = InductionDesk.content(startsOn: "2026-11-11")
      content.tutorEmail = "stranger@example.org"
      _ = try await desk.begun(content, on: "2026-11-11", by: desk.desk.stranger)
      try Self.set(desk, "2026-11-20")
      _ = try await appeals.record(
        .allow, AppealEntry(on: day("2026-11-04"), text: "It was looked at again."), of: open.id,
        expectedVersion: nil, by: desk.officer)
      let after = try await desk.record(id)
      #expect(after.induction.state == .satisfactory)
      #expect(after.periods.map(\.endsOn) == [day("2026-11-04"), day("2026-11-11")])
      let confirmed = try await ConfirmInduction(desk.services)(id, by: teacher)
      #expect(confirmed.decidedOn == day("2026-11-04") && confirmed.completedOn == day("2026-11-04"))
      #expect(confirmed.schools == ["Sample Primary School"])
    }
  }
}
