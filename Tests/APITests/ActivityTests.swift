import Domain
import Foundation
import TestSupport
import Testing

@testable import API

@Suite("/activities")
struct ActivityTests {
  static let body: JSONValue = [
    "title": "Phonics for beginners", "kind": "subject-workshop", "is_programme": false,
    "description": "Two hours on teaching children to read.", "audiences": ["nqt", "tutor"],
    "place": "Civic Hall, Sampletown", "price_pence": 4_500, "books_from": "2026-11-01",
    "books_until": "2026-12-01", "free_days": 7, "sessions_required": 1,
  ]
  static let session: JSONValue = [
    "held_on": "2026-12-01", "starts_at": "16:00", "ends_at": "18:00", "room": "Room 2", "places": 1,
  ]

  /// A published activity with a session: their identifiers.
  static func published(
    _ api: APIClient, _ borough: Borough, _ body: JSONValue = body, _ session: JSONValue = session
  ) async throws -> (activity: String, session: String) {
    let officer = try borough.token(.officer)
    let id = try #require(try await api.post("/activities", officer, body)["id"].string)
    let added = try await api.post("/activities/\(id)/sessions", officer, session)
    #expect(added.status == 200)
    #expect(try await api.post("/activities/\(id)/publish", officer).status == 200)
    return (id, try #require(added["sessions"].array?.first?.object?["id"]?.string))
  }

  @Test("An officer drafts, changes and publishes; the public reads what is published, and its calendar")
  func life() async throws {
    try await withAPI { api, borough async throws in
      let officer = try borough.token(.officer)
      let made = try await api.post("/activities", officer, Self.body)
      #expect(made.status == 201)
      let path = "/activities/\(try #require(made["id"].string))"
      #expect(try await api.get(path).status == 404)
      #expect(try await api.get(path, try borough.head).status == 404)
      #expect(try await api.get(path, officer)["state"] == "draft")
      #expect(try await api.post("\(path)/publish", officer).fields == ["sessions"])
      let added = try await api.post("\(path)/sessions", officer, Self.session)
      #expect(added["sessions"].array?.first?.object?["last_free_day"] == "2026-11-24")
      #expect(added["sessions"].array?.first?.object?["is_cancelled"] == false)
      let outdated = try await api.put(path, officer, Self.body, ifMatch: made.etag)
      #expect(outdated.status == 412)
      let changed = try await api.put(path, officer, Self.body, ifMatch: added.etag)
      #expect(changed.status == 200)
      #expect(try await api.post("\(path)/publish", officer)["state"] == "published")
      let shown = try await api.get(path)
      #expect(shown["can_be_booked"] == true && shown["kind_name"] == "Subject workshop")
      #expect(try await api.get("/activities?kind=subject-workshop&audience=nqt").items.count == 1)
      #expect(try await api.get("/activities?audience=mentor").items.isEmpty)
      #expect(try await api.get("/managed-activities", officer).items.count == 1)
      #expect(try await api.get("/managed-activities", try borough.head).status == 404)
      let calendar = try await api.get("\(path)/calendar")
      #expect(calendar.text.contains("DTSTART:20261201T160000Z"))
      #expect(try await api.delete(path, officer).status == 409)
      #expect(try await api.get("/activity-kinds").items.count == 5)
    }
  }

  @Test("That nobody can earn the certificate is said to those who run the activity, and to nobody else")
  func obstacle() async throws {
    try await withAPI { api, borough async throws in
      var programme = try #require(Self.body.object)
      programme["is_programme"] = true
      let (activity, session) = try await Self.published(api, borough, .object(programme))
      let (path, officer) = ("/activities/\(activity)", try borough.token(.officer))
      #expect(try await api.get(path, officer)["certificate_obstacle"] == .null)
      let off = try await api.post("/activity-sessions/\(session)/cancel", officer, ["reason": "Snow."])
      let obstacle = try #require(off["certificate_obstacle"].string)
      #expect(obstacle.hasPrefix("The certificate needs 1 session, and none takes place"))
      #expect(try await api.get(path, officer)["certificate_obstacle"] == .string(obstacle))
      #expect(try await api.get(path)["certificate_obstacle"] == .null)
      #expect(try await api.get(path, try borough.head)["certificate_obstacle"] == .null)
    }
  }

  @Test("Attendance by code or register, evaluation, certificate and charges")
  func attendance() async throws {
    try await withAPI { api, borough async throws in
      let (activity, session) = try await Self.published(api, borough)
      let (officer, tutor) = (try borough.token(.officer), try borough.token(.inductionTutor))
      let booked = try await api.post("/activities/\(activity)/bookings", tutor, [:])
      let id = try #require(booked.items.first?.object?["id"]?.string)
      let register = "/activity-sessions/\(session)/register"
      let code = try await api.get(register, officer)["code"]
      #expect(try await api.get(register, tutor).status == 404)
      let attend = "/activity-bookings/\(id)/attendance"
      #expect(try await api.post(attend, tutor, ["code": code]).status == 409)
      let certificate = "/activity-bookings/\(id)/certificate"
      #expect(try await api.get(certificate, tutor).status == 409)
      #expect(try await api.get("\(certificate)/pdf", tutor).status == 409)
      #expect(try await api.get("\(certificate)/pdf", try borough.applicant).status == 404)
      borough.clock.set(try #require(LondonTime.instant(day("2026-12-01"), hour: 16, minute: 30)))
      let again = try await Borough.token(
        of: try #require(borough.people[.inductionTutor]), Set(TokenScope.allCases), borough.services)
      let desk = try await Borough.token(
        of: try #require(borough.people[.officer]), Set(TokenScope.allCases), borough.services)
      #expect(try await api.post(attend, again, ["code": "AAAAAA"]).fields == ["code"])
      #expect(try await api.post(attend, again, ["code": code])["attended_at"] != .null)
      let undone = try await api.put(register, desk, ["attended": []])
      #expect(undone.items.first?.object?["attended_at"] != .null)
      let older = try await api.put(
        register, desk, ["attended": [], "shown": [.string(id)], "read_at": "2026-12-01T16:00:00Z"])
      #expect(older.items.first?.object?["attended_at"] != .null)
      let cleared = try await api.put(register, desk, ["attended": [], "shown": [.string(id)]])
      #expect(cleared.items.first?.object?["attended_at"] == .null)
      let kept = try await api.put(register, desk, ["attended": [.string(id)]])
      #expect(kept.items.first?.object?["attended_at"] != .null)
      let names = try await api.get("\(register)/export", desk)
      #expect(names.text.hasPrefix("name,email,school,attended,") && names.text.contains(",yes,2026-12-01T"))
      let everybody = try await api.get("/activity-sessions/\(session)/bookings/export", desk)
      #expect(
        everybody.text.contains("Phonics for beginners,") && everybody.text.contains(",booked,Attended,"))
      #expect(try await api.get("\(register)/export", again).status == 404)
      #expect(try await api.get("/activity-sessions/\(session)/bookings/export", again).status == 404)
      let evaluation = "/activity-bookings/\(id)/evaluation"
      #expect(
        try await api.put(evaluation, again, ["useful": 4, "delivery": 5, "organisation": 3]).status == 204)
      #expect(
        try await api.put(evaluation, again, ["useful": 9, "delivery": 5, "organisation": 3]).status == 422)
      let totals = try await api.get("/activities/\(activity)/evaluation", desk)
      #expect(totals["answers"] == 1 && totals["useful"] == [])
      let figures = try await api.get("/activities/\(activity)/evaluation/export", desk)
      #expect(figures.text.contains("\r\nuseful,1,1,,,,,,,\r\n"))
      #expect(try await api.get(certificate, again).status == 409)
      borough.clock.set(try #require(LondonTime.instant(day("2026-12-01"), hour: 18, minute: 0)))
      #expect(try await api.get(certificate, again)["minutes"] == 120)
      try await api.checkPDF("\(certificate)/pdf", again, named: "certificate-phonics-for-beginners-")
      let charges = try await api.get("/activity-charges", desk)
      #expect(charges["charge_pence"] == 4_500 && charges["next"] == .null)
      #expect(charges.items.first?.object?["term"] == "Autumn 2026")
      let csv = try await api.get("/activity-charges/export", desk)
      #expect(csv.text.contains("First Primary School,Phonics for beginners,Thurrock,1,1,4500"))
      #expect(try await api.get("/activity-charges", again).status == 403)
      let others = "organisation_id=\(borough.school.id)"
      for path in ["/activity-charges", "/activity-charges/export"] {
        #expect(try await api.get("\(path)?\(others)", again).status == 404)
      }
    }
  }

  @Test("Schools book for colleagues, people for themselves; who waits gets the place that is given back")
  func booking() async throws {
    try await withAPI { api, borough async throws in
      let (activity, session) = try await Self.published(api, borough)
      let head = try borough.head
      let people: JSONValue = [
        "school_id": .string(borough.school.id.description),
        "people": [["name": "Ada Sample", "email": "ada@school.example"]], "audience_confirmed": true,
      ]
      let unconfirmed: JSONValue = [
        "school_id": .string(borough.school.id.description),
        "people": [["name": "Ada Sample", "email": "ada@school.example"]],
      ]
      let path = "/activities/\(activity)"
      let refused = try await api.post("\(path)/colleague-bookings", head, unconfirmed)
      #expect(refused.fields == ["audience_confirmed"])
      let made = try await api.post("\(path)/colleague-bookings", head, people)
      #expect(made.status == 201 && made.items.first?.object?["charge_pence"] == 4_500)
      let again = try await api.post("\(path)/colleague-bookings", head, people)
      #expect(again.fields == ["people[0]"])
      #expect(try await api.post("\(path)/colleague-bookings", borough.otherHead, people).status == 404)
      #expect(try await api.post("\(path)/bookings", try borough.applicant, [:]).status == 409)
      #expect(
        try await api.post("\(path)/requests", try borough.applicant, [:]).fields == ["school_id"])
      let tutor = try borough.token(.inductionTutor)
      let waits = try await api.post("\(path)/bookings", tutor, [:])
      #expect(waits.items.first?.object?["position"] == 1)
      let first = try #require(made.items.first?.object?["id"]?.string)
      #expect(try await api.get("/activity-bookings/\(first)", tutor).status == 404)
      #expect(try await api.get("/activity-bookings/\(first)", head)["state"] == "booked")
      #expect(try await api.post("/activity-bookings/\(first)/cancel", head)["charge_pence"] == 0)
      #expect(try await api.get("/activity-bookings", tutor).items.first?.object?["state"] == "booked")
      let all = try await api.get("/activity-sessions/\(session)/bookings", try borough.token(.officer))
      #expect(all.items.map { $0.object?["state"] ?? .null } == ["booked", "cancelled"])
      #expect(try await api.get("/activity-sessions/\(session)/bookings", head).status == 404)
      #expect(try await api.get("/schools/137549/activity-bookings", head).items.count == 2)
      for stranger in [borough.otherHead, try borough.applicant] {
        #expect(try await api.get("/schools/137549/activity-bookings", stranger).status == 404)
        #expect(try await api.delete("/activity-sessions/\(session)", stranger).status == 404)
        let off = try await api.post("/activity-sessions/\(session)/cancel", stranger, ["reason": "Snow."])
        #expect(off.status == 404)
      }
      let off = try await api.post(
        "\(path)/cancel", try borough.token(.officer), ["reason": "The hall is flooded."])
      #expect(off["state"] == "cancelled")
      let shown = try await api.get(path)["sessions"].array?.first?.object
      #expect(shown?["free"] == 0 && shown?["is_cancelled"] == true && shown?["cancelled_at"] == .null)
      let place = try await api.get("/activity-bookings/\(first)", head)["session"].object
      #expect(place?["free"] == 0 && place?["is_cancelled"] == true)
      for register in ["register", "register/export"] {
        let read = try await api.get(
          "/activity-sessions/\(session)/\(register)", try borough.token(.officer))
        let sentence = read["detail"].string ?? ""
        #expect(read.status == 409 && sentence.hasPrefix("This session was cancelled on "))
        #expect(sentence.hasSuffix(": it has no register. Why: The hall is flooded."), "\(sentence)")
      }
      #expect(
        try await api.get("/activity-bookings", tutor).items.first?.object?["cancelled_by"] == "organiser")
    }
  }

  @Test("A teacher asks their school for a place; the school books it, or says no with a reason")
  func asking() async throws {
    try await withAPI { api, borough async throws in
      _ = try await BegunInduction.make(at: borough.school, borough.services)
      let teacher = try await Borough.person(BegunInduction.email, .applicant, nil, borough.services).1
      let (activity, session) = try await Self.published(api, borough)
      let head = try borough.head
      let path = "/activities/\(activity)"
      #expect(try await api.post("\(path)/bookings", teacher, [:]).fields == ["school_id"])
      let asked = try await api.post("\(path)/requests", teacher, ["message": "I teach phonics."])
      #expect(asked.status == 201 && asked["state"] == "asked")
      let request = "/activity-requests/\(asked["id"].string ?? "")"
      #expect(try await api.get("/activity-requests", teacher).items.count == 1)
      #expect(try await api.get("/schools/137549/activity-requests?waiting=true", head).items.count == 1)
      #expect(try await api.get("/schools/137549/activity-requests", borough.otherHead).status == 404)
      #expect(try await api.get(request, borough.otherHead).status == 404)
      #expect(try await api.get(request, head)["message"] == "I teach phonics.")
      #expect(try await api.post("\(request)/decline", head, ["reason": ""]).fields == ["reason"])
      let no = try await api.post("\(request)/decline", head, ["reason": "No cover on that day."])
      #expect(no["state"] == "declined")
      let again = try await api.post("\(path)/requests", teacher, [:])
      let second = "/activity-requests/\(again["id"].string ?? "")"
      let booked = try await api.post("\(second)/approve", head)
      #expect(booked["bookings"].array?.first?.object?["charge_pence"] == 4_500)
      #expect(booked["request"].object?["state_title"] == "Booked by the school")
      #expect(try await api.post("\(second)/withdraw", teacher).status == 409)
      let named = try await api.post("\(path)/requests", teacher, ["session_ids": [.string(session)]])
      #expect(named["sessions"].array?.first?.object?["is_cancelled"] == false)
      let off = "/activity-sessions/\(session)/cancel"
      #expect(try await api.post(off, try borough.token(.officer), ["reason": "Snow."]).status == 200)
      let ended = try await api.get("/activity-requests/\(named["id"].string ?? "")", teacher)
      let date = ended["sessions"].array?.first?.object
      #expect(date?["is_cancelled"] == true && date?["cancel_reason"] == "Snow.")
      #expect(ended["session_times"].array?.first == date?["when"])
      // The same was booked before, by a request that named no session.
      let vain = try await api.get(second, teacher)
      #expect(vain["state"] == "approved" && vain["state_title"] == "Does not take place")
      #expect(vain["session_ids"].array?.isEmpty == true && vain["sessions"] == ended["sessions"])
    }
  }
}
