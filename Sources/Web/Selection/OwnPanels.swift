import Domain
import Postgres

/// The vacancies whose panel somebody sits on or for which they interview, with what they have to do now.
struct OwnPanels: Component {
  private let work: [PanelWork]
  private let today: CivilDate

  init(_ work: [PanelWork], today: CivilDate) { (self.work, self.today) = (work, today) }

  var html: HTML {
    if work.isEmpty {
      return EmptyState(
        "You are on no panel yet", "Once the head or a recruiter names you, you score applications here."
      ).html
    }
    return Table(
      "Vacancies whose panel you are on",
      columns: [.init("Vacancy"), .init("To do now"), .init("Closes"), .init("Reference")],
      rows: work.map { line in
        [
          Link(line.vacancy.content.title, to: address(line)).html, todo(line),
          HTML(text: line.vacancy.closesAt.map(LondonTime.dateAndTime) ?? "No date yet"),
          HTML(whole: line.vacancy.reference),
        ]
      }
    ).html
  }

  private func base(_ line: PanelWork) -> String { "/school/vacancies/\(line.vacancy.id)" }

  /// Where a vacancy leads: to its selection, or for those who only interview to the interviews.
  private func address(_ line: PanelWork) -> String {
    line.isOnPanel ? "\(base(line))/selection" : "\(base(line))/interviews"
  }

  private func todo(_ line: PanelWork) -> HTML {
    var links: [HTML] = []
    if line.toSift > 0 {
      let words = line.toSift == 1 ? "Score 1 application" : "Score \(line.toSift) applications"
      links.append(Link(words, to: "\(base(line))/selection/sift").html)
    }
    links += line.toScore.map { application in
      Link(
        "Score the interview of \(application.applicantName)", to: "/received/\(application.id)/interview"
      ).html
    }
    if let day = line.nextDay(from: today) {
      links.append(
        Link("Interviews on \(LondonTime.shortDate(day.heldOn))", to: "\(base(line))/interviews").html)
    } else if !line.days.isEmpty {
      links.append(Link("Interviews", to: "\(base(line))/interviews").html)
    }
    if links.isEmpty { return HTML(text: "Nothing at the moment") }
    return links.count == 1 ? links[0] : BulletList(html: links).html
  }
}
