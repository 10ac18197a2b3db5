import Postgres

/// The mails of an enquiry.
enum EnquiryMail {
  static func tellAuthority(
    _ enquiry: Enquiry, _ what: String, _ services: Services, in tx: Transaction
  ) async throws {
    let staff = try await EnquiryStaff.list(enquiry.school.authority, in: tx)
    let readers = enquiry.owner.map { owner in staff.filter { $0.id == owner } } ?? staff
    for reader in readers.isEmpty ? staff : readers {
      try await send(
        to: reader.email, "\(enquiry.schoolName) \(what): \(enquiry.subject)",
        "\(enquiry.schoolName) \(what). Answer by \(LondonTime.longDate(enquiry.dueOn)).", enquiry, services,
        tx)
    }
  }

  static func tellSchool(_ enquiry: Enquiry, _ services: Services, in tx: Transaction) async throws {
    let email = try await tx.value("SELECT email FROM account WHERE id = \(enquiry.askedBy)", as: String.self)
    try await send(
      to: email, "Your enquiry \(enquiry.reference) has an answer: \(enquiry.subject)",
      "The authority has answered your enquiry.", enquiry, services, tx)
  }

  static func tellOwner(_ enquiry: Enquiry, _ services: Services, in tx: Transaction) async throws {
    guard let owner = enquiry.owner else { return }
    let email = try await tx.value("SELECT email FROM account WHERE id = \(owner)", as: String.self)
    try await send(
      to: email, "An enquiry of \(enquiry.schoolName) is yours to see to: \(enquiry.subject)",
      "The enquiry \(enquiry.reference) of \(enquiry.schoolName) has been handed to you. "
        + "Answer by \(LondonTime.longDate(enquiry.dueOn)).", enquiry, services, tx)
  }

  static func tellClosed(
    _ enquiry: Enquiry, _ reason: String, _ services: Services, in tx: Transaction
  ) async throws {
    let email = try await tx.value("SELECT email FROM account WHERE id = \(enquiry.askedBy)", as: String.self)
    let why = reason.isEmpty ? "" : "\n\n\(reason)"
    try await send(
      to: email, "Your enquiry \(enquiry.reference) is closed: \(enquiry.subject)",
      "The authority has closed your enquiry.\(why)\n\nIf you need more, write again on its page: that opens it "
        + "again.", enquiry, services, tx)
  }

  private static func send(
    to recipient: String, _ subject: String, _ text: String, _ enquiry: Enquiry, _ services: Services,
    _ tx: Transaction
  ) async throws {
    let link = "\(services.settings.baseURL)/enquiries/\(enquiry.id)"
    try await Outbox.enqueue(
      OutgoingMail(to: recipient, subject: subject, body: "\(text)\n\nRead it here: \(link)"), services,
      in: tx)
  }
}
