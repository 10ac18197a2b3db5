import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird

/// What is held about a person: to read, to print, to take away, and to delete.
struct OwnDataPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    router.get("account/data", use: show)
    router.get("account/data.json", use: download)
    router.get("account/close", use: ask)
    router.post("account/close", use: close)
    router.get("account-closed", use: closed)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let data = try await DownloadOwnData(environment.services)(by: context.webActor)
    let words = try await OwnDataView.load(environment.services)
    return environment.respond(
      Page("What we hold about you", path: "/account", above: BackLink(to: "/account", "My account")) {
        Heading("What we hold about you")
        Paragraph("Print this page or take it with you as a file.")
        ButtonGroup {
          LinkButton("Download as JSON", to: "/account/data.json")
          Link("Close my account", to: "/account/close")
        }
        for key in data.keys.sorted() where key != "left_out" {
          words.html(key, data[key] ?? .null)
        }
        Heading("What is not here", .section)
        BulletList(DownloadOwnData.leftOut)
      }, in: context)
  }

  private func download(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let data = try await DownloadOwnData(environment.services)(by: context.webActor)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/json", .cacheControl: "no-store",
        .contentDisposition: ContentDisposition.attachment("my-data.json"),
      ], body: .init(byteBuffer: .init(bytes: try encoder.encode(JSONValue.object(data)))))
  }

  // MARK: Closing

  private func page(_ fields: Fields, _ context: AppRequestContext) -> Page {
    Page(
      "Close my account", path: "/account", problems: fields.problems,
      above: BackLink(to: "/account", "My account")
    ) {
      Heading("Close my account")
      Paragraph("This can’t be undone. At once we delete:")
      BulletList([
        "your general application, drafts and National Insurance number", "your entries of the pool",
        "your saved vacancies and job alerts", "your answers to equality questions",
      ])
      Paragraph(
        "Applications that you have sent stay with the schools, with your name and address, for the time the law lets "
          + "them keep them. Withdraw those that you no longer want first.")
      Form("/account/close", in: context) {
        fields.password("password", "Your password")
        Button("Close my account", kind: .warning)
      }
    }
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    _ = try context.webActor.requireAccount()
    if let sentence = try await CloseOwnAccount(environment.services).refusal(by: context.webActor) {
      return environment.respond(
        Page("Close my account", path: "/account", above: BackLink(to: "/account", "My account")) {
          Heading("Close my account")
          InsetText(sentence)
        }, in: context)
    }
    return environment.respond(page(Fields(), context), in: context)
  }

  private func close(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    do {
      _ = try await CloseOwnAccount(environment.services)(
        password: context.form["password"], by: context.webActor)
      return .seeOther("/account-closed")
    } catch DomainError.invalid(let problems) {
      return environment.respond(page(Fields(FormData(), problems: problems), context), in: context)
    } catch DomainError.conflict(let sentence) {
      let problem = FieldProblem(field: "password", message: sentence)
      return environment.respond(page(Fields(FormData(), problems: [problem]), context), in: context)
    }
  }

  private func closed(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    environment.respond(
      Page("Your account is closed") {
        Heading("Your account is closed")
        Paragraph(
          "What we kept for you is deleted. We have sent you an e-mail that says what stays with schools.")
      }, in: context)
  }
}
