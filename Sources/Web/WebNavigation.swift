import Domain
import HTTPSupport

/// Where somebody can go from every page, depending on who it is.
enum WebNavigation {
  /// The links at the foot of every page.
  static let footer = [
    Link("Privacy", to: "/privacy"), Link("Accessibility", to: "/accessibility"),
    Link("Advice", to: "/advice"),
    Link("Activities for new teachers", to: "/activities"),
    Link("What teachers are offered", to: "/schemes"),
    Link("How long induction takes", to: "/induction/plan"), Link("For developers", to: "/developers"),
  ]

  /// The menu.
  @Sendable static func items(_ context: AppRequestContext) -> [NavigationItem] {
    guard let account = context.signedIn?.account else {
      return [
        NavigationItem("Vacancies", to: "/vacancies"), NavigationItem("Schools", to: "/schools"),
        NavigationItem("Sign in", to: "/sign-in"),
        NavigationItem("Create an account", to: "/sign-up"),
      ]
    }
    var items = [NavigationItem("Vacancies", to: "/vacancies")]
    if account.isSchoolStaff {
      items.append(NavigationItem("My school", to: "/school"))
      items.append(NavigationItem("Advice", to: "/advice"))
    }
    if account.isAuthorityStaff {
      items.append(NavigationItem("Authority", to: "/authority"))
      items.append(NavigationItem("Figures", to: "/borough/vacancies"))
    }
    if account.memberships.contains(where: { $0.kind == .alliance }) {
      items.append(NavigationItem("Run activities", to: "/manage/activities"))
    }
    if account.isConsultant { items.append(NavigationItem("My agency", to: "/agency")) }
    if !account.isSchoolStaff && !account.isAuthorityStaff && !account.isConsultant {
      items.append(NavigationItem("Saved vacancies", to: "/saved-vacancies"))
      items.append(NavigationItem("My applications", to: "/applications"))
      items.append(NavigationItem("General application", to: "/general-application"))
      items.append(NavigationItem("The pool", to: "/pool"))
      items.append(NavigationItem("Induction", to: "/induction"))
    }
    if !account.isAuthorityStaff && !account.isConsultant {
      items.append(NavigationItem("Activities", to: "/activity-bookings"))
    }
    items.append(NavigationItem("My account", to: "/account"))
    items.append(NavigationItem("Sign out", to: "/sign-out", isPost: true))
    return items
  }
}

extension ActingAccount {
  /// Whether the person works with vacancies or applications of a school.
  var isSchoolStaff: Bool {
    memberships.contains { $0.kind == .school }
  }

  /// Whether the person works for the authority itself.
  var isAuthorityStaff: Bool {
    memberships.contains { $0.kind == .authority }
  }

  /// Whether the person works for a recruitment agency.
  var isConsultant: Bool {
    memberships.contains { $0.kind == .agency }
  }

  /// Where the person starts after signing in.
  var startPage: String {
    if isSchoolStaff { return "/school" }
    if isAuthorityStaff { return "/authority" }
    if isConsultant { return "/agency" }
    return memberships.isEmpty ? "/applications" : "/account"
  }
}
