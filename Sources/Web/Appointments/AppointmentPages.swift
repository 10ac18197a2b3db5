import Domain
import HTTPSupport
import HTTPTypes
import Hummingbird
import NIOCore

/// The way from shortlist to appointment: references, disclosures, offers, checks.
struct AppointmentPages: Sendable {
  /// The routes whose forms bring files of staff.
  static let uploadRoutes: Set<String> = ["/received/{id}/references/{reference}/paper"]
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    ReferencePages(environment).add(to: pages)
    ReferenceStepPages(environment).add(to: pages)
    OtherRefereePages(environment).add(to: pages)
    RefereePages(environment).add(to: pages)
    AppointmentSettingPages(environment).add(to: pages)
    InvitationToInterviewPages(environment).add(to: pages)
    InterviewDayPages(environment).add(to: pages)
    InterviewPages(environment).add(to: pages)
    OwnInterviewPages(environment).add(to: pages)
    InterviewAnswerPages(environment).add(to: pages)
    ChangeInterviewDayPages(environment).add(to: pages)
    ChangeInterviewersPages(environment).add(to: pages)
    ChangeSlotsPages(environment).add(to: pages)
    InterviewTaskPages(environment).add(to: pages)
    OfferPages(environment).add(to: pages)
    OwnOfferPages(environment).add(to: pages)
    CheckPages(environment).add(to: pages)
    ApplicantsNumberPages(environment).add(to: pages)
    CentralRecordPages(environment).add(to: pages)
    DisclosurePages(environment).add(to: pages)
    OnlineSearchPages(environment).add(to: pages)
  }
}

extension AppRequestContext {
  /// The application of the address, for somebody who has signed in.
  func applicationID(_ name: String = "id") throws -> ApplicationID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get(name).flatMap({ ApplicationID($0) }) else {
      throw DomainError.notFound("application")
    }
    return id
  }
}

/// Says why something was not stored, on the page it was entered on.
enum Refusal {
  /// The problems that a failure amounts to for a form; throws what a form can't say. `field` is where a
  /// conflict is shown.
  static func problems(_ error: any Error, field: String) throws -> [FieldProblem] {
    switch error {
    case DomainError.invalid(let problems): return problems
    case DomainError.conflict(let sentence): return [FieldProblem(field: field, message: sentence)]
    case DomainError.staleVersion:
      return [
        FieldProblem(
          field: field,
          message: "Somebody else has just changed this. Look at it as it is now, then try again.")
      ]
    default: throw error
    }
  }
}

/// A file for one person, to be saved and not shown.
enum PrivateFile {
  static func response(_ content: [UInt8], mediaType: String, name: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: mediaType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "sandbox; default-src 'none'",
        .contentDisposition: ContentDisposition.attachment(name),
      ], body: .init(byteBuffer: ByteBuffer(bytes: content)))
  }
}

/// What a school can do with a shortlisted application, on its page: each step with how far it is, where that is known.
struct AppointmentLinks: Component {
  private let application: SentApplication
  private let actor: Actor
  private let mayReadReferences: Bool
  private let toTakeUp: [ReferenceRequest]
  private let hasInterview: Bool
  private let mayInvite: Bool
  private let gaps: OfferGaps?
  private let answer: InterviewAnswer?
  private let wasShortlisted: Bool
  private let disclosure: (mayRead: Bool, mayRemind: Bool)

  /// The links for whoever acts; panel members get that to references once these are for them to read.
  static func of(
    _ application: SentApplication, _ actor: Actor, _ services: Services
  ) async throws -> AppointmentLinks {
    let mayRead = actor.may(.readAppointments, at: application.place)
    return AppointmentLinks(
      application: application, actor: actor,
      mayReadReferences: try await ReadReferences(services).mayRead(application, by: actor),
      toTakeUp: try await ReadReferences(services).toTakeUp(application, by: actor),
      hasInterview: try await ScoreInterview(services).exists(for: application, by: actor),
      mayInvite: try await InviteToInterview(services).isOpen(for: application, by: actor),
      gaps: mayRead ? try await ReadOffers(services).gaps(application.id, by: actor) : nil,
      answer: mayRead ? try await ReadInterviewAnswers(services).of(application.id, by: actor) : nil,
      wasShortlisted: mayRead ? try await ReadDecisions(services).wasShortlisted(application) : false,
      disclosure: (
        mayRead: try await ReadDisclosure(services).isAllowed(for: application, by: actor),
        mayRemind: try await RemindOfDisclosure(services).isOpen(for: application, by: actor)
      ))
  }

  var html: HTML {
    guard
      application.state.isPastShortlist || application.state.hasEndedAfterOffer
        || application.state == .unsuccessful && wasShortlisted
    else { return "" }
    let base = "/received/\(application.id)"
    let place = application.place
    var tasks: [TaskList.Task] = []
    func add(_ title: String, _ page: String, _ status: TaskList.Status, hint: String? = nil) {
      tasks.append(.init(title, to: "\(base)/\(page)", hint: hint, status: status))
    }
    if mayReadReferences { add("References", "references", referencesStatus, hint: answered) }
    if hasInterview {
      let answered = answer.map { TaskList.Status.other($0.kind.title, .purple) }
      add("Interview", "interview", answered ?? gaps?.interview.status(in: application.state) ?? .unstated)
    }
    if mayInvite {
      let words =
        answer != nil
        ? "Invite again to interview"
        : application.state == .shortlisted ? "Invite to interview" : "Invite to a day of interviews"
      add(words, "invite", .notStarted)
    }
    if actor.may(.readDisclosures, at: place) {
      if disclosure.mayRead {
        add("Self-disclosure", "disclosure", status(lacks: gaps?.lacksDisclosure, "Not sent yet"))
      } else if disclosure.mayRemind {
        add("Remind of the self-disclosure", "disclosure/remind", .other("Not sent yet", .blue))
      }
      add("Online search", "online-search", status(lacks: gaps?.lacksSearch, "None noted yet"))
    }
    if actor.may(.readAppointments, at: place) {
      add("Offer", "offer", offerStatus)
      add("Checks before the start", "checks", checksStatus)
    }
    if tasks.isEmpty { return "" }
    return InterviewAnswerNote(answer, of: application.applicantName).html
      + Heading("From shortlist to appointment", .section).html
      + TaskList(tasks, idPrefix: "appointment").html
  }

  private var referencesStatus: TaskList.Status {
    toTakeUp.isEmpty ? .unstated : .other("Received, with something to take up", .orange)
  }

  /// What referees have answered that is to be taken up.
  private var answered: String? {
    if toTakeUp.isEmpty { return nil }
    return toTakeUp.map { "\($0.name): \($0.concerns.map(\.words).joined(separator: "; "))" }
      .joined(separator: ". ")
  }

  private func status(lacks: Bool?, _ words: String) -> TaskList.Status {
    guard let lacks else { return .unstated }
    return lacks ? .other(words, .blue) : .completed
  }

  private var offerStatus: TaskList.Status {
    switch application.state {
    case .shortlisted, .interviewing: application.isAccountClosed ? .unstated : .notStarted
    case .offered: .other("Waiting for an answer", .purple)
    case .accepted, .unconditional, .appointed: .other("Accepted", .green)
    case .offerDeclined, .offerWithdrawn: .other(application.state.title, .grey)
    case .sent, .underConsideration, .longlisted, .unsuccessful, .withdrawn: .unstated
    }
  }

  private var checksStatus: TaskList.Status {
    switch application.state {
    case .shortlisted, .interviewing, .offered: .cannotStartYet
    case .accepted: .inProgress
    case .unconditional: .completed
    case .appointed, .offerDeclined, .offerWithdrawn, .sent, .underConsideration, .longlisted, .unsuccessful,
      .withdrawn:
      .unstated
    }
  }
}

extension ApplicationState {
  /// Whether an offer was made that came to nothing.
  var hasEndedAfterOffer: Bool { self == .offerDeclined || self == .offerWithdrawn }
}

/// What an applicant has to do, and can see, once shortlisted.
struct OwnAppointmentSection: Component {
  private let references: [OwnReference]
  private let asked: [Link]
  private let done: [Link]
  /// Whether the interview is over, or the school has gone on to its next step.
  let isInterviewOver: Bool

  /// What stands there for the person whose application it is.
  static func of(
    _ application: SentApplication, _ actor: Actor, _ services: Services
  ) async throws -> OwnAppointmentSection {
    let base = "/applications/\(application.id)"
    let state = application.state
    var (asked, done): ([Link], [Link]) = ([], [])
    var isInterviewOver = state != .interviewing
    func add(_ link: Link, isOpen: Bool) { if isOpen { asked.append(link) } else { done.append(link) } }
    if state.hasStandingOffer || state.hasEndedAfterOffer {
      let offers = try await ReadOffers(services).own(application.id, by: actor)
      add(
        Link("The school’s offer", to: "\(base)/offer"),
        isOpen: state == .offered && offers.contains { $0.awaitsAnswer(on: services.today) })
    }
    if try await ChooseSlot(services).exists(for: application, by: actor) {
      let slot = try await ChooseSlot(services).read(application.id, by: actor).slot
      add(
        Link("Your interview", to: "\(base)/interview"),
        isOpen: state == .interviewing && slot.map { services.now() < $0.startsAt } ?? true)
      if let slot, slot.endsAt <= services.now() { isInterviewOver = true }
    }
    if state.isPastShortlist {
      let disclosure = try await AnswerDisclosure(services).read(application.id, by: actor)
      add(
        Link("Questions to the shortlisted about yourself", to: "\(base)/disclosure"),
        isOpen: state != .appointed && disclosure.sentAt == nil)
    }
    let other = try await NameReferee(services).own(application.id, by: actor)
    if !other.openings.isEmpty { asked.append(Link("Name another referee", to: "\(base)/referee")) }
    if try await OtherApplications(services).exist(beside: application) {
      add(
        Link("Your other applications: decide whether to withdraw them", to: "\(base)/others"), isOpen: true)
    }
    return OwnAppointmentSection(
      references: try await ReadReferences(services).own(application.id, by: actor), asked: asked, done: done,
      isInterviewOver: isInterviewOver)
  }

  var html: HTML {
    var html: HTML = ""
    for (title, links) in [("What is asked of you now", asked), ("To read again", done)] where !links.isEmpty
    {
      html = html + Heading(title, .section).html + BulletList(html: links.map(\.html)).html
    }
    if !references.isEmpty {
      html =
        html
        + SummaryList(
          references.map { .init($0.referee, $0.sentence) }, title: "References"
        ).html
    }
    return html
  }
}
