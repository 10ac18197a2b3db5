import Domain
import HTTPTypes

/// What schools pay for the service of the appropriate body.
enum FeeRoutes {
  static let all = [fees, csv]

  private static let span: [Endpoint.Parameter] = [
    .init(
      name: "years", schema: .choice(FeeYears.self),
      note: "By school years, from August to July, or by financial years; by school years, where left out."),
    .init(name: "from", schema: .date, note: "Only fees that fell due on this day or later."),
    .init(name: "until", schema: .date, note: "Only fees that fell due on this day or earlier."),
  ]

  private static let fees = Endpoint(
    method: .get, path: "/induction-fees", operationID: "listInductionFees", tag: .induction,
    summary: "Report what schools pay for the service of the appropriate body, by year, school and service",
    note: """
      The price as it was when the registration was sent, for the year that begins on the first day in post and each \
      further one that begins while the post goes on, up to today.
      """,
    access: .scoped(.manageInductionService), query: span,
    successes: [
      .ok(
        .named(
          "InductionFees",
          .answer([
            "items": .list(
              .answer([
                "year": .text.note("Such as 2026/27."), "school_id": .uuid, "urn": .text,
                "school_name": .text,
                "service_level": .text, "service_title": .text,
                "teachers": .whole.note("For how many registrations it is paid."), "fee_pence": .whole,
              ])), "fee_pence": .whole,
            "teachers": .whole.note("How many teachers, each counted once however many years are paid for."),
            "fees": .whole.note("How many yearly fees: one for each registration in each year."),
          ])), "The fees.")
    ], failures: [404]
  ) { call in
    let report = try await report(call)
    return .ok([
      "items": .array(
        report.lines.map { line in
          [
            "year": .string(line.year), "school_id": .id(line.school), "urn": .string(line.urn.description),
            "school_name": .string(line.schoolName), "service_level": .string(line.level),
            "service_title": .string(line.levelTitle), "teachers": .whole(line.teachers),
            "fee_pence": .whole(line.pence),
          ]
        }), "fee_pence": .whole(report.pence), "teachers": .whole(report.teachers),
      "fees": .whole(report.fees),
    ])
  }

  private static let csv = Endpoint(
    method: .get, path: "/induction-fees/export", operationID: "exportInductionFees", tag: .induction,
    summary: "Report what schools pay for the service as CSV", access: .scoped(.manageInductionService),
    query: span, successes: [.file(["text/csv"], "The file, in UTF-8.")], failures: [404]
  ) { call in
    .csv(try await report(call).csv)
  }

  private static func report(_ call: Call) async throws -> ServiceFees {
    let seat = try await Authority.seat(of: call.actor, in: call.services.pool)
    return try await ReportServiceFees(call.services)(
      of: seat, in: call.query.code("years") ?? .school, from: call.query.date("from"),
      until: call.query.date("until"), by: call.actor)
  }
}
