public import Foundation

/// Numbers of terms in words for people.
public enum TermWords {
  /// So many terms, such as "1 term" and "1.5 terms".
  public static func terms(_ number: String) -> String { "\(number) \(noun(number))" }

  /// The same of a number; none is no number.
  public static func terms(_ number: Decimal?) -> String { terms(number.map { "\($0)" } ?? "no") }

  /// So many terms more, such as "1 more term".
  public static func more(_ number: Decimal?) -> String {
    let text = number.map { "\($0)" } ?? "no"
    return "\(text) more \(noun(text))"
  }

  /// A number as people read it, to four places at the most.
  public static func number(_ number: Double) -> String {
    let shown = rounded(number)
    return shown == shown.rounded() ? String(Int(shown)) : String(shown)
  }

  /// A number as it is shown.
  static func rounded(_ number: Double) -> Double { (number * 10_000).rounded() / 10_000 }

  /// So many full-time terms, such as "1 full-time term".
  public static func fullTime(_ number: Double) -> String {
    let text = Self.number(number)
    return "\(text) full-time \(noun(text))"
  }

  /// So many terms of the calendar, whatever part of full time was worked in them.
  static func ofCalendar(_ number: Double) -> String { "\(terms(Self.number(number))) of the calendar" }

  /// So many days, such as "1 day" and "2.5 days".
  static func days(_ number: Decimal) -> String { "\(number) \(number == 1 ? "day" : "days")" }

  /// Parts of a sentence, such as "1, 2 and 3".
  static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func noun(_ number: String) -> String { number == "1" ? "term" : "terms" }
}

/// The kinds of absence in words for people.
public enum AbsenceWords {
  /// Every kind with its words, in the order in which they are offered.
  public static let all: [(code: String, title: String)] = [
    ("sickness", "Sickness"), ("unpaid", "Unpaid leave"), ("maternity", "Maternity leave"),
    ("paternity", "Paternity leave"), ("adoption", "Adoption leave"),
    ("shared-parental", "Shared parental leave"), ("parental-bereavement", "Bereavement leave"),
    ("carers", "Carer’s leave"), ("neonatal-care", "Neonatal care leave"),
    ("coronavirus", "Coronavirus (until August 2021)"), ("other", "Another reason"),
  ]

  /// The words for a kind without what is said in brackets.
  static func plain(_ code: String) -> String {
    title(code).prefix { $0 != "(" }.trimmingCharacters(in: .whitespaces)
  }

  /// The words for a kind.
  public static func title(_ code: String) -> String {
    all.first { $0.code == code }?.title ?? code.replacing("-", with: " ")
  }
}
