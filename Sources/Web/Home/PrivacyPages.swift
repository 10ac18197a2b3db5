import Domain
import HTTPSupport
import Hummingbird

/// What the service keeps about people, for everybody: whose duty it is, who sees it, how long, and what one can ask.
struct PrivacyPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("privacy") { try await show($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let notice = try await ReadRetentionPeriods(environment.services)()
    return environment.respond(
      Page("Privacy", path: "/privacy") {
        Heading("Privacy")
        Heading("Who is responsible", .section)
        BulletList(Self.responsible(notice.authority))
        Heading("What is kept, and why", .section)
        SummaryList(Self.kept)
        Heading("Who sees it", .section)
        BulletList(Self.readers)
        Heading("How long it is kept", .section)
        Self.periods(notice)
        Heading("Your rights", .section)
        BulletList(html: Self.rights)
        Heading("Cookies", .section)
        Paragraph(Self.cookies)
      }, in: context)
  }

  private static func responsible(_ authority: Authority?) -> [String] {
    let whose = authority.map { "The authority, here \($0.name)," } ?? "The authority of the schools,"
    return [
      "A school, for the applications that were sent to it, all that it does with them, and its new teachers.",
      "\(whose) for accounts, general applications, the pool, schemes, its activities and its advice.",
      "The appropriate body of a teacher, for the record of induction; the school keeps its part.",
      "A recruitment agency, for what it writes of the people whom it puts forward.",
    ]
  }

  private static let kept: [SummaryList.Row] = [
    .init(
      "Your account",
      "Your name, your e-mail address and a hash of your password: so that nobody else acts as you."),
    .init(
      "General application",
      """
      What you write in it, so that you write it once. It is yours alone until you send it or join the \
      pool.
      """),
    .init(
      "Applications",
      """
      What you sent to a school, as it was when you sent it, and what you and the school wrote to each \
      other: so that the school can choose.
      """),
    .init(
      "The pool",
      """
      Your entry with what you look for, how officers assessed it, which schools asked and what you \
      answered: so that schools find you. You join only if you agree.
      """),
    .init(
      "References and self-disclosures",
      """
      What referees wrote, what you disclosed and what was found online, where a school considers you: \
      to keep children safe.
      """),
    .init(
      "Selection and interviews",
      """
      Scores, notes, decisions with their reasons, offers and checks: so that the choice is fair, and \
      can be shown to be.
      """),
    .init(
      "Equality answers",
      """
      Voluntary, kept apart from your application and without your name: to see whether everybody has \
      the same chances.
      """),
    .init(
      "People put forward by agencies",
      """
      Your name, your e-mail address, what the agency wrote of you and what you answered: so that you \
      decide whether it may.
      """),
    .init(
      "Induction",
      """
      Posts, absences, assessments, lesson observations, support, decisions and letters, kept by the \
      appropriate body and the school: the law asks for it.
      """),
    .init(
      "Activities and schemes",
      "Places you booked; what you applied for, were given and were paid."),
    .init(
      "Saved vacancies and job alerts",
      "What you saved and what you want to be told of, until you end it."),
    .init("Mail", "The mails that the service sent you: to find out what became of them."),
    .init(
      "Changes",
      "Who changed what and when, without what was written: so that it can be accounted for."),
  ]

  private static let readers = [
    """
    What you sent to a school: its head and recruiters, those on the panel of the vacancy and those who \
    interview. No other school can open it.
    """,
    """
    References: the head and recruiters. Self-disclosures: the head, and recruiters whom the head has \
    named.
    """,
    """
    The pool: once officers of the authority have checked your entry, heads and recruiters of all its \
    schools can read it with your general application, except schools that you hide from. Your address, \
    your teacher reference number and how to reach you and your referees show to a school only after you \
    said yes to it. Until then we take them out of what you wrote where we recognise them. Officers see \
    your e-mail address and teacher reference number, to check the entry.
    """,
    """
    Equality answers: nobody reads them by themselves. Officers and administrators of the authority see \
    totals, and none so small that it tells of a person.
    """,
    """
    What an agency wrote of you: the agency and you, and the school once you have agreed. The agency \
    sees how your application for that vacancy stands.
    """,
    """
    Induction: you, the school’s head and induction tutors, and the appropriate body, which tells the \
    national service for teachers’ records and, if you move, the next appropriate body.
    """,
    "Referees whom a school asks are told who has applied there, and for which post.",
    """
    Whoever runs the service for the authority can reach what is in it, to keep it working. Nothing is \
    sold, and nothing is given to advertisers.
    """,
  ]

  @HTMLBuilder private static func periods(_ notice: ReadRetentionPeriods.Notice) -> HTML {
    Paragraph(
      "Once a day what has had its time is erased, or added to totals without names. Something is kept longer only "
        + "while a school or the authority holds it for a claim, a complaint or an investigation.")
    if notice.authority == nil {
      Paragraph("These are the usual periods. An authority may set its own; its officers tell you.")
    }
    SummaryList(
      notice.periods.map { period in
        .init(period.kind.title, "\(period.words) from \(period.kind.event).\n\(period.reason)")
      })
  }

  private static let rights: [HTML] = [
    """
    \(Link("See and download what we hold about you", to: "/account/data")). It says what is not there \
    and whom to ask.
    """,
    """
    Correct \(Link("your general application", to: "/general-application")) and \
    \(Link("your account", to: "/account")) whenever you like. What you sent stays as it was: write to \
    the school below the application. For a record of induction, tell the school or the appropriate \
    body.
    """,
    """
    \(Link("Close your account", to: "/account/close")): your general application, drafts, entries of \
    the pool, alerts and equality answers are deleted at once. What you sent stays with schools for its \
    time. The account can’t be closed while you hold a role, are in induction, or your records are held.
    """,
    "Leave \(Link("the pool", to: "/pool")), or withdraw \(Link("an application", to: "/applications")).",
    """
    Ask the school or the authority about anything else: to stop or restrict the use of what is kept, to \
    erase it, or how a decision on you was made.
    """,
    """
    Complain to whoever is responsible, and to the Information Commissioner’s Office: \
    \(Link("ico.org.uk", to: "https://ico.org.uk/make-a-complaint/")), telephone 0303 123 1113.
    """,
  ]

  private static let cookies =
    """
    One cookie keeps you signed in and another protects the forms you send. There is one more only when \
    you follow a link of one of our advertisements: it holds the name of that advertisement and nothing \
    about you, and goes when you close your browser. A browser that sends Global Privacy Control or Do \
    Not Track gets none. If you then apply, we note with your application which advertisement it came \
    through, so that we spend money on those that work. What you look at is not noted. There is nobody \
    else’s script or tracker.
    """
}
