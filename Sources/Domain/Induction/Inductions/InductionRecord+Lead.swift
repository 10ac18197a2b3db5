public import Postgres

/// A school that led an induction, from when to when.
public struct LeadSchool: Sendable {
  /// The school.
  public let school: OrganisationID
  /// Its name.
  public let name: String
  /// The first day.
  public let from: CivilDate
  /// The last day; nil while it goes on.
  public let until: CivilDate?
}

extension InductionRecord {
  /// Every school that has led or is to lead, in order.
  public var leadSchools: [LeadSchool] {
    leads.stints.map { stint in
      LeadSchool(
        school: stint.school,
        name: periods.first { $0.place.organisation == stint.school }?.schoolName ?? "", from: stint.from,
        until: stint.until)
    }
  }

  /// Whether a period began with a change of hours, and not with a post.
  public func isChangeOfHours(_ period: InductionPeriod) -> Bool { period.before(in: periods) != nil }

  /// Which school led when.
  var leads: LeadSchools { LeadSchools(periods, events) }

  /// The period of the school that leads now: its head alone recommends, completes assessments and reviews, and is asked
  /// for what is due.
  public func lead(on today: CivilDate) -> InductionPeriod? {
    let (current, leads) = (InductionAccess.current(periods, on: today), self.leads)
    if !periods.contains(where: { $0.goesOn(after: today) }),
      let last = periods.last(where: { $0.place.organisation == leads.school(on: today) })
    {
      return last
    }
    for day in [today, today.adding(days: 1)] {
      if let found = current.last(where: { $0.place.organisation == leads.school(on: day) }) { return found }
    }
    return current.last
  }

  /// The schools at which the teacher has a post that goes on, one period of each.
  public func posts(on today: CivilDate) -> [InductionPeriod] {
    periods.reduce(into: []) { found, period in
      guard period.goesOn(after: today) else { return }
      found.removeAll { $0.place == period.place }
      found.append(period)
    }
  }

  /// Whether somebody writes what is due: for the school that led on its day, or leads now.
  public func mayWrite(_ due: InductionDue, _ actor: Actor, on today: CivilDate) -> Bool {
    leading(due, among: periods.filter { InductionAccess.may(.recordInduction, in: $0, actor) }, on: today)
      .isEmpty == false
  }

  /// Of periods those of the school that led on the day of something due, or leads now.
  func leading(
    _ due: InductionDue?, among usable: [InductionPeriod], on today: CivilDate
  ) -> [InductionPeriod] {
    let leads = leading(on: due?.dueOn, today)
    return usable.filter { leads.contains($0.place.organisation) }
  }

  /// The school that led on a day, and the one that leads now.
  private func leading(on day: CivilDate?, _ today: CivilDate) -> [OrganisationID] {
    [day.flatMap { self.leads.school(on: $0) }, lead(on: today)?.place.organisation].compactMap(\.self)
  }

  /// Which of these somebody writes in, for something due that is the lead school’s. Throws ``DomainError``.
  func requireLeading(
    _ due: InductionDue?, among usable: [InductionPeriod], on today: CivilDate
  ) throws -> [InductionPeriod] {
    let found = leading(due, among: usable, on: today)
    if found.isEmpty, !usable.isEmpty, let lead = self.lead(on: today) {
      throw DomainError.notAllowed(
        "\(lead.schoolName) leads this induction: it writes assessments and reviews, and its head completes them."
      )
    }
    return found
  }

  /// The posts for which somebody writes in support of the teacher: those that go on, and the lead school’s.
  private func supported(_ actor: Actor, on today: CivilDate) -> [InductionPeriod] {
    let ids = (InductionAccess.current(periods, on: today) + [lead(on: today)].compactMap(\.self)).map(\.id)
    return periods.filter {
      ids.contains($0.id) && (actor.isSystem || InductionAccess.may(.supportInduction, in: $0, actor))
    }
  }

  /// Whether somebody opens support plans: for the school that leads.
  public func maySupport(_ actor: Actor, on today: CivilDate) -> Bool {
    !isPartial && supported(actor, on: today).contains { $0.place == lead(on: today)?.place }
  }

  /// Whether somebody writes lesson observations: for the school that leads, or of lessons while it led.
  public func mayObserve(_ actor: Actor, on today: CivilDate) -> Bool {
    let led = leads.schools
    return !isPartial
      && (maySupport(actor, on: today)
        || supported(actor, on: today).contains { led.contains($0.place.organisation) })
  }

  /// The post for which somebody writes in support of the teacher: of the school that led on a day, or leads now. Throws
  /// ``DomainError``.
  func requireSupport(
    _ actor: Actor, seenOn day: CivilDate?, on today: CivilDate
  ) throws -> InductionPeriod {
    let usable = supported(actor, on: today)
    for school in leading(on: day, today) {
      if let found = usable.last(where: { $0.place.organisation == school }) { return found }
    }
    if !usable.isEmpty, let lead = self.lead(on: today) {
      throw DomainError.notAllowed(
        "\(lead.schoolName) leads this induction: it writes lesson observations and support plans.")
    }
    throw DomainError.notAllowed(Permissions.grant(for: .supportInduction).refusal)
  }

  /// The period for which a head recommends: of the school that leads. Throws ``DomainError``.
  func requireLead(_ actor: Actor, on today: CivilDate) throws -> InductionPeriod {
    let lead = self.lead(on: today)
    guard let lead, actor.may(.registerInduction, at: lead.place) else {
      let isHead = InductionAccess.current(periods, on: today).contains {
        actor.may(.registerInduction, at: $0.place)
      }
      throw DomainError.notAllowed(
        isHead
          ? "\(lead?.schoolName ?? "Another school") leads this induction: its head recommends."
          : "Only the head of the teacher’s school can recommend.")
    }
    return lead
  }

  /// The periods in which somebody records absence: all for the body and the lead school, for another school those of
  /// its own post; nil for all.
  func absencePosts(_ actor: Actor, on today: CivilDate) -> [InductionPeriod]? {
    if actor.may(.recordInduction, at: induction.place) { return nil }
    if let lead = self.lead(on: today), InductionAccess.may(.recordInduction, in: lead, actor) { return nil }
    return periods.filter { InductionAccess.may(.recordInduction, in: $0, actor) }
  }
}
