/// Who must be among the referees.
///
/// Source: Keeping Children Safe in Education, part three: references come from the current employer, or the latest
/// where there is none, and from the last work with children where that is not it; the pool's practice asks the training provider of those who train or are newly qualified.
enum RefereeRules {
  /// What keeps a list of referees from being complete, given the answers of all sections.
  static func problems(
    _ list: [[String: JSONValue]], _ others: [String: [String: JSONValue]]
  ) -> [FieldProblem] {
    relatives(list) + sameName(list) + employer(list, others["history"] ?? [:])
      + workWithChildren(list, others["history"] ?? [:]) + provider(list, others["teaching"] ?? [:])
  }

  /// Whether the answers are those of somebody who trains or is newly qualified.
  static func isTrainingOrNew(_ teaching: [String: JSONValue]) -> Bool {
    teaching["status"]?.string == "training"
      || (teaching["status"]?.string == "qualified" && teaching["induction"]?.string == "not_started")
  }

  private static func relatives(_ list: [[String: JSONValue]]) -> [FieldProblem] {
    list.enumerated().compactMap { index, entry in
      guard entry["is_relative"]?.string == "yes" else { return nil }
      return FieldProblem(
        field: "entries[\(index)].is_relative",
        message: "Give a referee who is neither a relative nor a partner of yours.")
    }
  }

  private static func sameName(_ list: [[String: JSONValue]]) -> [FieldProblem] {
    var seen: Set<[String]> = []
    return list.enumerated().compactMap { index, entry in
      let person = ["name", "organisation"].map { (entry[$0]?.string ?? "").trimmed.lowercased() }
      guard !person.contains(""), !seen.insert(person).inserted else { return nil }
      return FieldProblem(
        field: "entries[\(index)].name", message: "Enter a different person: this one is already given.")
    }
  }

  private static func employer(
    _ list: [[String: JSONValue]], _ history: [String: JSONValue]
  ) -> [FieldProblem] {
    let jobs = jobs(history, of: withChildren.union(["other_work"]))
    guard let latest = jobs.max(by: { ended($0) < ended($1) }) else { return [] }
    let isCurrent = latest["current"]?.string == "yes"
    // Whoever teaches at a school or elsewhere now can't leave that employer out by way of the one before. Other work may
    // be one's own, with nobody to ask.
    let isEmployed = isCurrent && withChildren.contains(latest["kind"]?.string ?? "")
    let wanted: Set<String> = isEmployed ? ["current_employer"] : ["current_employer", "latest_employer"]
    let known = Set(list.compactMap { $0["relationship"]?.string })
    if !known.isDisjoint(with: wanted) || list.isEmpty { return [] }
    let name = latest["organisation"]?.string?.trimmed ?? ""
    let which = isCurrent ? "current" : "latest"
    return [
      FieldProblem(
        field: "entries",
        message: "Add a referee from your \(which) employer\(name.isEmpty ? "" : ", \(name)").")
    ]
  }

  /// The kinds of work that were with children.
  private static let withChildren: Set<String> = ["teaching", "work_with_children"]

  private static func jobs(
    _ history: [String: JSONValue], of kinds: Set<String>
  ) -> [[String: JSONValue]] {
    (history["entries"]?.array ?? []).compactMap(\.object).filter {
      kinds.contains($0["kind"]?.string ?? "")
    }
  }

  /// Where the current or latest work was not with children and earlier work was, somebody from there is asked as well:
  /// "any references … from the relevant employer from the last time the applicant worked with children (if not currently
  /// working with children)".
  private static func workWithChildren(
    _ list: [[String: JSONValue]], _ history: [String: JSONValue]
  ) -> [FieldProblem] {
    guard !list.isEmpty,
      let last = jobs(history, of: withChildren).max(by: { ended($0) < ended($1) }),
      let other = jobs(history, of: ["other_work"]).map(ended).max(), ended(last) < other
    else { return [] }
    let name = last["organisation"]?.string?.trimmed ?? ""
    let isNamed = list.contains { referee in
      name.isEmpty
        ? referee["relationship"]?.string == "earlier_employer"
        : mayBeSame(referee["organisation"]?.string ?? "", name)
    }
    if isNamed { return [] }
    return [
      FieldProblem(
        field: "entries",
        message: name.isEmpty
          ? "Add a referee from the place where you last worked with children."
          : "Add a referee from \(name), where you last worked with children, with its name as in your "
            + "history.")
    ]
  }

  /// Words that many places have in their names.
  private static let common: Set<String> = [
    "the", "and", "school", "primary", "secondary", "infant", "junior", "academy", "college", "nursery",
    "trust",
  ]

  /// Whether two names may be of one place: a word of the one, other than a common one, stands in the other.
  private static func mayBeSame(_ one: String, _ other: String) -> Bool {
    func words(_ text: String) -> Set<String> {
      let all = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
      let own = all.subtracting(common).filter { $0.count > 1 }
      return own.isEmpty ? all : own
    }
    return !words(one).isDisjoint(with: words(other))
  }

  private static func ended(_ entry: [String: JSONValue]) -> String {
    entry["current"]?.string == "yes" ? "9999" : entry["to"]?.string ?? ""
  }

  private static func provider(
    _ list: [[String: JSONValue]], _ teaching: [String: JSONValue]
  ) -> [FieldProblem] {
    guard isTrainingOrNew(teaching), !list.isEmpty,
      !list.contains(where: { $0["relationship"]?.string == "training_provider" })
    else { return [] }
    let name = teaching["training_provider"]?.string?.trimmed ?? ""
    return [
      FieldProblem(
        field: "entries",
        message: "Add a referee from your training provider\(name.isEmpty ? "" : ", \(name)").")
    ]
  }
}
