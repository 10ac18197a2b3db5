import Domain
import Foundation

/// Ways to pass a vacancy on, without anybody else's script: its address, a mail, a calendar file.
struct ShareVacancy: Component {
  private let vacancy: Vacancy
  private let address: String

  /// The vacancy, and the whole address of its page.
  init(_ vacancy: Vacancy, address: String) {
    self.vacancy = vacancy
    self.address = address
  }

  var html: HTML {
    let subject = "\(vacancy.content.title), \(vacancy.schoolName)"
    let mail = "mailto:?subject=\(Self.encoded(subject))&body=\(Self.encoded("\(subject)\n\(address)"))"
    return """
      <section class="staffroom-share" aria-labelledby="share">\
      \(Heading("Share or keep this vacancy", .section, id: "share"))\
      <ul class="govuk-list"><li>\(Link("Send it by e-mail", to: mail))</li>\
      <li>\(Link("Add the closing date and interviews to your calendar", to: "/vacancies/\(vacancy.id)/calendar.ics"))</li></ul>\
      <div class="govuk-form-group"><label class="govuk-label" for="share-address">Address of this page</label>\
      <input class="govuk-input" id="share-address" type="text" readonly value="\(address)"></div></section>
      """
  }

  /// A text inside the address of a mail (RFC 6068).
  static func encoded(_ text: String) -> String {
    text.replacing("\n", with: "\r\n").addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }

  private static let plain = CharacterSet.alphanumerics.intersection(
    CharacterSet(charactersIn: Unicode.Scalar(0)...Unicode.Scalar(127)))
}
