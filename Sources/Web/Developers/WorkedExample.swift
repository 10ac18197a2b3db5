import Domain
import Postgres

/// Posting a vacancy from another system, step by step, with commands that work as they stand here.
struct WorkedExample: Component {
  /// One step.
  struct Step: Sendable {
    let title: String
    let text: String
    let command: String
  }

  private let base: String
  private let today: CivilDate

  /// The example at an address, with dates that lie ahead of a day.
  init(base: String, today: CivilDate) {
    self.base = base
    self.today = today
  }

  var html: HTML {
    let steps = HTML(
      self.steps.enumerated().map { index, step -> HTML in
        """
        <h3 class="govuk-heading-s">\(index + 1). \(step.title)</h3>\(Paragraph(html: Marked(step.text).html))\
        \(CodeBlock(step.command, label: "Command \(index + 1)", id: "example-\(index + 1)"))
        """
      })
    return """
      \(Heading("A worked example", .section, id: "example"))\
      \(Paragraph(html: Marked("""
        A head’s timetable program posts a vacancy and takes it down again. The commands need only `curl`, and \
        four variables: the address of this service, the head’s e-mail address and password, and the school’s \
        URN.
        """).html))\
      \(CodeBlock(
        "export STAFFROOM=\(base)\nexport EMAIL='…' PASSWORD='…' SCHOOL='…'", label: "Variables"))\
      \(steps)
      """
  }

  private var closes: String { LondonTime.date(today, addingDays: 28).description }
  private var extended: String { LondonTime.date(today, addingDays: 35).description }

  private func content(title: String, closes: String, name: String = "") -> String {
    """
    {
      "title": "\(title)",\(name)
      "job_roles": ["teacher"], "phases": ["primary"], "key_stages": ["ks2"], "subjects": [],
      "contract_type": "permanent", "working_patterns": ["full_time"], "fte": 1,
      "pay_minimum": "M1", "pay_maximum": "M6",
      "starts_as_soon_as_possible": true,
      "closes_on": "\(closes)", "closes_at_time": "12:00",
      "nqts_welcome": true,
      "description": "A class of 28 in a two-form school by the river, with a partner teacher next door."
    }
    """
  }

  var steps: [Step] {
    [
      Step(
        title: "Make a token",
        text: """
          Choose the scopes that the program needs and no more. Put `secret` of the answer into the variable \
          `TOKEN`; it is shown this once.
          """,
        command: """
          curl -i "$STAFFROOM/api/v1/session-tokens" --json @- <<JSON
          {"email": "$EMAIL", "password": "$PASSWORD", "name": "Timetable program",
           "scopes": ["vacancies:read", "vacancies:write"], "expires_in_days": 30}
          JSON
          """),
      Step(
        title: "Start a draft",
        text: """
          `external_reference` is your own name for the vacancy: the same request again answers the vacancy \
          that the first made, another one with that name is refused with 409 and the address of the first. \
          Put `id` of the answer into `VACANCY` and its header `ETag`, quotes included, into `ETAG`.
          """,
        command: """
          curl -i "$STAFFROOM/api/v1/schools/$SCHOOL/vacancies" -H "Authorization: Bearer $TOKEN" --json @- <<'JSON'
          \(content(title: "Year 4 class teacher", closes: closes, name: "\n  \"external_reference\": \"timetable-2027-0417\","))
          JSON
          """),
      Step(
        title: "Change it",
        text: """
          A change replaces everything the vacancy says. `If-Match` makes sure that nobody else’s change is \
          overwritten: if somebody was faster the answer is 412. Put the new `ETag` into `ETAG`.
          """,
        command: """
          curl -i -X PUT "$STAFFROOM/api/v1/vacancies/$VACANCY" -H "Authorization: Bearer $TOKEN" \\
            -H "If-Match: $ETAG" --json @- <<'JSON'
          \(content(title: "Year 4 class teacher with music", closes: extended))
          JSON
          """),
      Step(
        title: "Publish it",
        text: """
          What is missing is said all at once, field by field, with 422. The `Idempotency-Key` lets you repeat \
          the request without harm when the line breaks; publishing needs a head’s token.
          """,
        command: """
          curl -i -X POST "$STAFFROOM/api/v1/vacancies/$VACANCY/publish" -H "Authorization: Bearer $TOKEN" \\
            -H "Idempotency-Key: publish-timetable-2027-0417"
          """),
      Step(
        title: "Read it", text: "As everybody can now, without a token.",
        command: """
          curl -i "$STAFFROOM/api/v1/vacancies/$VACANCY"
          """),
      Step(
        title: "Take it down",
        text: """
          Before the closing date a vacancy is withdrawn with a reason, which applicants are told; `close` in \
          place of `withdraw` ends it early and keeps what was sent.
          """,
        command: """
          curl -i "$STAFFROOM/api/v1/vacancies/$VACANCY/withdraw" -H "Authorization: Bearer $TOKEN" --json @- <<'JSON'
          {"reason": "The post has been filled from within."}
          JSON
          """),
    ]
  }
}
