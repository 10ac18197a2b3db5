public import Domain

/// A letter on a decision on paper.
public struct PrintedLetter: Paper {
  private let letter: InductionLetter

  /// A letter as it was written.
  public init(_ letter: InductionLetter) { self.letter = letter }

  /// What the file is called.
  public var fileName: String { letter.fileName }

  /// The whole document for a PDF file: the letter as its addressee reads it.
  public var document: String { PrintedDocument(letter.subject, markup: text).text }

  /// The letter as a page shows it, and below it how it was sent or by when it has to be.
  public var markup: String { text + Markup.paragraph(sent) }

  private var text: String {
    let sender = letter.sender.isEmpty ? "" : Markup.paragraph(letter.sender)
    let written = LondonTime.longDate(LondonTime.date(of: letter.writtenAt))
    let body = letter.body.split(separator: "\n\n").map { Markup.paragraph(String($0)) }
    return """
      \(sender)\(Markup.paragraph("\(letter.addressee)\n\(letter.address)"))\(Markup.paragraph(written))\
      \(Markup.heading(letter.subject))\(body.joined())
      """
  }

  private var sent: String {
    if let day = letter.sentOn {
      return "Sent \(LondonTime.longDate(day)), \((letter.way ?? "").lowercasedFirst)"
    }
    return letter.isSuperseded
      ? "Not sent: an appeal has changed the decision"
      : "To be sent by \(LondonTime.longDate(letter.dueOn))"
  }
}
