extension Array {
  /// Its elements in runs of neighbours that belong together, in order.
  func runs(_ belongTogether: (Element, Element) -> Bool) -> [[Element]] {
    reduce(into: []) { runs, element in
      if let last = runs.last?.last, belongTogether(last, element) {
        runs[runs.count - 1].append(element)
      } else {
        runs.append([element])
      }
    }
  }

  /// What something of its elements comes to together.
  func total(_ value: (Element) -> Int) -> Int { reduce(0) { $0 + value($1) } }
}
