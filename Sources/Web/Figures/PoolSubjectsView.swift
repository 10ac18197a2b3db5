import Domain

/// How many people seek which subject in which phase: the largest as bars, all of them in a table.
struct PoolSubjectsView: Component {
  private static let bars = 12
  private let size: PoolSize

  init(_ size: PoolSize) { self.size = size }

  var html: HTML {
    if size.pairs.isEmpty {
      return Paragraph("Subject and phase together were not counted on that day.").html
    }
    let largest = size.pairs.sorted { ($1.people, $0.name) < ($0.people, $1.name) }.prefix(Self.bars)
    let phases = VacancyPhase.allCases.filter { phase in size.pairs.contains { $0.phase == phase } }
    return CountChart(
      size.pairs.count > Self.bars
        ? "By subject and phase: the \(Self.bars) largest" : "By subject and phase",
      largest.map { (name: "\($0.name), \($0.phase.title.lowercasedFirst)", count: $0.people) }
    ).html
      + Table(
        "By subject and phase",
        columns: [.init("Subject")] + phases.map { .init($0.title, isNumeric: true) },
        rows: size.subjects.map { subject -> [HTML] in
          [HTML(text: subject.name)] + phases.map { phase -> HTML in "\(subject.people[phase] ?? 0)" }
        }
      ).html
  }
}
