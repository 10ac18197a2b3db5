/// The words by which a street is known, and those by which it is not one.
enum StreetWords {
  /// What is often shortened.
  private static let shortened = [
    "street": "st", "road": "rd", "avenue": "ave", "av": "ave", "lane": "ln", "close": "cl", "drive": "dr",
    "crescent": "cres", "gardens": "gdns", "court": "ct", "place": "pl", "square": "sq", "terrace": "ter",
    "terr": "ter",
  ]
  /// Words that say by themselves that a line names a street.
  static let certain: Set<String> = Set(shortened.values).union([
    "way", "grove", "mews", "walk", "rise", "row",
  ])
  /// All that a street behind a number may end with, shortened.
  static let types: Set<String> = certain.union([
    "hill", "green", "park", "parade", "chase", "quay", "wharf", "vale", "view",
  ])
  /// What a home within a house is called.
  static let flats: Set<String> = ["flat", "apartment", "apt", "unit", "studio", "maisonette"]
  /// What the house around one may end with besides.
  static let houses: Set<String> = ["house", "lodge", "point", "tower"]
  /// Words behind a number that is no house: what it counts or measures.
  static let counted: Set<String> = [
    "child", "children", "class", "classes", "day", "days", "hour", "hours", "key", "mile", "miles", "min",
    "mins",
    "minute", "minutes", "month", "months", "pupil", "pupils", "student", "students", "teacher", "teachers",
    "week",
    "weeks", "year", "years",
  ]
  /// Words that, written small, are hardly in the name of a street: the sentence goes on.
  static let joining: Set<String> = [
    "and", "at", "before", "for", "from", "in", "my", "near", "our", "to", "with",
  ]
  /// Those that make a day of the number before them.
  static let months: Set<String> = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november",
    "december",
  ]
  /// Words before a number that is no house.
  static let numbering: Set<String> = [
    "act", "age", "aged", "ages", "band", "chapter", "class", "classes", "grade", "grades", "group", "groups",
    "key",
    "lesson", "lessons", "level", "levels", "module", "page", "pages", "paper", "part", "parts", "phase",
    "room",
    "section", "set", "sets", "stage", "stages", "standard", "standards", "team", "term", "terms", "tier",
    "top",
    "week", "weeks", "y", "year", "years", "yr", "yrs",
  ]
  /// Words before a number that say that somebody lives there.
  static let living: Set<String> = [
    "address", "home", "live", "lived", "lives", "living", "reside", "resides", "residing",
  ]
  /// Words behind the name of a street that make a place of work of it.
  private static let institutions: Set<String> = [
    "academies", "academy", "church", "college", "federation", "hospital", "infant", "infants", "junior",
    "juniors",
    "library", "museum", "nursery", "playgroup", "pre-school", "preschool", "primary", "school", "schools",
    "secondary", "special", "trust", "university",
  ]

  /// A word as it is mostly shortened.
  static func short(_ word: String) -> String { shortened[word] ?? word }

  /// Whether the name of a school or the like goes on at a place of a text: "Quarry Hill Primary".
  static func isInstitution(in text: [Character], from end: Int) -> Bool {
    let rest = text[end...].prefix(20)
    let blanks = rest.prefix { $0 == " " }
    guard (1...2).contains(blanks.count) else { return false }
    let word = rest.dropFirst(blanks.count).prefix { $0.isLetter || $0 == "-" }
    return institutions.contains(String(word).lowercased())
  }
}
