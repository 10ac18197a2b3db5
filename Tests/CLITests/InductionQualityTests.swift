import CLI
import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite struct InductionQualityTests {
  @Test func `a sample is drawn and judged, a visit recorded, feedback sent, and schools listed`()
    async throws
  {
    try await withServices { services, _ async throws in
      let system = Actor.operatorAtCommandLine
      let authority = try await CreateAuthority(services)(code: "883", name: "Thurrock", by: system)
      let school = try await CreateSchool(services)(
        SchoolDraft(urn: "123456", name: "Example Primary School", phase: .primary, authority: "883"),
        by: system)
      let review = try await CompletedReview.make(at: school.id, of: authority, services)
      func quality(_ arguments: String...) async throws -> [[String: Any]] {
        let ran = try await run(["induction", "quality"] + arguments + ["--json"], with: services)
        return try #require(try ran.json() as? [[String: Any]])
      }
      let sample = try #require(
        try await quality("draw", "883", "\(services.today)", "--share", "20", "--seed", "a").first)
      #expect(sample["drawn"] as? Int == 1)
      let id = try #require(sample["id"] as? String)
      #expect(try await quality("samples", "883").count == 1)
      let item = try #require(try await quality("items", id).first?["id"] as? String)
      #expect(
        await status { try await run("induction", "quality", "judge", item, "targets=met", with: services) }
          == .invalidData)
      let judged = try await quality(
        "judge", item, "evidence=not_applicable", "targets=met", "teacher_view=met", "signed_in_time=met")
      #expect(judged.first?["judged_by"] as? String == "The operator")
      let visit = try #require(
        try await quality(
          "visits", "record", "123456", "\(services.today)", "--visitors", "Olive", "--purpose",
          "The yearly visit", "--found", "Release time is kept."
        ).first?["id"] as? String)
      let changed = try #require(
        try await quality("visits", "change", visit, "--found", "Release time is kept, and mentors meet.")
          .first)
      #expect(changed["found"] as? String == "Release time is kept, and mentors meet.")
      #expect(
        changed["visitors"] as? String == "Olive" && changed["purpose"] as? String == "The yearly visit")
      #expect(
        await status {
          try await run("induction", "quality", "visits", "change", visit, "--day", "x", with: services)
        }
          == .invalidData)
      let agreed = try await quality(
        "visits", "agree", visit, "Train the mentors", "--owner", "The head", "--due", "\(services.today)")
      let action = try #require((agreed.first?["actions"] as? [[String: Any]])?.first?["id"] as? String)
      _ = try await quality("visits", "done", visit, action, "--on", "\(services.today)")
      let listed = try await run("induction", "quality", "visits", "list", "123456", with: services)
      #expect(listed.lines.joined().contains("1 of 1 done"))
      let feedback = try #require(
        try await quality(
          "feedback", "draft", "123456", "Targets could say by when.", "--visit", visit, "--sample", id
        ).first?["id"] as? String)
      #expect(
        await status { try await run("induction", "quality", "feedback", "send", feedback, with: services) }
          == .invalidData)
      let head = try await CreateAccount(services)(
        email: "head@school.example", name: "Hester Sample", password: "three brown horses", by: system)
      try await GrantRole(services)(.head, to: head, at: school.id, by: system)
      let again = try await quality("feedback", "change", feedback, "Targets could say by which week.")
      #expect(again.first?["text"] as? String == "Targets could say by which week.")
      #expect(
        await status {
          try await run("induction", "quality", "feedback", "acknowledge", feedback, with: services)
        } == .invalidData)
      let sent = try await quality("feedback", "send", feedback)
      #expect(sent.first?["sent_at"] is String)
      let seen = try await quality(
        "feedback", "acknowledge", feedback, "--comment", "Thank you.", "--as", "head@school.example")
      #expect(seen.first?["acknowledged_by"] as? String == "Hester Sample")
      #expect(seen.first?["comment"] as? String == "Thank you.")
      #expect(try await quality("feedback", "list", "123456").count == 1)
      _ = try await SharedObservation.make(of: review.induction, services)
      let lessons = try #require(
        try await quality("draw", "883", "\(services.today)", "--scope", "observations").first)
      #expect(lessons["drawn"] as? Int == 1 && lessons["observations_drawn"] as? Int == 1)
      let drawn = try #require(lessons["id"] as? String)
      let lesson = try #require(try await quality("items", drawn).first)
      #expect(lesson["observation"] is String && lesson["assessment"] == nil)
      let observation = try #require(lesson["id"] as? String)
      let found = try await quality(
        "judge", observation, "observer_qualified=met", "discussed=met",
        "standards_named=met", "next_steps=met", "regular=not_applicable")
      #expect(found.first?["judged_by"] as? String == "The operator")
      let figures = try await quality("schools", "883")
      #expect(figures.first?["observations_sampled"] as? Int == 1)
      let schools = try await run("induction", "quality", "schools", "883", with: services)
      #expect(schools.lines.count == 2 && schools.lines.joined().contains("Example Primary School"))
      let csv = try await run("induction", "quality", "schools", "883", "--csv", with: services)
      #expect(csv.lines.joined().contains("123456,Example Primary School,1,"))
      for (list, words) in [
        (["items", id], ",not_applicable,met,met,met,"),
        (["visits", "list", "123456"], ",Train the mentors,The head,"),
        (["feedback", "list", "123456"], "Example Primary School,acknowledged,"),
      ] {
        let file = try await run(["induction", "quality"] + list + ["--csv"], with: services)
        #expect(file.lines.joined().contains(words), "\(file.lines)")
      }
    }
  }
}
