import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// Steps of appeals, on the page of the induction.
struct AppealPages: Sendable {
  let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    for step in AppealStep.allCases {
      pages.post("inductions/:induction/appeals/:appeal/\(step.rawValue)") { try await take(step, $0, $1) }
    }
  }

  private func take(
    _ step: AppealStep, _ request: Request, _ context: AppRequestContext
  ) async throws -> Response {
    let (id, form) = (try context.inductionOfPath(), context.form)
    guard let appeal = context.parameters.get("appeal").flatMap({ AppealID($0) }) else {
      throw DomainError.notFound("appeal")
    }
    let given = form["prefix"]
    let prefix = given.hasPrefix("appeal-") ? given : "appeal-\(step.rawValue)-"
    let terms = form.trimmed("\(prefix)terms") ?? ""
    let entry = AppealEntry(
      on: form.date("\(prefix)on").date, text: SectionForm.lines(form["\(prefix)text"]),
      terms: terms.wholeMatch(of: /[0-9]{1,2}(\.[0-9]{1,2})?/) == nil ? nil : Decimal(string: terms),
      hearingOn: form.date("\(prefix)hearing_on").date, place: form.trimmed("\(prefix)place") ?? "",
      note: SectionForm.lines(form["\(prefix)note"]), resumesOn: form.date("\(prefix)resumes_on").date)
    let own = try await AppealInduction(environment.services).list(id, by: context.webActor)
    guard own.contains(where: { $0.id == appeal }) else { throw DomainError.notFound("appeal") }
    do {
      _ = try await AppealInduction(environment.services).record(
        step, entry, of: appeal, expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther("/inductions/\(id)?done=appeal-\(step.rawValue)")
    } catch {
      let refusal = try await refusal(of: step, appeal, error, context)
      let problems = try Refusal.problems(refusal, field: "on").map {
        FieldProblem(field: "\(prefix)\($0.field)", message: $0.message)
      }
      if let moved = try await movedOn(step, appeal, prefix, refusal, context) { return moved }
      return try await InductionRecordPages(environment).page(id, Fields(form, problems: problems), context)
    }
  }
}

/// What followed from decisions: letters, appeals with the steps that the reader may take, and the confirmation.
struct InductionAftermath: Component {
  private let record: InductionRecord
  private let letters: [InductionLetter]
  /// The schools of whose employer no address is known.
  private let addressless: [School]
  /// The appeals that the reader sees.
  let appeals: [(appeal: InductionAppeal, steps: [AppealStep])]
  private let isBody: Bool
  private let today: CivilDate
  private let fields: Fields
  private let context: AppRequestContext

  private init(
    record: InductionRecord, letters: [InductionLetter], addressless: [School],
    appeals: [(InductionAppeal, [AppealStep])], isBody: Bool, today: CivilDate, fields: Fields,
    context: AppRequestContext
  ) {
    (self.record, self.letters, self.addressless, self.appeals) = (record, letters, addressless, appeals)
    (self.isBody, self.today, self.fields, self.context) = (isBody, today, fields, context)
  }

  /// What the reader may see of it.
  static func load(
    _ record: InductionRecord, _ fields: Fields, _ environment: WebEnvironment, _ context: AppRequestContext
  ) async throws -> InductionAftermath {
    let (id, actor, services) = (record.induction.id, context.webActor, environment.services)
    var appeals: [(InductionAppeal, [AppealStep])] = []
    for appeal in try await AppealInduction(services).list(id, by: actor) {
      appeals.append((appeal, try await AppealInduction(services).steps(appeal, by: actor)))
    }
    let letters = try await InductionLetters(services).list(id, by: actor)
    return InductionAftermath(
      record: record, letters: letters,
      addressless: try await KeepEmployer(services).missing(for: letters, by: actor), appeals: appeals,
      isBody: actor.may(.decideInduction, at: record.induction.place), today: services.today, fields: fields,
      context: context)
  }

  var html: HTML {
    var parts: [HTML] = []
    if record.induction.state == .satisfactory && !record.isPartial {
      parts.append(
        Paragraph(
          html: Link(
            "Confirmation of induction", to: "/inductions/\(record.induction.id)/confirmation"
          ).html
        ).html)
    }
    if !letters.isEmpty { parts.append(letterTable) }
    parts += addressless.map { school in
      let link = Link("Enter the address", to: EmployerPages.address(school), about: school.name).html
      return InsetText {
        "No address of the employer of the teachers at \(school.name) is known: the head passes the letter on. \(link)"
          as HTML
      }.html
    }
    for (number, (appeal, steps)) in appeals.enumerated() {
      let list = SummaryList(Self.rows(appeal), title: appeal.title).html
      parts.append("<div id=\"appeal-\(appeal.id.description)\" tabindex=\"-1\">\(list)</div>")
      if steps.contains(.lodge) && !isBody {
        parts.append(
          InsetText(
            "An appeal goes to the Teaching Regulation Agency. Send it there as well: what you enter here is recorded, "
              + "and shown to your head and the appropriate body."
          ).html)
      }
      parts += steps.map { form($0, appeal, number) }
    }
    return HTML(parts)
  }

  private static func unsent(_ letter: InductionLetter, on today: CivilDate) -> HTML {
    if letter.isSuperseded { return Tag("Not sent: changed on appeal", .grey).html }
    return letter.isOverdue(on: today) ? Tag("Overdue", .red).html : Tag("To be sent", .yellow).html
  }

  private var letterTable: HTML {
    Table(
      "Letters", columns: [.init("To"), .init("Letter"), .init("Send by"), .init("Sent")],
      rows: letters.map { letter in
        let state: HTML =
          letter.sentOn.map {
            HTML(text: "\(LondonTime.shortDate($0)), \((letter.way ?? "").lowercasedFirst)")
          } ?? Self.unsent(letter, on: today)
        return [
          HTML(text: letter.addressee), Link(letter.subject, to: "/inductions/letters/\(letter.id)").html,
          HTML(text: LondonTime.longDate(letter.dueOn)), state,
        ]
      }
    ).html
  }

  private static func rows(_ appeal: InductionAppeal) -> [SummaryList.Row] {
    func day(_ day: CivilDate?) -> String? { day.map(LondonTime.longDate) }
    let found: [(String, String?)] = [
      ("State", appeal.state.title), ("What comes next", next(appeal)),
      ("Notice counts as received", day(appeal.deemedOn)),
      ("Last day to appeal", day(appeal.appealBy)),
      ("Appeal made", appeal.lodgedOn.map { "\(LondonTime.longDate($0)), by \(appeal.lodgedBy ?? "")" }),
      ("Grounds", appeal.grounds), ("Accepted late because", appeal.lateReason),
      ("The appropriate body replies by", day(appeal.replyBy)), ("Replied", day(appeal.repliedOn)),
      ("Reply", appeal.reply),
      ("Hearing", appeal.hearingOn.map { "\(LondonTime.longDate($0)), \(appeal.hearingPlace ?? "")" }),
      ("Notice of the hearing", day(appeal.hearingNotifiedOn)), ("Note on the notice", appeal.hearingNote),
      ("Heard", day(appeal.heardOn)), ("Decided without the hearing because", appeal.noHearingReason),
      ("Ended", day(appeal.endedOn)),
      ("Reasons of the outcome", appeal.outcomeReasons),
      ("Extended on appeal by", appeal.outcomeTerms.map { $0 == 1 ? "1 term" : "\($0) terms" }),
      ("On the list of those who failed, at the earliest", day(appeal.failedListFrom)),
      ("Name given for the list", day(appeal.failedListedOn)),
      ("Employment as a teacher in this school ends by", day(appeal.dismissalBy)),
      ("Employment ended", day(appeal.dismissedOn)), ("Note on the employment", appeal.dismissalNote),
    ]
    return found.compactMap { key, value in value.map { .init(key, $0) } }
  }

  /// What follows while an appeal goes on or none was to be made.
  private static func next(_ appeal: InductionAppeal) -> String? {
    switch appeal.state {
    case .lodged:
      appeal.replyBy.map { "The appropriate body replies to it by \(LondonTime.longDate($0))." }
    case .replied:
      "The Teaching Regulation Agency arranges a hearing, or decides without one. The day of a hearing, and then the "
        + "outcome, are shown here."
    case .hearing:
      appeal.hearingOn.map {
        "The hearing on \(LondonTime.longDate($0)). After it the Teaching Regulation Agency decides."
      }
    case .waived:
      "If that was recorded by mistake, the appropriate body can still record an appeal made by "
        + "\(LondonTime.longDate(appeal.appealBy))."
    case .heard: "The Teaching Regulation Agency decides. The outcome is shown here, and letters tell of it."
    default: nil
    }
  }

  // MARK: Forms

  private func form(_ step: AppealStep, _ appeal: InductionAppeal, _ number: Int) -> HTML {
    // The names of two appeals’ fields are apart.
    let prefix = "appeal-\(number == 0 ? "" : "\(number)-")\(step.rawValue)-"
    return Details(Self.title(step), isOpen: fields.problems.contains { $0.field.hasPrefix(prefix) }) {
      Form("/inductions/\(record.induction.id)/appeals/\(appeal.id)/\(step.rawValue)", in: context) {
        HiddenInput("version", String(appeal.version))
        HiddenInput("prefix", prefix)
        HTML(inputs(step, prefix, appeal))
        Button(Self.title(step), kind: [.dismiss, .waive, .withdraw].contains(step) ? .warning : .secondary)
      }
    }.html
  }

  private static func title(_ step: AppealStep) -> String {
    switch step {
    case .lodge: "Record an appeal"
    case .waive: "Record that no appeal will be made"
    case .withdraw: "Withdraw the appeal"
    case .reply: "Record the reply"
    case .hearing: "Record the notice of a hearing"
    case .heard: "Record that it was heard"
    case .allow: "Record that the appeal was allowed"
    case .dismiss: "Record that the appeal was dismissed"
    case .vary: "Record another length instead"
    case .failedList: "Record that the name was given for the list"
    case .dismissal: "Record the end of the employment"
    }
  }

  private func inputs(_ step: AppealStep, _ prefix: String, _ appeal: InductionAppeal) -> [HTML] {
    let mayEnterDay = isBody || step == .dismissal
    var inputs: [HTML] = mayEnterDay ? [fields.date("\(prefix)on", Self.question(step)).html] : []
    func text(_ label: String) { inputs.append(fields.textarea("\(prefix)text", label, rows: 5).html) }
    switch step {
    case .lodge:
      text("Grounds")
      if isBody {
        inputs.append(fields.textarea("\(prefix)note", "If it came late: why is it accepted?", rows: 2).html)
      }
    case .reply: text("Reply")
    case .hearing:
      inputs.append(fields.date("\(prefix)hearing_on", "When is the hearing?").html)
      inputs.append(fields.text("\(prefix)place", "Where is it held?").html)
      inputs.append(
        fields.textarea(
          "\(prefix)note", "If the notice is shorter than 15 working days: why does it stand?", rows: 2
        ).html)
    case .vary:
      inputs.append(
        fields.text("\(prefix)terms", "Extended by how many terms?", width: .five, inputMode: "decimal").html)
      if appeal.against == .notSatisfactory {
        inputs.append(fields.date("\(prefix)resumes_on", "From when does the teacher serve again?").html)
      }
      text("Reasons")
      inputs += noHearing(prefix, appeal)
    case .allow, .dismiss:
      text("Reasons")
      inputs += noHearing(prefix, appeal)
    case .dismissal: text("Note (optional)")
    case .waive, .withdraw, .heard, .failedList: break
    }
    return inputs
  }

  /// Why it was decided without the hearing, where one was arranged.
  private func noHearing(_ prefix: String, _ appeal: InductionAppeal) -> [HTML] {
    guard appeal.state == .hearing else { return [] }
    return [
      fields.textarea(
        "\(prefix)note", "Why was it decided without the hearing?",
        hint: "Where it was heard, record that first.", rows: 2
      ).html
    ]
  }

  static func question(_ step: AppealStep) -> String {
    switch step {
    case .lodge: "When was it made?"
    case .waive: "When did the teacher say so?"
    case .withdraw: "When was it withdrawn?"
    case .reply: "When was the reply sent?"
    case .hearing: "When were the parties told?"
    case .heard: "When was it heard?"
    case .allow, .dismiss, .vary: "When was it decided?"
    case .failedList: "When was the name given?"
    case .dismissal: "When did it end?"
    }
  }
}
