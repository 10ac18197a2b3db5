import Foundation
import Postgres

/// A list that a school chooses for.
public enum SelectionStage: String, Sendable, Codable, CaseIterable {
  case longlist, shortlist

  /// The state of those who are on it.
  public var state: ApplicationState { self == .longlist ? .longlisted : .shortlisted }

  /// The states out of which somebody is put on it.
  public var candidates: [ApplicationState] {
    switch self {
    case .longlist: [.sent, .underConsideration, .longlisted]
    case .shortlist: [.sent, .underConsideration, .longlisted, .shortlisted]
    }
  }

  /// Refuses a longlist for a post that has none. Throws ``DomainError``.
  public func require(for vacancy: Vacancy) throws {
    if self == .longlist && !vacancy.content.isHeadship {
      throw DomainError.conflict("Only headships have a longlist. Choose the shortlist straight away.")
    }
  }
}

/// An application on a form of choices, as it was when the form was made.
public struct ApplicationChoice: Sendable {
  /// The application.
  public var application: ApplicationID
  /// Its version on the form.
  public var version: Int
  /// Whether it is ticked.
  public var isChosen: Bool

  /// A choice.
  public init(_ application: ApplicationID, version: Int, isChosen: Bool) {
    self.application = application
    self.version = version
    self.isChosen = isChosen
  }
}

/// Agrees a longlist or shortlist: exactly those ticked, or nothing at all.
public struct AgreeShortlist: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Puts those who are ticked on the list and takes those who aren't off it, in one transaction; both are told
  /// by mail. Every application of the form must have the version it was shown with, so that of two people who
  /// choose at once the second sees what the first chose. Taking somebody off needs a reason. The shortlist, once
  /// agreed, shows names. Everybody who is put on it must have been scored by two members of the panel; where that
  /// can't be, `exception` says why. Answers how many are on the list now. Throws ``DomainError``.
  @discardableResult
  public func callAsFunction(
    _ id: VacancyID, _ stage: SelectionStage, _ choices: [ApplicationChoice], reason: String = "",
    exception: String = "", by actor: Actor
  ) async throws -> Int {
    let reason = reason.trimmed
    return try await services.pool.withTransaction { tx in
      let vacancy = try await SelectionAccess.run(id, .runSelection, by: actor, in: tx)
      let selection = try await SelectionStore.lock(vacancy, services, in: tx)
      try check(vacancy, stage, choices)
      try await requireSift(vacancy, selection, stage, choices, actor, tx)
      let chosen = try await locked(vacancy, stage, choices, tx)
      let unscored = try await SiftReadiness(vacancy, services).require(
        chosen, for: stage == .longlist ? .longlist : .shortlist, exception: exception, by: actor, in: tx)
      var changed = 0
      for choice in choices.sorted(by: { $0.application.description < $1.application.description }) {
        let application = try await ApplicationStore.lock(choice.application, in: tx)
        guard application.vacancy == id else { throw DomainError.notFound("application") }
        try VacancyStore.requireVersion(choice.version, of: application.version)
        if try await move(application, stage, choice.isChosen, reason, actor, tx) { changed += 1 }
      }
      try await note(vacancy, stage, selection, changed, unscored, actor, tx)
      return try await tx.value(
        "SELECT count(*) FROM application WHERE vacancy_id = \(id) AND state = \(stage.state)", as: Int.self)
    }
  }

  private func check(_ vacancy: Vacancy, _ stage: SelectionStage, _ choices: [ApplicationChoice]) throws {
    try stage.require(for: vacancy)
    var problems = Problems()
    problems.require(
      choices.contains(where: \.isChosen), "applications",
      "Tick at least one application for the \(stage.rawValue).")
    problems.require(
      Set(choices.map(\.application)).count == choices.count, "applications", "Name each application once.")
    try problems.throwIfAny()
  }

  /// Locks the applications of the form in order, each of the version it was shown with; those who are put on the list.
  private func locked(
    _ vacancy: Vacancy, _ stage: SelectionStage, _ choices: [ApplicationChoice], _ tx: Transaction
  ) async throws -> [ApplicationID] {
    var chosen: [ApplicationID] = []
    for choice in choices.sorted(by: { $0.application.description < $1.application.description }) {
      let application = try await ApplicationStore.lock(choice.application, in: tx)
      guard application.vacancy == vacancy.id else { throw DomainError.notFound("application") }
      try VacancyStore.requireVersion(choice.version, of: application.version)
      if choice.isChosen && application.state != stage.state { chosen.append(application.id) }
    }
    return chosen
  }

  /// Where there is a panel, its scores come first: on everything that the list is chosen from.
  private func requireSift(
    _ vacancy: Vacancy, _ selection: Selection, _ stage: SelectionStage, _ choices: [ApplicationChoice],
    _ actor: Actor, _ tx: Transaction
  ) async throws {
    let members = try await PanelStore.members(selection.vacancy, in: tx)
    guard UnfinishedSift.comesFirst(selection, members: members.count) else { return }
    let row = try await tx.firstRow(
      """
      SELECT count(*) AS total, count(*) FILTER (WHERE r.application_id IS NULL) AS lacking
      FROM application a LEFT JOIN sift_reveal r ON r.application_id = a.id
      WHERE a.id = ANY (\(choices.map(\.application.rawValue))) AND a.vacancy_id = \(vacancy.id)
        AND a.state = ANY (\(stage.candidates.map(\.rawValue)))
      """)
    guard let row else { return }
    let unfinished = UnfinishedSift(
      lacking: try row.decode("lacking"), of: try row.decode("total"),
      sifting: try await PanelStore.sifting(vacancy.id, in: tx).count)
    if let unfinished {
      let remedy = unfinished.remedy(mayClose: actor.may(.closeSift, at: vacancy.place))
      throw DomainError.conflict("\(unfinished.sentence) \(remedy)")
    }
  }

  private func move(
    _ application: SentApplication, _ stage: SelectionStage, _ isChosen: Bool, _ reason: String,
    _ actor: Actor, _ tx: Transaction
  ) async throws -> Bool {
    let isOn = application.state == stage.state
    if isOn == isChosen { return false }
    if !isChosen {
      // Somebody in another state isn't on the list, and stays where they are.
      guard isOn else { return false }
      try DecisionReason.check(reason, isNeeded: true)
    }
    if isChosen && !stage.candidates.contains(application.state) {
      throw DomainError.conflict(
        "\(application.reference) can’t be put on the \(stage.rawValue): \(application.happened). Untick it, or look "
          + "at its page first.")
    }
    let next = isChosen ? stage.state : .underConsideration
    let action = isChosen ? "application.\(next.rawValue)" : "application.taken_off_\(stage.rawValue)"
    _ = try await ApplicationStep(services, .considerApplication, action).take(
      application.id, to: next, reason: isChosen ? nil : reason, expectedVersion: nil, by: actor, in: tx
    ) { application, tx in
      let asks = next == .shortlisted
      return ApplicationChange(
        message: asks ? try await DisclosureWords.unsent(application.id, services, in: tx) : nil)
    }
    return true
  }

  private func note(
    _ vacancy: Vacancy, _ stage: SelectionStage, _ selection: Selection, _ changed: Int,
    _ unscored: Int, _ actor: Actor, _ tx: Transaction
  ) async throws {
    let now = services.now()
    switch stage {
    case .longlist:
      try await SelectionStore.change(vacancy.id, ", longlist_agreed_at = \(now)", services, in: tx)
    case .shortlist:
      try await SelectionStore.change(vacancy.id, ", shortlist_agreed_at = \(now)", services, in: tx)
      if selection.hidesNames { try await AnonymityStore.set(vacancy, hidesNames: false, in: tx) }
    }
    try await Audit.record(
      "selection.\(stage.rawValue)_agreed", AuditSubject("vacancy", vacancy.id), at: vacancy.place,
      details: ["changed": .number(Double(changed)), "without_scores": .number(Double(unscored))], by: actor,
      services, in: tx)
  }
}

extension VacancyContent {
  /// The role of a headteacher.
  static let headship = "head"
  /// Whether the post is that of a headteacher, for which schools choose in two rounds.
  public var isHeadship: Bool { jobRoles.contains(Self.headship) }
}
