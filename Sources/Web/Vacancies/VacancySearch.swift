import Domain
import Hummingbird

/// A search for vacancies as it stands in the address.
struct VacancySearch: Sendable {
  let words: String
  let phase: VacancyPhase?
  let subject: Subject?
  let pattern: WorkingPattern?
  let nqtsWelcome: Bool
  let after: VacancyCursor?

  /// Reads the address; what isn't understood is left out.
  init(_ parameters: Parameters, subjects: [Subject]) {
    func text(_ name: String) -> String { parameters[name[...]].map(String.init) ?? "" }
    words = String(text("q").prefix(200))
    phase = VacancyPhase(rawValue: text("phase"))
    subject = subjects.first { $0.code == text("subject") }
    pattern = WorkingPattern(rawValue: text("working_pattern"))
    nqtsWelcome = text("nqts_welcome") == "yes"
    after = VacancyCursor(text("after")).flatMap { $0.order == .newest ? $0 : nil }
  }

  /// What the domain is asked.
  var query: VacancyQuery {
    var criteria = VacancyCriteria()
    criteria.words = words
    criteria.phases = phase.map { [$0] } ?? []
    criteria.subjects = subject.map { [$0.code] } ?? []
    criteria.workingPatterns = pattern.map { [$0] } ?? []
    criteria.nqtsWelcome = nqtsWelcome
    return VacancyQuery(criteria, order: .newest, after: after)
  }

  private var pairs: [(name: String, value: String, label: String)] {
    var all: [(String, String, String)] = []
    if !words.isEmpty { all.append(("q", words, "“\(words)”")) }
    if let phase { all.append(("phase", phase.rawValue, phase.title)) }
    if let subject { all.append(("subject", subject.code, subject.name)) }
    if let pattern { all.append(("working_pattern", pattern.rawValue, pattern.title)) }
    if nqtsWelcome { all.append(("nqts_welcome", "yes", "NQTs welcome")) }
    return all.map { (name: $0.0, value: $0.1, label: $0.2) }
  }

  /// The address of this search, without some of its parts, from some point on.
  func address(without name: String? = nil, after: VacancyCursor? = nil) -> String {
    var parts = pairs.filter { $0.name != name }.map { "\($0.name)=\(Self.encoded($0.value))" }
    if let after { parts.append("after=\(after)") }
    return parts.isEmpty ? "/vacancies" : "/vacancies?" + parts.joined(separator: "&")
  }

  /// The filters in force, each a link that takes it away.
  var chosen: [Link] { pairs.map { Link($0.label, to: address(without: $0.name)) } }

  private static func encoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
