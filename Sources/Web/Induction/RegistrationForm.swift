import Domain
import Foundation
import HTTPSupport
import Hummingbird
import Postgres

/// The form of a registration: made of the same questions that API and command line know.
enum RegistrationForm {
  /// The questions that a registration is asked, with the choices of the rules that it is held against.
  private static func questions(_ content: RegistrationContent) throws -> [RegistrationField] {
    RegistrationField.all(try RegistrationRules.load(begunOn: content.startsOn))
  }

  /// The fields of a part.
  static func html(
    _ section: RegistrationField.Section, _ fields: Fields, _ review: RegistrationReview
  ) throws -> HTML {
    let questions = try questions(review.registration.content).filter { $0.section == section }
    return HTML(questions.map { html($0, fields, review.levels) })
  }

  private static func html(
    _ field: RegistrationField, _ fields: Fields, _ levels: [InductionServiceLevel]
  ) -> HTML {
    switch field.kind {
    case .text:
      return fields.text(
        field.key, field.label, hint: field.hint, width: .twoThirds, spellcheck: false, maximumLength: 200
      ).html
    case .email: return fields.email(field.key, field.label, hint: field.hint).html
    case .day: return fields.date(field.key, field.label, hint: field.hint).html
    case .yesNo: return fields.yesNo(field.key, field.label, hint: field.hint).html
    case .lines: return fields.textarea(field.key, field.label, hint: field.hint, rows: 3).html
    case .number:
      return fields.text(field.key, field.label, hint: field.hint, width: .five, inputMode: "decimal").html
    case .choice(let choices):
      let offered = choices.map { Choice($0.code, $0.title) }
      if offered.count <= 5 { return fields.radios(field.key, field.label, offered, hint: field.hint).html }
      return fields.select(field.key, field.label, [Choice("", "Choose one")] + offered, hint: field.hint)
        .html
    case .choices(let choices):
      return fields.checkboxes(
        field.key, field.label,
        choices.map { Choice($0.code, $0.title, isAfterDivider: $0.code == "none") }, hint: field.hint
      ).html
    case .serviceLevel:
      if levels.isEmpty { return Paragraph("The appropriate body offers no service at the moment.").html }
      return fields.radios(
        field.key, field.label,
        levels.map { Choice($0.code, "\($0.title), \(CampaignText.pounds($0.pricePence)) a year") }
      ).html
    }
  }

  /// What stands in the fields.
  static func values(_ content: RegistrationContent) throws -> FormData {
    let members = try content.members()
    var form = FormData()
    for field in try questions(content) {
      let value = members[field.key] ?? .null
      switch field.kind {
      case .day: form.set(field.key, value.string.flatMap { CivilDate($0) })
      case .yesNo: form.set(field.key, value.bool.map { $0 ? "yes" : "no" })
      case .choices: form.set(field.key, (value.array ?? []).compactMap(\.string))
      case .number: form.set(field.key, number(field.key, content).map { "\($0)" })
      default: form.set(field.key, value.string)
      }
    }
    return form
  }

  /// The content with what was sent of one part; what can't be read is a problem of its field.
  static func read(
    _ section: RegistrationField.Section, _ form: FormData, over content: RegistrationContent
  ) throws -> (content: RegistrationContent, problems: [FieldProblem]) {
    var members = try content.members()
    var problems = Problems()
    for field in try questions(content) where field.section == section {
      switch field.kind {
      case .day:
        let entry = form.date(field.key)
        if !entry.isEmpty && entry.date == nil {
          problems.add(field.key, "Enter a real date with day, month and year for “\(field.label)”.")
        }
        members[field.key] = entry.date.map { .string($0.description) } ?? .null
      case .yesNo:
        members[field.key] = ["yes": true, "no": false][form[field.key]].map { .bool($0) } ?? .null
      case .choices: members[field.key] = .array(form.strings(field.key).map { .string($0) })
      case .number:
        let typed = form.trimmed(field.key)
        let isPart = ["fte", "earlier_fte"].contains(field.key)
        let entry = typed.flatMap { isPart ? DecimalEntry.partOfFullTime($0) : DecimalEntry.number($0) }
        let number = entry.flatMap { Double("\($0)") }
        if typed != nil && number == nil {
          problems.add(
            field.key,
            isPart
              ? FullTimePart.rule(of: field.key == "fte" ? "" : "there")
              : "Enter a number from 0 up with at most three decimals, such as 1 or 0.6, for “\(field.label)”."
          )
        }
        members[field.key] = number.map { .number($0) } ?? .null
      case .lines: members[field.key] = .string(SectionForm.lines(form[field.key]))
      case .choice:
        let chosen = form[field.key]
        members[field.key] = field.key == "contract_type" && chosen.isEmpty ? .null : .string(chosen)
      default: members[field.key] = .string(form.trimmed(field.key) ?? "")
      }
    }
    return (try RegistrationContent(members: members), problems.found)
  }

  private static func number(_ key: String, _ content: RegistrationContent) -> Decimal? {
    switch key {
    case "earlier_absence_days": content.earlierAbsenceDays
    case "earlier_extension_terms": content.earlierExtensionTerms
    case "earlier_fte": content.earlierFTE
    default: content.fte
    }
  }

  /// Which part a problem belongs to.
  static func section(of field: String) throws -> RegistrationField.Section {
    if field == "evidence" { return .earlier }
    return RegistrationField.all(try RegistrationRules.load()).first { $0.key == field }?.section ?? .teacher
  }

  /// Whether something was entered.
  static func isAnswered(_ value: JSONValue?) -> Bool {
    switch value {
    case nil, .null: false
    case .string(let text): !text.trimmingCharacters(in: .whitespaces).isEmpty
    case .array(let values): !values.isEmpty
    default: true
    }
  }

  /// What is to do in a part, by its questions: those without an answer, and each fault of an answer that was given; nil
  /// for a part without any. Of many only the first are named.
  static func toDo(_ problems: [FieldProblem], _ answers: [String: JSONValue]) throws -> String? {
    let fields = RegistrationField.all(try RegistrationRules.load())
    let things = problems.map { problem -> String in
      if isAnswered(answers[problem.field]) { return problem.message }
      if problem.field == "evidence" { return problem.message }
      return fields.first { $0.key == problem.field }.map(\.label) ?? problem.message
    }
    if things.isEmpty { return nil }
    let (named, more) = (things.prefix(4), things.count - 4)
    let ends = named.map { $0.hasSuffix(".") || $0.hasSuffix("?") ? $0 : "\($0)." }
    return "Still to do: \(ends.joined(separator: " "))" + (more > 0 ? " And \(more) more." : "")
  }

  /// Whether a question concerns this registration: how induction went elsewhere is asked of who served there, whom one
  /// teaches of a college. An answer that was given is shown all the same.
  private static func applies(
    _ field: RegistrationField, _ content: RegistrationContent, _ value: JSONValue?
  ) -> Bool {
    let isOfOthers =
      field.section == .earlier && field.key != "served_elsewhere" && content.servedElsewhere != true
      || field.key == "college_teaching" && !content.isOfCollege
    return !isOfOthers || isAnswered(value)
  }

  /// Questions and answers of a part, of those that concern the registration.
  static func rows(
    _ section: RegistrationField.Section, _ review: RegistrationReview
  ) throws -> [SummaryList.Row] {
    let content = review.registration.content
    let members = try content.members()
    let fields = try questions(content).filter { $0.section == section }
    return fields.filter { applies($0, content, members[$0.key]) }.map { field in
      let value = members[field.key] ?? .null
      let text: String? =
        switch field.kind {
        case .day: value.string.flatMap { CivilDate($0) }.map(LondonTime.longDate)
        case .yesNo: value.bool.map { $0 ? "Yes" : "No" }
        case .number: Self.number(field.key, review.registration.content).map { "\($0)" }
        case .choice(let choices): choices.first { $0.code == value.string }?.title
        case .choices(let choices):
          value.array.map { chosen in
            choices.filter { chosen.contains(.string($0.code)) }.map(\.title).joined(separator: "\n")
          }
        case .serviceLevel:
          review.levels.first { $0.code == value.string }.map {
            "\($0.title), \(CampaignText.pounds(review.registration.feePence ?? $0.pricePence)) a year"
          } ?? value.string
        default: value.string
        }
      return .init(field.label, text)
    }
  }
}

extension RegistrationState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .draft: Tag(title, .grey)
    case .submitted: Tag(title, .blue)
    case .queried: Tag(title, .yellow)
    case .accepted: Tag(title, .green)
    case .rejected: Tag(title, .red)
    case .withdrawn: Tag(title, .grey)
    }
  }
}

extension InductionState {
  /// The words in a coloured box.
  var tag: Tag {
    switch self {
    case .serving: Tag(title, .teal)
    case .paused, .left, .died: Tag(title, .grey)
    case .transferred: Tag(title, .blue)
    case .recommended: Tag(title, .purple)
    case .satisfactory: Tag(title, .green)
    case .notSatisfactory: Tag(title, .red)
    }
  }
}

extension AppRequestContext {
  /// The registration that the address names, for somebody who has signed in.
  func registrationOfPath() throws -> RegistrationID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("registration").flatMap({ RegistrationID($0) }) else {
      throw DomainError.notFound("registration")
    }
    return id
  }

  /// The induction that the address names, for somebody who has signed in.
  func inductionOfPath() throws -> InductionID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("induction").flatMap({ InductionID($0) }) else {
      throw DomainError.notFound("induction")
    }
    return id
  }
}
