import Foundation

/// How somebody of the sample signs in. Made with random secrets at the first start of an installation.
public struct SampleAccount: Sendable, Codable, Equatable {
  /// The role's name, for example "head".
  public var role: String
  /// Where it is held; nil for applicants.
  public var organisation: String?
  /// The e-mail address to sign in with.
  public var email: String
  /// The password.
  public var password: String
  /// A token for the API with every scope.
  public var apiToken: String

  private enum CodingKeys: String, CodingKey {
    case role, organisation, email, password
    case apiToken = "api_token"
  }

  /// Writes every member, with null where there is no organisation.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(role, forKey: .role)
    try box.encode(organisation, forKey: .organisation)
    try box.encode(email, forKey: .email)
    try box.encode(password, forKey: .password)
    try box.encode(apiToken, forKey: .apiToken)
  }

  /// Reads the file of sample sign-ins; nil when it is missing or not whole.
  public static func read(_ path: String) -> [SampleAccount]? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONDecoder().decode([SampleAccount].self, from: data)
  }

  /// Writes the file of sample sign-ins in one step, for its owner's eyes only.
  public static func write(_ accounts: [SampleAccount], to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let draft = path + ".new"
    guard
      FileManager.default.createFile(
        atPath: draft, contents: try encoder.encode(accounts), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: draft]) }
    guard rename(draft, path) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
  }
}
