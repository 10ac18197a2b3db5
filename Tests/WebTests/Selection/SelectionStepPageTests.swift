import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Web

@Suite("After the shortlist, on its pages") struct SelectionStepPageTests {
  @Test("Who applied prints what they sent, and has it as a PDF file; others don’t by that address")
  func ownPaper() async throws {
    try await Website.run { site async throws in
      let desk = try await SelectionPageTests.desk(site)
      #expect(try await SelectionPageTests.panel(desk, site, anonymous: "yes").status == .seeOther)
      let own = "/applications/\(desk.applications[0])"
      let page = try await desk.applicant.get(own)
      #expect(page.shows("href=\"\(own)/print\"") && page.shows("href=\"\(own)/pdf\""))
      let printed = try await desk.applicant.get("\(own)/print")
      #expect(printed.title == "Application of Ada Sample" && printed.shows("cy@school.example"))
      await SelectionPageTests.checkFile(try await desk.applicant.get("\(own)/pdf"))
      for paper in ["print", "pdf"] {
        #expect(try await desk.head.get("\(own)/\(paper)").status == .notFound)
        #expect(
          try await desk.applicant.get("/applications/\(desk.applications[1])/\(paper)").status == .notFound)
      }
    }
  }

  @Test("Those ticked are asked for references and invited at once; who can’t be is left out, or named")
  func together() async throws {
    try await Website.run { site async throws in
      let desk = try await SelectionPageTests.desk(site)
      #expect(!(try await desk.head.get(desk.base)).shows("Ask for their references"))
      try await site.services.pool.execute(
        "UPDATE application SET state = 'shortlisted' WHERE id::text = \(desk.applications[0])")
      let list = try await desk.head.get(desk.base)
      #expect(list.shows("Ask for their references") && list.shows("Invite those ticked to interview"))
      let references = "\(desk.base)/references"
      let asking = try await desk.head.get("\(references)?\(desk.both)")
      #expect(asking.shows("Bea Sample. Cy Sample is left out. The applicant asked that this referee is not"))
      #expect(asking.shows("References are asked for once an application is shortlisted."))
      let refused = try await desk.head.post(
        references,
        try asking.inAnotherTab.hiddenFields(ofFormTo: references)
          + [("application", desk.applications[1])])
      #expect(refused.status == .unprocessableContent && refused.shows("Nobody was asked, because"))
      #expect(refused.shows("href=\"#application-\(desk.applications[1])\""))
      for _ in 1...2 {
        let asked = try await desk.head.submit(asking, to: references)
        #expect(asked.location == "\(desk.base)?done=asked")
      }
      let mails = try await site.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE recipient = 'bea@university.example'", as: Int.self)
      #expect(mails == 1)
      let after = try await desk.head.get("\(references)?\(desk.both)")
      #expect(after.shows("Everybody who may be asked now has been asked.") && after.shows("Nobody to ask"))
      let invite = "\(desk.base)/invite"
      let form = try await desk.head.get("\(invite)?\(desk.both)")
      #expect(form.shows("Left out:") && form.shows("Sent: not on the shortlist yet."))
      let empty = try await desk.head.submit(form, to: invite)
      #expect(empty.status == .unprocessableContent && empty.shows("href=\"#message\""))
      let invited = try await desk.head.submit(form, to: invite, ["message": "Monday at 9am."])
      #expect(invited.location == "\(desk.base)?done=invited")
      let own = try await desk.applicant.get("/applications/\(desk.applications[0])")
      #expect(own.shows("Monday at 9am."))
      let answer = "/applications/\(desk.applications[0])/interview/answer"
      _ = try await desk.applicant.submit(
        try await desk.applicant.get(answer), to: answer, ["answer": "another_time", "suits": "Any Tuesday."])
      let anew = try await desk.head.get("\(invite)?\(desk.both)")
      #expect(anew.shows("Any Tuesday. An invitation takes the place of this answer."))
      for address in ["\(references)?\(desk.both)", "\(invite)?\(desk.both)"] {
        #expect(try await desk.member.get(address).status == .notFound)
        #expect(try await desk.applicant.get(address).status == .notFound)
      }
    }
  }
}
