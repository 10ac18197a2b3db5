import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("Importing vacancies from CSV")
struct ImportVacanciesTests {
  private static let header =
    "external_reference,title,job_roles,phases,key_stages,contract_type,working_patterns,fte,pay_minimum,pay_maximum,"
    + "starts_in_term,closes_on,closes_at_time,nqts_welcome,description"

  private static func row(_ name: String, _ title: String, closes: String = "2026-11-20") -> String {
    "\(name),\(title),teacher,primary,ks1; ks2,permanent,full_time,1,M1,M6,2027-spring,\(closes),12:00,yes,"
      + "\"A class of 28, in a two-form school\nby the river, with a \"\"partner\"\" teacher next door.\""
  }

  private static func file(_ rows: String..., header: String = header) -> [UInt8] {
    Array(([header] + rows).joined(separator: "\r\n").utf8)
  }

  private func count(_ desk: VacancyDesk) async throws -> Int {
    try await desk.services.pool.value("SELECT count(*) FROM vacancy", as: Int.self)
  }

  @Test("makes a draft of each row, once, and changes it when the row says something else")
  func exactlyOnce() async throws {
    try await VacancyDesk.run { desk async throws in
      let importing = ImportVacancies(desk.services)
      let file = Self.file(
        Self.row("a-1", "Year 1 teacher"), Self.row("a-2", "Year 2 teacher", closes: "20/11/2026"))
      let first = try await importing(file, school: desk.school.id, by: desk.recruiter)
      #expect(first.problems == [])
      #expect(first.isStored && first.count(.created) == 2 && first.published == 0)
      let id = try #require(first.vacancies.first?.vacancy)
      let draft = try await FindVacancy(desk.services)(id, by: desk.head)
      #expect(draft.storedState == .draft && draft.externalReference == "a-1")
      #expect(draft.content.keyStages == ["ks1", "ks2"] && draft.content.nqtsWelcome)
      #expect(draft.content.description.contains("school\nby the river, with a \"partner\" teacher"))
      #expect(draft.reference == first.vacancies.first?.reference)

      let again = try await importing(file, school: desk.school.id, by: desk.recruiter)
      #expect(again.count(.unchanged) == 2)
      #expect(try await count(desk) == 2)
      #expect(try await FindVacancy(desk.services)(id, by: desk.head).version == draft.version)

      let changed = try await importing(
        Self.file(Self.row("a-1", "Year 1 and music teacher")), school: desk.school.id, by: desk.recruiter)
      #expect(changed.count(.changed) == 1)
      #expect(
        try await FindVacancy(desk.services)(id, by: desk.head).content.title == "Year 1 and music teacher")
      #expect(try await count(desk) == 2)
    }
  }

  @Test("makes no second draft of what a colleague imported")
  func colleagues() async throws {
    try await VacancyDesk.run { desk async throws in
      let importing = ImportVacancies(desk.services)
      let file = Self.file(Self.row("a-1", "Year 1 teacher"))
      _ = try await importing(file, school: desk.school.id, by: desk.recruiter)
      for actor in [desk.head, .operatorAtCommandLine] {
        let again = try await importing(file, school: desk.school.id, by: actor)
        #expect(again.count(.unchanged) == 1 && again.problems == [])
      }
      #expect(try await count(desk) == 1)
    }
  }

  @Test("tells every fault of every row at once, with lines and columns, and then stores nothing")
  func faults() async throws {
    try await VacancyDesk.run { desk async throws in
      let report = try await ImportVacancies(desk.services)(
        Self.file(
          Self.row("a-1", "Year 1 teacher"), Self.row("a-1", "Year 2 teacher"), ",No name of its own,,,",
          "a-4,\(String(repeating: "long ", count: 20)),juggler,tertiary,,forever,,half,,,,tomorrow,,maybe,"),
        school: desk.school.id, by: desk.head)
      #expect(!report.isStored)
      #expect(try await count(desk) == 0)
      let found = report.problems.map { "\($0.line) \($0.column ?? "-")" }
      // The first row takes two lines of the file.
      #expect(found.contains("4 external_reference"))
      #expect(found.contains("6 -"))
      for column in ["phases", "contract_type", "fte", "closes_on", "nqts_welcome"] {
        #expect(found.contains("7 \(column)"), "\(column) in \(found)")
      }
    }
  }

  @Test("changes nothing in a dry run")
  func dryRun() async throws {
    try await VacancyDesk.run { desk async throws in
      let report = try await ImportVacancies(desk.services)(
        Self.file(Self.row("a-1", "Year 1 teacher")), school: desk.school.id, dryRun: true, by: desk.head)
      #expect(report.count(.created) == 1 && !report.isStored)
      #expect(try await count(desk) == 0)
    }
  }

  @Test("publishes for a head only, what is whole only, and leaves what is published alone")
  func publishing() async throws {
    try await VacancyDesk.run { desk async throws in
      let importing = ImportVacancies(desk.services)
      let file = Self.file(Self.row("a-1", "Year 1 teacher"))
      await #expect(throws: DomainError.self) {
        try await importing(file, school: desk.school.id, publish: true, by: desk.recruiter)
      }
      let incomplete = try await importing(
        Self.file("b-1,Year 5 teacher", header: "external_reference,title"), school: desk.school.id,
        publish: true,
        by: desk.head)
      #expect(!incomplete.isStored)
      #expect(incomplete.problems.contains { $0.column == "closes_on" && $0.line == 2 })
      let done = try await importing(file, school: desk.school.id, publish: true, by: desk.head)
      #expect(done.published == 1)
      let again = try await importing(file, school: desk.school.id, publish: true, by: desk.head)
      #expect(again.count(.unchanged) == 1 && again.published == 0)
      let other = try await importing(
        Self.file(Self.row("a-1", "Year 6 teacher")), school: desk.school.id, by: desk.head)
      #expect(other.problems.map(\.column) == ["title"])
    }
  }

  @Test("takes what an export wrote, and finds it as it is")
  func roundTrip() async throws {
    try await VacancyDesk.run { desk async throws in
      var content = VacancyDesk.content("=SUM(A1), \"quoted\"")
      content.description += "\n\n- one; two\n- three, four"
      content.otherSubjects = ["Bell ringing", "Astronomy"]
      content.subjects = ["mathematics"]
      content.interviewDates = [day("2026-11-25"), day("2026-11-26")]
      let plain = try await desk.draft(content)
      _ = try await desk.published()
      let text = try await ExportVacancies(desk.services)(school: desk.school.id, by: desk.head)
      #expect(text.contains("\"'=SUM(A1), \"\"quoted\"\"\""))
      let report = try await ImportVacancies(desk.services)(
        Array(text.utf8), school: desk.school.id, by: desk.head)
      #expect(report.problems == [])
      #expect(report.rows == 2 && report.count(.unchanged) == 2)
      #expect(try await FindVacancy(desk.services)(plain.id, by: desk.head).version == plain.version)
      let drafts = try await ExportVacancies(desk.services)(
        school: desk.school.id, state: .draft, by: desk.head)
      #expect(drafts.contains(plain.reference))
      await #expect(throws: DomainError.notFound("school")) {
        try await ExportVacancies(desk.services)(school: desk.school.id, by: desk.stranger)
      }
    }
  }

  @Test("keeps what is stored in columns that the file doesn't have")
  func partial() async throws {
    try await VacancyDesk.run { desk async throws in
      let draft = try await desk.draft()
      let report = try await ImportVacancies(desk.services)(
        Array("reference,posts\n\(draft.reference.lowercased()),3".utf8), school: desk.school.id,
        by: desk.head)
      #expect(report.count(.changed) == 1)
      let stored = try await FindVacancy(desk.services)(draft.id, by: desk.head)
      #expect(stored.content.posts == 3 && stored.content.description == draft.content.description)
    }
  }

  @Test(
    "reads what spreadsheets save: Windows-1252, a mark at the beginning, emptied rows, headings with capitals"
  )
  func spreadsheets() async throws {
    try await VacancyDesk.run { desk async throws in
      var bytes: [UInt8] = Array("External reference,Title,Visits\n".utf8)
      bytes += Array("w-1,Teacher,Caf".utf8) + [0xE9, 0x20, 0x96, 0x20] + Array("yes\n,,\n\n".utf8)
      let report = try await ImportVacancies(desk.services)(bytes, school: desk.school.id, by: desk.head)
      #expect(report.rows == 1)
      let id = try #require(report.vacancies.first?.vacancy)
      #expect(try await FindVacancy(desk.services)(id, by: desk.head).content.visits == "Café – yes")
      let marked = try await ImportVacancies(desk.services)(
        [0xEF, 0xBB, 0xBF] + Array("external_reference,title\nw-1,Teacher".utf8), school: desk.school.id,
        by: desk.head)
      #expect(marked.count(.unchanged) == 1)
    }
  }

  @Test(
    "refuses a file as a whole that it can't make sense of",
    arguments: [
      "", "external_reference,title", "title\nTeacher", "external_reference,title,colour\na,Teacher,red",
      "external_reference,title,title\na,Teacher,Teacher", "\0\u{1}", "\"external_reference,title\na,b",
      "external_reference,title\n" + String(repeating: "a,b\n", count: 1_001),
    ])
  func wholeFile(_ text: String) async throws {
    try await VacancyDesk.run { desk async throws in
      let found = try await outcome {
        _ = try await ImportVacancies(desk.services)(Array(text.utf8), school: desk.school.id, by: desk.head)
      }
      #expect(found?.fields.first == "file")
    }
  }

  @Test("is for those who post for the school: by URN in the file, or the school that was said")
  func permissions() async throws {
    try await VacancyDesk.run { desk async throws in
      let importing = ImportVacancies(desk.services)
      let named = Array("external_reference,urn,title\na,900101,Teacher".utf8)
      #expect(try await importing(named, by: desk.recruiter).count(.created) == 1)
      let stranger = try await importing(named, by: desk.stranger)
      #expect(stranger.problems.map(\.column) == ["urn"])
      let nowhere = try await importing(Array("external_reference,title\na,Teacher".utf8), by: desk.head)
      #expect(nowhere.problems.map(\.column) == ["urn"])
      await #expect(throws: DomainError.notFound("school")) {
        try await importing(named, school: desk.school.id, by: desk.stranger)
      }
      await #expect(throws: DomainError.signInRequired) {
        try await importing(named, by: VacancyDesk.visitor)
      }
      // Colleagues of one school share its names.
      #expect(try await importing(named, by: desk.head).count(.unchanged) == 1)
    }
  }

  @Test("takes a file of some hundreds of rows whole")
  func large() async throws {
    try await VacancyDesk.run { desk async throws in
      let rows = (1...200).map { Self.row("n-\($0)", "Teacher \($0)") }
      let file = Array(([Self.header] + rows).joined(separator: "\n").utf8)
      let report = try await ImportVacancies(desk.services)(file, school: desk.school.id, by: desk.head)
      #expect(report.count(.created) == 200)
    }
  }

  @Test("has a staging column for each column that is read")
  func columns() {
    #expect(VacancyFile.columns.count == 3 + VacancyContent.CodingKeys.allCases.count)
    #expect(VacancyColumn.content.map(\.name) == VacancyContent.CodingKeys.allCases.map(\.rawValue))
  }
}

@Suite("The name that another system gives a vacancy")
struct ExternalReferenceTests {
  @Test("is given once for each account: a repeat is the first vacancy, and another one is refused")
  func once() async throws {
    try await VacancyDesk.run { desk async throws in
      let draft = DraftVacancy(desk.services)
      let content = VacancyContent(title: "Teacher")
      let first = try await draft(
        school: desk.school.id, content: content, externalReference: " job-1 ", by: desk.head)
      #expect(first.externalReference == "job-1")
      let repeated = try await draft(
        school: desk.school.id, content: content, externalReference: "job-1", by: desk.head)
      #expect(repeated.id == first.id && repeated.version == first.version)
      await #expect(throws: VacancyExists(vacancy: first.id, reference: first.reference)) {
        try await draft(
          school: desk.school.id, content: VacancyContent(title: "Tutor"), externalReference: "job-1",
          by: desk.head)
      }
      _ = try await draft(
        school: desk.school.id, content: content, externalReference: "job-1", by: desk.recruiter)
      for bad in ["", " ", String(repeating: "x", count: 101), "a\nb"] {
        let found = try await outcome {
          _ = try await draft(school: desk.school.id, content: content, externalReference: bad, by: desk.head)
        }
        #expect(found?.fields == ["external_reference"])
      }
    }
  }

  @Test("makes one vacancy of many requests at once")
  func race() async throws {
    try await VacancyDesk.run { desk async throws in
      let made = try await withThrowingTaskGroup(of: VacancyID.self) { group in
        for _ in 1...8 {
          group.addTask {
            try await DraftVacancy(desk.services)(
              school: desk.school.id, content: VacancyContent(title: "Teacher"), externalReference: "job-1",
              by: desk.head
            ).id
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(made.count == 8 && Set(made).count == 1)
    }
  }

  @Test("names a vacancy at the command line, as its reference and its id do")
  func naming() async throws {
    try await VacancyDesk.run { desk async throws in
      let draft = DraftVacancy(desk.services)
      let content = VacancyContent(title: "Teacher")
      let vacancy = try await draft(
        school: desk.school.id, content: content, externalReference: "job-1", by: desk.head)
      let find = FindVacancy(desk.services)
      for name in ["job-1", vacancy.reference.lowercased(), vacancy.id.description] {
        #expect(try await find(named: name, by: .operatorAtCommandLine).id == vacancy.id)
      }
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await find(named: "job-2", by: .operatorAtCommandLine)
      }
      await #expect(throws: DomainError.notFound("vacancy")) {
        try await find(named: "job-1", by: desk.stranger)
      }
      _ = try await draft(
        school: desk.school.id, content: content, externalReference: "job-1", by: desk.recruiter)
      let several = try await outcome { _ = try await find(named: "job-1", by: .operatorAtCommandLine) }
      #expect(several?.isConflict == true)
    }
  }
}
