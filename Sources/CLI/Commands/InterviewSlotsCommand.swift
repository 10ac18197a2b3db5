import ArgumentParser
import Domain
import Foundation
import Postgres

extension AppointmentsCommand {
  struct ChangeTimes: ServicesCommand {
    static let configuration = CommandConfiguration(
      commandName: "change-slots",
      abstract: "Add times to a day of interviews, take free ones away, change rooms.",
      discussion: "Those who interview, and whoever has a time in a room that changes, are told.")

    @OptionGroup var installation: InstallationOptions
    @OptionGroup var acting: ActingOptions
    @Argument(help: ArgumentHelp("The day, from interview-days.", valueName: "id")) var day: String
    @Option(help: ArgumentHelp("When a further time begins; repeat for each.", valueName: "hh:mm"))
    var add: [String] = []
    @Option(help: ArgumentHelp("How long a further time is.", valueName: "count")) var minutes: Int?
    @Option(help: ArgumentHelp("A room of the further times; may be repeated.", valueName: "text"))
    var room: [String] = []
    @Option(help: ArgumentHelp("A free slot to take away; may be repeated.", valueName: "id"))
    var remove: [String] = []
    @Option(
      help: ArgumentHelp("A slot and the room it goes to, id=room; may be repeated.", valueName: "id=room"))
    var move: [String] = []

    func run(in context: CommandContext) async throws {
      let actor = try await acting.actor(context)
      let changing = ChangeSlots(context.services)
      let id: InterviewDayID = try Reading.identifier(day, "day")
      let (found, slots) = try await changing.read(id, by: actor)
      var kept: [InterviewSlotID: String] = [:]
      for slot in slots { kept[slot.id] = slot.room }
      for text in remove {
        let slot = try Self.known(text, "--remove", kept)
        kept[slot] = nil
      }
      for text in move {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Reading.problem("--move", "'\(text)' is not a slot=room.") }
        let slot = try Self.known(String(parts[0]), "--move", kept)
        kept[slot] = String(parts[1])
      }
      let changed = try await changing(
        id, SlotChange(kept: kept, times: add, minutes: minutes, rooms: room),
        expectedVersion: found.version, by: actor)
      for slot in try await changing.read(changed.id, by: actor).slots {
        let place = slot.room.isEmpty ? "" : ", \(slot.room)"
        context.output.line("\(CommandContext.moment(slot.startsAt))\(place): \(slot.holderName ?? "free")")
      }
    }

    private static func known(
      _ text: String, _ option: String, _ slots: [InterviewSlotID: String]
    ) throws -> InterviewSlotID {
      let id: InterviewSlotID = try Reading.identifier(text, option)
      guard slots[id] != nil else { throw Reading.problem(option, "'\(text)' is no slot of this day.") }
      return id
    }
  }
}
