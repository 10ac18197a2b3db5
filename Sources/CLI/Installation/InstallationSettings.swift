import Configuration
public import Domain
public import Foundation
public import Logging

/// What one installation is set up with, checked.
public struct InstallationSettings: Sendable {
  /// PostgreSQL's address; empty for libpq's own environment.
  public var databaseURL: String
  /// The address that `serve` listens on.
  public var host: String
  /// The port that `serve` listens on; 0 takes a free one.
  public var port: Int
  /// The folder for what is kept on this machine.
  public var data: String
  /// The address in links, without a slash at the end.
  public var baseURL: String
  /// How log lines look.
  public var logFormat: LogFormat
  /// What is logged.
  public var logLevel: Logger.Level
  /// The folder of the migrations.
  public var sqlFolder: String
  /// The folder of the fetched style kit.
  public var kitFolder: String
  /// Database connections kept at most.
  public var poolSize: Int
  /// How many reverse proxies of ours stand in front, whose forwarding headers are believed.
  public var trustedProxies: Int
  /// The folder that outgoing mail is written to; nil when a command sends it.
  public var mailFolder: String?
  /// The command that sends mail, with its arguments.
  public var sendmail: [String]?
  /// The sender of all mail.
  public var mailFrom: String
  /// Where the virus scanner clamd listens: the path of its socket, or host and port; nil without one.
  public var clamd: String?

  /// How log lines look.
  public enum LogFormat: String, Sendable, CaseIterable {
    case text, json
  }

  /// Settings for the domain.
  public var domain: Settings { Settings(baseURL: baseURL, mailFolder: mailFolder) }

  /// Reads them: flags before environment before file; throws ``SettingProblem`` for the first that is wrong.
  public static func read(
    flags: [Setting: String] = [:], environment: [String: String] = ProcessInfo.processInfo.environment,
    file: String? = nil
  ) async throws -> InstallationSettings {
    try refuseMistyped(environment)
    var providers: [any ConfigProvider] = [
      InMemoryProvider(
        name: "flags",
        values: Dictionary(
          uniqueKeysWithValues: flags.map {
            (AbsoluteConfigKey([$0.key.rawValue]), ConfigValue(stringLiteral: $0.value))
          })),
      EnvironmentVariablesProvider(
        environmentVariables: environment.filter { !$0.value.isEmpty },
        secretsSpecifier: .specific([Setting.databaseURL.variable])
      ).mapKeys { key in
        key.components == [Setting.databaseURL.rawValue] ? key : key.prepending(["staffroom"])
      },
    ]
    if let file { providers.append(try await SettingsFile.provider(file)) }
    return try InstallationSettings(Source(reader: ConfigReader(providers: providers)))
  }

  /// A variable that is nearly one of ours is a slip; others with our prefix belong to scripts around us.
  private static func refuseMistyped(_ environment: [String: String]) throws {
    let known = Setting.allCases.map(\.variable)
    for name in environment.keys.sorted() where name.hasPrefix("STAFFROOM_") && !known.contains(name) {
      let suggestion = Nearest.suggestion(for: name, among: known)
      if !suggestion.isEmpty { throw SettingProblem("There is no setting \(name).\(suggestion)") }
    }
  }

  private struct Source {
    let reader: ConfigReader

    func text(_ setting: Setting) -> String? {
      reader.string(forKey: ConfigKey([setting.rawValue]), isSecret: setting == .databaseURL)
    }

    func number(_ setting: Setting, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
      guard let text = text(setting) else { return standard }
      guard let number = Int(text), range.contains(number) else {
        throw SettingProblem(
          "\(setting.variable) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
            + "not '\(text)'.")
      }
      return number
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ setting: Setting, default standard: Choice) throws
      -> Choice where Choice.RawValue == String
    {
      guard let text = text(setting) else { return standard }
      guard let choice = Choice(rawValue: text.lowercased()) else {
        let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw SettingProblem("\(setting.variable) must be one of \(all), not '\(text)'.")
      }
      return choice
    }
  }

  private init(_ source: Source) throws {
    databaseURL = source.text(.databaseURL) ?? ""
    host = source.text(.host) ?? "127.0.0.1"
    port = try source.number(.port, in: 0...65_535, default: 8080)
    data = source.text(.data) ?? ".staffroom"
    logFormat = try source.choice(.logFormat, default: .text)
    logLevel = try source.choice(.logLevel, default: .info)
    sqlFolder = source.text(.sqlFolder) ?? "sql"
    kitFolder = source.text(.kitFolder) ?? ".build-kit"
    poolSize = try source.number(.poolSize, in: 2...500, default: 8)
    trustedProxies = try source.number(.trustedProxy, in: 0...10, default: 0)
    baseURL = try Self.address(source.text(.baseURL) ?? "http://\(host):\(port)")
    let command = source.text(.sendmail).map { $0.split(separator: " ").map(String.init) }
    if let command, command.isEmpty {
      throw SettingProblem("\(Setting.sendmail.variable) must be a command, for example /usr/sbin/sendmail.")
    }
    sendmail = command
    mailFolder = command == nil ? source.text(.mailFolder) ?? data + "/mail" : source.text(.mailFolder)
    mailFrom = source.text(.mailFrom) ?? "Staffroom <staffroom@localhost>"
    clamd = source.text(.clamd)
    if mailFolder != nil, sendmail != nil {
      throw SettingProblem(
        "Set either \(Setting.mailFolder.variable) or \(Setting.sendmail.variable), not both.")
    }
  }

  private static func address(_ text: String) throws -> String {
    let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard let url = URL(string: trimmed), let scheme = url.scheme, ["http", "https"].contains(scheme),
      url.host() != nil, url.query() == nil, url.fragment() == nil
    else {
      throw SettingProblem(
        "\(Setting.baseURL.variable) must be an address such as https://staffroom.example.org, not '\(text)'."
      )
    }
    return trimmed
  }
}
