import Domain
import HTTPSupport
import Hummingbird

/// Another referee, named by the applicant, or asked for and recorded by the school.
struct OtherRefereePages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("applications/{application}/referee") { try await showOwn($0, $1) }
    pages.post("applications/{application}/referee") { try await name($0, $1) }
    pages.get("received/:id/other-referee") { try await show($0, $1) }
    pages.post("received/:id/other-referee") { try await record($0, $1) }
    pages.post("received/:id/other-referee/ask") { try await ask($0, $1) }
  }

  private var naming: NameReferee { NameReferee(environment.services) }

  /// What stands for “one more” where a place is chosen.
  private static let further = "further"

  /// The place that was chosen; 0, which is nobody’s, where none was: that is told with everything else.
  private static func place(_ form: FormData, _ name: String = "replaces") -> Int? {
    form[name] == further ? nil : form.int(name) ?? 0
  }

  // MARK: The applicant

  private func showOwn(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    let known = try await naming.own(id, by: context.webActor)
    var values = FormData()
    if known.openings.count == 1 { values.set("replaces", Self.value(known.openings[0])) }
    return ownPage(known, Fields(values), context, isNamed: request.uri.queryParameters["named"] != nil)
  }

  private func name(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID("application")
    let form = context.form
    do {
      let known = try await naming.own(id, by: context.webActor)
      let place = Self.place(form)
      let section = known.openings.first { $0.referee?.number == place }?.section ?? known.section
      _ = try await naming(
        id, replaces: place, answers: SectionForm.answers(form, section.questions), by: context.webActor)
      return .seeOther("/applications/\(id)/referee?named=1")
    } catch {
      let problems = try Refusal.problems(error, field: "replaces")
      let known = try await naming.own(id, by: context.webActor)
      return ownPage(known, Fields(form, problems: problems), context)
    }
  }

  private static func value(_ opening: OtherReferees.Opening) -> String {
    opening.place.isEmpty ? further : opening.place
  }

  private func ownPage(
    _ known: OtherReferees, _ fields: Fields, _ context: AppRequestContext, isNamed: Bool = false
  ) -> Response {
    let application = known.application
    return environment.respond(
      Page(
        "Name another referee", path: "/applications", problems: fields.problems,
        hasForm: !known.openings.isEmpty,
        above: BackLink(to: "/applications/\(application.id)", "Back to the application"),
        banner: isNamed
          ? NotificationBanner("Thank you. The school knows and can ask the referee whom you have named.")
          : nil
      ) {
        Heading(
          "Name another referee", caption: "\(application.vacancyTitle), \(application.schoolName)")
        if known.openings.isEmpty {
          Paragraph(
            "Nobody else is needed now. Where a referee declines or does not answer, or the school asks you for another "
              + "one, you can name somebody here.")
          if !fields.problems.isEmpty { Self.kept(fields.values, known) }
        } else {
          if let ask = known.ask, !ask.message.isEmpty {
            InsetText("\(application.schoolName) writes: \(ask.message)")
          }
          BulletList(known.openings.map(\.sentence))
          Paragraph(
            "What you sent stays as it is. By naming somebody you agree that the school asks them for a reference."
          )
          Form("/applications/\(application.id)/referee", in: context) {
            Self.places(known, fields)
            QuestionFields(Self.questions(known), fields)
            Button("Name this referee")
          }
        }
      }, in: context)
  }

  /// The questions about a referee: without how they know the person where only a religious one is missing.
  private static func questions(_ known: OtherReferees) -> [Question] {
    known.openings.count == 1 ? known.openings[0].section.questions : known.section.questions
  }

  private static func places(_ known: OtherReferees, _ fields: Fields) -> HTML {
    if known.openings.count == 1, fields.problem(of: "replaces") == nil {
      return HiddenInput("replaces", value(known.openings[0])).html
    }
    return fields.radios(
      "replaces", "In whose place?",
      known.openings.map { Choice(value($0), $0.referee?.name ?? "One more referee", hint: $0.sentence) }
    ).html
  }

  // MARK: The school

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let known = try await naming.received(try context.applicationID(), by: context.webActor)
    let asked = request.uri.queryParameters["asked"] != nil
    return schoolPage(known, Fields(), Fields(), context, isAsked: asked)
  }

  private func ask(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    do {
      _ = try await AskForReferee(environment.services)(
        id, replaces: Self.place(context.form, "ask_replaces"),
        message: SectionForm.lines(context.form["message"]),
        by: context.webActor)
      return .seeOther("/received/\(id)/other-referee?asked=1")
    } catch {
      let problems = try Refusal.problems(error, field: "replaces").map {
        $0.field == "replaces" ? FieldProblem(field: "ask_replaces", message: $0.message) : $0
      }
      let known = try await naming.received(id, by: context.webActor)
      return schoolPage(known, Fields(context.form, problems: problems), Fields(), context)
    }
  }

  private func record(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let id = try context.applicationID()
    let form = context.form
    do {
      let known = try await naming.received(id, by: context.webActor)
      _ = try await naming.record(
        id, replaces: Self.place(form), answers: SectionForm.answers(form, known.section.questions),
        consent: SectionForm.lines(form["consent"]), by: context.webActor)
      return .seeOther(SchoolNews.referee.on("/received/\(id)/references"))
    } catch {
      let problems = try Refusal.problems(error, field: "replaces")
      let known = try await naming.received(id, by: context.webActor)
      return schoolPage(known, Fields(), Fields(form, problems: problems), context)
    }
  }

  /// Two forms, each with its own fields and faults.
  private func schoolPage(
    _ known: OtherReferees, _ asking: Fields, _ recording: Fields, _ context: AppRequestContext,
    isAsked: Bool = false
  ) -> Response {
    let application = known.application
    let base = "/received/\(application.id)"
    return environment.respond(
      Page(
        "Another referee", path: "/school", problems: asking.problems + recording.problems,
        hasForm: OtherReferees.isOpen(application.state),
        above: BackLink(to: "\(base)/references", "All references"),
        banner: isAsked ? NotificationBanner("We have asked the applicant by e-mail.") : nil
      ) {
        Heading("Another referee", caption: "\(application.applicantName), \(application.vacancyTitle)")
        if OtherReferees.isOpen(application.state) {
          if let ask = known.ask { waiting(ask, known) }
          self.forms(known, asking, recording, context)
        } else {
          Paragraph(
            "Another referee is named between the shortlist and the appointment. The state of this application is "
              + "“\(application.state.title)”.")
          Self.kept(asking)
          Self.kept(recording.values, known)
        }
      }, in: context)
  }

  /// What was typed to ask the applicant, where there is no form for it any more.
  private static func kept(_ asking: Fields) -> HTML {
    TooLate.kept([
      TooLate.Typed("What the applicant should know", SectionForm.lines(asking.values["message"]))
    ])
  }

  /// What was typed about a referee, where there is no form for it any more.
  private static func kept(_ form: FormData, _ known: OtherReferees) -> HTML {
    let answers = SectionForm.answers(form, known.section.questions)
    let replaced = known.referees.first { String($0.number) == form["replaces"] }?.name
    return TooLate.kept(
      [TooLate.Typed("In whose place?", replaced ?? "")]
        + known.section.questions.map { TooLate.Typed($0.label, AnswerText.words(answers[$0.key], $0)) }
        + [TooLate.Typed("When and how they agreed", SectionForm.lines(form["consent"]))])
  }

  private func waiting(_ ask: OtherReferees.Ask, _ known: OtherReferees) -> InsetText {
    let name = known.referees.first { $0.number == ask.replaces }?.name
    return InsetText(
      "You asked for \(name.map { "another referee in place of \($0)" } ?? "one more referee") on "
        + "\(LondonTime.dateAndTime(ask.askedAt)). The applicant has not named one yet.")
  }

  private func forms(
    _ known: OtherReferees, _ asking: Fields, _ recording: Fields, _ context: AppRequestContext
  ) -> HTML {
    let application = known.application
    let base = "/received/\(application.id)/other-referee"
    let choices =
      known.referees.filter { !$0.isReplaced }.map {
        Choice(String($0.number), $0.name, hint: "\($0.relationship), \($0.organisation)")
      } + [Choice(Self.further, "One more referee, beside all of these")]
    // A refusal of what was asked before the account was closed leads to the note.
    let note = ClosedAccount(application).html + Self.kept(asking)
    let ask =
      application.isAccountClosed
      ? HTML("<div id=\"ask_replaces\" tabindex=\"-1\">\(note)</div>")
      : askForm("\(base)/ask", choices, asking, context)
    return ask + Heading("Record one that the applicant has named to you", .section).html
      + Paragraph(
        "The application stays as it was sent. The applicant gets a mail that says whom you have recorded."
      ).html
      + Form(base, in: context) {
        recording.radios("replaces", "In whose place do they stand?", choices)
        QuestionFields(known.section.questions, recording)
        recording.textarea(
          "consent", "When and how did the applicant name them and agree to your asking?",
          hint: "For example: by telephone on 27 March.", rows: 2, limit: .characters(1_000))
        Button("Record this referee", kind: .secondary)
      }.html
  }

  private func askForm(
    _ action: String, _ choices: [Choice], _ asking: Fields, _ context: AppRequestContext
  ) -> HTML {
    Heading("Ask the applicant for another one", .section).html
      + Form(action, in: context) {
        asking.radios("ask_replaces", "In whose place?", choices)
        asking.textarea(
          "message", "What the applicant should know (optional)",
          hint:
            "For example: somebody from your latest school, please. It goes into the mail. Leave out what a referee has "
            + "written to you.",
          rows: 3,
          limit: .characters(1_000))
        Button("Ask the applicant")
      }.html
  }
}
