import Foundation
import Postgres

/// Work that comes round again.
public struct ScheduledTask: Sendable {
  /// What it is called in logs; also names its lock.
  public let name: String
  /// How long after one run the next is due.
  public let interval: Duration
  /// Does it, and says how many things were done.
  public let run: @Sendable (Services) async throws -> Int

  /// Work that comes round again.
  public init(
    _ name: String, every interval: Duration, run: @escaping @Sendable (Services) async throws -> Int
  ) {
    self.name = name
    self.interval = interval
    self.run = run
  }

  /// Everything that is scheduled. Each may be run by several workers at once, and again after a crash,
  /// without harm: it does what is due by the clock.
  public static let all: [ScheduledTask] = [
    ScheduledTask("vacancies.publish", every: .seconds(15)) { services in
      try await untilNone { try await PublishDueVacancies(services)() }
    },
    ScheduledTask("vacancies.close", every: .seconds(15)) { services in
      try await untilNone { try await CloseDueVacancies(services)() }
    },
    ScheduledTask("saved_vacancies.remind", every: .seconds(60)) { services in
      try await reminding(services) { try await RemindOfSavedVacancies(services)() }
    },
    ScheduledTask("job_alerts.send", every: .seconds(60)) { services in
      try await untilNone { try await SendJobAlerts(services)() ? 1 : 0 }
    },
    ScheduledTask("job_alerts.lapse", every: .seconds(3_600)) { services in
      try await LapseJobAlerts(services)(warns: Reminders.load().goOut(at: services.now()))
    },
    ScheduledTask("vacancies.ask_outcome", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindOfOutcomes(services)() }
    },
    ScheduledTask("references.remind", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindReferees(services)() }
    },
    ScheduledTask("offers.lapse", every: .seconds(600)) { services in
      try await untilNone { try await LapseOffers(services)() ? 1 : 0 }
    },
    ScheduledTask("appointments.remind", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindOfAppointments(services)() }
    },
    ScheduledTask("pool.remind", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindPoolEntrants(services)() }
    },
    ScheduledTask("pool.close", every: .seconds(3_600)) { services in
      try await untilNone { try await ClosePoolYears(services)() }
    },
    ScheduledTask("pool.count", every: .seconds(3_600)) { try await CountPool($0)() },
    ScheduledTask("retention.erase", every: .seconds(86_400)) { services in
      try await RunRetention(services)().reduce(0) { $0 + $1.count }
    },
    ScheduledTask("agency_candidates.settle", every: .seconds(600)) { services in
      try await untilNone { try await SettleCandidates(services)() }
    },
    ScheduledTask("inductions.replan", every: .seconds(15)) { services in
      try await untilNone { try await ReplanStaleInductions(services)() }
    },
    ScheduledTask("inductions.settle", every: .seconds(3_600)) { services in
      try await untilNone { try await SettleInductions(services)() }
    },
    ScheduledTask("inductions.remind", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindOfInductionDue(services)() }
    },
    ScheduledTask("inductions.remind_support", every: .seconds(3_600)) { services in
      try await RemindOfSupport(services).handOver()
      return try await reminding(services) { try await RemindOfSupport(services)() }
    },
    ScheduledTask("inductions.remind_duties", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindOfInductionDuties(services)() }
    },
    ScheduledTask("induction_transfers.remind", every: .seconds(3_600)) { services in
      try await reminding(services) { try await RemindOfTransfers(services)() }
    },
    ScheduledTask("induction_appeals.lapse", every: .seconds(600)) { services in
      try await untilNone { try await LapseAppeals(services)() }
    },
    ScheduledTask("activities.finish", every: .seconds(3_600)) { services in
      try await untilNone { try await FinishActivities(services)() }
    },
    ScheduledTask("activities.remind", every: .seconds(600)) { services in
      try await reminding(services) { try await RemindOfActivities(services)() }
    },
    ScheduledTask("schemes.lapse", every: .seconds(3_600)) { services in
      try await untilNone { try await LapseSchemeOffers(services)() }
    },
    ScheduledTask("schemes.tell", every: .seconds(600)) { services in
      try await untilNone { try await TellOfSchemes(services)() }
    },
    ScheduledTask("expired.forget", every: .seconds(3_600)) { try await ForgetExpired($0)() },
    ScheduledTask("idempotent_requests.forget", every: .seconds(3_600)) { services in
      try await ForgetIdempotentRequests(services)()
    },
  ]

  /// The same for what reminds people: at night, at weekends and on bank holidays it waits.
  private static func reminding(_ services: Services, _ step: () async throws -> Int) async throws -> Int {
    guard try Reminders.load().goOut(at: services.now()) else { return 0 }
    return try await untilNone(step)
  }

  private static func untilNone(_ step: () async throws -> Int) async throws -> Int {
    var total = 0
    while !Task.isCancelled {
      let count = try await step()
      if count == 0 { break }
      total += count
    }
    return total
  }
}
