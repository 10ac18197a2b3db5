import Logging

/// What every uploaded document goes through, whatever it belongs to.
enum DocumentCheck {
  /// The format of a file that may be taken. Problems are of the field `file`. Throws ``DomainError``.
  static func format(of content: [UInt8]) throws -> DocumentFormat {
    let fault: String
    if content.isEmpty {
      fault = "Choose a file that is not empty."
    } else if content.count > VacancyDocument.maximumSize {
      fault = "Choose a file of at most 10 MB."
    } else {
      do {
        return try DocumentFormat.find(in: content)
      } catch {
        fault = error.message
      }
    }
    throw DomainError.invalid([FieldProblem(field: "file", message: fault)])
  }

  /// Whether it was scanned. A scanner that is set up but can't be asked keeps the document out.
  static func scan(_ content: [UInt8], _ services: Services) async throws -> Bool {
    guard let scanner = services.scanner else { return false }
    let result: VirusScan
    do {
      result = try await scanner.scan(content)
    } catch {
      services.logger.error("The virus scanner could not be asked", metadata: ["error": "\(error)"])
      throw DomainError.invalid([
        FieldProblem(
          field: "file",
          message: "We can’t check files for viruses at the moment, so we can’t take this one. Try later.")
      ])
    }
    if case .infected(let name) = result {
      services.logger.warning("A document with a virus was refused", metadata: ["virus": "\(name)"])
      throw DomainError.invalid([
        FieldProblem(field: "file", message: "The virus scanner found something in this file. Don’t use it.")
      ])
    }
    return true
  }
}
