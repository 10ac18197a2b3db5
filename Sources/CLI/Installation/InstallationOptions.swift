public import ArgumentParser

/// The settings that every command takes as flags; each has an environment variable and a key in the file.
public struct InstallationOptions: ParsableArguments {
  @Option(help: ArgumentHelp("File of settings (YAML or JSON, see 'Settings').", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "PostgreSQL address, a URI or key=value pairs [DATABASE_URL]; without it libpq's own environment counts.",
      valueName: "address"))
  var databaseURL: String?

  @Option(
    help: ArgumentHelp(
      "Folder for what is kept on this machine [STAFFROOM_DATA, .staffroom].", valueName: "folder"))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "Address in links of mails, as people reach it [STAFFROOM_BASE_URL].", valueName: "url"))
  var baseURL: String?

  @Option(help: ArgumentHelp("text or json [STAFFROOM_LOG_FORMAT, text].", valueName: "format"))
  var logFormat: String?

  @Option(
    help: ArgumentHelp(
      "trace, debug, info, notice, warning, error or critical [STAFFROOM_LOG_LEVEL, info].",
      valueName: "level"))
  var logLevel: String?

  @Option(
    help: ArgumentHelp("Folder of the migrations [STAFFROOM_SQL_FOLDER, sql].", valueName: "folder"))
  var sqlFolder: String?

  @Option(
    help: ArgumentHelp("Database connections kept at most [STAFFROOM_POOL_SIZE, 8].", valueName: "count"))
  var poolSize: String?

  @Option(
    help: ArgumentHelp(
      "Folder that outgoing mail is written to [STAFFROOM_MAIL_FOLDER, 'mail' in the data folder].",
      valueName: "folder"))
  var mailFolder: String?

  /// Nothing given.
  public init() {}

  /// What was given as flags, by the names of ``Setting``.
  public var flags: [Setting: String] {
    let given: [(Setting, String?)] = [
      (.databaseURL, databaseURL), (.data, data), (.baseURL, baseURL), (.logFormat, logFormat),
      (.logLevel, logLevel), (.sqlFolder, sqlFolder), (.poolSize, poolSize), (.mailFolder, mailFolder),
    ]
    return Dictionary(
      uniqueKeysWithValues: given.compactMap { setting, value in value.map { (setting, $0) } })
  }

  /// The file of settings, when one was given.
  public var file: String? { config }
}
