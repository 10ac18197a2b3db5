import Domain
import HTTPSupport

/// Somebody of the pool, with what a school can do.
struct PoolPersonView: Component {
  private let person: PoolPerson
  private let form: PoolPreferencesForm
  private let school: School
  private let vacancies: [Vacancy]
  private let fields: Fields
  private let context: AppRequestContext

  init(
    _ person: PoolPerson, _ form: PoolPreferencesForm, school: School, vacancies: [Vacancy], fields: Fields,
    in context: AppRequestContext
  ) {
    self.person = person
    self.form = form
    self.school = school
    self.vacancies = vacancies
    self.fields = fields
    self.context = context
  }

  private var base: String { "/school/pool/\(person.entry.id)" }

  var html: HTML {
    let grade =
      person.entry.grade.map { [SummaryList.Row("Grade", html: Tag("Grade \($0)", .purple).html)] } ?? []
    let email = person.email.map { [SummaryList.Row("E-mail address", $0)] } ?? []
    return SummaryList(form.rows(person.entry.preferences) + grade + email).html + list + interest
      + Heading("General application", .section).html
      + Paragraph(person.email == nil ? Self.untilAgreed : "As it stands now.").html
      + AnswersView(person.form, person.answers).html
  }

  private static let untilAgreed = """
    As it stands now. Where the person lives and how to reach them and their referees shows once they agree to be \
    contacted. Until then “[contact details]” stands where an address, a number, a web page or a name on a network was \
    found in what they wrote. Not all can be found: please don’t use what was missed before they agree.
    """

  private var list: HTML {
    Form("\(base)/save", in: context) {
      HiddenInput("school", school.urn.description)
      HiddenInput("saved", person.isSaved ? "no" : "yes")
      Button(person.isSaved ? "Take off our list" : "Save to our list", kind: .secondary)
    }.html
  }

  private var interest: HTML {
    let known: HTML =
      person.interests.isEmpty ? "" : SchoolInterestTable(person.interests, school, in: context).html
    guard context.webActor.may(.contactPool, at: school.place), person.entry.isOpenToOffers else {
      return known
    }
    let open = vacancies.filter { !person.appliedFor.union(person.declinedFor).contains($0.id) }
    let choices = [Choice("", "In general")] + open.map { Choice($0.id.description, $0.content.title) }
    let reasons: [String?] = [
      vacancies.contains { person.appliedFor.contains($0.id) } ? "have applied for" : nil,
      vacancies.contains { person.declinedFor.contains($0.id) } ? "have said no to" : nil,
    ]
    let why = reasons.compactMap { $0 }.joined(separator: " or ")
    let left = why.isEmpty ? "" : " Vacancies that they \(why) are left out."
    return known
      + Heading("Ask whether you may contact them", .section).html
      + Form("\(base)/interest", in: context) {
        HiddenInput("school", school.urn.description)
        fields.select(
          "vacancy_id", "For which vacancy?", choices,
          hint: "If they say yes to a vacancy, their application for it comes to you at once.\(left)")
        fields.textarea("message", "Message", rows: 4, limit: .characters(2000))
        if let declined = person.declinedAt {
          fields.textarea(
            "new_reason", "What is new since they said no?",
            hint:
              "They declined on \(LondonTime.shortDate(LondonTime.date(of: declined))). Ask in general only if "
              + "there is something new. They read it behind your message.",
            rows: 3, limit: .characters(1000))
        }
        Button("Send")
      }.html
  }
}

/// A school's interest in people of the pool.
struct SchoolInterestTable: Component {
  private let interests: [PoolInterest]
  private let school: School
  private let context: AppRequestContext

  init(_ interests: [PoolInterest], _ school: School, in context: AppRequestContext) {
    self.interests = interests
    self.school = school
    self.context = context
  }

  var html: HTML {
    Table(
      "Whom we have asked",
      columns: [.init("Name"), .init("Vacancy"), .init("Asked"), .init("Answer")],
      rows: interests.map { interest in
        let reply: HTML = interest.reply.map { $0.isEmpty ? "" : "<br>\($0)" } ?? ""
        let application: HTML =
          interest.application.map {
            "<br>\(Link("Application", to: "/received/\($0)", about: interest.name))"
          } ?? ""
        // What is still open, and can't be seen, is paused; nothing else opens again.
        let isGone = !interest.isAvailable && interest.state != .ended
        let words = interest.state == .open ? "Not available at the moment" : "No longer available"
        let gone: HTML = isGone ? "<br>\(words)" : ""
        return [
          interest.isAvailable && interest.state != .ended
            ? Link(interest.name, to: "/school/pool/\(interest.entry)?school=\(school.urn)").html
            : HTML(text: interest.name),
          HTML(text: interest.vacancyTitle ?? "In general"),
          HTML(text: LondonTime.dateAndTime(interest.createdAt)),
          "\(interest.state.tag)\(gone)\(reply)\(application)\(takeBack(interest))",
        ]
      }
    ).html
  }

  private func takeBack(_ interest: PoolInterest) -> HTML {
    guard interest.mayBeTakenBack, context.webActor.may(.contactPool, at: school.place) else { return "" }
    return Form("/school/pool/interest/\(interest.id)/withdraw", in: context) {
      HiddenInput("school", school.urn.description)
      Button("Take back the question to \(interest.name)", kind: .link)
    }.html
  }
}
