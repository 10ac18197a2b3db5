public import Postgres

/// What somebody sent with a form (`application/x-www-form-urlencoded`): every value as it was typed, in
/// the order sent, repeated names kept.
public struct FormData: Sendable, Equatable {
  /// How many bytes a form may have.
  public static let maximumSize = 256 * 1024
  /// How many fields a form may have.
  public static let maximumFields = 2_000

  /// One value with its field's name.
  public struct Field: Sendable, Equatable {
    /// The field's name.
    public var name: String
    /// What was typed or chosen.
    public var value: String

    /// A value of a field.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Every value sent.
  public private(set) var fields: [Field] = []

  /// Why a body is not a form.
  public enum Failure: Error, Equatable {
    /// It has more than ``maximumFields`` fields.
    case tooManyFields
  }

  /// An empty form.
  public init() {}

  /// A form of given values.
  public init(_ fields: [Field]) {
    self.fields = fields
  }

  /// Reads a body, or a query string. Takes any bytes: a `%` that begins no escape stands for itself, what is
  /// not UTF-8 becomes U+FFFD, and NUL, which nobody can type and no database stores, is left out.
  public init(decoding bytes: some Collection<UInt8>) throws(Failure) {
    for pair in bytes.lazy.split(separator: UInt8(ascii: "&")) {
      if fields.count == Self.maximumFields { throw .tooManyFields }
      let equals = pair.firstIndex(of: UInt8(ascii: "="))
      let name = Self.unescape(pair[..<(equals ?? pair.endIndex)])
      let value = equals.map { Self.unescape(pair[pair.index(after: $0)...]) } ?? ""
      fields.append(Field(name: name, value: value))
    }
  }

  private static func unescape(_ bytes: some Collection<UInt8>) -> String {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var rest = bytes.makeIterator()
    var pending: [UInt8] = []
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
      default: nil
      }
    }
    while let byte = pending.popLast() ?? rest.next() {
      guard byte == UInt8(ascii: "%") else {
        plain.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
        continue
      }
      guard let first = pending.popLast() ?? rest.next() else {
        plain.append(byte)
        break
      }
      guard let high = digit(first) else {
        plain.append(byte)
        pending.append(first)
        continue
      }
      guard let second = pending.popLast() ?? rest.next() else {
        plain += [byte, first]
        break
      }
      guard let low = digit(second) else {
        plain.append(byte)
        pending += [second, first]
        continue
      }
      plain.append(high << 4 | low)
    }
    return Self.text(plain)
  }

  /// Bytes that were sent as text.
  static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.contains(0) ? bytes.filter { $0 != 0 } : bytes, as: UTF8.self)
  }

  /// The last value of the field, as it was typed; nil when the field was not sent.
  public func string(_ name: String) -> String? {
    fields.last { $0.name == name }?.value
  }

  /// The value of the field, or an empty text.
  public subscript(_ name: String) -> String { string(name) ?? "" }

  /// Every value of the field, in the order sent.
  public func strings(_ name: String) -> [String] {
    fields.filter { $0.name == name }.map(\.value)
  }

  /// The value of the field without white space around it; nil when nothing is left.
  public func trimmed(_ name: String) -> String? {
    guard let value = string(name) else { return nil }
    let trimmed = value.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    return trimmed.isEmpty ? nil : String(trimmed)
  }

  /// The whole number typed, white space around it ignored; nil when there is none.
  public func int(_ name: String) -> Int? {
    trimmed(name).flatMap { Int($0) }
  }

  /// Whether a field is there at all, as a ticked checkbox or a pressed button is.
  public func has(_ name: String) -> Bool {
    fields.contains { $0.name == name }
  }

  /// The date of the three fields `name-day`, `name-month` and `name-year`.
  public func date(_ name: String) -> DateEntry {
    DateEntry(day: self["\(name)-day"], month: self["\(name)-month"], year: self["\(name)-year"])
  }

  /// Adds a value behind those that are there.
  mutating func add(_ field: Field) {
    fields.append(field)
  }

  /// Sets the one value of a field; nil takes the field out.
  public mutating func set(_ name: String, _ value: String?) {
    set(name, value.map { [$0] } ?? [])
  }

  /// Sets the values of a field that may have several.
  public mutating func set(_ name: String, _ values: [String]) {
    fields.removeAll { $0.name == name }
    fields += values.map { Field(name: name, value: $0) }
  }

  /// Sets a field to a number.
  public mutating func set(_ name: String, _ value: Int?) {
    set(name, value.map { String($0) })
  }

  /// Sets the three fields of a date.
  public mutating func set(_ name: String, _ value: CivilDate?) {
    let entry = DateEntry(value)
    set("\(name)-day", entry.day)
    set("\(name)-month", entry.month)
    set("\(name)-year", entry.year)
  }

  /// The form without some fields.
  public func without(_ names: Set<String>) -> FormData {
    FormData(fields.filter { !names.contains($0.name) })
  }
}

/// A date as it was typed into three fields.
public struct DateEntry: Sendable, Equatable {
  /// The day as typed.
  public var day: String
  /// The month as typed: a number, or its English name or the first three letters of it.
  public var month: String
  /// The year as typed.
  public var year: String

  /// A date as typed.
  public init(day: String = "", month: String = "", year: String = "") {
    self.day = day
    self.month = month
    self.year = year
  }

  /// The entry that stands for a stored date.
  public init(_ date: CivilDate?) {
    self.init(
      day: date.map { String($0.day) } ?? "", month: date.map { String($0.month) } ?? "",
      year: date.map { String($0.year) } ?? "")
  }

  /// Whether nothing was typed.
  public var isEmpty: Bool { (day + month + year).allSatisfy(\.isWhitespace) }

  /// The date, if what was typed is one that exists.
  public var date: CivilDate? {
    func clean(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    guard let day = Int(clean(day)), (1...31).contains(day), let month = monthNumber(clean(month)),
      let year = Int(clean(year)), (1000...9999).contains(year)
    else { return nil }
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return CivilDate("\(year)-\(padded(month))-\(padded(day))")
  }

  /// What is wrong with a day whose three parts were all typed; nil when it is a date, or not whole.
  public var fault: String? {
    let parts = [day, month, year].map { $0.filter { !$0.isWhitespace } }
    guard date == nil, !parts.contains("") else { return nil }
    if let day = Int(parts[0]), (1...31).contains(day), let number = monthNumber(parts[1]),
      let year = Int(parts[2]), (1000...9999).contains(year)
    {
      let name = Self.months[number - 1]
      let month = name.prefix(1).uppercased() + name.dropFirst()
      return "There is no \(day) \(month) \(year). Enter a day that exists."
    }
    return "“\(day) \(month) \(year)” is not a date. Enter day, month and year, such as 1 9 2027."
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]

  private func monthNumber(_ text: String) -> Int? {
    if let number = Int(text) { return (1...12).contains(number) ? number : nil }
    let lower = text.lowercased()
    return Self.months.firstIndex { $0 == lower || $0.prefix(3) == lower }.map { $0 + 1 }
  }
}
