import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("What is known of somebody appointed")
struct AppointmentFactTests {
  @Test(
    "A teacher reference number is read as people write it",
    arguments: [
      ("1234567", "1234567"), (" 12/34567 ", "1234567"), ("RP 12/34567", "1234567"),
      ("TRN: 1234567", "1234567"), ("123456", nil), ("12345678", nil), ("", nil), ("TRN", nil),
      ("1234567+1", nil),
    ] as [(String, String?)])
  func numbers(written: String, read: String?) {
    #expect(TRN.digits(written) == read)
  }

  @Test("A text holds a number where it holds one and no other")
  func within() {
    #expect(TRN.find(in: "Seen in the register, TRN 7654321, on 2 November.") == "7654321")
    #expect(TRN.find(in: "76/54321 and again 7654321") == "7654321")
    #expect(TRN.find(in: "1234567 or 7654321") == nil)
    #expect(TRN.find(in: "Telephone 01375 000000, seen 2/11/2026") == nil)
  }

  private static func entry(
    _ kind: String, _ role: String, _ place: String, _ from: String
  ) -> [String: JSONValue] {
    [
      "kind": .string(kind), "role": .string(role), "organisation": .string(place), "from": .string(from),
      "current": "yes",
    ]
  }

  @Test("Training begins with the last course at the provider; without one there, everything that it may be")
  func courses() {
    var sources = AppointmentSources(
      teaching: [
        "status": "qualified", "qts_awarded_on": "2026-07-10", "training_provider": "Example University ",
      ],
      history: [
        Self.entry("training", "Degree", "example university", "2021-09"),
        Self.entry("training", "PGCE", "Example University", "2025-09-08"),
        Self.entry("training", "First aid", "Example University", "2026-09"),
        Self.entry("teaching", "Teacher", "Example University", "2026-01"),
      ])
    #expect(sources.facts.agreed(.courseBegunOn) == "2025-09-08")
    #expect(sources.facts.of(.courseBegunOn).first?.source == "the application (PGCE, Example University)")
    sources.teaching["training_provider"] = "Another College"
    #expect(sources.facts.agreed(.courseBegunOn) == nil)
    #expect(sources.facts.differing.map(\.value) == ["2021-09-01", "2025-09-08"])
    sources.history = []
    #expect(sources.facts.of(.courseBegunOn).isEmpty)
  }

  @Test(
    "Whether induction was served elsewhere follows from the teaching status",
    arguments: [
      ("training", nil, "no"), ("qualified", "not_started", "no"), ("qualified", "in_progress", "yes"),
      ("qualified", "completed", nil),
    ] as [(String, String?, String?)])
  func elsewhere(status: String, induction: String?, served: String?) {
    let sources = AppointmentSources(
      teaching: ["status": .string(status), "induction": induction.map { .string($0) } ?? .null])
    #expect(sources.facts.agreed(.servedElsewhere) == served)
  }

  @Test("Where application and check agree it is taken; where they differ both are shown, and one is chosen")
  func registers() async throws {
    try await HiringDesk.run { hiring async throws in
      let (services, school) = (hiring.services, hiring.desk.school.id)
      try await InductionDesk.serve(try await Authority.find(code: "883", in: services.pool), services)
      let application = try await hiring.appointed(teaching: Self.qualified, number: "RP 76/54321")
      let candidate = try #require(
        try await InductionCandidates(services)(school: school, by: hiring.head).items.first)
      #expect(candidate.trn == nil && candidate.qtsAwardedOn == day("2026-07-10"))
      #expect(candidate.courseBegunOn == day("2025-09-01") && candidate.servedElsewhere == true)
      #expect(candidate.facts.differing.map(\.value) == ["1234567", "7654321"])
      let draft = DraftRegistration(services)
      let begun = try await draft(confirming: application.id, at: school, by: hiring.head)
      #expect(begun.content.trn.isEmpty && begun.content.qtsAwardedOn == day("2026-07-10"))
      #expect(begun.content.courseBegunOn == day("2025-09-01") && begun.content.servedElsewhere == true)
      #expect(begun.content.contractEndsOn == day("2027-08-31"))
      let read = ReadRegistrations(services)
      #expect(try await read.candidates(at: school, by: hiring.head).items.isEmpty, "it has begun")
      let review = try await read.find(begun.id, by: hiring.head)
      let problem = try #require(review.problems.first { $0.field == "trn" })
      #expect(
        problem.message
          == "Choose which is right: 1234567 (the application) or 7654321 (the check of qualified teacher status)."
      )
      #expect(review.facts.count == 6)
      let take = TakeFact(services)
      for (field, value) in [("trn", "1111111"), ("birth_date", "2001-01-01")] {
        let refused = try await outcome {
          _ = try await take(field, value, into: begun.id, expectedVersion: nil, by: hiring.head)
        }
        #expect(refused?.fields == ["value"])
      }
      for actor in [hiring.desk.stranger, hiring.recruiter, hiring.panelMember] {
        let refused = try await outcome {
          _ = try await take("trn", "7654321", into: begun.id, expectedVersion: nil, by: actor)
        }
        #expect(refused == .notFound("registration"))
      }
      let stale = try await outcome {
        _ = try await take("trn", "7654321", into: begun.id, expectedVersion: 0, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: begun.version))
      let taken = try await take(
        "trn", "7654321", into: begun.id, expectedVersion: begun.version, by: hiring.head)
      #expect(taken.content.trn == "7654321")
      let after = try await read.find(begun.id, by: hiring.head)
      #expect(!after.problems.contains { $0.field == "trn" })
      #expect(
        after.warnings.contains(
          "Compare the teacher reference number: the application says 1234567."))
      let fact = try #require(after.facts.first { $0.value == "7654321" })
      #expect(try after.facts.isTaken(fact, in: after.registration.content))
    }
  }

  @Test("A check of qualified teacher status takes a teacher reference number and nothing else for one")
  func checked() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let entry = CheckEntry(
        outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample",
        documentNumber: "certificate 12")
      let refused = try await outcome {
        _ = try await RecordCheck(hiring.services)(application.id, CheckKind.qts, entry, by: hiring.head)
      }
      #expect(refused?.fields == ["document_number", "document_date"])
    }
  }

  @Test("Nobody is offered what the rules refuse")
  func outcomes() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let checks = try await ReadChecks(hiring.services)(application.id, by: hiring.head).checks
      for check in checks {
        var entry = CheckEntry(outcome: .notApplicable, reason: "Not in this post.")
        entry.checkedOn = day("2026-11-02")
        let refused = try await outcome {
          _ = try await RecordCheck(hiring.services)(application.id, check.kind.code, entry, by: hiring.head)
        }
        #expect((refused == nil) == check.kind.outcomes.contains(.notApplicable), "\(check.kind.code)")
      }
      #expect(checks.filter { $0.kind.isForEverybody }.count == 6)
    }
  }

  private static let qualified: [String: JSONValue] = [
    "status": "qualified", "qts_awarded_on": "2026-07-10", "trn": "1234567", "induction": "in_progress",
    "training_provider": "Example University", "age_ranges": ["5-7"], "phases": ["primary"],
    "subjects": "Primary, ages 5 to 11",
  ]
}

extension HiringDesk {
  /// Somebody appointed with a fixed term, whose teaching status and check of it say this.
  func appointed(teaching: [String: JSONValue], number: String) async throws -> SentApplication {
    func entry(_ kind: String, _ role: String, _ from: String, _ to: String?) -> JSONValue {
      var entry: [String: JSONValue] = [
        "kind": .string(kind), "role": .string(role), "from": .string(from),
        "current": to == nil ? "yes" : "no",
      ]
      if let to { entry["to"] = .string(to) }
      if kind == "training" { entry["organisation"] = "Example University" }
      return .object(entry)
    }
    let history: [String: JSONValue] = [
      "entries": [
        entry("training", "Degree", "2021-09", "2024-06"), entry("other", "Caring", "2024-07", "2025-08"),
        entry("training", "PGCE", "2025-09", "2026-07"), entry("other", "Travel", "2026-08", nil),
      ]
    ]
    for (section, answers) in [("teaching", teaching), ("history", history)] {
      let filled = try await SaveSection(services)(
        section, answers: answers, expectedVersion: nil, by: applicant)
      #expect(filled.progress == .complete, "\(section): \(filled.problems)")
    }
    let sent = try await application(.interviewing)
    var terms = Self.terms
    (terms.contractType, terms.contractEndsOn) = (.fixedTerm, day("2027-08-31"))
    _ = try await MakeOffer(services)(sent.id, terms, because: HiringDesk.reasons, by: head)
    _ = try await AnswerOffer(services)(sent.id, accepts: true, by: applicant)
    for reference in try await RequestReferences(services)(sent.id, by: head) {
      _ = try await ManageReference(services).recordOnPaper(
        reference.id, receivedOn: day("2026-11-02"), note: "Suitable.", by: head)
    }
    for check in try await ReadChecks(services)(sent.id, by: head).checks where check.applies {
      var entry = HiringDesk.satisfactory(check.kind, number: number)
      if check.kind.code == CheckKind.qts { entry.documentDate = day("2026-07-10") }
      _ = try await RecordCheck(services)(
        sent.id, check.kind.code, entry, confirmed: [.trn], by: recruiter)
    }
    return try await AppointApplicant(services)(sent.id, by: head)
  }
}
