import HTTPSupport
import Hummingbird

/// The pages of applicants: their general application, sending it, and what became of it.
struct ApplicationPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to router: RouterGroup<AppRequestContext>) {
    GeneralApplicationPages(environment).add(to: router)
    NationalInsurancePages(environment).add(to: router)
    SectionPages(environment).add(to: router)
    EntryPages(environment).add(to: router)
    ApplyPages(environment).add(to: router)
    ApplicationDraftPages(environment).add(to: router)
    OwnApplicationPages(environment).add(to: router)
    OtherApplicationsPages(environment).add(to: router)
  }
}
