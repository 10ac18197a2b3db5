import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The files in which the record of a transferred induction is had.
enum TransferFile: String, CaseIterable, Sendable {
  case pdf, json, csv

  private static let renderer = PDFRenderer()

  /// The file; nil where a PDF file can’t be made on this machine.
  func response(_ bundle: TransferBundle) async throws -> Response? {
    let name = "induction-\(bundle.reference).\(rawValue)"
    switch self {
    case .json:
      return PrivateFile.response(Array(try bundle.json()), mediaType: "application/json", name: name)
    case .csv: return .csv(bundle.csv, named: name)
    case .pdf:
      let printed = PrintedTransfer(bundle)
      do {
        return PrivateFile.response(
          Array(try await Self.renderer(printed.document)), mediaType: "application/pdf",
          name: printed.fileName)
      } catch is PDFRenderer.Failure {
        return nil
      }
    }
  }

  /// Links to every file.
  static func links(_ base: String) -> BulletList {
    BulletList(html: [
      Link("PDF file", to: "\(base)/pdf").html, Link("JSON file", to: "\(base)/json").html,
      Link("CSV file", to: "\(base)/csv").html,
    ])
  }
}
