import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The record of a transferred induction for the officers who give it over: to read, to print and as files.
struct TransferRecordPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    let base: RouterPath = "inductions/transfers/:transfer/record"
    pages.get(base) { try await show($0, $1) }
    for format in TransferFile.allCases {
      pages.get("inductions/transfers/:transfer/record/\(format.rawValue)") {
        try await file(format, $0, $1)
      }
    }
  }

  private func found(_ context: AppRequestContext) async throws -> (
    transfer: InductionTransfer, bundle: TransferBundle, frozenAt: Date?
  ) {
    _ = try context.webActor.requireAccount()
    guard let id = context.parameters.get("transfer").flatMap({ TransferID($0) }) else {
      throw DomainError.notFound("transfer")
    }
    return try await TransferInduction(environment.services).bundle(id, by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let found = try await found(context)
    let base = "/inductions/transfers/\(found.transfer.id)/record"
    return environment.respond(
      Page(
        "Record of \(found.transfer.teacher)’s induction", path: "/authority",
        above: BackLink(
          to: "/inductions/\(found.transfer.induction)", "Induction of \(found.transfer.teacher)"),
        isWide: true
      ) {
        InsetText(
          found.frozenAt.map {
            "This is the record as it was given over on \(LondonTime.dateAndTime($0)). It does not change any more."
          } ?? "This is the record as it would be given over now. It is frozen when you give it over.")
        HTML(markup: PrintedTransfer(found.bundle).markup)
        TransferFile.links(base)
      }, in: context)
  }

  private func file(
    _ format: TransferFile, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let found = try await found(context)
    if let response = try await format.response(found.bundle) { return response }
    return environment.respond(
      Page.noPDF(print: "/inductions/transfers/\(found.transfer.id)/record"), in: context)
  }
}

/// What the other body sees by the link in its mail. No account is needed; the link works once.
struct ReceivedTransferPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("transferred-inductions/:token") { try await offer($0, $1) }
    pages.post("transferred-inductions/:token") { try await fetch($0, $1) }
    pages.get("transferred-inductions/read/:key") { try await show($0, $1) }
    pages.post("transferred-inductions/read/:key/acknowledge") { try await acknowledge($0, $1) }
    for format in TransferFile.allCases {
      pages.get("transferred-inductions/read/:key/\(format.rawValue)") { try await file(format, $0, $1) }
    }
  }

  private func secret(_ name: String, _ context: AppRequestContext) -> String {
    context.parameters.get(name) ?? ""
  }

  /// A scanner of mail that opens the link uses nothing up: the record is fetched by the button.
  private func offer(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await offerPage(Fields(), context)
  }

  private func offerPage(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let token = secret("token", context)
    let offer = try await ReceiveTransfer(environment.services).offer(token)
    return environment.respondBehindLink(
      Page("Record of an induction", problems: fields.problems) {
        Heading("Record of an induction", caption: offer.fromBody)
        Paragraph(
          "\(offer.fromBody) gives the record of the induction \(offer.reference) over to \(offer.toBody). It is "
            + "personal data: fetch it only if you act for \(offer.toBody).")
        WarningText(
          "You can fetch it once, until \(LondonTime.dateAndTime(offer.expiresAt)). You then have an hour to read, print "
            + "and save it.")
        Form("/transferred-inductions/\(token)", in: context) {
          fields.text("person", "Your name", width: .twoThirds)
          Button("Fetch the record")
        }
      }, context)
  }

  private func fetch(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      let key = try await ReceiveTransfer(environment.services).fetch(
        secret("token", context), by: context.form["person"], actor: context.webActor)
      return .seeOther("/transferred-inductions/read/\(key)")
    } catch DomainError.invalid(let problems) {
      return try await offerPage(Fields(context.form, problems: problems), context)
    }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    try await page(Fields(), context)
  }

  private func page(_ fields: Fields, _ context: AppRequestContext) async throws -> Response {
    let key = secret("key", context)
    let found = try await ReceiveTransfer(environment.services).read(key)
    let base = "/transferred-inductions/read/\(key)"
    return environment.respondBehindLink(
      Page("Record of an induction", problems: fields.problems, isWide: true) {
        InsetText(
          "You can read, print and save this record until \(LondonTime.dateAndTime(found.readableUntil)).")
        TransferFile.links(base)
        if let person = found.acknowledgedBy {
          InsetText("Receipt is acknowledged by \(person). Thank you.")
        } else {
          Form("\(base)/acknowledge", in: context) {
            fields.text(
              "person", "Your name", hint: "Acknowledge the receipt once you have saved the record.",
              width: .twoThirds)
            Button("Acknowledge the receipt")
          }
        }
        HTML(markup: PrintedTransfer(found.bundle).markup)
      }, context)
  }

  private func acknowledge(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      _ = try await ReceiveTransfer(environment.services).acknowledge(
        secret("key", context), by: context.form["person"], actor: context.webActor)
      return .seeOther("/transferred-inductions/read/\(secret("key", context))")
    } catch DomainError.invalid(let problems) {
      return try await page(Fields(context.form, problems: problems), context)
    }
  }

  private func file(
    _ format: TransferFile, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let key = secret("key", context)
    let found = try await ReceiveTransfer(environment.services).read(key)
    if let response = try await format.response(found.bundle) { return response }
    return environment.respondBehindLink(
      Page.noPDF(print: "/transferred-inductions/read/\(key)"), context)
  }
}
