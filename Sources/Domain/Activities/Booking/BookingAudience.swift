import Postgres

/// Whom an activity is for, and what is known of those who want a place.
///
/// Who is known here as one of them books for themselves. Of anybody else their school says that they are: it knows what
/// no record here shows yet, such as a mentor who begins next week.
enum BookingAudience {
  /// What is known of somebody: among whom they count, and what they are in words.
  struct Known: Equatable {
    private(set) var audiences: Set<ActivityAudience> = []
    private(set) var words: [String] = []

    /// Notes that they count among those of an audience, and as whom they are known.
    mutating func add(_ audience: ActivityAudience, as words: String? = nil) {
      audiences.insert(audience)
      self.words.append(words ?? audience.oneOfThem)
    }
  }

  /// What is said of somebody.
  enum Standing: Equatable {
    case admitted
    /// Nothing is known of them.
    case unknown
    /// They are known as somebody else.
    case other(Known)
  }

  /// Whether somebody of whom this is known may take part.
  static func standing(_ known: Known, for audiences: [ActivityAudience]) -> Standing {
    if !known.audiences.isDisjoint(with: audiences) { return .admitted }
    return known.audiences.isEmpty ? .unknown : .other(known)
  }

  /// What is known of people, by their addresses: who serves induction or is in the pool of new teachers, whom a school
  /// has named as tutor or mentor, and who holds the role of a head or induction tutor at a school of the authority.
  static func known(
    _ addresses: [String], in authority: AuthorityID, _ db: some Queryable
  ) async throws -> [String: Known] {
    let addresses = Array(Set(addresses.map { $0.lowercased() }))
    let induction = try await InductionPeople.among(addresses, in: db)
    let pool = try await PoolStore.among(addresses, in: db)
    let heads = try await ListStaff.among(addresses, holding: [.head], in: authority, db)
    let tutors = try await ListStaff.among(addresses, holding: [.inductionTutor], in: authority, db)
    return Dictionary(
      uniqueKeysWithValues: addresses.map { address in
        var known = Known()
        if induction.teachers.contains(address) || pool.contains(address) { known.add(.nqt) }
        if heads.contains(address) { known.add(.tutor, as: "a head") }
        if induction.tutors.contains(address) || tutors.contains(address) { known.add(.tutor) }
        if induction.mentors.contains(address) { known.add(.mentor) }
        return (address, known)
      })
  }

  /// Throws unless the acting person is one of those whom an activity is for, with what they can do.
  static func require(
    _ account: ActingAccount, _ activity: Activity, _ services: Services, in db: some Queryable
  ) async throws {
    let address = account.email.lowercased()
    let known = try await known([address], in: activity.place.authority, db)[address] ?? Known()
    let sentence: String
    switch standing(known, for: activity.content.audiences) {
    case .admitted: return
    case .unknown: sentence = "You are not known here as one. If you are,"
    case .other(let known):
      sentence = "You are known here as \(TermWords.list(known.words)). If you are more than that,"
    }
    let canAsk = try await !AskForPlace(services).schools(activity, account, in: db).isEmpty
    throw DomainError.conflict(
      "\(activity.content.audienceSentence) \(sentence) "
        + (canAsk
          ? "ask your school for a place: it says so and books for you."
          : "\(PlaceWay.showHead)."))
  }

  /// The addresses among these that are not known as those whom an activity is for.
  static func strangers(
    _ addresses: [String], _ activity: Activity, in db: some Queryable
  ) async throws -> Set<String> {
    let known = try await known(addresses, in: activity.place.authority, db)
    return Set(
      known.filter { standing($0.value, for: activity.content.audiences) != .admitted }.map(\.key))
  }
}

extension ActivityAudience {
  /// One of them, within a sentence.
  var oneOfThem: String {
    switch self {
    case .nqt: "a newly qualified teacher"
    case .tutor: "an induction tutor"
    case .mentor: "a mentor"
    }
  }
}

extension ActivityContent {
  /// Whom it is for, as a sentence.
  public var audienceSentence: String { "This is for \(audienceWords)." }

  /// Whom it is for, within a sentence.
  public var audienceWords: String {
    TermWords.list(
      ActivityAudience.allCases.filter(audiences.contains).map(\.title.lowercasedFirst))
  }
}
