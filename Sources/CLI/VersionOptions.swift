import ArgumentParser

/// The version that whoever replaces something has read.
struct VersionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The version that you read: refused if somebody has changed it since. Without it the newest is replaced.",
      valueName: "version"))
  var ifVersion: Int?
}
