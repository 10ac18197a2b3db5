import ArgumentParser

/// Options that several commands share, the settings of the installation among them.
protocol SharedOptions: ParsableArguments {
  /// The settings given as flags.
  var installation: InstallationOptions { get }
}

/// A command whose first options it shares with others.
protocol GroupedCommand: ServicesCommand {
  associatedtype Options: SharedOptions
  /// What it shares.
  var options: Options { get }
}

extension GroupedCommand {
  var installation: InstallationOptions { options.installation }
}
