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

  /// The words for a kind.
  public static func title(_ code: String) -> String {
    all.first { $0.code == code }?.title ?? code.replacing("-", with: " ")
  }
}
