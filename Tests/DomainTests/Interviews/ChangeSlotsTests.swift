import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The times and rooms of a day of interviews") struct ChangeSlotsTests {
  private static func files(
    _ hiring: HiringDesk, to email: String, _ subject: String
  ) async throws -> String {
    try await hiring.services.pool.value(
      """
      SELECT coalesce(string_agg(attachment ->> 'text', ''), '') FROM outbox_mail
      WHERE recipient = \(email) AND starts_with(subject, \(subject))
      """, as: String.self)
  }

  /// The numbers that say which file of an event is the newer.
  private static func sequences(_ text: String) -> [Int] {
    text.split(separator: "\r\n").compactMap { line in
      line.hasPrefix("SEQUENCE:") ? Int(line.dropFirst("SEQUENCE:".count)) : nil
    }
  }

  @Test("change: times are added and free ones go, and whoever has one in another room is told")
  func changes() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await InterviewInvitationTests.booked(hiring)
      let changing = ChangeSlots(hiring.services)
      let id = try await hiring.services.pool.value("SELECT id FROM interview_day", as: InterviewDayID.self)
      let (day, slots) = try await changing.read(id, by: hiring.recruiter)
      hiring.clock.advance(days: 1)
      let changed = try await changing(
        id, SlotChange(kept: [slots[0].id: " Hall "], times: ["13:00"], minutes: 40, rooms: ["Hall"]),
        expectedVersion: day.version, by: hiring.recruiter)
      #expect(changed.version == day.version + 1)
      let after = try await changing.read(id, by: hiring.head).slots
      #expect(after.map(\.room) == ["Hall", "Hall"] && after[0].holder == application.id)
      #expect(LondonTime.clockTime(after[1].startsAt) == "1pm")
      let before = try await Self.files(hiring, to: "ada@example.org", "Your interview")
      let own = try await Self.files(hiring, to: "ada@example.org", "Changed: your interview")
      #expect(own.contains("LOCATION:The school\\, Hall"))
      #expect(own.contains("UID:interview-of-\(application.id)@"))
      let (earlier, later) = (Self.sequences(before).max() ?? 0, Self.sequences(own).min() ?? 0)
      #expect(earlier < later)
      let panel = try await Self.files(hiring, to: "panel@example.org", "Changed: the times")
      #expect(panel.components(separatedBy: "STATUS:CANCELLED").count == 2)
      #expect(panel.contains("UID:interview-\(slots[1].id)@") && panel.contains("DTSTART:20261116T130000Z"))
      #expect(try await hiring.audited("vacancy.interview_slots_changed") == 1)
      // The same again changes nothing.
      let same = try await changing(
        id, SlotChange(kept: [after[0].id: "Hall", after[1].id: "Hall"]), by: hiring.recruiter)
      #expect(same.version == changed.version)
      let stale = try await outcome {
        _ = try await changing(
          id, SlotChange(kept: [after[0].id: "Hall"]), expectedVersion: day.version, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: changed.version))
    }
  }

  @Test("are not taken from whoever has them, nor made to clash, nor changed by others")
  func refuses() async throws {
    try await HiringDesk.run { hiring async throws in
      _ = try await InterviewInvitationTests.booked(hiring)
      let changing = ChangeSlots(hiring.services)
      let id = try await hiring.services.pool.value("SELECT id FROM interview_day", as: InterviewDayID.self)
      let slots = try await changing.read(id, by: hiring.recruiter).slots
      let both = [slots[0].id: "", slots[1].id: ""]
      func refusal(_ change: SlotChange) async throws -> DomainError? {
        try await outcome { _ = try await changing(id, change, by: hiring.recruiter) }
      }
      let held = try await refusal(SlotChange(kept: [slots[1].id: ""]))
      #expect(held?.fields == ["slots"])
      var more = both
      more[InterviewSlotID(rawValue: UUID())] = ""
      let foreign = try await refusal(SlotChange(kept: more))
      #expect(foreign?.fields == ["slots"])
      let half = try await refusal(SlotChange(kept: both, rooms: ["Hall"]))
      #expect(half?.fields == ["times", "minutes"])
      let into = try await refusal(SlotChange(kept: both, times: ["09:30"], minutes: 30))
      #expect(into?.fields == ["times"])
      let crowd = try await refusal(SlotChange(kept: both, times: ["09:00"], minutes: 40, rooms: ["Hall"]))
      #expect(crowd?.fields == ["rooms"], "one person interviews")
      // A room that another vacancy's interviews have, and a person who is there.
      let music = try await hiring.desk.published(VacancyDesk.content("Teacher of music"))
      _ = try await ArrangeInterviews(hiring.services)(
        music.id,
        InterviewDayDraft(
          heldOn: day("2026-11-16"), place: "The school", chooseBy: day("2026-11-13"),
          panel: [try #require(hiring.head.account?.id)], times: ["09:00", "13:00"], minutes: 40,
          rooms: ["Hall"]), by: hiring.recruiter)
      let taken = try await refusal(SlotChange(kept: [slots[0].id: "Hall", slots[1].id: ""]))
      #expect(taken?.fields == ["slots"])
      let room = try await refusal(SlotChange(kept: both, times: ["13:00"], minutes: 40, rooms: ["hall"]))
      #expect(room?.fields == ["rooms"])
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let seen = try await outcome { _ = try await changing(id, SlotChange(kept: both), by: actor) }
        #expect(seen == .notFound("interview day"), "\(who)")
      }
      let panel = try await outcome {
        _ = try await changing(id, SlotChange(kept: both), by: hiring.panelMember)
      }
      #expect(panel?.isNotAllowed == true)
    }
  }

  @Test("swap rooms, and a time that is being chosen is not taken away under whoever chooses it")
  func together() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, person) = (hiring.services, hiring.applicant)
      let panel = try [hiring.head, hiring.panelMember].map { try #require($0.account?.id) }
      let day = try await ArrangeInterviews(services)(
        hiring.vacancy.id,
        InterviewDayDraft(
          heldOn: TestSupport.day("2026-11-16"), place: "The school",
          chooseBy: TestSupport.day("2026-11-13"), panel: panel, times: ["09:00"], minutes: 40,
          rooms: ["Hall", "Library"]), by: hiring.recruiter)
      let changing = ChangeSlots(services)
      let slots = try await changing.read(day.id, by: hiring.head).slots
      _ = try await changing(
        day.id, SlotChange(kept: [slots[0].id: "Library", slots[1].id: "Hall"]), by: hiring.head)
      let swapped = try await changing.read(day.id, by: hiring.head).slots
      #expect(swapped.map(\.id) == [slots[1].id, slots[0].id])
      let application = try await hiring.application(.shortlisted)
      _ = try await InviteToInterview(services)(
        application.id, day: day.id, message: "", by: hiring.recruiter)
      async let chosen = outcome {
        _ = try await ChooseSlot(services)(application.id, slot: slots[0].id, by: person)
      }
      async let removed = outcome {
        _ = try await changing(day.id, SlotChange(kept: [slots[1].id: "Hall"]), by: hiring.head)
      }
      let results = try await [chosen, removed]
      #expect(results.count { $0 == nil } == 1 && results.allSatisfy { $0 == nil || $0?.fields != [] })
      // What has begun asks for nobody any more: whoever still interviews is enough for a time that is to come.
      let next = TestSupport.day("2026-11-17")
      let begun = try await ArrangeInterviews(services)(
        hiring.vacancy.id,
        InterviewDayDraft(
          heldOn: next, place: "The school", chooseBy: next, panel: panel, times: ["09:00"], minutes: 40,
          rooms: ["Hall", "Library"]), by: hiring.recruiter)
      hiring.clock.set(try #require(LondonTime.instant(next, hour: 9, minute: 30)))
      _ = try await ChangeInterviewers(services)(begun.id, [panel[0]], by: hiring.recruiter)
      let held = try await changing.read(begun.id, by: hiring.head).slots
      let kept = Dictionary(uniqueKeysWithValues: held.map { ($0.id, $0.room) })
      _ = try await changing(
        begun.id, SlotChange(kept: kept, times: ["14:00"], minutes: 40, rooms: ["Hall"]), by: hiring.head)
      #expect(try await changing.read(begun.id, by: hiring.head).slots.count == 3)
    }
  }
}
