import Domain
import Foundation

/// A vacancy as jobseekers see it; the school's preview is the same.
struct VacancyView: Component {
  private let posting: VacancyPosting
  private let state: VacancyState
  private let now: Date
  private let isPreview: Bool
  private let keep: HTML
  private let similar: HTML
  private let own: SentApplication?

  /// - Parameters:
  ///   - posting: the vacancy with all that belongs to it.
  ///   - state: its state at this moment.
  ///   - now: this moment.
  ///   - isPreview: whether its school looks at it before it is published.
  ///   - keep: the form that saves it, for those who have signed in.
  ///   - similar: other vacancies, where this one takes no applications.
  ///   - own: the reader's own application for it, if they have sent one.
  init(
    _ posting: VacancyPosting, state: VacancyState, now: Date, isPreview: Bool = false, keep: HTML = "",
    similar: HTML = "", own: SentApplication? = nil
  ) {
    self.posting = posting
    self.state = state
    self.now = now
    self.isPreview = isPreview
    self.keep = keep
    self.similar = similar
    self.own = own
  }

  private var vacancy: Vacancy { posting.vacancy }
  private var content: VacancyContent { posting.vacancy.content }
  private var isOpen: Bool { state == .published }

  var html: HTML {
    """
    \(Heading(content.title, caption: VacancyText.location(vacancy.schoolName, vacancy.schoolTown)))\
    \(standing)\(similar)\(facts)\(Heading("The post", .section))\(Prose(content.description))\
    \(specification)\(section("Benefits", posting.benefits))\(section("Help with moving", content.relocation))\
    \(documents)\(section("Visits", posting.visits))\(contact)\
    \(section("Safeguarding", posting.safeguarding))\(school)\(foot)
    """
  }

  // MARK: Where it stands

  private var standing: HTML {
    switch state {
    case .published: countdown + apply
    case .closed, .interviewing, .filled, .notFilled:
      InsetText {
        Paragraph("This vacancy closed on \(closing) and takes no more applications.")
      }.html
    case .withdrawn: InsetText("This vacancy has been withdrawn. \(vacancy.withdrawnReason ?? "")").html
    case .draft, .awaitingApproval, .scheduled:
      isPreview ? "" : InsetText("This vacancy is not published yet: only your school can see it.").html
    }
  }

  private var closing: String { vacancy.closesAt.map(LondonTime.dateAndTime) ?? "" }

  private var countdown: HTML {
    guard let closesAt = vacancy.closesAt else { return "" }
    let revised: HTML =
      vacancy.revisedAt.map {
        let moment = LondonTime.dateAndTime($0)
        return
          "<p class=\"govuk-body\">\(Tag("Updated", .blue)) The school changed this vacancy on \(moment).</p>"
      } ?? ""
    return """
      \(revised)<p class="govuk-body govuk-!-font-weight-bold">\(VacancyText.countdown(to: closesAt, from: now)).</p>
      """
  }

  private var apply: HTML {
    guard isOpen, !isPreview else { return "" }
    if let own {
      return InsetText {
        Paragraph("You have applied for this vacancy, on \(LondonTime.dateAndTime(own.sentAt)).")
        Paragraph(html: Link("See your application", to: "/applications/\(own.id)").html)
      }.html
    }
    return LinkButton("Apply for this vacancy", to: "/vacancies/\(vacancy.id)/apply", isStart: true).html
      + "<div class=\"staffroom-keep\">\(keep)</div>"
  }

  private var foot: HTML {
    guard isOpen, !isPreview, own == nil else { return "" }
    return LinkButton("Apply for this vacancy", to: "/vacancies/\(vacancy.id)/apply", isStart: true).html
  }

  // MARK: Facts

  private var facts: HTML {
    let pay = VacancyPayText(vacancy)
    let payLines = [
      pay.main, pay.proportion, content.payNote.trimmingCharacters(in: .whitespacesAndNewlines),
    ]
    .filter { !$0.isEmpty }
    let rows: [SummaryList.Row?] = [
      row("Role", posting.roles.joined(separator: ", ")),
      row("Phase", content.phases.map(\.title).joined(separator: ", ")),
      row("Key stages", posting.keyStages.joined(separator: ", ")),
      row("Subjects", posting.subjects.joined(separator: ", ")),
      row("Contract", VacancyText.contract(content)),
      row("Working pattern", pattern),
      row("Job share", content.jobShare ? "Two people may share the post" : ""),
      row("Pay", payLines.joined(separator: "\n")),
      row("Allowances", pay.allowances.joined(separator: "\n")),
      row("Posts", content.posts > 1 ? "\(content.posts)" : ""),
      row("Starts", VacancyText.start(content)),
      row("Closes", closing),
      row("Interviews", content.interviewDates.sorted().map(LondonTime.longDate).joined(separator: "\n")),
      row("Newly qualified teachers", content.nqtsWelcome ? "Welcome to apply" : "Experience is asked for"),
      row("Visas", content.visaSponsorship ? "The school can sponsor a visa" : ""),
      row("Reference", vacancy.reference),
    ]
    return SummaryList(rows.compactMap { $0 }).html
  }

  private var pattern: String {
    [VacancyText.pattern(content), content.workingPatternDetails].filter { !$0.isEmpty }
      .joined(separator: "\n")
  }

  private func row(_ key: String, _ value: String) -> SummaryList.Row? {
    value.isEmpty ? nil : SummaryList.Row(key, value)
  }

  // MARK: In words

  private func section(_ heading: String, _ text: String) -> HTML {
    text.allSatisfy(\.isWhitespace) ? "" : "\(Heading(heading, .section))\(Prose(text))"
  }

  private var specification: HTML {
    func part(_ heading: String, _ isEssential: Bool) -> HTML {
      let criteria = posting.criteria.filter { $0.essential == isEssential }
      if criteria.isEmpty { return "" }
      let groups = VacancyPosting.Criterion.Category.allCases.map { category -> HTML in
        let wordings = criteria.filter { $0.category == category }.map(\.wording)
        if wordings.isEmpty { return "" }
        return """
          <p class="govuk-body govuk-!-margin-bottom-1">\(category.title)</p>\(BulletList(wordings))
          """
      }
      return "\(Heading(heading, .part))\(HTML(groups))"
    }
    if posting.criteria.isEmpty { return "" }
    return """
      \(Heading("What the school looks for", .section))\(part("Essential", true))\(part("Desirable", false))
      """
  }

  private var documents: HTML {
    // Documents of a vacancy are open for as long as it is.
    guard isOpen || isPreview, !posting.documents.isEmpty else { return "" }
    let links = posting.documents.map { document -> HTML in
      let size =
        document.size < 1_048_576
        ? "\(max(1, document.size / 1_024)) KB" : "\((document.size + 524_288) / 1_048_576) MB"
      let format = document.mediaType == "application/pdf" ? "PDF" : "Word"
      return
        "\(Link(document.name, to: "/vacancies/\(vacancy.id)/documents/\(document.id.uuidString.lowercased())")) (\(format), \(size))"
    }
    return "\(Heading("Documents", .section))\(BulletList(html: links))"
  }

  private var contact: HTML {
    var lines: [HTML] = []
    if !content.contactName.isEmpty { lines.append(HTML(text: content.contactName)) }
    if !content.contactEmail.isEmpty {
      lines.append(Link(content.contactEmail, to: "mailto:\(content.contactEmail)").html)
    }
    if !content.contactPhone.isEmpty {
      let number = content.contactPhone.filter { "+0123456789".contains($0) }
      lines.append(Link(content.contactPhone, to: "tel:\(number)").html)
    }
    if lines.isEmpty { return "" }
    let joined = HTML(markup: lines.map(\.markup).joined(separator: "<br>"))
    return "\(Heading("Questions", .section))<p class=\"govuk-body\">\(joined)</p>"
  }

  private var school: HTML {
    let schools = [posting.school] + posting.furtherSchools
    let links = schools.map { school in
      let place = school.address.town.map { ", \($0)" } ?? ""
      return "\(Link(school.name, to: "/schools/\(school.urn)"))\(place)" as HTML
    }
    let about = posting.profile.about.allSatisfy(\.isWhitespace) ? "" : Prose(posting.profile.about).html
    let list: HTML =
      links.count == 1 ? "<p class=\"govuk-body\">\(links[0])</p>" : BulletList(html: links).html
    return "\(Heading(links.count == 1 ? "The school" : "The schools", .section))\(list)\(about)"
  }
}
