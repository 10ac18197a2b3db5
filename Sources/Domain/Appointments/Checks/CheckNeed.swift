import Postgres

/// A fact that a check before the start must state to be satisfactory, beyond when it was made and by whom; rows of
/// `check_need`, beside the kinds of checks.
///
/// Keeping children safe in education, part three, says which facts a school looks at and records: the document by which
/// somebody was identified and may work here, the number of a teacher in the national register, the certificate itself.
public struct CheckNeed: Sendable, Decodable, Equatable {
  /// Where it is entered.
  public enum Field: String, Sendable, Codable, CaseIterable {
    case evidence
    case documentType = "document_type"
    case documentNumber = "document_number"
    case documentDate = "document_date"
    case expiresOn = "expires_on"
  }

  /// How its text must look.
  public enum Form: String, Sendable, Codable {
    case trn
    case certificate = "dbs_certificate"

    /// Whether a text looks so.
    func fits(_ text: String) -> Bool {
      switch self {
      case .trn: TRN.digits(text) != nil
      case .certificate: text.filter { !$0.isWhitespace }.wholeMatch(of: /[0-9]{12}/) != nil
      }
    }
  }

  /// Where it is entered.
  public let field: Field
  /// What the field is called for this check.
  public let label: String
  /// What to do while it is missing, in a sentence.
  public let remedy: String
  /// How its text must look; nil for any.
  public let form: Form?

  /// A fact that is needed.
  public init(_ field: Field, _ label: String, remedy: String, form: Form? = nil) {
    (self.field, self.label, self.remedy, self.form) = (field, label, remedy, form)
  }

  /// What is missing of an entry, or of the wrong form: nothing is needed of a check that is not satisfactory, but what
  /// is entered must be what it says.
  func problem(_ entry: CheckEntry) -> FieldProblem? {
    let text = entry.text(field)
    let isNeeded = entry.outcome == .satisfactory && text.isEmpty
    let isWrong = !text.isEmpty && form.map { !$0.fits(text) } ?? false
    return isNeeded || isWrong ? FieldProblem(field: field.rawValue, message: remedy) : nil
  }
}

extension CheckEntry {
  /// What was entered, as text.
  func text(_ field: CheckNeed.Field) -> String {
    switch field {
    case .evidence: evidence
    case .documentType: documentType
    case .documentNumber: documentNumber
    case .documentDate: documentDate?.description ?? ""
    case .expiresOn: expiresOn?.description ?? ""
    }
  }
}
