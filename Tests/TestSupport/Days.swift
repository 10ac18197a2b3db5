public import Postgres

/// A day written in a test, "YYYY-MM-DD".
public func day(_ text: String) -> CivilDate {
  guard let day = CivilDate(text) else { preconditionFailure("\(text) is not a date") }
  return day
}
