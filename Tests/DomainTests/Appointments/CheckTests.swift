import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Checks before the start")
struct CheckTests {
  @Test(
    "What applies follows from the post and the application",
    arguments: [
      (CheckRule.everybody, CheckFacts(isTeaching: false, livedAbroad: false, phases: []), true),
      (.teaching, CheckFacts(isTeaching: true, livedAbroad: false, phases: [.secondary]), true),
      (.teaching, CheckFacts(isTeaching: false, livedAbroad: true, phases: [.primary]), false),
      (.livedAbroad, CheckFacts(isTeaching: true, livedAbroad: true, phases: []), true),
      (.livedAbroad, CheckFacts(isTeaching: true, livedAbroad: false, phases: []), false),
      (.youngChildren, CheckFacts(isTeaching: false, livedAbroad: false, phases: [.primary]), true),
      (
        .youngChildren, CheckFacts(isTeaching: true, livedAbroad: false, phases: [.nursery, .secondary]), true
      ),
      (.youngChildren, CheckFacts(isTeaching: true, livedAbroad: false, phases: [.secondary]), false),
    ])
  func plan(rule: CheckRule, facts: CheckFacts, applies: Bool) {
    let found = CheckPlan.applies(CheckKind(code: "x", title: "X", appliesTo: rule), to: facts)
    #expect(found.applies == applies)
    #expect(found.why.hasSuffix("."))
  }

  @Test(
    "Whether somebody may manage a school is asked for posts of leadership only", arguments: [true, false])
  func management(isLeadership: Bool) {
    let kind = CheckKind(
      code: "management_prohibition", title: "S", appliesTo: .teaching, onlyLeadership: true)
    let facts = CheckFacts(isTeaching: true, isLeadership: isLeadership, livedAbroad: false, phases: [])
    #expect(CheckPlan.applies(kind, to: facts).applies == isLeadership)
  }

  @Test("A deputy head is checked for a direction under section 128, a class teacher is not")
  func section128() async throws {
    try await HiringDesk.run { hiring async throws in
      let teacher = try await hiring.accepted()
      func check(_ id: ApplicationID) async throws -> PreEmploymentCheck? {
        try await ReadChecks(hiring.services)(id, by: hiring.head).checks.first {
          $0.kind.code == "management_prohibition"
        }
      }
      #expect(try await check(teacher.id)?.entry.outcome == .notApplicable)
      let order = try await ReadChecks(hiring.services)(teacher.id, by: hiring.head).checks.map(\.kind.code)
      #expect(order.prefix(7).suffix(3) == ["prohibition", "management_prohibition", "barred_list"])
    }
    try await HiringDesk.run { hiring async throws in
      try await hiring.services.pool.execute("UPDATE vacancy SET job_roles = '{deputy-head}'")
      let deputy = try await hiring.accepted()
      let checks = try await ReadChecks(hiring.services)(deputy.id, by: hiring.head).checks
      let found = try #require(checks.first { $0.kind.code == "management_prohibition" })
      #expect(found.applies && found.entry.outcome == .outstanding)
    }
  }

  @Test(
    "Somebody is appointed when every check that applies is satisfactory; the certificate alone may be open",
    arguments: [
      (CheckOutcome.satisfactory, CheckOutcome.satisfactory, false, 0),
      (.notApplicable, .satisfactory, false, 0), (.outstanding, .satisfactory, false, 1),
      (.satisfactory, .outstanding, false, 1), (.satisfactory, .outstanding, true, 0),
      (.outstanding, .outstanding, true, 1), (.outstanding, .satisfactory, true, 1),
      (.satisfactory, .notSatisfactory, true, 1), (.notSatisfactory, .satisfactory, true, 1),
      (.notSatisfactory, .outstanding, false, 2), (.outstanding, .outstanding, false, 2),
    ])
  func obstacles(barredList: CheckOutcome, certificate: CheckOutcome, hasAssessment: Bool, open: Int) {
    let found = CheckPlan.obstacles(
      [("barred_list", "Barred list", barredList), (CheckKind.certificate, "Certificate", certificate)],
      hasRiskAssessment: hasAssessment)
    #expect(found.count == open)
  }

  private static func satisfactory(_ number: String = "", on date: CivilDate? = nil) -> CheckEntry {
    CheckEntry(
      outcome: .satisfactory, checkedOn: day("2026-11-02"), checkedBy: "Robin Sample",
      documentType: "Passport",
      documentNumber: number, documentDate: date)
  }

  /// Records every check that applies, save those left out.
  private static func record(
    _ application: SentApplication, _ hiring: HiringDesk, except left: Set<String> = []
  ) async throws {
    let checks = try await ReadChecks(hiring.services)(application.id, by: hiring.head).checks
    for check in checks where check.applies && !left.contains(check.kind.code) {
      _ = try await RecordCheck(hiring.services)(
        application.id, check.kind.code, HiringDesk.satisfactory(check.kind), by: hiring.recruiter)
    }
  }

  private static func receiveReferences(
    _ application: SentApplication, _ hiring: HiringDesk
  ) async throws {
    for reference in try await RequestReferences(hiring.services)(application.id, by: hiring.head) {
      _ = try await ManageReference(hiring.services).recordOnPaper(
        reference.id, receivedOn: day("2026-11-02"), note: "Suitable.", by: hiring.head)
    }
  }

  /// Two references, of which the first says that the person is not suitable.
  @Test("References with something to take up are satisfactory once it is said how that was taken up")
  func referenceConcern() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let asked = try await RequestReferences(hiring.services)(application.id, by: hiring.head)
      let token = try await hiring.token(to: "bea@university.example")
      var answers = HiringDesk.answers
      answers["suitable"] = "no"
      let answering = AnswerReference(hiring.services)
      _ = try await answering.save(token, answers: answers, expectedSaves: nil)
      let reading = ReadReferences(hiring.services)
      #expect(try await reading.toTakeUp(application, by: hiring.head).isEmpty, "it was not sent yet")
      _ = try await answering.send(token, answers: answers, by: VacancyDesk.visitor)
      _ = try await ManageReference(hiring.services).recordOnPaper(
        asked[1].id, receivedOn: day("2026-11-02"), note: "Suitable.", by: hiring.head)
      let lines = try await reading(application.id, by: hiring.recruiter).lines
      #expect(lines.map { $0.request?.concerns } == [[.suitable], []])
      #expect(try await reading.toTakeUp(application, by: hiring.recruiter).map(\.name) == ["Bea Sample"])
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        #expect(try await reading.toTakeUp(application, by: actor).isEmpty, "\(who)")
      }
      let recording = RecordCheck(hiring.services)
      func refusal(_ evidence: String, _ confirmed: Set<CheckDoubt>) async throws -> DomainError? {
        var entry = Self.satisfactory()
        entry.evidence = evidence
        return try await outcome {
          _ = try await recording(
            application.id, "references", entry, confirmed: confirmed, by: hiring.recruiter)
        }
      }
      #expect(try await refusal("", [])?.fields == ["evidence", "confirmed.reference_concern"])
      #expect(try await refusal("Spoke with her.", [])?.fields == ["confirmed.reference_concern"])
      #expect(try await refusal("", [.referenceConcern])?.fields == ["evidence"])
      #expect(try await refusal("Spoke with her; it was a mix-up.", [.referenceConcern]) == nil)
    }
  }

  @Test("Begin with the accepted offer, keep every state they had, and are refused half filled in")
  func records() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let checks = try await ReadChecks(hiring.services)(application.id, by: hiring.recruiter)
      #expect(checks.checks.map(\.kind.code).count == 12)
      let open = Set(checks.checks.filter { !$0.applies }.map(\.kind.code))
      #expect(open == ["management_prohibition", "overseas"])
      #expect(checks.obstacles.count == 10)
      let recording = RecordCheck(hiring.services)
      let bare = try await outcome {
        _ = try await recording(
          application.id, "identity", CheckEntry(outcome: .satisfactory), by: hiring.recruiter)
      }
      #expect(bare?.fields == ["checked_on", "checked_by", "document_type"])
      for entry in [CheckEntry(checkedOn: day("2026-11-02")), CheckEntry(checkedBy: "Robin Sample")] {
        let unmade = try await outcome {
          _ = try await recording(application.id, "identity", entry, by: hiring.recruiter)
        }
        #expect(unmade?.fields == ["outcome"])
      }
      // What a face could not read is told with the rest, and nothing else of its field.
      let unread = try await outcome {
        _ = try await recording(
          application.id, "qts", CheckEntry(outcome: .satisfactory, documentNumber: "12"),
          unread: [FieldProblem(field: "document_date", message: "Enter a real date.")], by: hiring.recruiter)
      }
      #expect(unread?.fields == ["document_date", "checked_on", "checked_by", "document_number"])
      let over = try await outcome {
        var entry = Self.satisfactory()
        entry.expiresOn = day("2026-11-01")
        _ = try await recording(application.id, "right_to_work", entry, by: hiring.recruiter)
      }
      #expect(over?.fields == ["expires_on"])
      for outcome in [CheckOutcome.notApplicable, .notSatisfactory] {
        var entry = Self.satisfactory()
        entry.outcome = outcome
        let unreasoned = try await DomainTests.outcome {
          _ = try await recording(application.id, "identity", entry, by: hiring.recruiter)
        }
        #expect(unreasoned?.fields == (outcome == .notApplicable ? ["reason", "outcome"] : ["reason"]))
      }
      let early = try await outcome {
        _ = try await recording(application.id, "references", Self.satisfactory(), by: hiring.recruiter)
      }
      #expect(early?.fields == ["outcome"])
      let stored = try await recording(
        application.id, "identity", Self.satisfactory("P123"), expectedVersion: 1, by: hiring.recruiter)
      #expect(stored.version == 2)
      let stale = try await outcome {
        _ = try await recording(
          application.id, "identity", CheckEntry(), expectedVersion: 1, by: hiring.head)
      }
      #expect(stale == .staleVersion(current: 2))
      _ = try await recording(application.id, "identity", CheckEntry(), expectedVersion: 2, by: hiring.head)
      let history = try await ReadChecks(hiring.services).history(application.id, "identity", by: hiring.head)
      #expect(history.map(\.version) == [3, 2, 1])
      #expect(history.map(\.entry.outcome) == [.outstanding, .satisfactory, .outstanding])
      #expect(history[1].recordedBy == "Robin Sample")
      let unknown = try await outcome {
        _ = try await recording(application.id, "palm_reading", CheckEntry(), by: hiring.head)
      }
      #expect(unknown?.fields == ["check"])
      for (who, actor) in hiring.strangers + [("applicant", hiring.applicant)] {
        let refused = try await outcome {
          _ = try await recording(application.id, "identity", CheckEntry(), by: actor)
        }
        #expect(refused == .notFound("application"), "\(who)")
        let reading = try await outcome {
          _ = try await ReadChecks(hiring.services)(application.id, by: actor)
        }
        #expect(reading == .notFound("application"), "\(who)")
      }
      let panel = try await outcome {
        _ = try await ReadChecks(hiring.services)(application.id, by: hiring.panelMember)
      }
      #expect(panel == .notFound("application"))
    }
  }

  @Test("The head appoints; the person stands in the central record and is ready for induction")
  func appoints() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      let appointing = AppointApplicant(hiring.services)
      let early = try await outcome { _ = try await appointing(application.id, by: hiring.head) }
      #expect(early?.isConflict == true)
      try await Self.receiveReferences(application, hiring)
      try await Self.record(application, hiring)
      var seen = Self.satisfactory("P123", on: day("2024-05-01"))
      (seen.documentType, seen.evidence) = ("Passport", "Seen by two")
      _ = try await RecordCheck(hiring.services)(application.id, "identity", seen, by: hiring.recruiter)
      let recruiter = try await outcome { _ = try await appointing(application.id, by: hiring.recruiter) }
      #expect(recruiter?.isNotAllowed == true)
      #expect(try await appointing(application.id, by: hiring.head).state == .appointed)
      let school = hiring.desk.school.id
      let record = try await CentralRecord(hiring.services)(school: school, by: hiring.recruiter)
      let line = try #require(record.items.first)
      #expect(line.application.id == application.id && line.riskAssessment == nil)
      let identity = try #require(line.checks.first { $0.kind.code == "identity" })
      #expect(
        CentralRecordColumn.allCases.map { $0.words(identity) }
          == [
            "Satisfactory", "2 November 2026", "Robin Sample", "Passport; Seen by two", "P123", "1 May 2024",
            "", "",
          ])
      let csv = try await CentralRecord(hiring.services).csv(school: school, by: hiring.head)
      let rows = csv.split(separator: "\r\n").map(String.init)
      #expect(rows.count == 2)
      #expect(rows[0].contains("identity,identity_on,identity_by,identity_evidence,identity_number"))
      #expect(rows[0].contains("enhanced_dbs_number,enhanced_dbs_dated,enhanced_dbs_expires"))
      #expect(rows[1].contains("satisfactory,2026-11-02,Robin Sample,Passport; Seen by two,P123,2024-05-01,"))
      #expect(rows[1].hasPrefix("Ada Sample,Year 4 class teacher,"))
      #expect(rows[1].contains("satisfactory,2026-11-02,Robin Sample"))
      let candidates = try await InductionCandidates(hiring.services)(school: school, by: hiring.head)
      let candidate = try #require(candidates.items.first)
      #expect(candidate.name == "Ada Sample" && candidate.post == "Year 4 class teacher")
      #expect(candidate.trn == "7654321" && candidate.qtsAwardedOn == day("2026-10-30"))
      #expect(candidate.fte == 1 && candidate.startsOn == day("2027-01-04"))
      for (who, actor) in hiring.strangers {
        let refused = try await outcome {
          _ = try await CentralRecord(hiring.services)(school: school, by: actor)
        }
        #expect(refused == .notFound("school"), "\(who)")
        let induction = try await outcome {
          _ = try await InductionCandidates(hiring.services)(school: school, by: actor)
        }
        #expect(induction == .notFound("school"), "\(who)")
      }
      let panel = try await outcome {
        _ = try await CentralRecord(hiring.services)(school: school, by: hiring.panelMember)
      }
      #expect(panel?.isNotAllowed == true)
    }
  }

  @Test("Only a risk assessment lets somebody start before the certificate, which is recorded when it comes")
  func startsEarly() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.accepted()
      try await Self.receiveReferences(application, hiring)
      try await Self.record(application, hiring, except: [CheckKind.certificate, "barred_list"])
      let appointing = AppointApplicant(hiring.services)
      let assessment = "Never alone with children until the certificate has been seen."
      let withoutList = try await outcome {
        _ = try await appointing(application.id, riskAssessment: assessment, by: hiring.head)
      }
      #expect(withoutList?.isConflict == true)
      try await Self.record(application, hiring, except: [CheckKind.certificate])
      let silent = try await outcome { _ = try await appointing(application.id, by: hiring.head) }
      #expect(silent?.fields == ["risk_assessment"])
      let done = try await appointing(application.id, riskAssessment: assessment, by: hiring.head)
      #expect(done.state == .appointed)
      _ = try await RecordCheck(hiring.services)(
        application.id, CheckKind.certificate, Self.satisfactory("001234567890", on: day("2026-11-01")),
        by: hiring.recruiter)
      let record = try await CentralRecord(hiring.services)(school: hiring.desk.school.id, by: hiring.head)
      #expect(record.items.first?.riskAssessment == assessment)
      let certificate = record.items.first?.checks.first { $0.kind.code == CheckKind.certificate }
      #expect(certificate?.entry.outcome == .satisfactory)
    }
  }
}
