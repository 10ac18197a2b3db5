import Domain

/// A school as jobseekers see it: the facts of the register, its own words, and its vacancies.
struct SchoolView: Component {
  private let school: School
  private let profile: SchoolProfile
  private let found: VacancyPage

  init(_ school: School, _ profile: SchoolProfile, _ found: VacancyPage) {
    self.school = school
    self.profile = profile
    self.found = found
  }

  var html: HTML {
    """
    \(Heading(school.name, caption: school.address.town))\(closed)\(words)\
    \(Heading("Vacancies", .section, id: "vacancies"))\(vacancies)\
    \(Heading("Facts", .section))\(SummaryList(facts))
    """
  }

  private var closed: HTML {
    school.status == .open
      ? "" : InsetText("This school is recorded as “\(school.status.title.lowercased())”.").html
  }

  private var words: HTML {
    func part(_ title: String, _ text: String) -> HTML {
      text.isEmpty ? "" : "\(Heading(title, .section))\(Prose(text))"
    }
    let contact: HTML =
      profile.contactEmail.isEmpty
      ? ""
      : """
      \(Heading("Questions about posts", .section))<p class="govuk-body">\
      \(Link(profile.contactEmail, to: "mailto:\(profile.contactEmail)"))</p>
      """
    return """
      \(part("About the school", profile.about))\(part("What we offer staff", profile.benefits))\
      \(part("Visits", profile.visits))\(part("Keeping children safe", profile.safeguarding))\(contact)
      """
  }

  private var vacancies: HTML {
    if found.items.isEmpty { return Paragraph("This school has no vacancies at the moment.").html }
    let items = found.items.map { vacancy -> HTML in
      let closes = vacancy.closesAt.map(LondonTime.dateAndTime) ?? ""
      return "\(Link(vacancy.title, to: VacancyText.address(vacancy.id))), closes \(closes)"
    }
    var criteria = VacancyCriteria()
    criteria.school = school.urn
    let all: HTML =
      found.total > found.items.count
      ? Paragraph(
        html: Link("See all \(found.total) vacancies", to: VacancySearch.address(VacancyQuery(criteria))).html
      ).html : ""
    return "\(BulletList(html: items))\(all)"
  }

  private var facts: [SummaryList.Row] {
    let ages = school.lowAge.flatMap { low in school.highAge.map { "\(low) to \($0)" } }
    var rows: [SummaryList.Row] = [.init("Phase", school.phase.title)]
    func add(_ key: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append(.init(key, value)) }
    }
    add("Type", school.typeName)
    add("Ages", ages)
    add("Religious character", school.religiousCharacter)
    add("Trust", school.trustName)
    add("Address", school.address.lines.joined(separator: "\n"))
    if let link = school.websiteLink { rows.append(.init("Website", html: Link(link, to: link).html)) }
    add("Telephone", school.telephone)
    rows.append(.init("URN", school.isSampleURN ? "\(school.urn) (sample number)" : school.urn.description))
    return rows
  }
}
