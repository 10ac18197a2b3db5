import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite struct ClaimsPageTests {
  @Test("A file is chosen, every row looked at, confirmed once, and its faults come back as a file")
  func journey() async throws {
    try await Website.run { website async throws in
      _ = try await website.vacancy()
      let officer = try await RegistrationPageTests.officer(website)
      let base = "/authority/inductions/files"
      let page = try await officer.get(base)
      #expect(page.status == .ok)
      let none = try await officer.submit(page, to: base)
      #expect(none.status == .unprocessableContent)
      let school = try await website.services.pool.value(
        "SELECT organisation_id FROM school", as: OrganisationID.self)
      var content = RegistrationContent()
      (content.firstNames, content.lastName, content.email) = ("Nia", "Sample", "nia@people.example")
      (content.birthDate, content.trn) = (day("2000-02-29"), "1234567")
      (content.qtsAwardedOn, content.courseBegunOn) = (day("2026-07-10"), day("2025-09-01"))
      (content.post, content.phase, content.postConcerns) = ("Year 4 class teacher", "primary", ["none"])
      (content.contractType, content.fte, content.startsOn) = (.permanent, 1, day("2026-10-26"))
      (content.tutorName, content.tutorEmail) = ("Tara Tutor", "tutor@school.example")
      (content.mentorName, content.mentorEmail) = ("Mo Mentor", "mentor@school.example")
      (content.programme, content.timetableReduced, content.institution) = ("school-led", true, "academy")
      (content.specialMeasures, content.servedElsewhere, content.serviceLevel) = (false, false, "full")
      content.supportQualified = true
      let draft = try await DraftRegistration(website.services)(
        at: school, content, by: .operatorAtCommandLine)
      _ = try await SubmitRegistration(website.services)(
        draft.id, expectedVersion: nil, by: .operatorAtCommandLine)
      let file = """
        TRN,Date of birth,Induction programme,Induction period start date
        1234567,2000-02-29,school-led,2026-10-26
        7654321,2000-02-29,school-led,2026-10-26
        """
      // As spreadsheets save it, with a mark in front.
      let unverified = try await officer.upload(
        page, to: base, [:], file: Array("\u{FEFF}\(file)".utf8), named: "claims.csv")
      #expect(unverified.shows("Nobody has verified") && unverified.shows("0 to claim"))
      let looked = try await officer.upload(
        page, to: base, ["is_confirmed": "yes"], file: Array(file.utf8), named: "claims.csv")
      #expect(looked.shows("Nia Sample") && looked.shows("No registration with this TRN"))
      let confirm = try #require(looked.text.firstMatch(of: /action="([^"]+\/confirm)"/)?.1)
      let taken = try await officer.submit(looked, to: String(confirm))
      #expect(taken.shows("1 claimed, 1 not taken."))
      let fees = try await officer.get("/authority/inductions/fees")
      #expect(
        fees.shows("School years: fees by school and service") && fees.shows("2026/27") && fees.shows("£400"))
      #expect(fees.shows("Yearly fees") && !fees.shows("By service") && !fees.shows("Every service"))
      let other = try await officer.get("/authority/inductions/fees?years=financial")
      #expect(other.shows("Financial years: fees by school and service"))
      let spreadsheet = try await officer.get("/authority/inductions/fees.csv")
      #expect(spreadsheet.shows(",full,Full assurance,1,40000\r\n"))
      let again = try await officer.submit(looked, to: String(confirm))
      #expect(again.shows("Claimed before") && again.shows("Nothing new was recorded"))
      let bodies = try await officer.get("/authority/inductions/bodies")
      let unread = try await officer.submit(
        bodies, to: "/authority/inductions/bodies",
        [
          "name": "Sample Body", "acts_from-day": "1", "acts_from-month": "9", "acts_from-year": "2012",
          "takes_new_until-day": "31", "takes_new_until-month": "6", "takes_new_until-year": "2029",
          "source": "An agreement",
        ])
      #expect(unread.status == .unprocessableContent && unread.shows("Enter a real date"))
      let errors = try await officer.get(String(confirm).replacing("/confirm", with: "/errors"))
      #expect(errors.shows("Error message") && errors.shows("7654321"))
      for kind in ["claims?part=1", "registrations", "registrations-json"] {
        let export = try await officer.get("\(base)/export/\(kind)")
        #expect(export.shows("1234567"), "\(kind)")
        // Only what is not for the national service has a mark in front.
        #expect((export.text.utf8.first == 0xEF) == (kind == "registrations"), "\(kind)")
      }
      #expect(try await officer.get("\(base)/export/actions?part=1").status == .notFound)
      let actions = try await officer.get("\(base)/actions")
      #expect(actions.shows("Nothing is recorded as sent"))
      let answer = """
        TRN,Date of birth,Induction period end date,Number of terms,Outcome,Error message
        1234567,2000-02-29,2026-10-30,0.1,release,The date is wrong.
        7654321,2000-02-29,2026-10-30,0.1,release,
        """
      #expect(try await officer.submit(actions, to: "\(base)/actions").status == .unprocessableContent)
      let read = try await officer.upload(
        actions, to: "\(base)/actions", [:], file: Array("\u{FEFF}\(answer)".utf8), named: "answer.csv")
      #expect(read.shows("The date is wrong.") && read.shows("No induction with this TRN is kept here."))
      let record = try #require(read.text.firstMatch(of: /action="([^"]+\/confirm)"/)?.1)
      #expect(try await officer.submit(read, to: String(record)).shows("0 sent, 1 refused."))
      #expect(try await officer.get("\(base)/actions").shows("Refused by the national service"))
      try await Self.sent(officer, base)
      let head = try await website.staff()
      #expect(try await head.get("\(base)/claims").status == .notFound)
      #expect(try await head.get("/authority/inductions/fees").status == .notFound)
      #expect(try await head.get("\(base)/actions").status == .notFound)
      #expect(try await head.get(base).status == .notFound)
    }
  }

  /// The file as it was sent is recorded, then the answer, then that the corrected one was taken.
  private static func sent(_ officer: Browser, _ base: String) async throws {
    let header = "TRN,Date of birth,Induction programme,Induction period start date"
    let row = "1234567,2000-02-29,school-led,2026-10-26"
    let page = try await officer.get("\(base)/claims")
    #expect(page.shows("Nothing is recorded as sent"))
    #expect(try await officer.submit(page, to: "\(base)/claims").status == .unprocessableContent)
    func confirm(_ file: String, _ says: String) async throws {
      let looked = try await officer.upload(
        page, to: "\(base)/claims", [:], file: Array(file.utf8), named: "claims.csv")
      #expect(looked.shows("Nia Sample"))
      let address = try #require(looked.text.firstMatch(of: /action="([^"]+\/confirm)"/)?.1)
      #expect(try await officer.submit(looked, to: String(address)).shows(says))
    }
    try await confirm("\(header)\n\(row)", "1 sent.")
    try await confirm("\(header),Error message\n\(row),The programme is wrong.", "1 refused.")
    let refused = try await officer.get("\(base)/claims?state=refused&q=nia")
    #expect(refused.shows("The programme is wrong.") && refused.shows("Refused"))
    #expect(try await officer.get("\(base)/claims?state=accepted").shows("No claim is in this state."))
    #expect(try await officer.get("\(base)/export/new-claims?part=1").shows(row))
    try await confirm("\(header)\n\(row)", "1 sent again.")
    let list = try await officer.get("\(base)/claims")
    let accept = try #require(list.text.firstMatch(of: /action="([^"]+\/accept)"/)?.1)
    let accepted = try await officer.submit(list, to: String(accept))
    #expect(try await officer.get(try #require(accepted.location)).shows("1 claim recorded as accepted."))
    #expect(try await officer.get("\(base)/claims/list.csv?state=resent").shows("The programme is wrong."))
    #expect(
      try await officer.get(String(accept).replacing("/accept", with: "/claims.csv")).shows(row))
    let induction = try #require(list.text.firstMatch(of: /href="(\/inductions\/[0-9a-f-]+)"/)?.1)
    #expect(try await officer.get(String(induction)).shows("What the national service was sent"))
    #expect(
      try await officer.get("\(induction)/timeline").shows("The national service accepted the claim"))
  }
}
