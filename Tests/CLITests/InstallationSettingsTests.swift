import CLI
import Foundation
import Testing

@Suite struct InstallationSettingsTests {
  private func file(_ text: String, _ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString).yaml")
      .path
    try Data(text.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  private func fault(
    flags: [Setting: String] = [:], _ environment: [String: String] = [:], file: String? = nil
  ) async -> String? {
    do {
      _ = try await InstallationSettings.read(flags: flags, environment: environment, file: file)
      return nil
    } catch {
      let failure = Failure(describing: error)
      return failure.status == .usage ? failure.lines.joined() : "status \(failure.status)"
    }
  }

  @Test func `has working values when nothing is set`() async throws {
    let settings = try await InstallationSettings.read(environment: [:])
    #expect(settings.baseURL == "http://127.0.0.1:8080")
    #expect(settings.mailFolder == ".staffroom/mail")
    #expect(settings.sqlFolder == "sql")
    #expect(settings.sendmail == nil)
  }

  @Test func `can be read from the sample that is shipped for systemd`() async throws {
    let sample = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "deploy/systemd/environment.sample")
    let lines = try String(contentsOf: sample, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    let environment = Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts[1])
      })
    let settings = try await InstallationSettings.read(environment: environment)
    #expect(settings.trustedProxies == 1)
    #expect(settings.logFormat == .json)
  }

  @Test func `takes flags before the environment before the file`() async throws {
    try await file("port: 1001\nhost: 10.0.0.1\nlogFormat: json\n") { path async throws in
      let settings = try await InstallationSettings.read(
        flags: [.port: "1003"], environment: ["STAFFROOM_PORT": "1002", "STAFFROOM_HOST": "10.0.0.2"],
        file: path)
      #expect(settings.port == 1003)
      #expect(settings.host == "10.0.0.2")
      #expect(settings.logFormat == .json)
    }
  }

  @Test func `reads the file as JSON, too`() async throws {
    let text = #"{"databaseUrl": "postgres:///x", "sendmail": "/usr/sbin/sendmail -v"}"#
    try await file(text) { path async throws in
      let settings = try await InstallationSettings.read(environment: [:], file: path)
      #expect(settings.databaseURL == "postgres:///x")
      #expect(settings.sendmail == ["/usr/sbin/sendmail", "-v"])
      #expect(settings.mailFolder == nil)
    }
  }

  @Test(arguments: [
    ("STAFFROOM_PORT", "eighty"), ("STAFFROOM_PORT", "65536"), ("STAFFROOM_LOG_LEVEL", "loud"),
    ("STAFFROOM_LOG_FORMAT", "xml"), ("STAFFROOM_BASE_URL", "staffroom.example.org"),
    ("STAFFROOM_POOL_SIZE", "0"), ("STAFFROOM_PROT", "8080"), ("STAFFROOM_LOGLEVEL", "info"),
  ])
  func `names the setting that is wrong`(name: String, value: String) async throws {
    let problem = try #require(await fault([name: value]))
    #expect(problem.contains(name))
  }

  @Test func `names an unknown key of the file and what may have been meant`() async throws {
    try await file("prot: 8080\n") { path async throws in
      let problem = try #require(await fault(file: path))
      #expect(problem.contains("'prot'"))
      #expect(problem.contains("Did you mean port?"))
    }
    #expect(await fault(file: "/nowhere.yaml")?.contains("/nowhere.yaml") == true)
  }

  @Test func `leaves variables of scripts alone`() async {
    #expect(await fault(["STAFFROOM_TEST_DATABASE": "x", "STAFFROOM_GIAS_EXTRACT": "y"]) == nil)
  }

  @Test func `every setting has a variable of its own`() {
    #expect(Setting.allCases.map(\.variable).count == Set(Setting.allCases.map(\.variable)).count)
    #expect(Setting.logLevel.variable == "STAFFROOM_LOG_LEVEL")
    #expect(Setting.databaseURL.variable == "DATABASE_URL")
    #expect(Setting.baseURL.variable == "STAFFROOM_BASE_URL")
  }
}
