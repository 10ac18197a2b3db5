import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird

/// The pages of accounts: making one, signing in and out, passwords, API tokens, invitations.
struct AccountPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    SignInPages(environment).add(to: router)
    SignUpPages(environment).add(to: router)
    PasswordPages(environment).add(to: router)
    InvitationPages(environment).add(to: router)
    OwnAccountPages(environment).add(to: router)
    AccountDetailsPages(environment).add(to: router)
    APITokenPages(environment).add(to: router)
  }
}

/// What several account pages do alike.
enum AccountForm {
  /// What is wrong with a form, as far as its page can show it; anything else goes on to the error pages.
  static func problems(_ work: () async throws -> Void) async throws -> Refusal? {
    do {
      try await work()
      return nil
    } catch DomainError.invalid(let problems) {
      return Refusal(problems: problems, status: .unprocessableContent, retryAfter: nil)
    } catch let error as DomainError {
      guard case .throttled(let seconds) = error else { throw error }
      let wait = FailureDescription(of: error).detail
      return Refusal(
        problems: [.init(field: "", message: "There were too many tries. \(wait)")],
        status: .tooManyRequests, retryAfter: seconds)
    }
  }

  /// Why a form was not carried out.
  struct Refusal: Sendable {
    var problems: [FieldProblem]
    var status: HTTPResponse.Status
    var retryAfter: Int?

    /// The page with the form, marked as refused.
    func mark(_ page: Page) -> Page {
      var page = page
      page.status = status
      if let retryAfter { page.headers[.retryAfter] = String(retryAfter) }
      return page
    }
  }
}
