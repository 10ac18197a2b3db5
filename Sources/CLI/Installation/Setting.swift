/// Every setting, by its key in the file; the environment variable is the same in capitals.
public enum Setting: String, Sendable, CaseIterable {
  case databaseURL = "databaseUrl"
  case host, port, data
  case baseURL = "baseUrl"
  case logFormat, logLevel, sqlFolder, kitFolder, poolSize, trustedProxy, mailFolder, sendmail, mailFrom
  case clamd

  /// The environment variable, for example `STAFFROOM_LOG_LEVEL`.
  public var variable: String {
    if self == .databaseURL { return "DATABASE_URL" }
    var name = "STAFFROOM_"
    for character in rawValue {
      if character.isUppercase { name.append("_") }
      name.append(contentsOf: character.uppercased())
    }
    return name
  }

  /// What it is for, as the help shows it.
  public var purpose: String {
    switch self {
    case .databaseURL: "PostgreSQL address (URI or key=value); without it libpq's own environment counts"
    case .host: "address that serve listens on (127.0.0.1)"
    case .port: "port that serve listens on (8080)"
    case .data: "folder for what is kept on this machine (.staffroom)"
    case .baseURL: "address in links, as people reach it (http://HOST:PORT)"
    case .logFormat: "text or json (text)"
    case .logLevel: "trace, debug, info, notice, warning, error or critical (info)"
    case .sqlFolder: "folder of the migrations (sql)"
    case .kitFolder: "folder of the fetched style kit (.build-kit)"
    case .poolSize: "database connections kept at most (8)"
    case .trustedProxy: "number of own reverse proxies in front, whose X-Forwarded-For is believed (0)"
    case .mailFolder: "folder that outgoing mail is written to ('mail' in the data folder)"
    case .sendmail: "command that takes a mail on its input, for example /usr/sbin/sendmail (none)"
    case .clamd: "where clamd listens, a socket's path or host:port, to scan uploads for viruses (none)"
    case .mailFrom: "sender of all mail (Staffroom <staffroom@localhost>)"
    }
  }

  /// The table of settings for `staffroom --help`.
  public static var help: String {
    let width = allCases.map(\.variable.count).max() ?? 0
    let keys = allCases.map(\.rawValue.count).max() ?? 0
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    return allCases.map { setting in
      "  \(pad(setting.variable, width))  \(pad(setting.rawValue, keys))  \(setting.purpose)"
    }.joined(separator: "\n")
  }
}

/// A setting that can't be used; the description names it and says what it may be.
public struct SettingProblem: Error, CustomStringConvertible, Sendable {
  /// A sentence for the person who set it.
  public let description: String

  /// A problem in words.
  public init(_ description: String) { self.description = description }
}
