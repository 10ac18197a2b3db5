import Domain
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("/induction/deadlines") struct InductionDeadlinePageTests {
  private static func address(
    _ rule: String, _ day: Int, _ month: Int, _ year: Int, _ more: String = ""
  ) -> String {
    "/induction/deadlines?rule=\(rule)&from-day=\(day)&from-month=\(month)&from-year=\(year)\(more)"
  }

  @Test("The last day of a time limit is found, with how it is counted and where it stands")
  func found() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let plain = try await browser.get("/induction/deadlines")
      for deadline in try InductionDeadline.all() {
        #expect(plain.shows(deadline.source) && plain.shows("value=\"\(deadline.rule)\""), "\(deadline.rule)")
      }
      #expect(plain.shows("DfE statutory guidance 2024, 2.69") && !plain.shows("The last day"))
      let decision = try await browser.get(Self.address("ab-decision", 1, 6, 2026, "&deemed="))
      #expect(decision.shows("Friday 26 June 2026") && decision.shows("SI 2012/1115 reg. 11(5)"))
      #expect(decision.shows("20 working days begin with Monday 1 June 2026. The last of them is"))
      #expect(decision.shows("Saturdays and Sundays don’t count."))
      let christmas = try await browser.get(Self.address("head-recommendation", 19, 12, 2026))
      #expect(
        christmas.shows(
          "begin with Saturday 19 December 2026, after which Monday 21 December 2026 is the first."))
      #expect(christmas.shows("nor bank holidays: Christmas Day on Friday 25 December 2026"))
      let appeal = try await browser.get(Self.address("appeal", 1, 6, 2026))
      #expect(appeal.shows("Tuesday 30 June 2026"))
      #expect(appeal.shows("it counts as received on Wednesday 3 June 2026: the second day after it was"))
      let hearing = try await browser.get(Self.address("hearing-notice", 26, 6, 2026))
      #expect(hearing.shows("15 working days end with Friday 26 June 2026. The first of them is Monday 8"))
      #expect(try await browser.get("/induction/plan").shows("href=\"/induction/deadlines\""))
      #expect(try await browser.get("/advice").shows("href=\"/induction/deadlines\""))
    }
  }

  @Test("What is wrong is told at its field, and stays typed")
  func faults() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      for (address, field, message) in [
        (Self.address("lunch", 1, 6, 2026), "rule", "Choose a time limit."),
        (Self.address("notice", 31, 2, 2026), "from", "Enter a real day that sets it off"),
        (Self.address("notice", 1, 6, 2032), "from", "the bank holidays known"),
        (Self.address("notice", 1, 6, 2026, "&deemed=post"), "deemed", "Leave this out"),
        (Self.address("appeal", 1, 6, 2026, "&deemed=pigeon"), "deemed", "Choose how it was sent"),
      ] {
        let page = try await browser.get(address)
        #expect(page.status == .unprocessableContent && page.shows("href=\"#\(field)"), "\(address)")
        #expect(page.shows(message) && !page.shows("The last day"), "\(address)")
      }
    }
  }
}
