import Domain
import HTTPSupport
import Hummingbird

/// Saves a vacancy or takes it off the list again; without JavaScript as with it.
struct SaveControl: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  /// The control on a vacancy's page. Who has not signed in gets a link, so that the page needs no form.
  func html(for id: VacancyID, in context: AppRequestContext) async throws -> HTML {
    guard context.signedIn != nil else {
      return Link("Sign in to save this vacancy", to: "/sign-in?next=/vacancies/\(id)").html
    }
    let saved = try await ListSavedVacancies(environment.services).saved(among: [id], by: context.webActor)
    return Self.form(for: id, isSaved: saved.contains(id), backTo: "/vacancies/\(id)", in: context).html
  }

  /// The form itself; afterwards it leads back to a page.
  static func form(
    for id: VacancyID, isSaved: Bool, about title: String? = nil, backTo page: String,
    in context: AppRequestContext
  ) -> Form {
    let hidden: HTML = title.map { "<span class=\"govuk-visually-hidden\"> \($0)</span>" } ?? ""
    let label: HTML = isSaved ? "Remove from saved vacancies" : "Save this vacancy"
    return Form("/vacancies/\(id)/\(isSaved ? "unsave" : "save")", in: context) {
      HiddenInput("back", page)
      """
      <button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">\
      \(label)\(hidden)</button>
      """ as HTML
    }
  }

  /// What has just been done.
  static func banner(_ request: Request) -> NotificationBanner? {
    switch request.uri.queryParameters["done"] {
    case "saved":
      NotificationBanner("This vacancy is saved.") {
        Paragraph(html: Link("See your saved vacancies", to: "/saved-vacancies").html)
      }
    case "unsaved": NotificationBanner("This vacancy is no longer saved.")
    default: nil
    }
  }
}
