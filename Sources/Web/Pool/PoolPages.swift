import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// The pool as people who are in it, or might join, see it.
struct PoolPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("pool") { try await start($0, $1) }
    PoolEntryPages(environment).add(to: pages)
    PoolInterestPages(environment).add(to: pages)
    SchoolPoolPages(environment).add(to: pages)
    AuthorityPoolPages(environment).add(to: pages)
    PoolCriteriaPages(environment).add(to: pages)
  }

  private func start(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let services = environment.services
    let years = try await OpenPoolYear(services).open()
    _ = try context.webActor.requireAccount()
    let (join, actor) = (JoinPool(services), context.webActor)
    let own = try await Domain.Page.every { try await join.own(limit: 100, after: $0, by: actor) }
    let interests = try await AnswerPoolInterest(services).list(limit: 25, after: request.after, by: actor)
    let refusals = try await AnswerPoolInterest(services).refusals(
      interests.items.filter { $0.state == .open }, by: actor)
    let general = try await ReadGeneralApplication(services)(by: context.webActor)
    let waiting = try await waiting(own, context)
    let joined = Set(own.map { "\($0.authority) \($0.year)" })
    return environment.respond(
      Page("The pool", path: "/pool", isWide: true) {
        Heading("The pool")
        if !waiting.isEmpty {
          Heading("Waiting for your answer", .section)
          BulletList(html: waiting)
        }
        Paragraph(
          "Let schools find you. In the pool, heads and recruiters of all the authority’s schools can read your general "
            + "application as it stands and ask whether they may contact you; officers of the authority, who check the "
            + "entries, can read it too. Schools are given your address and how to reach you only once you say yes; in what you write yourself, "
            + "such details are left out where they are found. Being in the pool is "
            + "no guarantee of a post, and you can apply for vacancies at the same time.")
        if !own.isEmpty { PoolEntryTable(own) }
        for year in years where !joined.contains("\(year.authority) \(year.year)") {
          Heading(year.title, .section)
          Paragraph("Open until \(LondonTime.longDate(year.closesOn)).")
          if general.isComplete {
            LinkButton(
              "Join the pool for \(year.year)", to: "/pool/join?authority=\(year.authority)&year=\(year.year)"
            )
          } else {
            Paragraph(
              html: """
                First complete \(Link("your general application", to: "/general-application?next=/pool")): schools \
                read it in the pool.
                """)
          }
        }
        if years.isEmpty && own.isEmpty {
          EmptyState("No pool is open now", "A new one opens for each recruitment year.")
        }
        if !interests.items.isEmpty {
          PoolInterestTable(interests.items, refusals)
          CursorPagination(
            next: interests.next.map { "/pool?after=\($0)" }, first: request.after.map { _ in "/pool" })
        }
      }, in: context)
  }

  /// What waits for the person: invitations to interview for the pool, and schools that ask whether they may contact
  /// them.
  private func waiting(
    _ own: [PoolEntry], _ context: AppRequestContext
  ) async throws -> [HTML] {
    let answering = AnswerPoolInvitation(environment.services)
    var waiting: [HTML] = []
    for entry in own where entry.state.isLooking {
      guard let invitation = try await answering.read(entry.id, by: context.webActor),
        invitation.answer == nil, invitation.at > environment.services.now()
      else { continue }
      let when = LondonTime.dateAndTime(invitation.at)
      waiting.append(
        Link("Say whether you can come to the interview of \(when)", to: "/pool/\(entry.id)").html)
    }
    let answer = AnswerPoolInterest(environment.services)
    let open = try await Domain.Page.every {
      try await answer.list(openOnly: true, limit: 100, after: $0, by: context.webActor)
    }
    let refusals = try await answer.refusals(open, by: context.webActor)
    for interest in open {
      if try await answer.standing(interest, by: context.webActor) != nil { continue }
      let what = interest.vacancyTitle.map { " about “\($0)”" } ?? ""
      if let refusal = interest.vacancy.flatMap({ refusals[$0] }) {
        let link = Link(
          "See what \(interest.schoolName) asked you\(what)", to: "/pool/interest/\(interest.id)")
        waiting.append("\(link)<br>\(AnswerPoolInterest.why(refusal)) You can still say no to the school.")
        continue
      }
      waiting.append(
        Link(
          "Say whether \(interest.schoolName) may contact you\(what)", to: "/pool/interest/\(interest.id)"
        ).html)
    }
    return waiting
  }
}

/// A person's own entries.
struct PoolEntryTable: Component {
  /// Whether schools can find an entry now, in words.
  static func visibility(_ entry: PoolEntry) -> String {
    if entry.state != .active { return "Schools can’t find you" }
    if entry.hasAcceptedOffer {
      return "Schools can’t find you, because you have accepted an offer. "
        + "If it falls through, they find you again"
    }
    let faults = entry.faults ?? []
    if entry.checkedAt == nil, !faults.isEmpty {
      return "Schools can’t find you yet. The authority has checked your entry: "
        + faults.map(\.words).joined(separator: "; ") + "."
    }
    return entry.checkedAt == nil
      ? "Schools can’t find you yet: the authority checks your entry first" : "Schools can find you"
  }

  private let entries: [PoolEntry]

  init(_ entries: [PoolEntry]) { self.entries = entries }

  var html: HTML {
    Table(
      "Your entries", columns: [.init("Year"), .init("State"), .init("Checked")],
      rows: entries.map { entry in
        [
          Link("Pool for \(entry.year)", to: "/pool/\(entry.id)").html, entry.tag.html,
          HTML(text: Self.visibility(entry)),
        ]
      }
    ).html
  }
}

/// Interest of schools in a person.
struct PoolInterestTable: Component {
  private let interests: [PoolInterest]
  private let refusals: [VacancyID: DomainError]

  /// - Parameter refusals: why vacancies that schools still ask about take no more applications.
  init(_ interests: [PoolInterest], _ refusals: [VacancyID: DomainError]) {
    (self.interests, self.refusals) = (interests, refusals)
  }

  var html: HTML {
    Table(
      "Schools that are interested in you",
      columns: [.init("School"), .init("Vacancy"), .init("Asked"), .init("State")],
      rows: interests.map { interest in
        [
          Link(interest.schoolName, to: "/pool/interest/\(interest.id)").html,
          vacancy(interest), HTML(text: LondonTime.dateAndTime(interest.createdAt)),
          interest.tagForPerson.html,
        ]
      }
    ).html
  }

  /// The vacancy of a question, with why nobody can apply for it any more while an answer is waited for.
  private func vacancy(_ interest: PoolInterest) -> HTML {
    let title = HTML(text: interest.vacancyTitle ?? "In general")
    guard interest.state == .open, let refusal = interest.vacancy.flatMap({ refusals[$0] }) else {
      return title
    }
    return "\(title)<br>\(AnswerPoolInterest.why(refusal))"
  }
}

extension PoolState {
  /// The state in a coloured box.
  var tag: Tag {
    switch self {
    case .active: Tag(title, .green)
    case .paused: Tag(title, .yellow)
    case .placed: Tag(title, .blue)
    case .left, .closed: Tag(title, .grey)
    }
  }
}

extension PoolEntry {
  /// Where it stands, in a coloured box.
  var tag: Tag { hasAcceptedOffer && state.isLooking ? Tag(standing, .blue) : state.tag }
}

extension PoolInterest.State {
  /// The state in a coloured box.
  var tag: Tag {
    switch self {
    case .open: Tag(title, .blue)
    case .accepted: Tag(title, .green)
    case .declined, .withdrawn, .ended: Tag(title, .grey)
    }
  }
}

extension PoolInterest {
  /// The state in a coloured box, as its person sees it: whose doing it was, where it ended without an answer.
  var tagForPerson: Tag {
    switch ending {
    case nil: state == .withdrawn ? Tag("The school took it back", .grey) : state.tag
    case .hidden: Tag("Ended: you hid from the school", .grey)
    case .left: Tag("Ended: you left the pool", .grey)
    case .placed: Tag("Ended: you took a post", .grey)
    case .closed: Tag("Ended with the year", .grey)
    }
  }
}
