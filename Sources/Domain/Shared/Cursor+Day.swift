import Foundation
import Postgres

extension Cursor {
  /// Behind an item of a list that is ordered by days.
  init(day: CivilDate, id: UUID) {
    self.init(instant: LondonTime.instant(day, hour: 0, minute: 0) ?? .distantPast, id: id)
  }

  /// The day of the item that it is behind.
  var day: CivilDate { LondonTime.date(of: instant) }
}
