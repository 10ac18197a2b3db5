import Foundation

extension Services {
  /// Since when the same, sent once more by the same person, is taken for what is there already: whoever goes back to a
  /// form gets a new showing of it, so that its submission doesn’t tell that they send it again.
  var repeatsSince: Date { now().addingTimeInterval(-600) }
}
