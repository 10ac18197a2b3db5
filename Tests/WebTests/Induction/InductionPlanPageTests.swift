import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("/induction/plan") struct InductionPlanPageTests {
  private static let base = "/induction/plan?start-1-day=1&start-1-month=9&start-1-year=2026&fte-1=1"
  private static let january = "&start-2-day=4&start-2-month=1&start-2-year=2027&fte-2=0%2C6"

  @Test("A change of hours ends the post before, and 0,6 is 0.6")
  func change() async throws {
    try await Website.run { website async throws in
      let page = try await website.browser().get(Self.base + Self.january)
      #expect(page.shows("Friday 5 October 2029"))
      #expect(page.shows("In post from 1 September 2026 to 3 January 2027: 1 term of the calendar"))
      #expect(!page.shows("held at once from"))
      #expect(page.shows("value=\"0,6\""))
    }
  }

  @Test("Two posts at the same time are chosen as such, and told before everything else")
  func another() async throws {
    try await Website.run { website async throws in
      let page = try await website.browser().get(Self.base + Self.january + "&change-2=another")
      #expect(page.shows("Friday 21 July 2028"))
      let warning = try #require(page.text.firstRange(of: "Two posts are held at once from 4 January 2027"))
      let end = try #require(page.text.firstRange(of: "Friday 21 July 2028"))
      #expect(warning.lowerBound < end.lowerBound)
    }
  }

  @Test("A change that does not follow the post before is told at its field")
  func order() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let over = try await browser.get(
        Self.base + Self.january + "&end-1-day=31&end-1-month=3&end-1-year=2027")
      #expect(over.shows("Enter a last day before 4 January 2027"))
      let early = try await browser.get(
        Self.base + "&start-2-day=1&start-2-month=6&start-2-year=2026&fte-2=0.6")
      #expect(early.shows("Enter a first day after 1 September 2026"))
      // The second row is empty: what is wrong with the third stands there.
      let third = try await browser.get(
        Self.base + "&start-3-day=4&start-3-month=1&start-3-year=2027&fte-3=2")
      #expect(third.shows("href=\"#fte-3\""))
      let number = try await browser.get(Self.base + "&reduction=1,2,3")
      #expect(number.shows("Enter the number of terms in all after the reduction as a number"))
    }
  }

  @Test("Faults of values are told beside what can’t be read, in the order of the form")
  func together() async throws {
    try await Website.run { website async throws in
      let page = try await website.browser().get(
        "/induction/plan?start-1-day=31&start-1-month=2&start-1-year=2026&fte-1=1/3"
          + "&start-2-day=4&start-2-month=1&start-2-year=2027&fte-2=0%2C0&reduction=-1&extension=13")
      #expect(page.status == .unprocessableContent)
      let links = page.text.matches(of: /href="#([a-z]+-?[0-9]?)[a-z-]*">/).map { String($0.1) }
      #expect(
        links.filter(InductionCaseForm.names.contains) == [
          "start-1", "fte-1", "fte-2", "reduction", "extension",
        ], "\(links)")
      #expect(page.shows("at most nine decimals, such as 0.6, or 0.333333 for a third"))
      #expect(page.shows("Enter the part of full time of the first post as"))
      #expect(page.shows("Enter the part of full time of change 1 as"))
      #expect(page.shows("Extension: enter more than 0 and up to 12 terms."))
      #expect(page.shows("as a number from 0 up with at most three decimals"))
      let third = try await website.browser().get(
        "/induction/plan?start-1-day=1&start-1-month=9&start-1-year=2021&fte-1=0%2C333333")
      #expect(third.shows("Wednesday 21 July 2027") && third.shows("× 1/3 ="))
    }
  }

  @Test("Every problem says which post, absence or decision it is of")
  func named() async throws {
    try await Website.run { website async throws in
      let page = try await website.browser().get(
        Self.base + Self.january + "&end-2-day=4&end-2-month=1&end-2-year=2026&reduction=7"
          + "&reduction-2=x&extension=x&extension-2=13&absent_start-1-day=5&absent_start-1-month=10"
          + "&absent_start-1-year=2026&absent_end-1-day=1&absent_end-1-month=10&absent_end-1-year=2026"
          + "&absent_days-1=1&absent_kind-1=sickness")
      for words in [
        "Change 1: enter an end on or after the start", "Absence 1: enter an end on or after the start.",
        "Enter to how many terms in all induction is reduced: at least 1",
        "Enter the number of terms in all after the second reduction as a number",
        "Enter the number of terms of the extension as a number",
        "Second extension: enter more than 0 and up to 12 terms.",
      ] { #expect(page.shows(words), "\(words)") }
      let none = try await website.browser().get("/induction/plan?reduction=3")
      #expect(none.shows("Give at least one period in post."))
    }
  }

  @Test("One is singular wherever the plan speaks, and absence in the holidays is told")
  func words() async throws {
    try await Website.run { website async throws in
      let page = try await website.browser().get(
        Self.base + "&reduction=1&absent_start-1-day=3&absent_start-1-month=8&absent_start-1-year=2027"
          + "&absent_end-1-day=7&absent_end-1-month=8&absent_end-1-year=2027&absent_days-1=5"
          + "&absent_kind-1=sickness")
      #expect(page.shows("1 full-time term required: with 1 served by 18 December 2026"))
      #expect(!page.shows("1 terms") && !page.shows("1 full-time terms"))
      #expect(page.shows("none counts, as there is no school day then"))
    }
  }

  @Test("Any number of posts, absences and extensions is entered: there is always an empty one more")
  func rows() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let plain = try await browser.get(Self.base)
      #expect(plain.shows("name=\"fte-4\"") && !plain.shows("name=\"fte-5\""))
      #expect(plain.shows("name=\"absent_days-3\"") && !plain.shows("name=\"absent_days-4\""))
      let posts = (2...6).map {
        "&start-\($0)-day=1&start-\($0)-month=\($0 + 2)&start-\($0)-year=2027&fte-\($0)=0.\($0)"
      }
      let away = (1...5).map {
        "&absent_start-\($0)-day=\($0)&absent_start-\($0)-month=3&absent_start-\($0)-year=2027"
          + "&absent_end-\($0)-day=\($0)&absent_end-\($0)-month=3&absent_end-\($0)-year=2027"
          + "&absent_days-\($0)=1&absent_kind-\($0)=sickness"
      }
      let more =
        (posts + away).joined(separator: "") + "&reduction=5&reduction-2=4&extension=1&extension-2=1"
      let page = try await browser.get(Self.base + more + "&extension-3=1")
      #expect(page.shows("3 full-time terms") && page.shows("Reductions to 4 and 5 terms"))
      #expect(page.shows("name=\"fte-7\"") && !page.shows("name=\"fte-8\""))
      #expect(page.shows("name=\"absent_days-6\"") && !page.shows("name=\"absent_days-7\""))
      let wrong = try await browser.get(Self.base + more + "&extension-3=13")
      #expect(wrong.status == .unprocessableContent && wrong.shows("href=\"#extension-3\""))
    }
  }

  @Test("At a school with dates of its own the end is that of its inductions")
  func school() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      #expect(try await !browser.get(Self.base).shows("name=\"school\""))
      _ = try await website.vacancy()
      let school = try await FindSchool(website.services)(urn: try #require(URN("123456")))
      var dates = try await SetSchoolTerms(website.services).read(2027, of: .school(school))
      // The summer term of 2028 ends a week earlier.
      dates.halves[5].endsOn = day("2028-07-14")
      try await SetSchoolTerms(website.services)(
        dates, of: .school(school), by: .operatorAtCommandLine)
      let plain = try await browser.get(Self.base)
      #expect(plain.shows("Friday 21 July 2028") && plain.shows("value=\"\(school.urn)\""))
      let there = try await browser.get(Self.base + "&school=\(school.urn)")
      #expect(there.shows("Friday 14 July 2028") && there.shows(school.name))
      let unknown = try await browser.get(Self.base + "&school=999998")
      #expect(unknown.status == .unprocessableContent && unknown.shows("href=\"#school\""))
    }
  }

  @Test("Service elsewhere is reckoned as by the API, and its fields are open with what was typed")
  func earlier() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let plain = try await browser.get(Self.base)
      #expect(plain.shows("Part of induction was served under another appropriate body"))
      #expect(!plain.text.contains("<details class=\"govuk-details\" open"))
      let page = try await browser.get(
        Self.base + "&brought_forward=3&brought_forward_from-day=1&brought_forward_from-month=9"
          + "&brought_forward_from-year=2025&brought_forward_fte=0%2C5&brought_forward_absence=30"
          + "&brought_forward_extension=1")
      let same = try PlanInduction()(
        json: Data(
          """
          {"periods":[{"start":"2026-09-01","end":null,"fte":1}],"brought_forward":3,
          "brought_forward_from":"2025-09-01","brought_forward_fte":0.5,"brought_forward_absence":30,
          "brought_forward_extension":1}
          """.utf8))
      let end = try #require(same.expectedEnd)
      #expect(end != day("2028-07-21") && page.shows(LondonTime.longDate(end)))
      #expect(page.shows("Served under another appropriate body and counted: 3 terms."))
      // What is required and extended by is what was brought forward and is served here.
      #expect(page.shows("Brought forward from elsewhere") && page.shows("Served here by then"))
      #expect(!plain.shows("Brought forward from elsewhere"))
      #expect(
        abs(same.requiredTerms + same.extensionTerms - same.counting(broughtForward: 3) - same.servedTerms)
          < 0.001)
      #expect(page.shows("value=\"0,5\"") && page.text.contains(" open"))
    }
  }

  @Test(
    "Faults of service elsewhere are those of the API, in the order of the form, without names of members")
  func earlierFaults() async throws {
    try await Website.run { website async throws in
      let browser = website.browser()
      let page = try await browser.get(
        Self.base + "&brought_forward=x&brought_forward_from-day=1&brought_forward_from-month=9"
          + "&brought_forward_from-year=1998&brought_forward_fte=2&brought_forward_absence=401"
          + "&brought_forward_extension=7&reduction=-1")
      #expect(page.status == .unprocessableContent)
      let links = page.text.matches(of: /href="#([a-z_]+)[a-z-]*">/).map { String($0.1) }
      #expect(
        links.filter(InductionCaseForm.names.contains) == EarlierServiceForm.names + ["reduction"], "\(links)"
      )
      #expect(page.shows("Enter the number of terms served elsewhere as a number"))
      #expect(page.shows("Extension elsewhere: enter from 0 to 6 terms.") && page.shows("value=\"401\""))
      let all = try await browser.get(Self.base + "&brought_forward=6")
      #expect(all.status == .unprocessableContent)
      #expect(all.shows("Where it was extended there, give by how many terms."))
      #expect(!all.shows("(brought_forward"))
      let late = try await browser.get(
        Self.base + "&brought_forward=1&brought_forward_from-day=1&brought_forward_from-month=9"
          + "&brought_forward_from-year=2026")
      #expect(late.shows("before 1 September 2026, when the first post here begins"))
      let open = try await browser.get(
        "/induction/plan?start-1-day=1&start-1-month=9&start-1-year=2023&fte-1=1&brought_forward=2")
      #expect(!open.shows("(brought_forward"))
    }
  }
}
