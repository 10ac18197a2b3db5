import Domain
import HTTPSupport
import Hummingbird

/// Who may read what, on the way from shortlist to appointment of one vacancy.
struct AppointmentSettingPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("school/vacancies/:id/appointment-rules") { try await show($0, $1) }
    pages.post("school/vacancies/:id/appointment-rules") { try await save($0, $1) }
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let (setting, _) = try await SetAppointmentSetting(environment.services).read(
      vacancy.id, by: context.webActor)
    var form = FormData()
    form.set("panel_reads_references", setting.panelReadsReferences.rawValue)
    form.set("disclosure_readers", setting.disclosureReaders.map(\.description))
    form.set("version", setting.version)
    return try await page(vacancy, Fields(form), context)
  }

  private func save(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let vacancy = try await environment.ownVacancy(context)
    let form = context.form
    do {
      _ = try await SetAppointmentSetting(environment.services)(
        vacancy.id, panelReadsReferences: PanelReading(rawValue: form["panel_reads_references"]),
        disclosureReaders: form.strings("disclosure_readers").compactMap { AccountID($0) },
        expectedVersion: form.int("version"), by: context.webActor)
      return .seeOther(VacancyNews.rules.on(vacancy.id))
    } catch {
      let problems = try Refusal.problems(error, field: "panel_reads_references")
      return try await page(vacancy, Fields(form, problems: problems), context)
    }
  }

  private func page(
    _ vacancy: Vacancy, _ fields: Fields, _ context: AppRequestContext
  ) async throws -> Response {
    let (_, recruiters) = try await SetAppointmentSetting(environment.services).read(
      vacancy.id, by: context.webActor)
    let base = "/school/vacancies/\(vacancy.id)"
    let mayChange = context.webActor.may(.makeOffer, at: vacancy.place)
    return environment.respond(
      Page(
        "Who may read what", path: "/school", problems: fields.problems, above: BackLink(to: base)
      ) {
        Heading("Who may read what", caption: vacancy.content.title)
        Paragraph(
          "Head and recruiters read references. The authority’s officers see only how many there are; the applicant "
            + "only whether each has been requested and received."
        )
        Form("\(base)/appointment-rules", in: context) {
          fields.hidden("version")
          fields.radios(
            "panel_reads_references", "When may panel members read references?",
            PanelReading.allCases.map { Choice($0.rawValue, $0.title) })
          if !recruiters.isEmpty {
            fields.checkboxes(
              "disclosure_readers", "Which recruiters may read self-disclosures, beside the head?",
              recruiters.map { Choice($0.account.description, $0.name) })
          }
          if mayChange {
            Button("Save")
          } else {
            Paragraph("Only your head can change this.")
          }
        }
      }, in: context)
  }
}
