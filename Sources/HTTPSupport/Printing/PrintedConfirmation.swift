public import Domain
import Postgres

/// The confirmation of a completed induction on paper.
public struct PrintedConfirmation: Paper {
  private let found: InductionConfirmation

  /// A confirmation as it is given today.
  public init(_ found: InductionConfirmation) { self.found = found }

  /// What the file is called.
  public var fileName: String {
    FileName.make("induction-confirmation", found.name, found.completedOn.description, suffix: "pdf")
  }

  /// The whole document for a PDF file.
  public var document: String { PrintedDocument("Confirmation of induction", markup: markup).text }

  /// The confirmation as a page shows it.
  public var markup: String {
    let completed = LondonTime.longDate(found.completedOn)
    let sentence = """
      \(found.bodyName) confirms that \(found.name), teacher reference number \(found.trn), has completed statutory \
      induction satisfactorily on \(completed).
      """
    let facts: [(String, String)] = [
      ("Induction began", LondonTime.longDate(found.beganOn)), ("Last day of induction", completed),
      (found.isOnAppeal ? "Decided on appeal" : "Decided", LondonTime.longDate(found.decidedOn)),
      ("Served at", found.schools.joined(separator: "\n")), ("Reference", found.reference),
      ("Issued on", LondonTime.longDate(found.issuedOn)), ("Signed by", signatory),
    ]
    return Markup.heading("Confirmation of induction", caption: found.bodyName) + Markup.paragraph(sentence)
      + Markup.facts(facts)
  }

  private var signatory: String {
    let body = "\(found.bodyName), appropriate body"
    return found.decidedBy.map { "\($0)\nFor \(body)" } ?? body
  }
}
