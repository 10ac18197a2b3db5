public import Domain
import Postgres

/// A certificate of attendance on paper.
public struct PrintedCertificate: Paper {
  private let certificate: ActivityCertificate

  /// A certificate that somebody has earned.
  public init(_ certificate: ActivityCertificate) { self.certificate = certificate }

  /// What the file is called.
  public var fileName: String {
    FileName.make(
      "certificate", certificate.activityTitle, certificate.name, certificate.attainedOn.description,
      suffix: "pdf")
  }

  /// The whole document for a PDF file.
  public var document: String { PrintedDocument("Certificate", markup: markup).text }

  /// The certificate as a page shows it.
  public var markup: String {
    let sessions = certificate.sessions.map { session in
      session.title.isEmpty ? session.when : "\(session.when): \(session.title)"
    }
    let attended = """
      attended “\(certificate.activityTitle)” (\(certificate.kindName.lowercasedFirst)), \
      \(certificate.duration) in all:
      """
    return """
      \(Markup.heading("Certificate of attendance", caption: certificate.organiserName))\
      \(Markup.paragraph("This is to certify that"))\(Markup.section(certificate.name))\
      \(Markup.paragraph(attended))\(Markup.list(sessions))\
      \(Markup.paragraph("\(certificate.organiserName), \(LondonTime.shortDate(certificate.attainedOn))"))
      """
  }
}
