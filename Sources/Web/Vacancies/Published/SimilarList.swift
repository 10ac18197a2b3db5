import Domain
import Foundation

/// Other vacancies that somebody may apply for instead.
struct SimilarList: Component {
  private let vacancies: [VacancyListing]

  /// The vacancies, most alike first.
  init(_ vacancies: [VacancyListing]) { self.vacancies = vacancies }

  var html: HTML {
    let rows = vacancies.map { vacancy -> HTML in
      let closes = vacancy.closesAt.map { "<br>Closes on \(LondonTime.dateAndTime($0))" as HTML } ?? ""
      return """
        \(Link(vacancy.title, to: VacancyText.address(vacancy.id)))<br>\
        \(VacancyText.location(vacancy.schoolName, vacancy.schoolTown))\(closes)
        """
    }
    let all = Paragraph(html: Link("See all vacancies", to: "/vacancies").html)
    if rows.isEmpty { return all.html }
    return "\(Heading("Similar vacancies", .section))\(BulletList(html: rows))\(all)"
  }
}
