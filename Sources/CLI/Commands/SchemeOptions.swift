import ArgumentParser
import Domain

/// What the commands for the schemes of an authority share.
struct SchemeAuthorityOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The authority's code, for example 883.") var authority: String

  func found(_ context: CommandContext) async throws -> Authority {
    try await context.lookup.authority(authority)
  }
}

/// What the commands for one scheme share.
struct SchemeOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The scheme's id.") var scheme: String

  var id: SchemeID { get throws { try Reading.identifier(scheme, "scheme") } }
}

/// What the commands for one application for a scheme share.
struct SchemeApplicationOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The application's id.") var application: String

  var id: SchemeApplicationID { get throws { try Reading.identifier(application, "application") } }
}

/// What the commands for one part of an award share.
struct SchemePaymentOptions: SharedOptions {
  @OptionGroup var installation: InstallationOptions
  @OptionGroup var format: FormatOptions
  @Argument(help: "The payment's id.") var payment: String

  var id: SchemePaymentID { get throws { try Reading.identifier(payment, "payment") } }
}
