import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("From shortlist to appointment")
struct AppointmentTests {
  /// An application that was invited to interview, and the path to it.
  private static func interviewed(_ borough: Borough) async throws -> (SentApplication, String) {
    let application = try await borough.application(for: try await borough.publishedVacancy())
    for state in ["shortlisted", "interviewing"] {
      try await borough.services.pool.execute(
        "UPDATE application SET state = \(state) WHERE id = \(application.id)")
    }
    return (application, "/applications/\(application.id)")
  }

  private static let offer: JSONValue = [
    "salary": "M3", "starts_on": "2027-01-04", "contract_type": "permanent", "fte": 1,
    "answer_by": "2026-11-09", "reason": "The strongest lesson of the day.",
    "exception": "Interviewed for the pool on 30 October, scored on paper.",
  ]

  @Test("References are asked for, corrected, recorded on paper and verified; applicants see states only")
  func references() async throws {
    try await withAPI { api, borough async throws in
      let (_, path) = try await Self.interviewed(borough)
      let (head, applicant) = (try borough.head, try borough.applicant)
      let before = try await api.get(path + "/references", head)
      #expect(before.items.count == 2)
      #expect(before.items[1].object?["obstacle"]?.string != nil)
      let asked = try await api.post(path + "/references", head, ["referees": [1]])
      let id = try #require(asked.items.first?.object?["id"]?.string)
      #expect(try await api.post(path + "/references", head, ["referees": [2]]).status == 409)
      #expect(try await api.post(path + "/references", head, ["referees": [9]]).fields == ["referees"])
      #expect(try await api.post(path + "/references", try borough.token(.panelMember), [:]).status == 404)
      #expect(try await api.post(path + "/references", applicant, [:]).status == 404)
      let one = try await api.get("/references/\(id)", head)
      #expect(one["state"] == "requested" && one["answers"] == [:])
      #expect(one["has_concern"] == false)
      let corrected = try await api.post(
        "/references/\(id)/address", head, ["email": "bea@new.example"], headers: ["If-Match": one.etag])
      #expect(corrected["email"] == "bea@new.example")
      let stale = try await api.post("/references/\(id)/resend", head, headers: ["If-Match": one.etag])
      #expect(stale.status == 412)
      #expect(try await api.post("/references/\(id)/resend", head)["state"] == "requested")
      #expect(try await api.post("/references/\(id)/verify", head, ["note": "x"]).status == 409)
      let paper: JSONValue = ["received_on": "2026-11-02", "note": "Suitable."]
      #expect(try await api.post("/references/\(id)/paper", head, paper)["state"] == "received")
      #expect(
        try await api.post("/references/\(id)/verify", head, ["note": "By telephone."])["verified_at"]
          != .null)
      #expect(try await api.get("/references/\(id)/letter", head).status == 404)
      #expect(try await api.get("/references/\(id)", try borough.token(.panelMember)).status == 404)
      let states = try await api.get(path + "/reference-states", applicant)
      #expect(
        states.items == [
          ["referee": "Bea Sample", "state": "received", "sentence": "Received by the school"]
        ])
      #expect(try await api.get(path + "/references", applicant).status == 404)
      let figures = try await api.get("/reference-figures", try borough.token(.officer))
      #expect(figures["received"] == 1 && figures["lines"].array?.first?.object?["asked"] == 1)
      let earlier = try await api.get("/reference-figures?year=2025", try borough.token(.officer))
      #expect(earlier["received"] == 0)
      let file = try await api.get("/reference-figures/export", try borough.token(.officer))
      #expect(file.text.contains("All schools,1,0,0,1,0,0,0\r\n"))
      #expect(try await api.get("/reference-figures/export", head).status == 404)
      #expect(try await api.get("/reference-figures", head).status == 404)
    }
  }

  @Test("An offer is made, answered and checked, and the person appointed and ready for induction")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let (application, path) = try await Self.interviewed(borough)
      let (head, applicant, recruiter) = (
        try borough.head, try borough.applicant, try borough.token(.recruiter)
      )
      #expect(try await api.post(path + "/offer", recruiter, Self.offer).status == 403)
      #expect(try await api.post(path + "/offer", head, Self.offer)["state"] == "offered")
      let later = try await api.post(path + "/offer/extend", head, ["answer_by": "2026-11-12"])
      #expect(later["answer_by"] == "2026-11-12")
      #expect(try await api.get(path + "/offers", applicant).items.count == 1)
      #expect(try await api.get(path + "/offers", borough.otherHead).status == 404)
      #expect(try await api.post(path + "/offer/answer", head, ["accept": true]).status == 404)
      let accepted = try await api.post(
        path + "/offer/answer", applicant, ["accept": true, "note": "Gladly."])
      #expect(accepted["state"] == "accepted")
      for number in [1, 2] {
        let asked = try await api.post(path + "/references", head, ["referees": [.whole(number)]])
        let id = try #require(asked.items[number - 1].object?["id"]?.string)
        _ = try await api.post(
          "/references/\(id)/paper", head, ["received_on": "2026-11-02", "note": "Suitable."])
      }
      let unknown = try await api.post(
        path + "/checks", recruiter, ["check": "horoscope", "outcome": "satisfactory", "version": 1])
      #expect(unknown.status == 422 && unknown.fields == ["check"])
      // Whoever records over what somebody else has recorded says so.
      let blind = try await api.post(
        path + "/checks", recruiter, ["check": "identity", "outcome": "outstanding"])
      #expect(blind.status == 422 && blind.fields == ["version"])
      let checks = try await api.get(path + "/checks", recruiter)
      for check in checks.items.compactMap(\.object) {
        let isRefused = check["outcomes"]?.array?.contains("not_applicable") == false
        #expect(isRefused == check["why"]?.string?.hasPrefix("Made for everybody"))
      }
      for check in checks.items where check.object?["applies"] == true {
        let code = try #require(check.object?["check"]?.string)
        if code == "enhanced_dbs" { continue }
        let bare: JSONValue = [
          "check": .string(code), "outcome": "satisfactory", "checked_on": "2026-11-02",
          "checked_by": "Robin Sample", "version": 1,
        ]
        let needs = (check.object?["needs"]?.array ?? []).compactMap { $0.object?["field"]?.string }
        if !needs.isEmpty { #expect(try await api.post(path + "/checks", recruiter, bare).fields == needs) }
        let facts: [String: JSONValue] = [
          "evidence": "Seen by two", "document_type": "Passport", "document_number": "7654321",
          "document_date": "2026-10-30",
        ]
        let recorded = try await api.post(
          path + "/checks", recruiter, bare.merging(facts.filter { needs.contains($0.key) }))
        #expect(recorded["version"] == 2)
      }
      #expect(try await api.get(path + "/checks", recruiter)["may_start_before_certificate"] == true)
      #expect(try await api.post(path + "/appoint", head, [:]).fields == ["risk_assessment"])
      let done = try await api.post(
        path + "/appoint", head, ["risk_assessment": "Never alone with children."])
      #expect(done["state"] == "appointed")
      let record = try await api.get("/schools/137549/central-record", recruiter)
      #expect(record.items.first?.object?["risk_assessment"] == "Never alone with children.")
      let csv = try await api.get("/schools/137549/central-record/export", head)
      #expect(csv.text.contains(application.reference) && csv.text.contains(",enhanced_dbs_number,"))
      let waiting = "/vacancies/\(application.vacancy)/waiting-candidates"
      #expect(try await api.get(waiting, head)["message"].string?.contains("has now been filled") == true)
      #expect(try await api.get(waiting, applicant).status == 404)
      #expect(try await api.post(waiting, recruiter, ["message": "Thank you."]).status == 403)
      #expect(try await api.post(waiting, head, ["message": "Thank you."]).items.isEmpty)
      let others = path + "/other-applications"
      #expect(try await api.get(others, applicant).items.isEmpty)
      #expect(try await api.get(others, head).status == 404)
      #expect(
        try await api.post(others, applicant, ["application_ids": []]).fields == ["application_ids"])
      let candidates = try await api.get("/schools/137549/induction-candidates", head)
      let candidate = try #require(candidates.items.first?.object)
      #expect(candidate["name"] == "Ada Sample" && candidate["served_elsewhere"] == false)
      #expect(candidate["course_begun_on"] == "2021-09-01")
      let begun = try await api.post(
        "/schools/137549/induction-registrations", head,
        ["application_id": .string(application.id.description)])
      #expect(begun["content"].object?["course_begun_on"] == "2021-09-01")
      let origins = (begun["facts"].array ?? []).compactMap { $0.object?["origin"]?.string }
      #expect(Set(origins) == ["application", "check"])
      let take = "/induction-registrations/\(begun["id"].string ?? "")/take"
      #expect(
        try await api.post(take, head, ["field": "course_begun_on", "value": "2021-09-01"]).status == 200)
      #expect(try await api.post(take, head, ["field": "trn", "value": "1"]).fields == ["value"])
      #expect(
        try await api.post(take, borough.otherHead, ["field": "trn", "value": "1"]).status == 404)
      #expect(try await api.get("/schools/137549/central-record", borough.otherHead).status == 404)
      #expect(
        try await api.get("/schools/137549/central-record", try borough.token(.panelMember)).status == 403)
      #expect(try await api.post(path + "/offer/withdraw", head, ["reason": "x"]).status == 409)
    }
  }

  @Test("Interviews are arranged, times chosen and given, and scored on one’s own")
  func interviews() async throws {
    try await withAPI { api, borough async throws in
      let vacancy = try await borough.publishedVacancy()
      let application = try await borough.application(for: vacancy)
      try await borough.services.pool.execute("UPDATE application SET state = 'shortlisted'")
      let (head, applicant, panel) = (
        try borough.head, try borough.applicant, try borough.token(.panelMember)
      )
      let path = "/applications/\(application.id)"
      let days = "/vacancies/\(vacancy.id)/interviews"
      let day: JSONValue = [
        "held_on": "2026-11-16", "place": "The school", "choose_by": "2026-11-13",
        "panel": [.string(try #require(borough.people[.panelMember]).description)],
        "times": ["09:00", "09:45"],
        "minutes": 40,
      ]
      #expect(try await api.post(days, panel, day).status == 403)
      #expect(try await api.post(days, borough.otherHead, day).status == 404)
      let made = try await api.post(days, head, day)
      #expect(made.status == 201 && made["warnings"] == .array([.string(InterviewDay.trainingWarning)]))
      let invitation = path + "/interview-invitation"
      #expect(try await api.post(invitation, head, [:]).fields == ["message"])
      #expect(try await api.post(invitation, head, ["day": made["id"]])["state"] == "interviewing")
      let own = try await api.get(path + "/interview", applicant)
      #expect(own["day"].object?["warnings"] == nil)
      let slots = (own["free"].array ?? []).compactMap { $0.object?["id"] }
      #expect(slots.count == 2)
      #expect(try await api.get(path + "/interview-calendar", applicant).status == 404)
      let chosen = try await api.post(path + "/interview/slot", applicant, ["slot": slots[0]])
      #expect(chosen["slot", "id"] == slots[0])
      let calendar = try await api.get(path + "/interview-calendar", applicant)
      #expect(calendar.status == 200 && calendar.text.contains("SUMMARY:Interview at "))
      #expect(try await api.get(path + "/interview-calendar", head).status == 404)
      let times = "/vacancies/\(vacancy.id)/interview-calendar"
      #expect(try await api.get(times, head).text.contains("SUMMARY:Interview: Ada Sample"))
      #expect(try await api.get(times, borough.otherHead).status == 404)
      #expect(try await api.post(path + "/interview/slot", head, ["slot": slots[0]]).status == 404)
      #expect(try await api.post(path + "/interview/assignment", head, ["slot": slots[1]]).status == 204)
      let schedule = try await api.get(days, panel)
      #expect(schedule.items.first?.object?["panel"] == ["Panel member Sample"])
      let change = "/interview-days/\(try #require(made["id"].string))"
      let later: JSONValue = ["held_on": "2026-11-17", "place": "The annexe", "choose_by": "2026-11-13"]
      #expect(try await api.put(change, panel, later, ifMatch: "*").status == 403)
      #expect(try await api.put(change, applicant, later, ifMatch: "*").status == 404)
      #expect(try await api.put(change, borough.otherHead, later, ifMatch: "*").status == 404)
      #expect(try await api.put(change, head, later, ifMatch: "\"v9\"").status == 412)
      #expect(try await api.put(change, head, later, ifMatch: "*")["held_on"] == "2026-11-17")
      #expect(try await api.get(path + "/interview", applicant)["day", "place"] == "The annexe")
      let who = change + "/panel"
      #expect(try await api.get(who, head).items.count == 1)
      #expect(try await api.get(who, applicant).status == 404)
      let people = try [Role.head, .panelMember].map {
        JSONValue.string(try #require(borough.people[$0]).description)
      }
      #expect(try await api.put(who, panel, ["panel": .array(people)], ifMatch: "*").status == 403)
      #expect(try await api.put(who, head, ["panel": []], ifMatch: "*").fields == ["panel"])
      #expect(try await api.put(who, head, ["panel": .array(people)], ifMatch: "\"v9\"").status == 412)
      let before = try await api.get(who, head).etag
      #expect(try await api.put(who, head, ["panel": .array(people)], ifMatch: before)["version"] == 3)
      #expect(try await api.put(who, head, ["panel": .array(people)], ifMatch: before).status == 412)
      #expect(try await api.get(who, head).items.count == 2)
      #expect(try await api.put(who, head, ["panel": .array([people[1]])], ifMatch: "*")["version"] == 4)
      let off = "/interview-days/\(try #require(try await api.post(days, head, day)["id"].string))/call-off"
      #expect(try await api.post(off, panel, ["reason": "Snow"]).status == 403)
      #expect(try await api.post(off, head, ["reason": ""]).fields == ["reason"])
      #expect(try await api.post(off, head, ["reason": "Snow"]).status == 204)
      #expect(try await api.get(days, head).items.count == 1)
      let questions = "/vacancies/\(vacancy.id)/interview-questions"
      #expect(try await api.put(questions, head, ["questions": []], ifMatch: "*").fields == ["questions"])
      let set = try await api.put(
        questions, head, ["questions": [["wording": "How do you win a class over?"]]], ifMatch: "*")
      let question = try #require(set.items.first?.object?["id"]?.string)
      let read = try await api.get(questions, head)
      let other: JSONValue = ["questions": [["wording": "What is a good lesson?"]]]
      #expect(try await api.put(questions, head, other, ifMatch: "\"1.old\"").status == 412)
      let same: JSONValue = ["questions": [["wording": "How do you win a class over?"]]]
      #expect(try await api.put(questions, head, same, ifMatch: read.etag).status == 200)
      let scores = path + "/interview-scores"
      let early = try await api.put(
        scores, panel, ["scores": .object([question: 4]), "notes": "Warm.", "hand_in": true, "version": 0])
      #expect(early.status == 409)
      try await borough.services.pool.execute(
        "UPDATE interview_slot SET starts_at = starts_at - interval '20 days', ends_at = ends_at - interval '20 days'"
      )
      #expect(
        try await api.put(scores, panel, ["scores": [:], "hand_in": true, "version": 0]).fields
          == ["scores[0]", "notes"])
      #expect(try await api.put(scores, panel, ["scores": [:]]).fields == ["version"])
      let kept = try await api.put(scores, panel, ["scores": .object([question: 3]), "version": 0])
      #expect(kept["own", "total"] == 3 && kept["sheets"] == [])
      #expect(try await api.get(scores, head)["sheets"] == [])
      let done = try await api.put(
        scores, panel,
        ["scores": .object([question: 4]), "notes": "Warm and clear.", "hand_in": true, "version": 1])
      #expect(done["sheets"].array?.count == 1)
      let again: JSONValue = ["scores": .object([question: 1]), "version": .null]
      #expect(try await api.put(scores, panel, again).status == 409)
      #expect(try await api.put(scores, head, again).status == 403)
      #expect(try await api.get(scores, applicant).status == 404)
    }
  }

  @Test("Several are asked for references and invited at once: all or none, and each that can’t be is named")
  func several() async throws {
    try await withAPI { api, borough async throws in
      let application = try await borough.application(for: try await borough.publishedVacancy())
      let (head, base) = (try borough.head, "/vacancies/\(application.vacancy)")
      let (references, invitations) = (base + "/reference-requests", base + "/interview-invitations")
      let chosen: JSONValue = ["applications": [.id(application.id)]]
      func invitation(_ version: JSONValue) -> JSONValue {
        [
          "applications": [["application_id": .id(application.id), "version": version]],
          "message": "Monday at 9am.",
        ]
      }
      let early = try await api.post(references, head, chosen)
      #expect(early.fields == ["applications", "applications[0]"] && early.text.contains("Ada Sample: "))
      #expect(
        try await api.post(invitations, head, invitation(.null)).fields
          == ["applications", "applications[0]"])
      try await borough.services.pool.execute("UPDATE application SET state = 'shortlisted'")
      #expect(try await api.post(references, head, ["applications": []]).fields == ["applications"])
      for token in [try borough.token(.panelMember), borough.otherHead] {
        #expect(try await api.post(references, token, chosen).status == 404)
        #expect(try await api.post(invitations, token, invitation(.null)).status == 404)
      }
      for _ in 1...2 {
        let asked = try await api.post(references, head, chosen)
        #expect(asked.items.compactMap { $0.object?["name"]?.string } == ["Bea Sample"])
      }
      let mails = try await borough.services.pool.value(
        "SELECT count(*) FROM outbox_mail WHERE recipient = 'bea@university.example'", as: Int.self)
      #expect(mails == 1)
      #expect(try await api.post(invitations, head, invitation(99)).status == 412)
      let invited = try await api.post(invitations, head, invitation(.null))
      #expect(invited.items.first?.object?["state"] == "interviewing" && invited["warnings"] == [])
      #expect(
        try await api.post(invitations, head, invitation(.null)).fields
          == ["applications", "applications[0]"])
      // The application as a PDF file, for its applicant and its school.
      let file = "/applications/\(application.id)/pdf"
      for token in [try borough.applicant, head] {
        try await api.checkPDF(file, token, named: "\(application.reference).pdf")
      }
      #expect(try await api.get(file, borough.otherHead).status == 404)
    }
  }

  @Test("Who was invited without a day is listed, and invited to one; what would do nothing is a 409")
  func invitedLater() async throws {
    try await withAPI { api, borough async throws in
      let (application, path) = try await Self.interviewed(borough)
      let (head, panel) = (try borough.head, try borough.token(.panelMember))
      let days = "/vacancies/\(application.vacancy)/interviews"
      #expect(try await api.get(days, head)["without_day"] == [.id(application.id)])
      #expect(try await api.get(days, panel)["without_day"] == [])
      let made = try await api.post(
        days, head,
        [
          "held_on": "2026-11-16", "place": "The school", "choose_by": "2026-11-13",
          "panel": [.string(try #require(borough.people[.panelMember]).description)], "times": ["09:00"],
          "minutes": 40,
        ])
      let invitation = path + "/interview-invitation"
      #expect(try await api.post(invitation, head, ["day": .null]).status == 409)
      let invited = try await api.post(invitation, head, ["day": made["id"]])
      #expect(invited["state"] == "interviewing")
      #expect(
        invited["warnings"].array?.contains { $0.string?.hasPrefix("Applications still") == true } == true)
      #expect(try await api.post(invitation, head, ["day": made["id"]]).status == 200)
      let listed = try await api.get(days, head)
      #expect(listed["without_day"] == [])
      #expect(listed.items.first?.object?["waiting"] == [.id(application.id)])
      #expect(listed["accounts_closed"] == [])
      try await borough.services.pool.execute(
        "UPDATE account SET closed_at = now() WHERE id = \(application.account)")
      #expect(try await api.get(days, head)["accounts_closed"] == [.id(application.id)])
      try await borough.services.pool.execute(
        "UPDATE account SET closed_at = NULL WHERE id = \(application.account)")
      let bare = try await api.post(
        path + "/offer", head, Self.offer.merging(["exception": ""]))
      #expect(bare.fields == ["exception"])
    }
  }

  @Test("The offer is made unconditional once the checks are done; why it was made is for the school")
  func confirms() async throws {
    try await withAPI { api, borough async throws in
      let (_, path) = try await Self.interviewed(borough)
      let (head, applicant) = (try borough.head, try borough.applicant)
      _ = try await api.post(path + "/offer", head, Self.offer)
      let again = try await api.post(path + "/offer", head, Self.offer.merging(["salary": "M6"]))
      #expect(again.status == 409)
      _ = try await api.post(path + "/offer/answer", applicant, ["accept": true])
      #expect(try await api.post(path + "/offer/confirm", head).status == 409)
      try await borough.services.pool.execute(
        """
        UPDATE pre_employment_check SET outcome = 'satisfactory', checked_on = '2026-11-02', checked_by = 'R'
        WHERE applies
        """)
      #expect(try await api.post(path + "/offer/confirm", try borough.token(.recruiter)).status == 403)
      #expect(try await api.post(path + "/offer/confirm", borough.otherHead).status == 404)
      #expect(try await api.post(path + "/offer/confirm", head)["state"] == "unconditional")
      let offers = try await api.get(path + "/offers", applicant)
      #expect(offers.items.first?.object?["unconditional_at"]?.string != nil)
      #expect(!offers.text.contains("strongest"))
      let decided = try await api.get(path + "/decisions", head)
      #expect(decided.items.first?.object?["reason"] == "The strongest lesson of the day.")
      #expect(try await api.get(path + "/decisions", applicant).status == 404)
      #expect(try await api.post(path + "/appoint", head, [:])["state"] == "appointed")
    }
  }

  @Test("A disclosure is answered by the applicant and read by the head; searches are noted apart")
  func disclosure() async throws {
    try await withAPI { api, borough async throws in
      let (application, path) = try await Self.interviewed(borough)
      let (head, applicant) = (try borough.head, try borough.applicant)
      let empty = try await api.get(path + "/disclosure", applicant)
      #expect(empty["version"] == 0)
      #expect(empty["problems"].array?.isEmpty == false)
      let saved = try await api.put(
        path + "/disclosure", applicant, ["answers": ["unspent": "no"]], ifMatch: empty.etag)
      #expect(saved["version"] == 1)
      #expect(try await api.get(path + "/disclosure", head)["answers"] == [:])
      let half = try await api.put(
        path + "/disclosure", applicant, ["answers": ["unspent": "no"], "send": true], ifMatch: "*")
      #expect(half.fields.contains("barred"))
      let unknown = try await api.put(
        path + "/disclosure", applicant, ["answers": ["shoe_size": "5"]], ifMatch: "*")
      #expect(unknown.status == 422)
      #expect(try await api.get(path + "/disclosure", try borough.token(.recruiter)).status == 403)
      #expect(try await api.get(path + "/disclosure", try borough.token(.panelMember)).status == 404)
      let setting = "/vacancies/\(application.vacancy)/appointment-setting"
      let recruiter = try #require(borough.people[.recruiter])
      let settled = try await api.put(
        setting, head,
        ["panel_reads_references": "at_once", "disclosure_readers": [.string(recruiter.description)]],
        ifMatch: "\"0\"")
      #expect(settled["version"] == 1)
      #expect(try await api.get(path + "/disclosure", try borough.token(.recruiter)).status == 200)
      #expect(
        try await api.get(setting, try borough.token(.recruiter))["panel_reads_references"] == "at_once")
      let note: JSONValue = [
        "searched_on": "2026-11-02", "searched_by": "Robin Sample", "found": "Nothing of concern.",
      ]
      #expect(try await api.post(path + "/online-searches", head, note).items.count == 1)
      #expect(try await api.get(path + "/online-searches", applicant).status == 404)
    }
  }
}

extension JSONValue {
  /// The same object with other members.
  fileprivate func merging(_ other: [String: JSONValue]) -> JSONValue {
    .object((object ?? [:]).merging(other) { $1 })
  }
}
