import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/pool")
struct PoolTests {
  private static let joining: JSONValue = [
    "phases": ["primary"], "subjects": ["primary-general"], "available_from": "2027-09-01",
    "hours": "full_time", "authority": "883", "year": 2027, "consents": true,
  ]

  /// The year is open and the applicant complete.
  private func prepare(_ api: APIClient, _ borough: Borough) async throws {
    let year = try await api.put(
      "/pool/years/2027", try borough.token(.officer), ["opens_on": "2026-10-01", "closes_on": "2027-08-31"],
      ifMatch: "\"0\"")
    #expect(year.status == 200)
    let late = try await api.put(
      "/pool/years/2027", try borough.token(.officer), ["opens_on": "2026-10-02", "closes_on": "2027-08-31"],
      ifMatch: "\"0.other\"")
    #expect(late.status == 412)
    try await CompleteApplication.save(by: try await borough.actor(borough.applicant), borough.services)
  }

  @Test("An applicant joins, officers check and grade, a head finds, asks and gets an application")
  func journey() async throws {
    try await withAPI { api, borough async throws in
      let (token, officer, head) = (try borough.applicant, try borough.token(.officer), try borough.head)
      try await prepare(api, borough)
      let years = try await api.get("/pool/years").items
      #expect(years.count == 1 && years.first?.object?["authority_code"] == Self.joining.object?["authority"])
      let joined = try await api.post("/pool/entries", token, Self.joining)
      #expect(joined.status == 201)
      let id = try #require(joined["id"].string)
      let repeated = try await api.post("/pool/entries", token, Self.joining)
      #expect(repeated.status == 200 && repeated["id"] == .string(id))
      let search = "/schools/137549/pool"
      #expect(try await api.get(search, head).items.isEmpty)
      let check: JSONValue = ["is_complete": true, "trn_is_right": true, "has_consented": true]
      #expect(try await api.get("/pool/years/2027/entries?waiting=true", officer).items.count == 1)
      #expect(try await api.put("/pool/entries/\(id)/check", officer, check, ifMatch: "*").status == 200)
      let graded = try await api.put(
        "/pool/entries/\(id)/grade", officer, ["grade": "A", "notes": "Calm."], ifMatch: "*")
      #expect(graded["notes"] == "Calm.")
      let found = try await api.get(search + "?q=patience&grade=A&near_school=true", head)
      #expect(found.items.count == 1 && !found.text.contains("Calm."))
      let path = "\(search)/\(id)"
      let person = try await api.get(path, head)
      #expect(person.status == 200 && person["email"] == .null && !person.text.contains("cy@school.example"))
      #expect(try await api.put(path + "/saved", head, [:]).status == 204)
      #expect(try await api.get(search + "?saved=true", head).items.count == 1)
      let vacancy = try await borough.publishedVacancy()
      let interest = try await api.post(
        path + "/interest", head,
        ["message": "Come and see us.", "vacancy_id": .string(vacancy.id.description)])
      #expect(interest.status == 201)
      let asked = "/pool/interests/\(try #require(interest["id"].string))"
      #expect(try await api.get(asked, head).status == 404)
      #expect(try await api.get(asked, token)["message"] == "Come and see us.")
      let early = try await api.post(asked + "/answer", token, ["accepts": true])
      #expect(early.fields == ["close_relationship"])
      let yes: JSONValue = ["accepts": true, "answers": ["close_relationship": "no"]]
      let accepted = try await api.post(asked + "/answer", token, yes)
      #expect(accepted["state"] == "accepted")
      let application = try #require(accepted["application_id"].string)
      #expect(try await api.get("/applications/\(application)", head)["state"] == "sent")
      #expect(try await api.get(path, head).text.contains("cy@school.example"))
      let again = try await api.post(
        path + "/interest", head, ["message": "Again?", "vacancy_id": .string(vacancy.id.description)])
      #expect(again.status == 409 && again.text.contains("already applied"))
      try await borough.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        SELECT id, authority_id, true FROM vacancy WHERE id = \(vacancy.id)
        """)
      for address in [path, "/schools/137549/pool-interests"] {
        let nameless = try await api.get(address, head)
        #expect(nameless.status == 200 && !nameless.text.contains(application), "\(address)")
        #expect(!nameless.text.contains("\"accepted\""), "\(address)")
      }
      // No entry of the one can be told by its identifier to be an entry of the other.
      let identifier = #/"id" ?: ?"([0-9a-f\-]{36})"/#
      func identifiers(_ address: String) async throws -> Set<Substring> {
        Set(try await api.get(address, head).text.matches(of: identifier).map(\.output.1))
      }
      let (entrant, sent) = (
        try await identifiers(path), try await identifiers("/applications/\(application)")
      )
      #expect(entrant.count > 1 && sent.count > 1 && entrant.isDisjoint(with: sent))
      #expect(try await api.get(asked, token)["application_id"] == .string(application))
      #expect(
        try await api.post("/pool/entries/\(id)/state", token, ["state": "placed"])["state"] == "placed")
      #expect(try await api.get(search, head).items.isEmpty)
      let placed = try await api.post("/pool/entries", token, Self.joining)
      #expect(placed.status == 409 && placed.text.contains("“Has taken a post”"))
      #expect(try await api.post("/pool/entries/\(id)/state", token, ["state": "left"]).status == 200)
      let left = try await api.post("/pool/entries", token, Self.joining)
      #expect(left.status == 409 && left.text.contains("To come back, say there that you are looking again."))
      #expect(try await api.post("/pool/entries/\(id)/state", token, ["state": "active"]).status == 200)
      let back = try await api.post("/pool/entries", token, Self.joining)
      #expect(back.status == 200 && back["id"] == .string(id) && back["state"] == "active")
    }
  }

  @Test("A hidden school finds nothing, and each part of the pool is only for those it is for")
  func hidden() async throws {
    try await withAPI { api, borough async throws in
      try await prepare(api, borough)
      let token = try borough.applicant
      let id = try #require(try await api.post("/pool/entries", token, Self.joining)["id"].string)
      let check: JSONValue = ["is_complete": true, "trn_is_right": true, "has_consented": true]
      for who in [token, try borough.head, borough.otherHead, try borough.token(.panelMember)] {
        #expect(try await api.put("/pool/entries/\(id)/check", who, check, ifMatch: "*").status == 404)
      }
      _ = try await api.put("/pool/entries/\(id)/check", try borough.token(.officer), check, ifMatch: "*")
      let entry = "/schools/137549/pool/\(id)"
      #expect(try await api.get(entry, try borough.head).status == 200)
      for who in [token, borough.otherHead, try borough.token(.panelMember), try borough.token(.officer)] {
        #expect(try await api.get(entry, who).status == 404)
        #expect(try await api.get("/schools/137549/pool", who).status == 404)
      }
      #expect(try await api.get(entry).status == 401)
      let hiding = "/pool/entries/\(id)/hidden-schools"
      let read = try await api.get(hiding, token)
      #expect(read["schools"] == [])
      #expect(try await api.put(hiding, token, ["schools": []]).status == 428)
      let hide = try await api.put(hiding, token, ["schools": ["137549"]], ifMatch: read.etag)
      #expect(hide.status == 204)
      // A list that is older than the stored one never shows the entry to the school again.
      #expect(try await api.put(hiding, token, ["schools": []], ifMatch: read.etag).status == 412)
      #expect(try await api.get(hiding, token)["schools"] == ["137549"])
      #expect(try await api.get(hiding, try borough.head).status == 404)
      #expect(try await api.get(entry, try borough.head).status == 404)
      #expect(try await api.get("/schools/137550/pool/\(id)", borough.otherHead).status == 200)
    }
  }

  @Test(
    "A code that nothing has is refused with those that there are, and no empty list passes for an answer")
  func unknown() async throws {
    try await withAPI { api, borough async throws in
      try await prepare(api, borough)
      let head = try borough.head
      for (query, known) in [("grade=Z", "A, B, C"), ("key_stage=ks9", "ks2"), ("subject=x", "music")] {
        let refused = try await api.get("/schools/137549/pool?\(query)", head)
        #expect(refused.status == 422 && refused.text.contains(known), "\(query): \(refused.text)")
      }
      let vacancies = try await api.get("/vacancies?subject=klingon&role=juggler")
      #expect(vacancies.fields == ["subject", "role"] && vacancies.text.contains("teaching-assistant"))
      #expect(vacancies.text.contains("music"))
      let officer = try borough.token(.officer)
      #expect(try await api.get("/pool/years/2031/entries", officer).status == 404)
      let day = try await api.post(
        "/pool/entries", try borough.applicant,
        .object((Self.joining.object ?? [:]).merging(["available_from": "2027-02-31"]) { $1 }))
      #expect(day.fields == ["available_from"])
      // One place is told of where it was sent, several each by their number.
      try await borough.services.pool.execute(
        "UPDATE school SET town = 'Grays', easting = 560000, northing = 178000")
      func join(_ members: [String: JSONValue]) async throws -> APIClient.Reply {
        try await api.post(
          "/pool/entries", try borough.applicant,
          .object((Self.joining.object ?? [:]).merging(members) { $1 }))
      }
      #expect(try await join(["place": "Nowhere at all", "within_miles": 5]).fields == ["place"])
      let places: JSONValue = [
        ["place": "grays", "within_miles": 5], ["place": "No such", "within_miles": 9],
      ]
      #expect(try await join(["places": places]).fields == ["places[1].place"])
      let one = try await join(["place": "grays", "within_miles": 5])
      let known: JSONValue = [["place": "Grays", "within_miles": 5]]
      #expect(one["places"] == known && one["place"] == "Grays" && one["within_miles"] == 5)
    }
  }

  @Test("A score of null takes a score away; what the check found is for the person and officers")
  func scores() async throws {
    try await withAPI { api, borough async throws in
      try await prepare(api, borough)
      let (token, officer) = (try borough.applicant, try borough.token(.officer))
      let joined = try await api.post("/pool/entries", token, Self.joining)
      let id = try #require(joined["id"].string)
      #expect(joined["faults"] == .null)
      let path = "/pool/entries/\(id)"
      #expect(try await api.get("\(path)/assessment", officer)["is_checked"] == false)
      let half: JSONValue = ["is_complete": true, "trn_is_right": false, "has_consented": true]
      #expect(try await api.put("\(path)/check", officer, half, ifMatch: "*")["is_checked"] == true)
      #expect(try await api.get(path, token)["faults"] == ["number"])
      try await borough.services.pool.execute(
        "UPDATE pool_assessment SET interview_at = \(borough.services.now()), interview_place = 'Hall'")
      func score(_ score: JSONValue) async throws -> APIClient.Reply {
        try await api.put(
          "\(path)/scores", officer,
          ["scores": [["criterion_id": "01930000-0000-7000-8000-000000000001", "score": score]]])
      }
      #expect(try await score(3)["scores"].array?.count == 1)
      #expect(try await api.get("\(path)/assessment", officer)["hidden_officers"] == 0)
      #expect(try await api.get(path, token)["has_accepted_offer"] == false)
      #expect(try await score(.null)["scores"].array?.count == 0)
      #expect(try await score(.null).fields == ["scores"])
      #expect(try await score(9).fields == ["scores"])
    }
  }

  @Test("Hiding ends a school's question: its person reads why, the school only that nobody is there")
  func ended() async throws {
    try await withAPI { api, borough async throws in
      try await prepare(api, borough)
      let (token, head) = (try borough.applicant, try borough.head)
      let id = try #require(try await api.post("/pool/entries", token, Self.joining)["id"].string)
      let check: JSONValue = ["is_complete": true, "trn_is_right": true, "has_consented": true]
      _ = try await api.put("/pool/entries/\(id)/check", try borough.token(.officer), check, ifMatch: "*")
      let asked = try await api.post("/schools/137549/pool/\(id)/interest", head, ["message": "May we?"])
      #expect(asked["available"] == true && asked["ended_by"] == .null)
      try await obstacle(api, borough, id)
      _ = try await api.put(
        "/pool/entries/\(id)/hidden-schools", token, ["schools": ["137549"]], ifMatch: "*")
      let own = try await api.get("/pool/interests/\(try #require(asked["id"].string))", token)
      #expect(own["state"] == "ended" && own["ended_by"] == "hidden")
      let seen = try await api.get("/schools/137549/pool-interests", head)
      let line = try #require(seen.items.first { $0.object?["id"] == asked["id"] }?.object)
      #expect(line["state"] == "ended" && line["available"] == false && line["ended_by"] == .null)
      #expect(!seen.text.contains("hidden"))
    }
  }

  /// A question for a vacancy that is withdrawn says so to both while it is open, and is declined here.
  private func obstacle(_ api: APIClient, _ borough: Borough, _ entry: String) async throws {
    let (token, head) = (try borough.applicant, try borough.head)
    let vacancy = try await borough.publishedVacancy()
    let asked = try await api.post(
      "/schools/137549/pool/\(entry)/interest", head,
      ["message": "For a post?", "vacancy_id": .string(vacancy.id.description)])
    #expect(asked.status == 201 && asked["vacancy_obstacle"] == .null)
    let path = "/pool/interests/\(try #require(asked["id"].string))"
    #expect(try await api.get(path, token)["vacancy_obstacle"] == .null)
    _ = try await WithdrawVacancy(borough.services)(
      vacancy.id, reason: "No longer needed.", by: .operatorAtCommandLine)
    let why = "The school has withdrawn this vacancy."
    let own = try await api.get(path, token)
    #expect(own["state"] == "open" && own["vacancy_obstacle"] == .string(why))
    for (list, reader) in [
      ("/pool/interests", token), ("/schools/137549/pool-interests", head),
      ("/schools/137549/pool/\(entry)", head),
    ] {
      #expect(try await api.get(list, reader).text.contains(why), "\(list)")
    }
    let no = try await api.post("\(path)/answer", token, ["accepts": false])
    #expect(no["state"] == "declined" && no["vacancy_obstacle"] == .null)
    #expect(try await !api.get("/pool/interests", token).text.contains(why))
  }

  @Test("What an applicant keeps beside the form goes over the API, too")
  func own() async throws {
    try await withAPI { api, borough async throws in
      let token = try borough.applicant
      let number = "/me/national-insurance-number"
      #expect(try await api.put(number, token, ["number": "x"]).fields == ["number"])
      #expect(try await api.put(number, token, ["number": "ab 12 34 56 c"])["number"] == "AB123456C")
      #expect(try await api.get("/general-application", token).text.contains("AB123456C") == false)
      let vacancy = try await borough.publishedVacancy()
      let draft = "/me/application-drafts/\(vacancy.id)"
      let words: JSONValue = ["statement": "Begun", "answers": [:]]
      let saved = try await api.put(draft, token, words, ifMatch: "\"0\"")
      #expect(saved["version"] == 1)
      #expect(try await api.put(draft, token, words, ifMatch: "\"v9\"").status == 412)
      #expect(try await api.get("/me/application-drafts", token).items.count == 1)
      let data = try await api.get("/me/data", token)
      #expect(data.text.contains("AB123456C") && data.text.contains("Begun"))
      #expect(try await api.delete(draft, token).status == 204)
      #expect(try await api.delete(draft, token).status == 404)
      #expect(try await api.delete(number, token).status == 204)
      let asked = "/vacancies/\(vacancy.id)/questions"
      let set = try await api.put(
        asked, try borough.head, ["questions": ["Which club would you run?"]], ifMatch: "\"0\"")
      #expect(set.status == 200)
      #expect(try await api.get(asked)["questions"] == ["Which club would you run?"])
      #expect(try await api.put(asked, borough.otherHead, ["questions": []], ifMatch: "*").status == 404)
    }
  }

  @Test("Officers set what the interview day is scored by")
  func criteria() async throws {
    try await withAPI { api, borough async throws in
      let (path, officer) = ("/pool/criteria", try borough.token(.officer))
      #expect(try await api.get(path, officer)["are_own"] == false)
      #expect(try await api.get(path, try borough.head).status == 404)
      let wrong = try await api.put(
        path, officer, ["criteria": [["wording": "Warmth", "highest": 0]]], ifMatch: "*")
      #expect(wrong.fields == ["criteria[0].highest"])
      let body: JSONValue = ["criteria": [["wording": "Warmth"], ["wording": "Voice", "highest": 2]]]
      #expect(try await api.put(path, try borough.head, body, ifMatch: "*").status == 404)
      let set = try await api.put(path, officer, body, ifMatch: "\"0\"")
      #expect(set["version"] == 1 && set.items.count == 2 && set["are_own"] == true)
      #expect(try await api.put(path, officer, ["criteria": []], ifMatch: "\"0\"").status == 412)
    }
  }

  @Test("A person closes their account with their password; then the token is of no use")
  func close() async throws {
    try await withAPI { api, borough async throws in
      let token = try borough.applicant
      let vacancy = try await borough.publishedVacancy()
      let application = "/applications/\(try await borough.application(for: vacancy).id)"
      #expect(try await api.post("/me/close", token, ["password": "wrong"]).fields == ["password"])
      let staff = try await api.post("/me/close", try borough.head, ["password": .string(Borough.password)])
      #expect(staff.status == 409)
      let closed = try await api.post("/me/close", token, ["password": .string(Borough.password)])
      #expect(closed.status == 200 && closed["applications_kept"] == 1)
      #expect(try await api.get("/me", token).status == 401)
      #expect(try await api.get(application, try borough.head)["account_closed"] == true)
      try await borough.services.pool.execute(
        """
        INSERT INTO vacancy_anonymity (vacancy_id, authority_id, hides_names)
        SELECT id, authority_id, true FROM vacancy WHERE id = \(vacancy.id)
        """)
      #expect(try await api.get(application, try borough.head)["account_closed"] == false)
    }
  }

  @Test("Officers invite, move and cancel; the person reads and answers")
  func invitation() async throws {
    try await withAPI { api, borough async throws in
      let (token, officer) = (try borough.applicant, try borough.token(.officer))
      try await prepare(api, borough)
      let id = try #require(try await api.post("/pool/entries", token, Self.joining)["id"].string)
      let path = "/pool/entries/\(id)/invitation"
      #expect(try await api.get(path, token).status == 404)
      let when: JSONValue = ["interview_at": "2027-03-12T09:00:00Z", "interview_place": "Town Hall"]
      #expect(try await api.post(path, officer, when)["invitation_answer"] == .null)
      #expect(try await api.get(path, token)["interview_place"] == "Town Hall")
      let no: JSONValue = ["answer": "declined", "reason": "I teach that day."]
      #expect(try await api.put("\(path)/answer", token, no)["answer"] == "declined")
      #expect(try await api.put("\(path)/answer", officer, no).status == 404)
      let moved: JSONValue = ["answer": "accepted", "interview_at": "2027-03-12T08:00:00Z"]
      #expect(try await api.put("\(path)/answer", token, moved).status == 409)
      #expect(try await api.put("\(path)/answer", token, ["answer": "perhaps"]).status == 422)
      #expect(try await api.delete(path, token).status == 404)
      #expect(try await api.delete(path, officer).status == 204)
      #expect(try await api.get(path, token).status == 404)
      // Several at once, with the list that they are chosen from.
      func many(_ version: JSONValue, _ who: String) async throws -> APIClient.Reply {
        try await api.post(
          "/pool/interview-invitations", who,
          [
            "entries": [["entry_id": .string(id), "assessment_version": version]],
            "interview_at": "2027-03-12T09:00:00Z", "interview_place": "Library",
          ])
      }
      #expect(try await many(0, officer).status == 412)
      #expect(try await many(.null, try borough.head).status == 404)
      let list = "/pool/years/2027/entries"
      #expect(try await api.get("\(list)?invited=true", officer).items.isEmpty)
      #expect(try await many(.null, officer).items.first?.object?["interview_place"] == "Library")
      let line = try await api.get(
        "\(list)?invited=true&state=active&phase=primary&subject=primary-general", officer
      ).items.first?.object
      #expect(line?["id"] == .string(id) && line?["interview_at"] == "2027-03-12T09:00:00Z")
      #expect(try await api.get("\(list)?name=nobody", officer).items.isEmpty)
      #expect(try await api.get("\(list)?grade=Z", officer).fields == ["grade"])
      #expect(try await api.get("\(list)/export?invited=true", officer).text.contains("Library"))
      #expect(try await api.get("\(list)/export", try borough.head).status == 404)
    }
  }

  @Test("Equality answers go in and never come out; totals are for officers")
  func equality() async throws {
    try await withAPI { api, borough async throws in
      let application = try await borough.application(for: try await borough.publishedVacancy())
      let path = "/applications/\(application.id)/equality"
      #expect(try await api.put(path, try borough.applicant, ["answers": ["sex": "female"]]).status == 204)
      #expect(try await api.put(path, try borough.applicant, ["answers": [:]]).fields == ["age"])
      #expect(try await api.put(path, try borough.head, ["answers": ["sex": "male"]]).status == 404)
      #expect(
        try await api.get("/applications/\(application.id)", try borough.head).text.contains("equality")
          == false)
      #expect(try await api.get("/equality-form").status == 200)
      let totals = try await api.get("/equality-totals", try borough.token(.officer))
      let autumn = totals["terms"].array?.first?.object
      #expect(autumn?["suppressed"] == false, "what is not given out yet is not suppressed")
      #expect(totals.status == 200 && autumn?["released"] == false && autumn?["term"] == "autumn")
      #expect(try await api.get("/equality-totals", try borough.head).status == 404)
      #expect(try await api.delete(path, try borough.applicant).status == 204)
    }
  }
}
