import Domain

/// A map of schools, drawn on the server: each stands where it is on the national grid and leads to its page. The list
/// beside it says the same in words.
struct SchoolMap: Component {
  private static let width = 720.0
  private static let margin = 56.0

  private let pins: [Pin]
  private let towns: [Pin]
  private let height: Double
  private let scale: (length: Double, label: String)

  private struct Pin: Sendable {
    let x: Double
    let y: Double
    let name: String
    var urn: URN?
    var vacancies = 0
  }

  /// A map of those schools that have a place; nil when fewer than two have one.
  init?(_ schools: [School], vacancies: [URN: Int]) {
    let placed = schools.compactMap { school -> (School, Double, Double)? in
      guard let easting = school.easting, let northing = school.northing else { return nil }
      return (school, Double(easting), Double(northing))
    }
    guard placed.count > 1, let west = placed.map(\.1).min(), let east = placed.map(\.1).max(),
      let south = placed.map(\.2).min(), let north = placed.map(\.2).max()
    else { return nil }
    let room = Self.width - 2 * Self.margin
    // A map is never of less than two kilometres, nor much higher than wide.
    let metres = max(east - west, (north - south) * 0.9, 2_000)
    let perMetre = room / metres
    let left = Self.margin + (room - (east - west) * perMetre) / 2
    height = (north - south) * perMetre + 2 * Self.margin + 20
    func x(_ easting: Double) -> Double { left + (easting - west) * perMetre }
    func y(_ northing: Double) -> Double { Self.margin + (north - northing) * perMetre }
    pins = placed.map { school, easting, northing in
      Pin(
        x: x(easting), y: y(northing), name: school.name, urn: school.urn,
        vacancies: vacancies[school.urn] ?? 0)
    }
    let byTown = Dictionary(grouping: placed) { $0.0.address.town ?? "" }.filter { !$0.key.isEmpty }
    towns = byTown.sorted { $0.key < $1.key }.prefix(30).map { town, schools in
      let number = Double(schools.count)
      return Pin(
        x: x(schools.map(\.1).reduce(0, +) / number), y: y(schools.map(\.2).reduce(0, +) / number), name: town
      )
    }
    scale = Self.scale(perMetre)
  }

  /// A round number of miles that takes about a fifth of the width.
  private static func scale(_ perMetre: Double) -> (length: Double, label: String) {
    let wanted = width / 5
    let miles = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100].last { $0 * 1609.344 * perMetre <= wanted } ?? 0.25
    let label = miles == 1 ? "1 mile" : miles < 1 ? "\(miles) mile" : "\(Int(miles)) miles"
    return (miles * 1609.344 * perMetre, label)
  }

  var html: HTML {
    let size = Self.number(height)
    let names = HTML(
      towns.map { town in
        """
        <text x="\(Self.number(town.x))" y="\(Self.number(town.y - 14))" text-anchor="middle" font-size="15" \
        opacity="0.75" aria-hidden="true">\(town.name)</text>
        """
      })
    // The busiest schools are drawn last, on top of others.
    let marks = HTML(pins.sorted { $0.vacancies < $1.vacancies }.map(mark))
    let foot = height - 24
    return """
      <figure class="staffroom-map-figure"><svg class="staffroom-map" viewBox="0 0 720 \(size)" \
      xmlns="http://www.w3.org/2000/svg" role="group" aria-label="Map of the schools">\(names)\(marks)\
      <g aria-hidden="true"><path class="staffroom-map__scale" fill="none" d="M20 \(Self.number(foot - 6))v6h\
      \(Self.number(scale.length))v-6"/><text x="26" y="\(Self.number(foot - 8))" font-size="15">\(scale.label)\
      </text></g></svg><figcaption class="govuk-hint">Filled circles have vacancies. The list names the same \
      schools.</figcaption></figure>
      """
  }

  private func mark(_ pin: Pin) -> HTML {
    let title = pin.vacancies == 0 ? pin.name : "\(pin.name), \(VacancyText.count(pin.vacancies))"
    let hiring: HTML = pin.vacancies > 0 ? " class=\"is-hiring\"" : ""
    let (x, y) = (Self.number(pin.x), Self.number(pin.y))
    let anchor: HTML = pin.x > 480 ? "end" : pin.x < 240 ? "start" : "middle"
    return """
      <a href="/schools/\(pin.urn?.description ?? "")"\(hiring)><title>\(title)</title>\
      <circle cx="\(x)" cy="\(y)" r="10"/><text class="staffroom-map__label" x="\(x)" \
      y="\(Self.number(pin.y - 16))" text-anchor="\(anchor)" font-size="18" aria-hidden="true">\(title)</text></a>
      """
  }

  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }
}
