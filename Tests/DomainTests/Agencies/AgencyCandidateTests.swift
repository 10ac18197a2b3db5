import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("People whom agencies put forward")
struct AgencyCandidateTests {
  @Test("From putting forward to one application: the school sees nothing before the person agrees")
  func journey() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let release = try await agencies.release().first
      let (candidate, token) = try await agencies.submit(release)
      #expect(try await agencies.standing(candidate) == .waiting)
      let read = ReadCandidates(services)
      #expect(try await read.received(for: agencies.vacancy.id, by: agencies.head).items.isEmpty)
      let opened = try await AnswerCandidate(services).read(token, by: VacancyDesk.visitor)
      #expect(
        opened.needsPassword && opened.obstacle == nil && opened.candidate.content.statement == "Ada sings.")
      #expect(opened.consent.contains("First Agency") && opened.consent.contains("Sample Primary School"))
      let unticked = try await outcome {
        _ = try await AnswerCandidate(services).agree(
          token, agrees: false, wordingVersion: 1, password: "short", by: VacancyDesk.visitor)
      }
      #expect(Set(unticked?.fields ?? []) == ["agrees", "name", "password"])
      #expect(try await agencies.agree(token).standing == .agreed)
      let used = try await outcome { try await agencies.agree(token) }
      #expect(used?.isGone == true)
      let received = try await read.received(for: agencies.vacancy.id, by: agencies.desk.recruiter).items
      #expect(
        received.count == 1 && received[0].content?.name == "Ada Sample" && received[0].application == nil)
      // The mailbox is confirmed by the link: the person signs in with the password they chose.
      let ada = try await agencies.accounts.acting("ada@people.example")
      let own = OwnRepresentations(services)
      #expect(try await own.list(by: ada).items.map(\.agencyName) == ["First Agency"])
      #expect(try await own.standing(for: agencies.vacancy.id, by: ada)?.agencyName == "First Agency")
      let sent = try await agencies.apply(ada)
      #expect(try await agencies.standing(candidate) == .withSchool)
      let source = try await read.source(of: sent, by: agencies.head)
      #expect(source?.agencyName == "First Agency" && source?.application == sent.id)
      #expect(try await read.source(of: sent, by: agencies.desk.stranger) == nil)
      try await known(agencies, sent)
      #expect(try await OwnRepresentations(services).list(by: ada).items.isEmpty)
      let late = try await outcome { try await OwnRepresentations(services).takeBack(candidate.id, by: ada) }
      #expect(late?.isConflict == true)
      _ = try await MoveApplication(services)(
        sent.id, to: .underConsideration, reason: nil, expectedVersion: nil, by: agencies.head)
      #expect(try await agencies.standing(candidate) == .withSchool)
      #expect(
        try await agencies.accounts.subjects(to: "head@example.org").contains(
          "Put forward by an agency: Year 4 class teacher"))
      for action in ["submitted", "consented"] {
        #expect(try await agencies.accounts.audited("agency_candidate.\(action)") == 1)
      }
    }
  }

  /// Through which agency an application came is known to those who run the selection, also while names are hidden, and
  /// not to the panel.
  private func known(_ agencies: AgencyDesk, _ sent: SentApplication) async throws {
    let services = agencies.services
    let (head, vacancy) = (agencies.head, agencies.vacancy)
    let place = vacancy.place
    let member = try await agencies.accounts.acting(
      .panelMember, at: place.organisation, email: "panel@example.org")
    let accounts = try [head, member].map { try #require($0.account?.id) }
    for anonymous in [true, false] {
      _ = try await NamePanel(services)(
        vacancy.id, members: accounts, chair: accounts[0], isAnonymous: anonymous, expectedVersion: nil,
        by: head)
      let list = ReadShortlist(services)
      #expect(try await list(vacancy.id, by: head).lines.map(\.agency) == ["First Agency"])
      #expect(try await list(vacancy.id, by: member).lines.map(\.agency) == [nil])
    }
    let read = ReadCandidates(services)
    #expect(try await read.agencies(of: [sent.id], at: place, by: head) == [sent.id: "First Agency"])
    #expect(try await read.agencies(of: [sent.id], at: place, by: agencies.desk.stranger).isEmpty)
    let csv = try await ExportShortlist(services)(vacancy.id, by: head)
    #expect(csv.contains(",agency") && csv.contains(",First Agency"))
    #expect(try await OwnRepresentations(services).standing(for: vacancy.id, by: head) == nil)
  }

  @Test("What is entered is checked, nobody is asked twice, and a repeat gives what it made")
  func submitting() async throws {
    try await AgencyDesk.run { agencies async throws in
      let release = try await agencies.release().first
      let submit = SubmitCandidate(agencies.services)
      let faults = try await outcome {
        _ = try await submit(
          for: release.id,
          AgencyCandidateContent(name: "See http://x.example", email: "ada", telephone: "none"),
          submission: UUID(), by: agencies.consultant)
      }
      #expect(faults?.fields == ["name", "email", "telephone", "statement"])
      let intent = UUID()
      let ids = try await withThrowingTaskGroup(
        of: AgencyCandidateID.self, returning: Set<AgencyCandidateID>.self
      ) { group in
        for _ in 0..<4 {
          group.addTask {
            try await submit(
              for: release.id, AgencyDesk.content(), submission: intent, by: agencies.consultant
            ).id
          }
        }
        return try await group.reduce(into: []) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let twice = try await outcome { _ = try await agencies.submit(release, "ADA@people.example") }
      #expect(twice?.isConflict == true)
      agencies.clock.set(try #require(agencies.vacancy.closesAt))
      let closed = try await outcome { _ = try await agencies.submit(release, "bo@people.example") }
      #expect(closed?.isConflict == true)
    }
  }

  @Test("Who says no isn't asked again for the vacancy, and who takes consent back is nobody's candidate")
  func declining() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let releases = try await agencies.release()
      let (declined, token) = try await agencies.submit(releases.first)
      _ = try await AnswerCandidate(services).decline(token, by: VacancyDesk.visitor)
      #expect(try await agencies.standing(declined) == .declined)
      let again = try await outcome { _ = try await agencies.submit(releases.first) }
      #expect(again?.isConflict == true)
      // Another agency may ask.
      let (other, second) = try await agencies.submit(releases.second, by: agencies.rival)
      try await agencies.agree(second)
      let ada = try await agencies.accounts.acting("ada@people.example")
      let stranger = try await outcome {
        try await OwnRepresentations(services).takeBack(other.id, by: agencies.consultant)
      }
      #expect(stranger == .notFound("consent"))
      try await OwnRepresentations(services).takeBack(other.id, by: ada)
      #expect(try await agencies.standing(other, by: agencies.rival) == .consentWithdrawn)
      #expect(
        try await ReadCandidates(services).received(for: agencies.vacancy.id, by: agencies.head).items.isEmpty
      )
      let (bo, boToken) = try await agencies.submit(releases.first, "bo@people.example")
      _ = try await SubmitCandidate(services).retract(bo.id, by: agencies.consultant)
      let dead = try await outcome { try await agencies.agree(boToken) }
      #expect(dead?.isGone == true)
    }
  }

  @Test(
    "A refusal is known until the vacancy closes, whatever is erased, and asking in vain counts for nothing")
  func refusing() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      try await services.pool.execute("UPDATE vacancy SET closes_at = closes_at + interval '90 days'")
      let release = try await agencies.release().first
      let (declined, token) = try await agencies.submit(release)
      for _ in 0..<8 {
        let twice = try await outcome { _ = try await agencies.submit(release) }
        #expect(twice?.isConflict == true)
      }
      _ = try await AnswerCandidate(services).decline(token, by: VacancyDesk.visitor)
      agencies.clock.advance(days: 40)
      _ = try await RunRetention(services)()
      try await ForgetExpired(services)()
      #expect(try await ReadCandidates(services).find(declined.id, by: agencies.consultant).isErased)
      let again = try await outcome { _ = try await agencies.submit(release) }
      #expect(again?.isConflict == true)
      _ = try await agencies.submit(release, "bo@people.example")
      let kept = try await services.pool.value(
        "SELECT string_agg(to_jsonb(r)::text, ' ') FROM agency_refusal r", as: String.self)
      #expect(!kept.contains("people.example") && !kept.contains(agencies.first.id.description))
      agencies.clock.advance(days: 120)
      try await ForgetExpired(services)()
      #expect(try await agencies.accounts.count("agency_refusal") == 0)
    }
  }

  @Test(
    "Who loses to another agency, or whose release is taken back, is in the trail, and the consultants are told"
  )
  func ending() async throws {
    try await AgencyDesk.run { agencies async throws in
      let releases = try await agencies.release()
      let (other, _) = try await agencies.submit(releases.second, by: agencies.rival)
      let (_, token) = try await agencies.submit(releases.first)
      try await agencies.agree(token)
      #expect(try await agencies.standing(other, by: agencies.rival) == .represented)
      #expect(try await agencies.accounts.audited("agency_candidate.represented") == 1)
      let (waiting, link) = try await agencies.submit(
        releases.second, "bo@people.example", by: agencies.rival)
      _ = try await ReleaseVacancy(agencies.services).takeBack(releases.second.id, by: agencies.head)
      #expect(try await agencies.standing(waiting, by: agencies.rival) == .takenBack)
      #expect(try await agencies.accounts.audited("agency_candidate.taken_back") == 1)
      let told = try await agencies.accounts.subjects(to: "sam@rival.example")
      #expect(told.contains { $0.hasPrefix("Represented by another agency") })
      #expect(told.contains { $0.hasPrefix("The school took the vacancy back") })
      let closed = try await outcome { try await agencies.agree(link) }
      #expect(closed == .gone("The school no longer takes people from this agency for this vacancy."))
    }
  }

  @Test(
    "Only the receiver of the link answers it: the agency's own consultant, signed in, gives nobody's consent"
  )
  func receiver() async throws {
    try await AgencyDesk.run { agencies async throws in
      let answering = AnswerCandidate(agencies.services)
      let (candidate, token) = try await agencies.submit(try await agencies.release().first)
      let opened = try await answering.read(token, by: agencies.consultant)
      #expect(opened.obstacle?.contains("This link was sent to ada@people.example") == true)
      let agreed = try await outcome { try await agencies.agree(token, by: agencies.consultant) }
      let declined = try await outcome { _ = try await answering.decline(token, by: agencies.consultant) }
      #expect(agreed?.isConflict == true && declined?.isConflict == true)
      #expect(try await agencies.standing(candidate) == .waiting)
      try await agencies.agree(token)
      #expect(try await agencies.standing(candidate) == .agreed)
      let used = try await outcome { _ = try await answering.read(token, by: VacancyDesk.visitor) }
      #expect(
        used
          == .gone(
            "You have agreed to this already. Sign in to send your application, or to take your consent back."
          ))
    }
  }

  @Test("Other agencies, other schools, officers and rivals for the post see nothing")
  func privacy() async throws {
    try await AgencyDesk.run { agencies async throws in
      let services = agencies.services
      let release = try await agencies.release().first
      let (candidate, token) = try await agencies.submit(release)
      try await agencies.agree(token)
      let read = ReadCandidates(services)
      for actor in [
        agencies.rival, agencies.head, agencies.officer, agencies.desk.stranger, VacancyDesk.visitor,
        try await agencies.accounts.acting("ada@people.example"),
      ] {
        let find = try await outcome { _ = try await read.find(candidate.id, by: actor) }
        #expect(find == .notFound("candidate"))
        let list = try await outcome { _ = try await read.list(of: agencies.first.id, by: actor) }
        #expect(list == .notFound("agency"))
        let retract = try await outcome {
          _ = try await SubmitCandidate(services).retract(candidate.id, by: actor)
        }
        #expect(retract == .notFound("candidate"))
        let submit = try await outcome {
          _ = try await SubmitCandidate(services)(
            for: release.id, AgencyDesk.content("bo@people.example"), submission: UUID(), by: actor)
        }
        #expect(submit == .notFound("release") || submit?.isNotAllowed == true)
      }
      for actor in [agencies.consultant, agencies.officer, agencies.desk.stranger, VacancyDesk.visitor] {
        let received = try await outcome {
          _ = try await read.received(for: agencies.vacancy.id, by: actor)
        }
        #expect(received == .notFound("vacancy"))
      }
      // A recruiter who applies for the post sees nobody else who might.
      let recruiter = agencies.desk.recruiter
      #expect(try await read.received(for: agencies.vacancy.id, by: recruiter).items.count == 1)
      _ = try await agencies.apply(recruiter)
      let rival = try await outcome { _ = try await read.received(for: agencies.vacancy.id, by: recruiter) }
      #expect(rival == .notFound("vacancy"))
      let member = try await agencies.accounts.acting(
        .panelMember, at: agencies.desk.school.id, email: "panel@example.org")
      // While names are hidden, who the agency is remains, and nothing else.
      _ = try await NamePanel(services)(
        agencies.vacancy.id,
        members: [try agencies.head.requireAccount().id, try member.requireAccount().id],
        chair: try agencies.head.requireAccount().id, isAnonymous: true, expectedVersion: nil,
        by: agencies.head)
      let hidden = try await read.received(for: agencies.vacancy.id, by: agencies.head).items
      #expect(hidden.count == 1 && hidden[0].content == nil && hidden[0].agencyName == "First Agency")
    }
  }

  @Test("Lists go by pages")
  func pages() async throws {
    try await AgencyDesk.run { agencies async throws in
      let release = try await agencies.release().first
      for name in ["ada", "bo", "cy"] {
        let (_, token) = try await agencies.submit(release, "\(name)@people.example")
        try await agencies.agree(token)
      }
      let read = ReadCandidates(agencies.services)
      let own = try await read.list(of: agencies.first.id, limit: 2, by: agencies.consultant)
      let rest = try await read.list(
        of: agencies.first.id, limit: 2, after: own.next, by: agencies.consultant)
      #expect(own.items.map(\.content.email) == ["cy@people.example", "bo@people.example"])
      #expect(rest.items.map(\.content.email) == ["ada@people.example"] && rest.next == nil)
      let received = try await read.received(for: agencies.vacancy.id, limit: 2, by: agencies.head)
      let others = try await read.received(
        for: agencies.vacancy.id, limit: 2, after: received.next, by: agencies.head)
      #expect(received.items.count == 2 && others.items.count == 1)
    }
  }
}
