import Domain

/// Faults of a form, all of them at once: what can’t be read of it, and what is wrong with the rest.
enum FormFaults {
  /// Both in the order of the form’s fields. Where a field can’t be read, nothing else is said of it.
  static func all(
    _ unread: [FieldProblem], _ others: [FieldProblem], in names: [String]
  ) -> [FieldProblem] {
    let known = Set(unread.map(\.field))
    let problems = unread + others.filter { !known.contains($0.field) }
    return names.flatMap { name in problems.filter { $0.field == name } }
      + problems.filter { !names.contains($0.field) }
  }
}
