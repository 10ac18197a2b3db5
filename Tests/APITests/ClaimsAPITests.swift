import Domain
import Foundation
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import API

@Suite("/induction-claims")
struct ClaimsAPITests {
  @Test("A file is looked at, taken, known again, and written")
  func files() async throws {
    try await withAPI { api, borough async throws in
      let (officer, head) = (try borough.token(.officer), try borough.head)
      try await InductionRegistrationTests.serve(api, officer)
      let draft = try await api.post(
        "/schools/\(borough.school.urn)/induction-registrations", head,
        ["content": InductionRegistrationTests.content(borough)])
      let path = "/induction-registrations/\(draft["id"].string ?? "")"
      #expect(try await api.post("\(path)/submit", head, [:]).status == 200)
      let start = borough.services.today.adding(days: -5)
      let file = Array(
        """
        TRN,Date of birth,Induction programme,Induction period start date
        1234567,2000-02-29,school-led,\(start)
        7654321,2000-02-29,school-led,\(start)
        """.utf8)
      let headers = ["Authorization": "Bearer \(officer)", "Content-Type": "text/csv"]
      let looked = try await api.raw(
        .post, "/induction-claims?dry_run=true&verified=true", file, headers: headers)
      #expect(looked["claimed"] == 1 && looked["faulty"] == 1 && looked["is_stored"] == false)
      let taken = try await api.raw(.post, "/induction-claims?verified=true", file, headers: headers)
      #expect(taken["claimed"] == 1 && taken["error_file"].string?.contains("Error message") == true)
      #expect(taken["is_stored"] == true)
      let again = try await api.raw(.post, "/induction-claims?verified=true", file, headers: headers)
      #expect(again["already"] == 1 && again["is_stored"] == false)
      let faulty = try await api.raw(
        .post, "/induction-claims?verified=true",
        Array(
          """
          TRN,Date of birth,Induction programme,Induction period start date
          1234567,2000-02-30,school-led,\(start)
          """.utf8), headers: headers)
      #expect(faulty["claimed"] == 0 && faulty["faulty"] == 1 && faulty["is_stored"] == false)
      #expect(faulty.text.contains("There is no day 2000-02-30: put the date of birth right."))
      #expect(try await api.raw(.post, "/induction-claims", [0x41], headers: headers).status == 422)
      #expect(try await api.get("/induction-claims/export", officer).text.contains("1234567,2000-02-29"))
      #expect(try await api.get("/induction-actions/export", officer).status == 404)
      #expect(try await api.get("/induction-registrations/export", officer).text.contains("Nia"))
      #expect(try await api.get("/induction-registrations/export-json", officer).items.count == 1)
      #expect(try await api.get("/induction-claims/export", head).status == 404)
      let answer = Array(
        """
        TRN,Date of birth,Induction period end date,Number of terms,Outcome,Error message
        1234567,2000-02-29,\(borough.services.today),0.1,release,The date is wrong.
        """.utf8)
      let unknown = String(decoding: answer, as: UTF8.self)
        .replacing("1234567,2000-02-29", with: "7654321,2000-02-30")
      let none = try await api.raw(.post, "/induction-actions", Array(unknown.utf8), headers: headers)
      #expect(none["unknown"] == 1 && none["is_stored"] == false && none.text.contains("no day 2000-02-30"))
      let read = try await api.raw(.post, "/induction-actions?dry_run=true", answer, headers: headers)
      #expect(read["refused"] == 1 && read["is_stored"] == false)
      let recorded = try await api.raw(.post, "/induction-actions", answer, headers: headers)
      #expect(recorded["is_stored"] == true && recorded["unknown"] == 0)
      let refused = try await api.get("/induction-actions?refused=true", officer).items
      #expect(refused.count == 1 && refused.first?.object?["faults"] == "The date is wrong.")
      #expect(try await api.get("/induction-actions", head).status == 404)
      try await Self.sent(api, borough, officer, start, headers)
    }
  }

  /// What was sent as claims, refused, sent again and accepted.
  private static func sent(
    _ api: APIClient, _ borough: Borough, _ officer: String, _ start: CivilDate, _ headers: [String: String]
  ) async throws {
    let head = try borough.head
    let rows = "TRN,Date of birth,Induction programme,Induction period start date"
    let row = "1234567,2000-02-29,school-led,\(start)"
    let (file, path) = (Array("\(rows)\n\(row)".utf8), "/induction-claims/sent")
    let looked = try await api.raw(.post, "\(path)?dry_run=true", file, headers: headers)
    #expect(looked["sent"] == 1 && looked["is_stored"] == false)
    #expect(try await api.raw(.post, path, file, headers: headers)["sent"] == 1)
    let known = try await api.raw(.post, path, file, headers: headers)
    #expect(known["already"] == 1 && known["is_stored"] == false)
    let answer = Array("\(rows),Error message\n\(row),Wrong programme".utf8)
    #expect(try await api.raw(.post, path, answer, headers: headers)["refused"] == 1)
    let refused = try await api.get("\(path)?state=refused", officer).items
    #expect(refused.first?.object?["faults"] == "Wrong programme")
    let induction = try #require(refused.first?.object?["induction_id"]?.string)
    borough.clock.advance(seconds: 1)
    #expect(try await api.raw(.post, path, file, headers: headers)["again"] == 1)
    let files = try await api.get("/induction-claim-files", officer).items
    let id = try #require(files.first?.object?["id"]?.string)
    #expect(files.count == 2 && files.first?.object?["waiting"] == 1)
    #expect(try await api.get("/induction-claim-files/\(id)", officer).text.contains(row))
    #expect(try await api.post("/induction-claim-files/\(id)/accept", officer, [:])["accepted"] == 1)
    #expect(try await api.post("/induction-claim-files/\(id)/accept", officer, [:]).status == 409)
    #expect(try await api.get("\(path)/export", officer).text.contains("Wrong programme"))
    let own = try await api.get("/inductions/\(induction)/claims", head).items
    #expect(own.map { $0.object?["state"] } == ["resent", "accepted"])
    #expect(own.first?.object?["faults"] == "Wrong programme")
    for hidden in [path, "\(path)/export", "/induction-claim-files", "/induction-claim-files/\(id)"] {
      #expect(try await api.get(hidden, head).status == 404)
    }
  }
}
