import ArgumentParser
import Domain
import Foundation
import Synchronization
import Testing

@testable import CLI

@Suite struct InductionTests {
  private func lines(_ body: (CommandOutput) throws -> Void) rethrows -> [String] {
    let written = Mutex<[String]>([])
    try body(CommandOutput(line: { line in written.withLock { $0.append(line) } }, remark: { _ in }))
    return written.withLock { $0 }
  }

  @Test func `a plan is reckoned from a file`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID()).json")
    try #"{"periods":[{"start":"2025-09-01","end":null,"fte":1}]}"#.write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let command = try InductionCommand.Plan.parse([file.path])
    let text = try lines { try command.run(to: $0) }.joined()
    let plan = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(plan["regime"] as? String == "ect")
    #expect(plan["expected_end"] as? String == "2027-07-21")
    #expect(Set(plan.keys).count == 9)
  }

  @Test func `service elsewhere counts, and of two reductions a warning says which does`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID()).json")
    try """
    {"periods":[{"start":"2026-09-01","end":null,"fte":1}],"brought_forward":1,
    "brought_forward_from":"2026-01-05","reductions":[{"to_terms":2},{"to_terms":3}]}
    """.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let command = try InductionCommand.Plan.parse([file.path])
    let text = try lines { try command.run(to: $0) }.joined()
    let plan = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(plan["expected_end"] as? String == "2026-12-18")
    let warnings = try #require(plan["warnings"] as? [String])
    #expect(warnings.count == 1 && warnings[0].contains("only the one to 2 terms counts"))
  }

  @Test func `a member of another name is refused with it, and one that is missing is told`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID()).json")
    try #"{"periods":[{"start":"2025-09-01","end":null}],"absence":[]}"#.write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let command = try InductionCommand.Plan.parse([file.path])
    let problems = [
      FieldProblem(field: "absence", message: "There is no field with this name here."),
      FieldProblem(field: "periods[0].fte", message: "Give this field."),
    ]
    #expect(throws: DomainError.invalid(problems)) { try lines { try command.run(to: $0) } }
  }

  @Test func `every date that is none is told, beside faults of other values`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID()).json")
    try #"{"periods":[{"start":"x","end":"y","fte":2},{"start":"z","end":null,"fte":0.333333}]}"#.write(
      to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let command = try InductionCommand.Plan.parse([file.path])
    let error = #expect(throws: DomainError.self) { try lines { try command.run(to: $0) } }
    guard case .invalid(let problems)? = error else { return }
    #expect(
      problems.map(\.field) == ["periods[0].start", "periods[0].end", "periods[1].start", "periods[0].fte"])
  }

  @Test func `a time limit is one line, and all of them are listed with their sources`() throws {
    let command = try InductionCommand.Deadline.parse(["appeal", "--from", "2026-06-01", "--deemed", "hand"])
    #expect(try lines { try command.run(to: $0) } == ["2026-06-26"])
    let list = try InductionCommand.Deadline.parse(["--list"])
    #expect(try lines { try list.run(to: $0) }.count == 9)
  }

  @Test func `a file that is missing is wrong data as everywhere, and so is a date that is none`() throws {
    let missing = try InductionCommand.Plan.parse(["/nowhere/case.json"])
    let problem = FieldProblem(field: "file", message: "/nowhere/case.json can't be read.")
    #expect(throws: DomainError.invalid([problem])) { try lines { try missing.run(to: $0) } }
    let undated = try InductionCommand.Deadline.parse(["notice", "--from", "tomorrow"])
    #expect(throws: DomainError.self) { try lines { try undated.run(to: $0) } }
  }
}
