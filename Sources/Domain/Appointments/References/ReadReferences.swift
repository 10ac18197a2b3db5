public import Foundation
import Postgres

/// The references of an application, as the school sees them.
public struct ApplicationReferences: Sendable {
  /// One referee, and what was asked of them.
  public struct Line: Sendable {
    /// The referee, whom the application names or who was named later.
    public let referee: Referee
    /// What was asked, if it was.
    public let request: ReferenceRequest?
    /// What stands against asking, where nothing was asked.
    public let obstacle: String?
  }

  /// The application.
  public let application: SentApplication
  /// Its referees in order.
  public let lines: [Line]
}

/// A reference with what it says.
public struct WholeReference: Sendable {
  /// The reference.
  public let reference: ReferenceRequest
  /// The application it is for.
  public let application: SentApplication
  /// The form it was given on.
  public let form: AppointmentForm
  /// What it says; empty until it was received.
  public let answers: [String: JSONValue]
  /// Every time that the referee declined, oldest first; it stays to be seen whatever came later.
  public let declines: [ReferenceDecline]
}

/// What an applicant sees of a reference about them.
public struct OwnReference: Sendable {
  /// The referee's name.
  public let referee: String
  /// Where it stands.
  public let state: ReferenceState
  /// When it was first asked for.
  public let requestedAt: Date
  /// When the school received it.
  public let receivedAt: Date?

  /// Where it stands, in words for the applicant. What a referee wrote to the school, why they give none included, is
  /// in confidence between these two (Data Protection Act 2018, schedule 2, paragraph 24).
  public var sentence: String {
    switch state {
    case .requested: "Asked, not answered yet"
    case .late: "Asked more than two weeks ago, not answered yet"
    case .received: "Received by the school"
    case .declined: "Can’t give a reference"
    case .undelivered: "The school’s mail did not reach them"
    case .replaced: "Another referee is named in their place"
    }
  }
}

/// Reads references: the school's head and recruiters, and those on the vacancy's panel or who interview the applicant,
/// as far as the school's rule lets them.
public struct ReadReferences: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// The referees of an application and where each reference stands; while names are hidden, without the referees' own
  /// and how to reach them. Throws ``DomainError``.
  public func callAsFunction(_ id: ApplicationID, by actor: Actor) async throws -> ApplicationReferences {
    let application = try await readable(id, "application", actor)
    let requests = try await ReferenceStore.list(id, in: services.pool)
    let hasBegun = try await Referee.hasInterviewBegun(
      application, at: services.now(), in: services.pool)
    let lines = try await Referee.of(application, in: services.pool).map { referee in
      let request = requests.first { $0.referee == referee.number }
      return ApplicationReferences.Line(
        referee: application.isAnonymous ? referee.nameless : referee,
        request: application.isAnonymous ? nil : request,
        obstacle: request == nil
          ? referee.obstacle(application.state, hasInterviewBegun: hasBegun) : nil)
    }
    return ApplicationReferences(application: application, lines: lines)
  }

  /// The references of an application that have something to take up, for those who may read them; none for others, nor
  /// while names are hidden. Throws ``DomainError``.
  public func toTakeUp(_ application: SentApplication, by actor: Actor) async throws -> [ReferenceRequest] {
    guard !application.isAnonymous, try await mayRead(application, by: actor) else { return [] }
    return try await ReferenceStore.list(application.id, in: services.pool).filter { !$0.concerns.isEmpty }
  }

  /// One reference with what it says. Throws ``DomainError``.
  public func whole(_ id: ReferenceID, by actor: Actor) async throws -> WholeReference {
    let reference = try await ReferenceStore.find(id, in: services.pool)
    let application = try await readable(reference.application, "reference", actor)
    let isReceived = reference.receivedAt != nil
    return WholeReference(
      reference: reference, application: application,
      form: try await AppointmentForm.version(
        reference.formVersion, of: reference.formKind, in: services.pool),
      answers: isReceived ? try await ReferenceStore.answers(id, in: services.pool) : [:],
      declines: try await ReferenceStore.declines(id, in: services.pool))
  }

  /// The letter of a reference that was received. Throws ``DomainError``.
  public func letter(_ id: ReferenceID, by actor: Actor) async throws -> (
    letter: ReferenceLetter, content: [UInt8]
  ) {
    let whole = try await whole(id, by: actor)
    guard whole.reference.receivedAt != nil, let letter = whole.reference.letter else {
      throw DomainError.notFound("letter")
    }
    let content = try await services.pool.value(
      "SELECT content FROM reference_letter WHERE reference_id = \(id)", as: [UInt8].self)
    return (letter, content)
  }

  /// What an applicant sees of their own references: where each stands, and nothing of what a referee wrote. Throws
  /// ``DomainError``.
  public func own(_ id: ApplicationID, by actor: Actor) async throws -> [OwnReference] {
    _ = try await AppointmentAccess.own(id, .readOwnApplications, by: actor, in: services.pool)
    return try await Self.own(id, services)
  }

  static func own(_ id: ApplicationID, _ services: Services) async throws -> [OwnReference] {
    let now = services.now()
    return try await ReferenceStore.list(id, in: services.pool).map {
      OwnReference(
        referee: $0.name, state: $0.state(at: now), requestedAt: $0.requestedAt, receivedAt: $0.receivedAt)
    }
  }

  /// Whether references of an application are for the actor to read: the school's rule opens them only to those who
  /// read the application. Throws ``DomainError``.
  public func mayRead(_ application: SentApplication, by actor: Actor) async throws -> Bool {
    guard try await AppointmentAccess.mayRead(application, actor, in: services.pool) else { return false }
    if actor.may(.requestReferences, at: application.place)
      || actor.may(.readReferences, at: application.place)
    {
      return true
    }
    let setting = try await AppointmentSetting.load(application.vacancy, in: services.pool)
    switch setting.panelReadsReferences {
    case .atOnce: return application.state.isPastShortlist
    case .afterInterview:
      if application.state.hasStandingOffer { return true }
      guard application.state.isPastShortlist else { return false }
      return try await ScoreInterview.isWhole(application.id, in: services.pool)
    case .never: return false
    }
  }

  /// The application, for those who may read its references. For those on a panel whom the school's rule does not let
  /// read them (yet) there are none.
  private func readable(_ id: ApplicationID, _ thing: String, _ actor: Actor) async throws -> SentApplication
  {
    let application = try await ApplicationStore.find(id, in: services.pool)
    guard try await mayRead(application, by: actor) else { throw DomainError.notFound(thing) }
    return application
  }
}
