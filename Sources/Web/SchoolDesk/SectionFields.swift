import Domain
import HTTPSupport
import Postgres

/// What the forms of a vacancy offer to choose from.
struct VacancyChoices: Sendable {
  let roles: [JobRole]
  let subjects: [Subject]
  let keyStages: [KeyStage]
  let points: [PayPoint]
  let usualArea: PayArea
  let today: CivilDate

  /// The terms that a post may start in, from this one on.
  var terms: [Choice] {
    let names = ["spring", "summer", "autumn"]
    let current = today.year * 3 + (today.month < 4 ? 0 : today.month < 9 ? 1 : 2)
    return (current..<current + 7).map { term in
      Choice("\(term / 3)-\(names[term % 3])", "\(names[term % 3].uppercasedFirst) term \(term / 3)")
    }
  }
}

extension VacancySection {
  /// The fields of the section, with what stands in them and what is wrong.
  func html(_ fields: Fields, _ choices: VacancyChoices) -> HTML {
    switch self {
    case .role: Self.role(fields, choices)
    case .subjects: Self.subjects(fields, choices)
    case .contract: Self.contract(fields)
    case .pay: Self.pay(fields, choices)
    case .dates: Self.dates(fields, choices)
    case .description:
      fields.textarea(
        "description", "Description",
        hint: "The class or department, the school, and who you seek. Short sentences, in your own words.",
        rows: 16
      ).html
    case .visits:
      HTML([
        fields.textarea("visits", "Visits", hint: "How and when people can see the school.", rows: 4).html,
        Fieldset("Whom to ask") {
          fields.text("contact_name", "Name", width: .twoThirds)
          fields.email("contact_email")
          fields.text("contact_phone", "Telephone number", type: "tel", width: .twenty, inputMode: "tel")
        }.html,
      ])
    case .safeguarding:
      fields.textarea(
        "safeguarding", "Safeguarding statement",
        hint:
          "That the school is committed to safeguarding, and which checks it makes before somebody starts. "
          + "Where you leave it empty, your school’s usual statement is shown.",
        rows: 6
      ).html
    }
  }

  private static func role(_ fields: Fields, _ choices: VacancyChoices) -> HTML {
    HTML([
      fields.text("title", "Title", hint: "For example “Year 3 class teacher”. Up to 75 characters.").html,
      fields.checkboxes(
        "job_roles", "Roles", choices.roles.map { Choice($0.code, $0.name) }, isSmall: true
      ).html,
      fields.checkboxes(
        "phases", "Phases", VacancyPhase.allCases.map { Choice($0.rawValue, $0.title) }, isSmall: true
      ).html,
      fields.text("posts", "How many posts are there?", width: .two, inputMode: "numeric").html,
      fields.yesNo("nqts_welcome", "Are newly qualified teachers welcome to apply?").html,
    ])
  }

  private static func subjects(_ fields: Fields, _ choices: VacancyChoices) -> HTML {
    HTML([
      fields.checkboxes(
        "key_stages", "Key stages", choices.keyStages.map { Choice($0.code, "\($0.name) (\($0.ages))") },
        isSmall: true
      ).html,
      fields.checkboxes(
        "subjects", "Subjects", choices.subjects.map { Choice($0.code, $0.name) },
        hint: "None for a class teacher.", isSmall: true
      ).html,
      fields.textarea(
        "other_subjects", "Subjects that are not in the list", hint: "One on each line.", rows: 3
      ).html,
    ])
  }

  private static func contract(_ fields: Fields) -> HTML {
    HTML([
      fields.radios(
        "contract_type", "Type of contract", ContractType.allCases.map { Choice($0.rawValue, $0.title) }
      ).html,
      Fieldset("If it is not permanent") {
        fields.text(
          "contract_length", "How long is it?", hint: "For example “One year”.", width: .twoThirds)
        fields.date("contract_ends_on", "Or the day it ends", hint: "For example 31 8 2028.")
        fields.text("contract_reason", "Why is it not permanent?", hint: "For example “A project”.")
      }.html,
      fields.checkboxes(
        "working_patterns", "Working pattern", WorkingPattern.allCases.map { Choice($0.rawValue, $0.title) },
        hint: "All that you would agree to."
      ).html,
      fields.text(
        "fte", "Part of full time",
        hint: "For example 0.6 for three days a week. Leave it empty where the post may be full time.",
        width: .five, inputMode: "decimal"
      ).html,
      fields.text(
        "working_pattern_details", "Days and hours", hint: "For example “Monday to Wednesday”."
      ).html,
      fields.checkboxes("job_share", "Job share", [Choice("yes", "Two people may share it")]).html,
    ])
  }

  private static func pay(_ fields: Fields, _ choices: VacancyChoices) -> HTML {
    let points =
      [Choice("", "Choose a point")] + choices.points.map { Choice($0.code, "\($0.code) (\($0.annual))") }
    let areas =
      [Choice("", "The borough’s (\(choices.usualArea.title))")]
      + PayArea.allCases.filter { $0 != choices.usualArea }.map { Choice($0.rawValue, $0.title) }
    let scale = HTML([
      fields.select("pay_minimum", "Lowest pay point", points).html,
      fields.select("pay_maximum", "Highest pay point", points).html,
      fields.select("pay_area", "Pay area", areas).html,
    ])
    let figures = HTML([
      money("pay_actual_minimum_pence", "Lowest pay a year, full time", fields).html,
      money("pay_actual_maximum_pence", "Highest pay a year, full time", fields).html,
    ])
    return HTML([
      fields.radios(
        "pay_kind", "How do you say the pay?",
        [
          Choice(PayKind.scale.rawValue, PayKind.scale.title, reveal: scale),
          Choice(PayKind.actual.rawValue, PayKind.actual.title, reveal: figures),
        ]
      ).html,
      fields.text("pay_note", "What else is there to say about pay?", hint: "For example “L10 to L14”.").html,
      Fieldset("Allowances") {
        fields.select(
          "tlr", "Teaching and learning responsibility payment",
          [Choice("", "None"), Choice("TLR1", "TLR1"), Choice("TLR2", "TLR2"), Choice("TLR3", "TLR3")])
        money("tlr_pence", "How much of it a year", fields)
        money("sen_pence", "Special educational needs allowance a year", fields)
      }.html,
      fields.textarea("benefits", "Benefits", hint: "What else comes with the post.", rows: 4).html,
      fields.textarea("relocation", "Help with moving", rows: 2).html,
      fields.yesNo("visa_sponsorship", "Can the school sponsor a visa?").html,
    ])
  }

  private static func money(_ name: String, _ label: String, _ fields: Fields) -> TextInput {
    fields.text(name, label, width: .ten, prefix: "£", inputMode: "decimal")
  }

  private static func dates(_ fields: Fields, _ choices: VacancyChoices) -> HTML {
    HTML([
      fields.radios(
        "starts", "When does the post start?",
        [
          Choice(
            "date", "On a day",
            reveal: fields.date("starts_on", "Start date", hint: "For example 1 9 2027.").html),
          Choice("term", "In a term", reveal: fields.select("starts_in_term", "Term", choices.terms).html),
          Choice("soon", "As soon as possible"),
        ]
      ).html,
      fields.date("closes_on", "Closing date", hint: "For example 15 1 2027.").html,
      fields.text(
        "closes_at_time", "Closing time", hint: "Hours and minutes, such as 12:00.", width: .five
      ).html,
      Fieldset("Interviews") {
        for number in 1...interviewDates {
          fields.date("interview_dates-\(number)", number == 1 ? "Interview date" : "Another date")
        }
      }.html,
    ])
  }
}
