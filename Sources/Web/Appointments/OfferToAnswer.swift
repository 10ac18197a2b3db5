import Domain
import Postgres

/// An offer that waits for its applicant's answer: until when, and the way to it, before everything else on a page.
struct OfferToAnswer: Component {
  private let application: SentApplication
  private let until: CivilDate?
  private let namesVacancy: Bool

  /// What there is to answer of an application; nothing where no offer waits. Where several applications stand on the
  /// page it names the vacancy.
  static func of(
    _ application: SentApplication, _ actor: Actor, _ services: Services, namesVacancy: Bool = false
  ) async throws -> OfferToAnswer {
    let open =
      application.state == .offered
      ? try await ReadOffers(services).own(application.id, by: actor).first {
        $0.awaitsAnswer(on: services.today)
      } : nil
    return OfferToAnswer(application: application, until: open?.terms.answerBy, namesVacancy: namesVacancy)
  }

  /// The same for each of several applications.
  static func all(
    _ applications: [SentApplication], _ actor: Actor, _ services: Services
  ) async throws -> HTML {
    var html: HTML = ""
    for application in applications {
      html = html + (try await of(application, actor, services, namesVacancy: true)).html
    }
    return html
  }

  var html: HTML {
    guard let until else { return "" }
    let post = namesVacancy ? "the post “\(application.vacancyTitle)”" : "the post"
    return InsetText {
      Heading("Answer the offer by the end of \(LondonTime.longDate(until))", .section)
      Paragraph(
        "\(application.schoolName) offers you \(post). Read what it offers, then say whether you accept.")
      LinkButton("Read and answer the offer", to: "/applications/\(application.id)/offer")
    }.html
  }
}
