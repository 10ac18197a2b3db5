import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/induction-registrations")
struct InductionRegistrationTests {
  static func content(_ borough: Borough, trn: String = "1234567") -> JSONValue {
    let today = borough.services.today
    func day(_ days: Int) -> JSONValue { .string(today.adding(days: days).description) }
    return [
      "first_names": "Nia", "last_name": "Sample", "email": "nia@people.example", "birth_date": "2000-02-29",
      "trn": .string(trn), "qts_awarded_on": day(-100), "course_begun_on": day(-400),
      "post": "Year 4 class teacher",
      "phase": "primary", "post_concerns": ["none"], "contract_type": "permanent", "fte": .number(0.6),
      "starts_on": day(-5),
      "tutor_name": "Tara Tutor", "tutor_email": "tutor@school.example", "mentor_name": "Mo Mentor",
      "mentor_email": "mentor@school.example", "programme": "school-led", "timetable_reduced": true,
      "support_qualified": true, "institution": "academy", "special_measures": false,
      "served_elsewhere": false, "service_level": "full",
    ]
  }

  /// Lets the authority act, through the API.
  static func serve(_ api: APIClient, _ officer: String) async throws {
    let body = try await api.post(
      "/authorities/883/appropriate-bodies", officer,
      [
        "name": "Sample Body", "acts_from": "2012-09-01", "takes_new_until": "2029-08-31",
        "source": "An agreement",
      ])
    #expect(body.status == 201 && body["takes_new_until"] == "2029-08-31")
    let level = try await api.put(
      "/authorities/883/induction-service-levels/full", officer,
      ["title": "Full assurance", "price_pence": 40_000, "offered_from": "2020-09-01"])
    #expect(level.status == 204)
  }

  /// A registration with this content that was sent and verified.
  private static func verified(
    _ content: [String: JSONValue], _ api: APIClient, _ borough: Borough, officer: String
  ) async throws -> String {
    let begun = try await api.post(
      "/schools/\(borough.school.urn)/induction-registrations", try borough.head,
      ["content": .object(content)])
    let path = "/induction-registrations/\(begun["id"].string ?? "")"
    #expect(try await api.post("\(path)/submit", try borough.head, [:])["same_number"] == .null)
    #expect(try await api.post("\(path)/verify", officer).status == 200)
    return path
  }

  @Test("Another address of the same number is shown, and accepted as the same person only")
  func samePerson() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      try await Self.serve(api, officer)
      var content = try #require(Self.content(borough).object)
      var answer: [String: JSONValue] = [
        "starts_on": .string(borough.services.today.adding(days: -5).description)
      ]
      let first = try await Self.verified(content, api, borough, officer: officer)
      #expect(try await api.get(first, officer)["same_number"] == .null)
      #expect(try await api.post("\(first)/accept", officer, .object(answer))["state"] == "accepted")
      content["email"] = "xavier@people.example"
      let path = try await Self.verified(content, api, borough, officer: officer)
      let read = try await api.get(path, officer)["same_number"].object
      #expect(read?["needs_confirmation"] == true && read?["differences"] == ["another e-mail address"])
      #expect(read?["recorded"]?.object?["email"] == "nia@people.example")
      #expect(read?["registered"]?.object?["email"] == "xavier@people.example")
      #expect(try await api.post("\(path)/accept", officer, .object(answer)).fields == ["same_person"])
      answer["same_person"] = true
      #expect(try await api.post("\(path)/accept", officer, .object(answer))["state"] == "accepted")
      let fees = try await api.get("/induction-fees?years=financial", officer)
      let line = fees.items.first?.object
      #expect(fees["fee_pence"] == 80_000 && line?["teachers"] == 2 && line?["service_level"] == "full")
      // Accepted twice as the same person: two fees, one teacher.
      #expect(fees["fees"] == 2 && fees["teachers"] == 1)
      #expect(try await api.get("/induction-fees?until=2020-01-01", officer)["fee_pence"] == 0)
      #expect(
        try await api.get("/induction-fees/export", officer).text.contains(",full,Full assurance,2,80000"))
      #expect(try await api.get("/induction-fees", try borough.head).status == 404)
    }
  }

  @Test("Begin, write, send, ask, answer, verify, accept: each for those it is for")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      let tutor = try await Borough.person(
        "tutor@school.example", .inductionTutor, borough.school.id, borough.services
      ).1
      try await Self.serve(api, officer)
      #expect(try await api.get("/authorities/883/appropriate-bodies")["bodies"].array?.count == 1)
      let school = "/schools/\(borough.school.urn)"
      #expect(try await api.post("\(school)/induction-registrations", tutor, [:]).status == 403)
      let begun = try await api.post("\(school)/induction-registrations", head, [:])
      #expect(begun.status == 201 && begun["state"] == "draft" && begun["problems"].array?.isEmpty == false)
      let path = "/induction-registrations/\(begun["id"].string ?? "")"
      #expect(try await api.post("\(path)/submit", head, [:]).status == 422)
      #expect(try await api.get(path, officer).status == 404)
      #expect(try await api.put(path, head, Self.content(borough)).status == 428)
      let saved = try await api.put(path, head, Self.content(borough), ifMatch: begun.etag)
      #expect(saved["problems"].array?.isEmpty == true && saved["warnings"].array?.count == 1)
      #expect(try await api.put(path, head, Self.content(borough), ifMatch: begun.etag).status == 412)
      #expect(try await api.post("\(path)/submit", head, [:])["state"] == "submitted")
      #expect(try await api.get("/induction-registrations", officer).items.count == 1)
      #expect(try await api.get("/induction-registrations", head).status == 404)
      #expect(try await api.post("\(path)/query", officer, ["message": "Which class?"])["state"] == "queried")
      #expect(try await api.post("\(path)/submit", head, ["answer": "Year 4."])["state"] == "submitted")
      let early = borough.services.today.adding(days: -5)
      let start: JSONValue = ["starts_on": .string(early.description)]
      #expect(try await api.post("\(path)/accept", officer, start).status == 409)
      #expect(try await api.post("\(path)/verify", head).status == 403)
      #expect(try await api.post("\(path)/verify", officer)["verified_by"] != .null)
      let bare: JSONValue = ["starts_on": .string(early.adding(days: -1).description)]
      #expect(try await api.post("\(path)/accept", officer, bare).fields == ["start_reason"])
      let accepted = try await api.post("\(path)/accept", officer, start)
      #expect(accepted["state"] == "accepted")
      let induction = "/inductions/\(accepted["induction_id"].string ?? "")"
      let read = try await api.get(induction, tutor)
      #expect(read["plan"].object?["required_terms"] == 6 && read["rules_version"] == "2024-09")
      // Begun under the earlier regime and moved, it is listed by the one that it runs on.
      try await borough.services.pool.execute("UPDATE induction SET regime = 'nqt'")
      #expect(try await api.get("\(school)/inductions", tutor).items.first?.object?["regime"] == "ect")
      #expect(try await api.get(induction, try borough.applicant).status == 404)
      #expect(try await api.get("\(school)/inductions", tutor).items.count == 1)
      #expect(try await api.get("/inductions?q=1234567&state=serving", officer).items.count == 1)
      let named = try await api.get("/own-inductions?limit=1", tutor)
      #expect(named["tutored"].array?.count == 1 && named["next"] == .null)
      let teacher = try await Borough.person("nia@people.example", .applicant, nil, borough.services).1
      #expect(try await api.get("/own-inductions", teacher)["own"].array?.count == 1)
      #expect(try await api.get(induction, teacher)["trn"] == "1234567")
      let board = try await api.get("/induction-board", officer)
      #expect(board["states"].array?.first?.object?["count"] == 1)
      #expect(try await api.get("/induction-board", head).status == 404)
      #expect(try await api.post("/induction-board/chase", officer)["items"] == 0)
      #expect(try await api.get("/induction-board/closing?cohort=soon", officer).status == 422)
      let closing = try await api.get("/induction-board/closing", officer)
      #expect(closing["to_decide"].array?.isEmpty == true && closing["next_to_decide"] == .null)
      let made = try await api.get("/induction-board/closing?to_receive_cursor=made-up", officer)
      #expect(made.fields == ["to_receive_cursor"])
      try await Self.contracts(borough, api, (officer, head), school)
      #expect(
        try await api.post(
          "/induction-board/complete", officer, ["inductions": [], "reasons": "Every Standard."]
        )
        .status == 422)
      let nobody = try await api.post(
        "/induction-board/receive", officer, ["assessments": [["id": "01930000-0000-7000-8000-000000000001"]]]
      )
      #expect(nobody["done"] == 0 && nobody["results"].array?.first?.object?["problem"]?.string != nil)
      #expect(try await api.get("\(school)/induction-tasks", tutor).status == 200)
      #expect(try await api.get("/induction-board/export?by=school", officer).status == 200)
      #expect(try await api.get("/induction-board/overdue?turn=head", officer).items.isEmpty)
      try await Self.files(api, (officer, head, tutor, teacher), school, induction)
      let life = try await api.get("\(induction)/timeline", teacher)
      let titles = (life["entries"].array ?? []).suffix(2).map { $0.object?["title"] }
      #expect(titles == ["Induction ends by the plan", "The head’s recommendation due"])
      #expect(life["service"].object?["required_days"]?.number.map { $0 > 300 } == true)
      #expect(try await api.get("\(induction)/timeline", try borough.applicant).status == 404)
      #expect(try await api.get("\(induction)/timeline/export", tutor).status == 200)
      try await assess(api, induction, [tutor, head, teacher, officer], borough.clock)
      try await decide(api, induction, (head, teacher, officer))
      try await record(api, induction, officer, tutor, borough)
    }
  }

  /// A contract that has ended while the post goes on, for the body and for the school.
  private static func contracts(
    _ borough: Borough, _ api: APIClient, _ people: (officer: String, head: String), _ school: String
  ) async throws {
    let day = borough.services.today.adding(days: -1)
    try await borough.services.pool.execute("UPDATE induction_period SET contract_ends_on = \(day)")
    let (ofBody, ofSchool) = ("/induction-board/contract-ends", "\(school)/induction-contract-ends")
    for (path, token) in [(ofBody, people.officer), (ofSchool, people.head)] {
      let page = try await api.get("\(path)?limit=1", token)
      #expect(page.items.first?.object?["ended_on"]?.string == day.description, "\(path)")
      #expect(page["next"] == .null)
      let file = try await api.get("\(path)/export", token)
      #expect(file.text.hasPrefix("ended_on,name,reference,school,induction\r\n\(day),"), "\(path)")
    }
    #expect(try await api.get(ofBody, people.head).status == 404)
    #expect(try await api.get(ofSchool, try borough.applicant).status != 200)
    try await borough.services.pool.execute("UPDATE induction_period SET contract_ends_on = NULL")
  }

  /// What is listed is exported as CSV, narrowed as the list is, to those who may read the list.
  private static func files(
    _ api: APIClient, _ people: (officer: String, head: String, tutor: String, teacher: String),
    _ school: String, _ induction: String
  ) async throws {
    let all = "/inductions/export"
    let found = try await api.get("\(all)?q=1234567&state=serving", people.officer)
    #expect(found.text.hasPrefix("reference,name,trn,school,regime,state,began_on,"))
    #expect(found.text.contains(",Nia Sample,1234567,"))
    for narrowed in ["at_risk=true", "overdue=true", "cohort=2020-autumn", "state=left"] {
      #expect(try await !api.get("\(all)?\(narrowed)", people.officer).text.contains("Nia"), "\(narrowed)")
    }
    #expect(try await api.get(all, people.head).status == 404)
    #expect(try await api.get("\(school)\(all)", people.tutor).text.contains(",Nia Sample,1234567,"))
    #expect(try await api.get("\(school)\(all)", people.teacher).status != 200)
    let heading = "due_on,state,kind,what,turn,"
    #expect(try await api.get("\(school)/induction-tasks/export", people.tutor).text.hasPrefix(heading))
    #expect(
      try await api.get("/induction-board/overdue/export?turn=head", people.officer).text.hasPrefix(heading))
    let days = try await api.get("\(induction)/timeline/days/export", people.teacher)
    #expect(days.text.hasPrefix("term,starts_on,ends_on,school_days,"))
    #expect(days.text.split(separator: "\r\n").count > 2)
  }

  /// A recommendation, an answer, and an extension, after which induction goes on.
  private func decide(
    _ api: APIClient, _ induction: String, _ people: (head: String, teacher: String, officer: String)
  ) async throws {
    let body: JSONValue = ["outcome": "extension", "reasons": "Standards 2 and 6."]
    #expect(try await api.post("\(induction)/recommendation", people.officer, body).status == 403)
    let made = try await api.post("\(induction)/recommendation", people.head, body)
    #expect(made.items.first?.object?["decide_by"]?.string != nil)
    #expect(try await api.post("\(induction)/decision/confirm", people.officer).status == 409)
    #expect(
      try await api.post("\(induction)/representations", people.teacher, ["text": "My class changed."]).status
        == 200)
    #expect(try await api.post("\(induction)/decision", people.officer, body).status == 422)
    let decided = try await api.post(
      "\(induction)/decision", people.officer,
      ["outcome": "extension", "reasons": "Standards 2 and 6.", "extension_terms": 1])
    #expect(decided.items.first?.object?["appeal_by"]?.string != nil)
    #expect(try await api.get("\(induction)/decisions", people.teacher).items.count == 1)
  }

  /// A review that all sign in their turn, and that is opened again.
  private func assess(
    _ api: APIClient, _ induction: String, _ signers: [String], _ clock: TestClock
  ) async throws {
    #expect(try await api.get("/induction/assessment-form")["keys"].array?.count == 41)
    #expect(try await api.get("/induction/assessment-form?regime=nqt")["version"] == "nqt-2012")
    let body: JSONValue = ["kind": "review", "number": 1]
    #expect(try await api.post("\(induction)/assessments", signers[2], body).status == 404)
    let opened = try await api.post("\(induction)/assessments", signers[0], body)
    #expect(opened.status == 201 && opened["may_write"] == true)
    #expect(opened["facts"].object?["birth_date"]?.string?.isEmpty == false)
    let path = "/induction-assessments/\(opened["id"].string ?? "")"
    #expect(try await api.get(path, signers[2]).status == 404)
    #expect(try await api.post("\(path)/sign", signers[0], [:]).status == 422)
    let bogus = try await api.put(
      path, signers[0], ["answers": ["progress": "bogus", "summary": ""]], ifMatch: opened.etag)
    #expect(bogus.status == 422 && bogus.fields == ["progress"])
    #expect(bogus.text.contains("satisfactory, unsatisfactory"))
    let answers: JSONValue = ["answers": ["progress": "satisfactory", "summary": "Teaches calmly."]]
    #expect(try await api.put(path, signers[0], answers, ifMatch: opened.etag).status == 200)
    #expect(try await api.put(path, signers[0], answers, ifMatch: opened.etag).status == 412)
    for (signer, state) in zip(signers, ["drafted", "completed", "confirmed", "received"]) {
      clock.advance(seconds: 1)
      let signed = try await api.post("\(path)/sign", signer, ["comments": "Seen."])
      #expect(signed["state"].string == state, "\(signed.text)")
    }
    #expect(try await api.get("\(induction)/assessments", signers[2]).items.count == 1)
    clock.advance(seconds: 1)
    let reopened = try await api.post("\(path)/reopen", signers[3], ["reason": "The wrong days."])
    #expect(reopened["state"] == "draft" && reopened["signatures"].array?.count == 5)
  }

  /// What happens during induction, each for those it is for.
  private func record(
    _ api: APIClient, _ induction: String, _ officer: String, _ tutor: String, _ borough: Borough
  ) async throws {
    func day(_ days: Int) -> JSONValue { .string(borough.services.today.adding(days: days).description) }
    func refused(_ first: Int, _ last: Int, _ days: Double, _ kind: String) async throws -> [String] {
      let entry: JSONValue = [
        "starts_on": day(first), "ends_on": day(last), "days": .number(days), "kind": .string(kind),
      ]
      return try await api.post("\(induction)/absences", tutor, entry).fields
    }
    // Saturday and Sunday, the half-term holiday, more than there is, ahead, and what is of the past.
    #expect(try await refused(-2, -1, 2, "sickness") == ["days"])
    #expect(try await refused(-5, -3, 3, "illness") == ["days"])
    #expect(try await refused(-5, 0, 1.5, "sickness") == ["days"])
    #expect(try await refused(1, 2, 2, "sickness") == ["starts_on"])
    #expect(try await refused(0, 0, 1, "coronavirus") == ["kind"])
    let absence: JSONValue = ["starts_on": day(1), "ends_on": day(2), "days": 2, "kind": "maternity"]
    let absent = try await api.post("\(induction)/absences", tutor, absence)
    #expect(absent.status == 200 && absent["events"].array?.count == 2)
    #expect(try await api.post("\(induction)/absences", tutor, absence).status == 422)
    let entry = absent["events"].array?.first { $0.object?["kind"] == "absence" }?.object?["id"]?.string ?? ""
    #expect(try await api.post("\(induction)/entries/\(entry)/remove", tutor).status == 200)
    let extending: JSONValue = ["terms": 3, "reason": "Taught for six years before."]
    #expect(try await api.post("\(induction)/reductions", officer, extending).fields == ["consented_on"])
    var reduction: [String: JSONValue] = [
      "terms": 3, "consented_on": day(0), "reason": "Taught for six years before.",
    ]
    #expect(try await api.post("\(induction)/reductions", tutor, .object(reduction)).status == 403)
    // With as many terms served elsewhere, and none to be served anew, induction would be over by it at once: that is
    // asked about.
    let database = borough.services.pool
    try await database.execute("UPDATE induction SET earlier_terms = '5'")
    try await database.execute("UPDATE induction_event SET removed_at = now() WHERE kind = 'extension'")
    let unsure = try await api.post("\(induction)/reductions", officer, .object(reduction))
    #expect(unsure.fields == ["confirmed"])
    reduction["confirmed"] = true
    let reduced = try await api.post("\(induction)/reductions", officer, .object(reduction))
    try await database.execute("UPDATE induction SET earlier_terms = ''")
    try await database.execute("UPDATE induction_event SET removed_at = NULL WHERE kind = 'extension'")
    let agreed = reduced["events"].array?.first { $0.object?["kind"] == "reduction" }
    #expect(agreed?.object?["consented_on"] == day(0))
    #expect(try await api.post("\(induction)/extensions", officer, extending).status == 200)
    let period = absent["periods"].array?.first?.object?["id"]?.string ?? ""
    let path = "\(induction)/periods/\(period)"
    #expect(
      try await api.post(
        "\(path)/support", tutor,
        [
          "tutor_name": "New Tutor", "tutor_email": "new@school.example", "mentor_name": "Mo Mentor",
          "mentor_email": "mentor@school.example",
        ]
      ).status == 200)
    let hours = try await api.post("\(path)/hours", tutor, ["starts_on": day(3), "fte": 1])
    #expect(hours["periods"].array?.count == 2)
    let last = hours["periods"].array?.last?.object?["id"]?.string ?? ""
    let contract = try await api.post(
      "\(induction)/periods/\(last)/contract", tutor, ["ends_on": day(200)])
    #expect(
      contract["periods"].array?.compactMap { $0.object?["contract_ends_on"] } == [day(200), day(200)],
      "\(contract.text)")
    let end = "\(induction)/periods/\(last)/end"
    let noticed = try await api.post(end, tutor, ["ends_on": day(30), "leaves_teaching": false])
    #expect(noticed["state"] == "serving")
    #expect(noticed["periods"].array?.last?.object?["ends_on"] == day(30))
    // The hours changed from the third day on: a last day before that there can’t be.
    #expect(try await api.post(end, tutor, ["ends_on": day(2)]).status == 422)
    let address = "\(induction)/teacher-email"
    let email: JSONValue = ["email": "nia.sample@people.example"]
    #expect(try await api.put(address, tutor, email, ifMatch: "*").status == 403)
    #expect(try await api.put(address, officer, ["email": "nia"], ifMatch: "*").fields == ["email"])
    #expect(try await api.put(address, officer, email, ifMatch: hours.etag).status == 412)
    let corrected = try await api.put(address, officer, email, ifMatch: noticed.etag)
    #expect(corrected["email"] == "nia.sample@people.example")
  }

  @Test("Term dates are read by everybody, and set by head and administrator")
  func terms() async throws {
    try await withAPI { api, borough async throws in
      let path = "/schools/\(borough.school.urn)/term-dates/2027"
      let usual = try await api.get(path)
      #expect(usual["is_own"] == false && usual["halves"].array?.count == 6)
      let halves = usual["halves"]
      #expect(
        try await api.put(
          path, try borough.head, ["halves": halves, "closures": ["2027-09-02"]], ifMatch: usual.etag
        ).status == 204)
      #expect(try await api.get(path)["is_own"] == true)
      #expect(try await api.get(path)["closures"] == ["2027-09-02"])
      // What was read before somebody else set it stands against nothing any more.
      let (late, now) = (usual.etag, try await api.get(path).etag)
      #expect(try await api.put(path, try borough.head, ["halves": halves], ifMatch: late).status == 412)
      #expect(
        try await api.put(
          path, try borough.head, ["halves": halves, "closures": ["2027-09-02"]], ifMatch: now
        ).status == 204)
      #expect(try await api.put(path, try borough.head, ["halves": []], ifMatch: "*").status == 422)
      let outside: JSONValue = ["halves": halves, "closures": ["2027-09-02", "2030-08-31"]]
      #expect(try await api.put(path, try borough.head, outside, ifMatch: "*").fields == ["closures[1]"])
      let officer = try borough.token(.officer)
      #expect(try await api.put(path, officer, ["halves": halves], ifMatch: "*").status == 404)
      let authority = "/authorities/883/term-dates/2027"
      #expect(
        try await api.put(
          authority, try borough.token(.administrator),
          ["halves": halves, "closures": ["2027-09-03", "2027-12-27"]], ifMatch: "*"
        ).status == 204)
      #expect(try await api.get(authority)["closures_without_effect"] == ["2027-12-27"])
      #expect(
        try await api.put(
          authority, try borough.token(.administrator), ["halves": halves, "closures": ["2027-09-03"]],
          ifMatch: "*"
        ).status == 204)
      let set = try await api.get(authority)
      #expect(set["is_own"] == true && set["closures"] == ["2027-09-03"] && set["halves"] == halves)
      #expect(try await api.get("/authorities/883/term-dates/never").status == 404)
      #expect(try await api.get("/schools/\(borough.school.urn)/term-dates/never").status == 404)
      // Taken back, those go that went before: the authority’s, then the usual ones.
      #expect(try await api.delete(path, try borough.token(.officer)).status == 404)
      #expect(try await api.delete(path, try borough.head).status == 204)
      #expect(try await api.get(path)["is_own"] == false)
      #expect(try await api.get(path)["closures"] == ["2027-09-03"])
      #expect(try await api.delete(path, try borough.head).status == 204)
      #expect(try await api.delete(authority, try borough.head).status == 404)
      #expect(try await api.delete(authority, try borough.token(.administrator)).status == 204)
      #expect(
        try await borough.services.pool.value(
          "SELECT count(*) FROM audit_event WHERE action = 'school.terms_taken_back'", as: Int.self) == 2)
    }
  }

  @Test(
    "All terms served elsewhere and an extension there: registered with its evidence, planned, never before that"
  )
  func extendedElsewhere() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      try await Self.serve(api, officer)
      let today = borough.services.today
      func day(_ days: Int) -> JSONValue { .string(today.adding(days: days).description) }
      guard case .object(var content) = Self.content(borough) else { return }
      content.merge(
        [
          "served_elsewhere": true, "earlier_terms": "6", "earlier_body": "Another Body",
          "qts_awarded_on": day(-1_000), "course_begun_on": day(-1_400), "earlier_began_on": day(-900),
        ], uniquingKeysWith: { $1 })
      let begun = try await api.post(
        "/schools/\(borough.school.urn)/induction-registrations", head, ["content": .object(content)])
      let path = "/induction-registrations/\(begun["id"].string ?? "")"
      #expect(
        begun["problems"].array?.compactMap { $0.object?["field"]?.string } == ["earlier_terms", "evidence"])
      content["earlier_extension_terms"] = 1
      #expect(try await api.put(path, head, .object(content), ifMatch: begun.etag).status == 200)
      _ = try await api.raw(
        .post, "\(path)/evidence?name=record.pdf", SampleDocuments.pdf,
        headers: ["Authorization": "Bearer \(head)", "Content-Type": "application/pdf"])
      #expect(try await api.post("\(path)/submit", head, [:])["state"] == "submitted")
      _ = try await api.post("\(path)/verify", officer)
      let early: JSONValue = ["starts_on": day(-900), "start_reason": "Agreed with the school before."]
      #expect(try await api.post("\(path)/accept", officer, early).fields == ["starts_on"])
      let accepted = try await api.post("\(path)/accept", officer, ["starts_on": day(-5)])
      let induction = try await api.get("/inductions/\(accepted["induction_id"].string ?? "")", officer)
      let plan = try #require(induction["plan"].object)
      #expect(plan["extension_terms"] == 1 && plan["served_terms"] == 1)
      #expect(plan["formal_assessments"]?.array?.compactMap { $0.object?["number"] } == [2])
      // Without a post there is no end, and the warning says so.
      let ended = try await api.post(
        "/induction/plan", head,
        [
          "periods": [["start": "2025-09-01", "end": "2026-03-27", "fte": 1]]
        ])
      #expect(ended["expected_end"] == .null)
      #expect(ended["warnings"].array?.first?.string?.contains("what is left, 4 full-time terms") == true)
    }
  }

  @Test("A draft can be taken back, a sent one rejected, and documents go with it")
  func ends() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      try await Self.serve(api, officer)
      let school = "/schools/\(borough.school.urn)/induction-registrations"
      let draft = try await api.post(school, head, ["content": Self.content(borough)])
      let path = "/induction-registrations/\(draft["id"].string ?? "")"
      let token = ["Authorization": "Bearer \(head)", "Content-Type": "application/pdf"]
      let added = try await api.raw(
        .post, "\(path)/evidence?name=record.pdf", SampleDocuments.pdf, headers: token)
      #expect(added.status == 201)
      let document = "\(path)/evidence/\(added["id"].string ?? "")"
      #expect(try await api.get(document, head).status == 200)
      #expect(try await api.delete(document, head).status == 204)
      #expect(try await api.post("\(path)/withdraw", head)["state"] == "withdrawn")
      let second = try await api.post(school, head, ["content": Self.content(borough)])
      let sent = "/induction-registrations/\(second["id"].string ?? "")"
      #expect(try await api.post("\(sent)/submit", head, [:]).status == 200)
      #expect(
        try await api.post("\(sent)/reject", officer, ["reason": "Served already."])["state"] == "rejected")
      #expect(try await api.get(school, head).items.count == 2)
    }
  }
}
