import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Importing postcodes")
struct PostcodesTests {
  private static func write(_ files: [String: String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return folder
  }

  private static let rm = """
    "RM175AA",10,561500,177800,"E92000001","E19000003","E18000006","","E07000001","E05000001"
    "RM1 1AA",10,551103,188801,"E92000001","","","","",""
    RM188AB,20,564100,176200,E92000001,,,,,
    "RM999ZZ",90,0,0,"E92000001","","","","",""

    """

  @Test(
    "A folder of files is taken over once; what has moved is moved, and positions that are missing are counted"
  )
  func folder() async throws {
    try await SearchFixture.run { borough in
      let folder = try Self.write([
        "Data/CSV/rm.csv": Self.rm, "Data/CSV/ss.csv": "\"SS178LW\",10,566900,183400,\"E92000001\"\r\n",
        "Doc/Code-Point_Open_Column_Headers.csv": "PC,PQ,EA,NO\n", "Doc/licence.txt": "x",
      ])
      defer { try? FileManager.default.removeItem(at: folder) }
      let first = try await ImportPostcodes(borough.services)(path: folder.path, by: .operatorAtCommandLine)
      #expect(first.files == 2 && first.read == 5 && first.added == 4 && first.withoutPosition == 1)
      #expect(first.rejected == 0)
      let again = try await ImportPostcodes(borough.services)(path: folder.path, by: .operatorAtCommandLine)
      #expect(again.added == 0 && again.changed == 0 && again.unchanged == 4)
      try Data("\"RM175AA\",10,561600,177800,\"E92000001\"\n".utf8).write(
        to: folder.appending(path: "Data/CSV/rm.csv"))
      let moved = try await ImportPostcodes(borough.services)(path: folder.path, by: .operatorAtCommandLine)
      #expect(moved.changed == 1 && moved.unchanged == 1)

      let find = FindPlace(borough.services)
      #expect(try await find("rm17 5aa").easting == 561_600)
      #expect(try await find("RM18").easting == 564_100)
      #expect(try await find("RM1").easting == 551_103)
    }
  }

  @Test("Lines that are no postcode are reported with their number, and the others are kept")
  func rejects() async throws {
    try await SearchFixture.run { borough in
      let lines = [
        "Postcode,Positional_quality_indicator,Eastings,Northings", "RM175AA,10,561500,177800,E92000001",
        "nonsense", "RM175AB,10,x,177800,E92000001", "ZZZZZZZ,10,1,1,E", "", "RM175AC,10,561500,177800,E",
        "RM175AA,10,561501,177800,E92000001", "RM175AD,10,561500", "1M175AD,10,561500,177800",
      ]
      let folder = try Self.write(["rm.csv": lines.joined(separator: "\n")])
      defer { try? FileManager.default.removeItem(at: folder) }
      let report = try await ImportPostcodes(borough.services)(
        path: folder.appending(path: "rm.csv").path, by: .operatorAtCommandLine)
      #expect(report.rejects.map(\.line) == [3, 4, 5, 9, 10])
      #expect(report.read == 8 && report.rejected == 5 && report.added == 2)
      // Of a postcode that comes twice the last line counts.
      #expect(try await FindPlace(borough.services)("RM17 5AA").easting == 561_501)
    }
  }

  @Test("Only the operator may, and a path that isn’t there is named")
  func refused() async throws {
    try await SearchFixture.run { borough in
      await #expect(throws: DomainError.self) {
        try await ImportPostcodes(borough.services)(path: "/nowhere", by: Actor(.anonymous, face: .web))
      }
      await #expect(throws: DomainError.self) {
        try await ImportPostcodes(borough.services)(path: "/nowhere", by: .operatorAtCommandLine)
      }
    }
  }
}
