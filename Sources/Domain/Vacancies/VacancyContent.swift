public import Foundation
public import Postgres

/// What a school writes about a vacancy. A draft may leave anything but the title open.
public struct VacancyContent: Sendable, Codable, Equatable {
  /// The post, 4–75 characters.
  public var title: String
  /// The stage of school.
  public var phase: VacancyPhase?
  /// Codes of subjects; none for a class teacher.
  public var subjects: [String]
  /// Codes of key stages.
  public var keyStages: [String]
  /// How long the contract lasts.
  public var contractType: ContractType?
  /// The length in words, for example "One year"; needed unless permanent.
  public var contractLength: String?
  /// Full or part time.
  public var workingPattern: WorkingPattern?
  /// The part of full time, over 0 and up to 1.
  public var fte: Decimal?
  /// The lowest pay point offered, for example "M1".
  public var payMinimum: String?
  /// The highest pay point offered, for example "U3".
  public var payMaximum: String?
  /// The first day of the post.
  public var startsOn: CivilDate?
  /// Whether the post starts as soon as possible instead of on a day.
  public var startsAsSoonAsPossible: Bool
  /// The closing date in London.
  public var closesOn: CivilDate?
  /// The closing time in London, "HH:MM".
  public var closesAtTime: String?
  /// Whether newly qualified teachers are welcome.
  public var nqtsWelcome: Bool
  /// What the post is, in the school's words.
  public var description: String
  /// How to visit the school.
  public var visits: String

  /// Names of the fields in JSON.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case title, phase, subjects
    case keyStages = "key_stages"
    case contractType = "contract_type"
    case contractLength = "contract_length"
    case workingPattern = "working_pattern"
    case fte
    case payMinimum = "pay_minimum"
    case payMaximum = "pay_maximum"
    case startsOn = "starts_on"
    case startsAsSoonAsPossible = "starts_as_soon_as_possible"
    case closesOn = "closes_on"
    case closesAtTime = "closes_at_time"
    case nqtsWelcome = "nqts_welcome"
    case description, visits
  }

  /// What a school writes; everything but the title may be left open.
  public init(
    title: String, phase: VacancyPhase? = nil, subjects: [String] = [], keyStages: [String] = [],
    contractType: ContractType? = nil, contractLength: String? = nil,
    workingPattern: WorkingPattern? = nil, fte: Decimal? = nil, payMinimum: String? = nil,
    payMaximum: String? = nil, startsOn: CivilDate? = nil, startsAsSoonAsPossible: Bool = false,
    closesOn: CivilDate? = nil, closesAtTime: String? = nil, nqtsWelcome: Bool = false,
    description: String = "", visits: String = ""
  ) {
    self.title = title
    self.phase = phase
    self.subjects = subjects
    self.keyStages = keyStages
    self.contractType = contractType
    self.contractLength = contractLength
    self.workingPattern = workingPattern
    self.fte = fte
    self.payMinimum = payMinimum
    self.payMaximum = payMaximum
    self.startsOn = startsOn
    self.startsAsSoonAsPossible = startsAsSoonAsPossible
    self.closesOn = closesOn
    self.closesAtTime = closesAtTime
    self.nqtsWelcome = nqtsWelcome
    self.description = description
    self.visits = visits
  }

  /// Reads JSON; what is left out is open.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      title: try box.decodeIfPresent(String.self, forKey: .title) ?? "",
      phase: try box.decodeIfPresent(VacancyPhase.self, forKey: .phase),
      subjects: try box.decodeIfPresent([String].self, forKey: .subjects) ?? [],
      keyStages: try box.decodeIfPresent([String].self, forKey: .keyStages) ?? [],
      contractType: try box.decodeIfPresent(ContractType.self, forKey: .contractType),
      contractLength: try box.decodeIfPresent(String.self, forKey: .contractLength),
      workingPattern: try box.decodeIfPresent(WorkingPattern.self, forKey: .workingPattern),
      fte: try box.decodeIfPresent(Decimal.self, forKey: .fte),
      payMinimum: try box.decodeIfPresent(String.self, forKey: .payMinimum),
      payMaximum: try box.decodeIfPresent(String.self, forKey: .payMaximum),
      startsOn: try box.decodeIfPresent(CivilDate.self, forKey: .startsOn),
      startsAsSoonAsPossible: try box.decodeIfPresent(Bool.self, forKey: .startsAsSoonAsPossible) ?? false,
      closesOn: try box.decodeIfPresent(CivilDate.self, forKey: .closesOn),
      closesAtTime: try box.decodeIfPresent(String.self, forKey: .closesAtTime),
      nqtsWelcome: try box.decodeIfPresent(Bool.self, forKey: .nqtsWelcome) ?? false,
      description: try box.decodeIfPresent(String.self, forKey: .description) ?? "",
      visits: try box.decodeIfPresent(String.self, forKey: .visits) ?? "")
  }

  /// The instant of closing; nil while the date or time is open or not a time of day.
  public var closesAt: Date? {
    guard let closesOn, let (hour, minute) = Self.clock(closesAtTime ?? "") else { return nil }
    return LondonTime.instant(closesOn, hour: hour, minute: minute)
  }

  /// Hour and minute of a text such as "17:00"; nil when it isn't one.
  static func clock(_ text: String) -> (hour: Int, minute: Int)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) && $0.allSatisfy(\.isNumber) }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    return (hour, minute)
  }
}
