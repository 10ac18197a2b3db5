import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Places of a search")
struct FindPlaceTests {
  @Test("Without postcodes it works from towns, schools and their own postcodes")
  func schools() async throws {
    try await SearchFixture.run { borough in
      try await borough.school(100_001, "River School", town: "Grays", postcode: "RM17 5TT")
      try await borough.school(
        100_002, "Hill School", town: "Grays", postcode: "rm17 6aa", easting: 563_500, northing: 179_800)
      let find = FindPlace(borough.services)
      for (text, name, easting) in [
        ("grays", "Grays", 562_500.0), ("RM17", "RM17", 562_500), ("rm17 5tt", "RM17 5TT", 561_500),
        ("RM17 9ZZ", "RM17 9ZZ", 562_500), ("RM17 6SL", "RM17 6SL", 563_500),
        ("Hill School", "Hill School", 563_500),
        ("hill", "Hill School", 563_500),
        ("100001", "River School", 561_500),
      ] {
        let place = try await find(text)
        #expect(place.name == name && place.easting == easting, "\(text)")
      }
      let middles: [(String, String?)] = [
        ("RM17 6SL", "RM17 6"), ("RM17 9ZZ", "RM17"), ("RM17", nil), ("rm17 6aa", nil), ("grays", nil),
      ]
      for (text, middle) in middles {
        #expect(try await find(text).middleOf == middle, "\(text)")
      }
      #expect(try await find.note(of: "RM17 6SL")?.hasSuffix("measured from the middle of RM17 6.") == true)
      for text in ["RM17 5TT", "ZZ1 1AA", " "] { #expect(try await find.note(of: text) == nil, "\(text)") }
      for text in ["ZZ1", "Atlantis", "'", "%", "RM1"] {
        await #expect(throws: DomainError.self, "\(text)") { try await find(text) }
      }
    }
  }

  @Test("Distance is reckoned on the grid, to the nearest of the post’s schools, up to the circle’s edge")
  func distance() async throws {
    try await SearchFixture.run { borough in
      try await borough.school(100_001, "River School", town: "Grays", postcode: "RM17 5TT")
      // 3 and 4 kilometres make 5, a little over 3.1 miles.
      let far = try await borough.school(
        100_002, "Hill School", town: "Tilbury", easting: 564_500, northing: 181_800)
      let nowhere = try await borough.school(100_003, "Unmapped School", easting: nil, northing: nil)
      let id = try await borough.vacancy("Far away", at: far)
      try await borough.vacancy("Nowhere at all", at: nowhere)
      #expect(try await borough.result("near=Grays&within=4").page.items.first?.distance == 5_000)
      #expect(try await borough.titles("near=Grays&within=3").isEmpty)
      #expect(try await borough.titles("near=Grays&within=4") == ["Far away"])
      #expect(try await borough.titles("near=Grays&within=200") == ["Far away"])
      let river = try await borough.pool.value(
        "SELECT organisation_id FROM school WHERE urn = 100001", as: UUID.self)
      try await borough.pool.execute("INSERT INTO vacancy_school VALUES (\(id), \(river))")
      #expect(try await borough.result("near=Grays&within=1").page.items.first?.distance == 0)
    }
  }

  @Test(
    "Postcodes as people write them",
    arguments: [
      ("rm176sl", "RM17 6SL"), (" RM17  6SL ", "RM17 6SL"), ("E1 6AN", "E1 6AN"), ("SW1A 1AA", "SW1A 1AA"),
      ("RM17", "RM17"), ("Grays", nil), ("RM17 6", nil), ("", nil),
    ])
  func postcodes(_ text: String, _ written: String?) {
    #expect(Postcode(text)?.description == written)
  }
}
