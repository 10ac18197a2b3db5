import Domain

/// The ways through a long thread, which opens with its newest messages.
struct ThreadPages: Component {
  private let address: String
  private let earlier: Cursor?
  private let isEarlier: Bool

  /// `address` is that of the newest messages, with a query; `isEarlier` says that others are shown.
  init(_ address: String, earlier: Cursor?, isEarlier: Bool) {
    (self.address, self.earlier, self.isEarlier) = (address, earlier, isEarlier)
  }

  var html: HTML {
    let before: HTML =
      earlier.map { Paragraph(html: Link("Earlier messages", to: "\(address)&before=\($0)").html).html } ?? ""
    let newest: HTML = isEarlier ? Paragraph(html: Link("Newest messages", to: address).html).html : ""
    return newest + before
  }
}
