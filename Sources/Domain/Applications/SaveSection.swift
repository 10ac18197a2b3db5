public import Foundation
import Postgres

/// Saves answers of the acting person's general application, right or wrong, so that nothing typed is lost.
public struct SaveSection: Sendable {
  let services: Services

  /// The use case over an installation's services.
  public init(_ services: Services) { self.services = services }

  /// Stores a section's answers and gives the section back with what still keeps it from being complete.
  /// `expectedVersion` is the version that was read (0 before the first save); nil overwrites.
  /// Throws ``DomainError``.
  public func callAsFunction(
    _ key: String, answers: [String: JSONValue], expectedVersion: Int?, by actor: Actor
  ) async throws -> FilledSection {
    try await change(key, expectedVersion, actor) { section, _ in
      var shaped = try FormRules.shaped(answers, section)
      if section.entries != nil { shaped["entries"] = named(shaped["entries"]?.array ?? []) }
      return shaped
    }
  }

  /// Stores one entry of a list section: a new one when `entry` is nil, unless the list has just the same already: see
  /// ``FilledSection/stoodAlready``. Throws ``DomainError``.
  public func entry(
    _ entry: UUID?, of key: String, answers: [String: JSONValue], expectedVersion: Int?, by actor: Actor
  ) async throws -> FilledSection {
    var known: Set<String> = []
    var same: String?
    var saved = try await change(key, expectedVersion, actor) { section, stored in
      known = Set((stored["entries"]?.array ?? []).compactMap { $0.object?["id"]?.string })
      guard let limits = section.entries else { throw DomainError.notFound("entry of the application") }
      var list = stored["entries"]?.array ?? []
      var shaped =
        try FormRules.shaped(["entries": .array([.object(answers)])], section)["entries"]?.array ?? []
      var object = shaped.removeFirst().object ?? [:]
      if let entry {
        guard let index = Self.index(of: entry, in: list) else {
          throw DomainError.notFound("entry of the application")
        }
        object["id"] = .string(entry.uuidString.lowercased())
        list[index] = .object(object)
      } else if let id = Self.same(as: object, in: list) {
        same = id
        return stored
      } else {
        guard list.count < limits.maximum else {
          throw DomainError.conflict("There is room for \(limits.maximum) of these; remove one first.")
        }
        list.append(.object(object))
      }
      return ["entries": named(list)]
    }
    saved.stoodAlready = same != nil
    if let same {
      saved.added = same
    } else if entry == nil {
      saved.added = saved.entries.compactMap { $0["id"]?.string }.first { !known.contains($0) }
    }
    return saved
  }

  /// Removes one entry of a list section; one that is gone already changes nothing. Throws ``DomainError``.
  public func removeEntry(
    _ entry: UUID, of key: String, by actor: Actor
  ) async throws -> FilledSection {
    try await change(key, nil, actor) { section, stored in
      guard section.entries != nil else { throw DomainError.notFound("entry of the application") }
      var list = stored["entries"]?.array ?? []
      if let index = Self.index(of: entry, in: list) { list.remove(at: index) }
      return ["entries": .array(list)]
    }
  }

  private func change(
    _ key: String, _ expected: Int?, _ actor: Actor,
    _ make: (FormSection, [String: JSONValue]) throws -> [String: JSONValue]
  ) async throws -> FilledSection {
    let account = try actor.requireOwn(.keepGeneralApplication)
    return try await services.pool.withTransaction { tx in
      try await tx.execute("SELECT 1 FROM account WHERE id = \(account.id) FOR UPDATE")
      let general = try await GeneralApplication.load(account.id, today: services.today, in: tx)
      let filled = try general.section(key)
      try VacancyStore.requireVersion(expected, of: filled.version)
      let answers = filled.section.ordered(try make(filled.section, filled.answers))
      if filled.version > 0 && answers == filled.answers { return filled }
      try await store(account.id, key, answers, tx)
      try await Audit.record(
        "general_application.saved", AuditSubject("general_application", account.id),
        details: ["section": .string(key), "version": .number(Double(filled.version + 1))], by: actor,
        services, in: tx)
      return try await GeneralApplication.load(account.id, today: services.today, in: tx).section(key)
    }
  }

  private func store(
    _ account: AccountID, _ key: String, _ answers: [String: JSONValue], _ tx: Transaction
  ) async throws {
    let now = services.now()
    let json = JSONColumn.encode(answers)
    try await tx.execute(
      """
      INSERT INTO general_application_section AS s (account_id, section, answers, updated_at)
      VALUES (\(account), \(key), \(json), \(now))
      ON CONFLICT (account_id, section)
      DO UPDATE SET answers = excluded.answers, version = s.version + 1, updated_at = excluded.updated_at
      """)
  }

  /// Gives every entry without an identifier (or with one that stands twice) a new one.
  private func named(_ list: [JSONValue]) -> JSONValue {
    var seen: Set<String> = []
    return .array(
      list.map { entry in
        var object = entry.object ?? [:]
        if let id = object["id"]?.string, seen.insert(id).inserted { return entry }
        let id = UUIDv7.make(at: services.now(), random: services.random(10)).uuidString.lowercased()
        object["id"] = .string(id)
        seen.insert(id)
        return .object(object)
      })
  }

  /// The entry of a list that says just the same; one that says nothing is like no other.
  private static func same(as entry: [String: JSONValue], in list: [JSONValue]) -> String? {
    func said(_ entry: [String: JSONValue]) -> [String: JSONValue] {
      entry.filter { $0.key != "id" && !FormRules.isBlank($0.value) }
    }
    let new = said(entry)
    if new.isEmpty { return nil }
    return list.compactMap(\.object).first { said($0) == new }?["id"]?.string
  }

  private static func index(of entry: UUID, in list: [JSONValue]) -> Int? {
    let id = entry.uuidString.lowercased()
    return list.firstIndex { $0.object?["id"]?.string == id }
  }
}
