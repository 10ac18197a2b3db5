public import ArgumentParser
import Domain
import Foundation
import Postgres

/// Takes applications from shortlist to appointment: references, offers, checks, the central record.
public struct AppointmentsCommand: AsyncParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "appointments",
    abstract: "Take applications from shortlist to appointment: references, offers, checks, central record.",
    subcommands: [
      References.self, Ask.self, Resend.self, Interviews.self, Offers.self, Checks.self,
      InterviewDays.self, Invite.self, Invitation.self, AnswerInvitation.self, ShowAnswer.self, GiveTime.self,
      ChangePanel.self, ChangeTimes.self, InterviewTasks.self, MakeAnOffer.self,
      Confirm.self, Decisions.self,
      CentralRecordFile.self,
      Candidates.self,
      NameAReferee.self, AskForAReferee.self, RecordACheck.self, Reopen.self, RemindDisclosure.self,
      ShowReference.self, SaveLetter.self, VerifyReference.self, RecordOnPaper.self, CorrectAddress.self,
      Disclosure.self, OnlineSearches.self, NoteASearch.self, TakeOfferBack.self, GiveMoreTime.self,
      Appoint.self, VacancySettings.self,
    ])

  /// Nothing given.
  public init() {}

  struct Interviews: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the slots of a vacancy's interviews and who has them.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: ArgumentHelp("The vacancy.", valueName: "id or reference")) var vacancy: String

    func run(in context: CommandContext) async throws {
      let found = try await FindVacancy(context.services)(named: vacancy, by: context.actor)
      let schedules = try await ArrangeInterviews(context.services).list(found.id, by: context.actor)
      let lines = schedules.flatMap { schedule in schedule.slots.map { SlotLine($0, schedule.day) } }
      try context.show(
        lines, json: format.json, none: "No interviews have been arranged.",
        Table(
          .init("begins") { CommandContext.moment($0.startsAt) },
          .init("ends") { CommandContext.moment($0.endsAt) }, .init("place") { $0.place },
          .init("room") { $0.room }, .init("candidate") { $0.candidate ?? "free" },
          .init("slot") { $0.slot.description }))
    }
  }

  struct Offers: ServicesCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the offers made for an application, newest first.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let offers = try await ReadOffers(context.services).received(
        Reading.identifier(application, "application"), by: context.actor)
      try context.show(
        offers.map(OfferLine.init), json: format.json, none: "No offers.", OfferLine.table)
    }
  }

  struct Checks: ServicesCommand {
    static let configuration = CommandConfiguration(abstract: "List the checks before somebody starts.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @Argument(help: "The application's id.") var application: String

    func run(in context: CommandContext) async throws {
      let found = try await ReadChecks(context.services)(
        Reading.identifier(application, "application"), by: context.actor)
      try context.show(
        found.checks.map(CheckLine.init), json: format.json, none: "No checks yet.", CheckLine.table)
      if !found.obstacles.isEmpty {
        context.output.remark("Still open: \(found.obstacles.joined(separator: ", ")).")
      }
      for mark in found.marks { context.output.remark(mark) }
    }
  }

  struct CentralRecordFile: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "central-record", abstract: "Write a school's single central record as CSV.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: ArgumentHelp("The school.", valueName: "URN or id")) var school: String

    func run(in context: CommandContext) async throws {
      let found = try await context.lookup.school(school)
      let text = try await CentralRecord(context.services).csv(
        school: found.id, by: try await acting.actor(context))
      for line in text.split(separator: "\r\n") { context.output.line(String(line)) }
    }
  }

  struct Candidates: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "induction-candidates",
      abstract: "List newly qualified teachers whom a school has appointed and whose induction has not begun."
    )

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var paging: PagingOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: ArgumentHelp("The school.", valueName: "URN or id")) var school: String

    func run(in context: CommandContext) async throws {
      let found = try await context.lookup.school(school)
      let page = try await ReadRegistrations(context.services).candidates(
        at: found.id, limit: paging.limit, after: try paging.cursor(),
        by: try await acting.actor(context))
      try context.show(
        page.items, json: format.json, none: "Nobody.",
        Table(
          .init("name") { $0.name }, .init("trn") { $0.trn ?? "–" },
          .init("qts") { $0.qtsAwardedOn?.description ?? "–" },
          .init("course") { $0.courseBegunOn?.description ?? "–" },
          .init("elsewhere") { $0.servedElsewhere.map { $0 ? "yes" : "no" } ?? "–" },
          .init("post") { $0.post },
          .init("fte") { candidate in candidate.fte.map { "\($0)" } ?? "–" },
          .init("starts") { $0.startsOn?.description ?? "–" }))
      context.sayMore(page.next)
    }
  }
}

/// A slot of an interview as the commands show it.
private struct SlotLine: Encodable {
  let slot: InterviewSlotID
  let startsAt: Date
  let endsAt: Date
  let place: String
  let room: String
  let candidate: String?

  init(_ slot: InterviewSlot, _ day: InterviewDay) {
    self.slot = slot.id
    (startsAt, endsAt, place) = (slot.startsAt, slot.endsAt, day.place)
    (room, candidate) = (slot.room, slot.holderName)
  }
}

/// An offer as the commands show it.
struct OfferLine: Encodable {
  let id: OfferID
  let madeAt: Date
  let salary: String
  let startsOn: String?
  let answerBy: String?
  let outcome: String

  init(_ offer: Offer) {
    (id, madeAt, salary, outcome) = (offer.id, offer.madeAt, offer.terms.salary, offer.outcome)
    (startsOn, answerBy) = (offer.terms.startsOn?.description, offer.terms.answerBy?.description)
  }

  static let table = Table<OfferLine>(
    .init("made") { CommandContext.moment($0.madeAt) }, .init("salary") { $0.salary },
    .init("starts") { $0.startsOn ?? "–" }, .init("answer by") { $0.answerBy ?? "–" },
    .init("outcome") { $0.outcome })
}

/// A check as the commands show it.
struct CheckLine: Encodable {
  let check: String
  let outcome: String
  let outcomes: [CheckOutcome]
  let needs: [CheckNeed.Field]
  let checkedOn: String?
  let checkedBy: String
  let evidence: String
  let number: String
  let dated: String?
  let expires: String?
  let followUp: String?
  let version: Int

  init(_ check: PreEmploymentCheck) {
    let entry = check.entry
    (self.check, outcome, outcomes) = (check.kind.code, entry.outcome.rawValue, check.kind.outcomes)
    (checkedOn, checkedBy, evidence) = (entry.checkedOn?.description, entry.checkedBy, entry.seen)
    (number, dated) = (entry.documentNumber, entry.documentDate?.description)
    (expires, followUp) = (entry.expiresOn?.description, entry.followUpOn?.description)
    (needs, version) = (check.kind.needs.map(\.field), check.version)
  }

  static let table = Table<CheckLine>(
    .init("check") { $0.check }, .init("outcome") { $0.outcome }, .init("on") { $0.checkedOn ?? "–" },
    .init("by") { $0.checkedBy }, .init("evidence") { $0.evidence }, .init("number") { $0.number },
    .init("dated") { $0.dated ?? "–" }, .init("version") { "\($0.version)" })
}

extension PanelReading: ExpressibleByArgument {}
