extension VacancyContent: Codable {
  /// Names of the fields in JSON, which are those of the columns.
  public enum CodingKeys: String, CodingKey, CaseIterable {
    case title
    case jobRoles = "job_roles"
    case phases
    case subjects
    case otherSubjects = "other_subjects"
    case keyStages = "key_stages"
    case contractType = "contract_type"
    case contractLength = "contract_length"
    case contractReason = "contract_reason"
    case contractEndsOn = "contract_ends_on"
    case workingPatterns = "working_patterns"
    case workingPatternDetails = "working_pattern_details"
    case jobShare = "job_share"
    case fte
    case payKind = "pay_kind"
    case payMinimum = "pay_minimum"
    case payMaximum = "pay_maximum"
    case payArea = "pay_area"
    case payActualMinimumPence = "pay_actual_minimum_pence"
    case payActualMaximumPence = "pay_actual_maximum_pence"
    case payNote = "pay_note"
    case tlr
    case tlrPence = "tlr_pence"
    case senPence = "sen_pence"
    case benefits
    case relocation
    case visaSponsorship = "visa_sponsorship"
    case startsOn = "starts_on"
    case startsAsSoonAsPossible = "starts_as_soon_as_possible"
    case startsInTerm = "starts_in_term"
    case closesOn = "closes_on"
    case closesAtTime = "closes_at_time"
    case interviewDates = "interview_dates"
    case posts
    case nqtsWelcome = "nqts_welcome"
    case description
    case visits
    case contactName = "contact_name"
    case contactEmail = "contact_email"
    case contactPhone = "contact_phone"
    case safeguarding
  }

  /// Reads JSON; what is left out is open.
  public init(from decoder: any Decoder) throws {
    self.init(title: "")
    let box = try decoder.container(keyedBy: CodingKeys.self)
    try box.fill(&title, .title)
    try box.fill(&jobRoles, .jobRoles)
    try box.fill(&phases, .phases)
    try box.fill(&subjects, .subjects)
    try box.fill(&otherSubjects, .otherSubjects)
    try box.fill(&keyStages, .keyStages)
    try box.fill(&contractType, .contractType)
    try box.fill(&contractLength, .contractLength)
    try box.fill(&contractReason, .contractReason)
    try box.fill(&contractEndsOn, .contractEndsOn)
    try box.fill(&workingPatterns, .workingPatterns)
    try box.fill(&workingPatternDetails, .workingPatternDetails)
    try box.fill(&jobShare, .jobShare)
    try box.fill(&fte, .fte)
    try box.fill(&payKind, .payKind)
    try box.fill(&payMinimum, .payMinimum)
    try box.fill(&payMaximum, .payMaximum)
    try box.fill(&payArea, .payArea)
    try box.fill(&payActualMinimumPence, .payActualMinimumPence)
    try box.fill(&payActualMaximumPence, .payActualMaximumPence)
    try box.fill(&payNote, .payNote)
    try box.fill(&tlr, .tlr)
    try box.fill(&tlrPence, .tlrPence)
    try box.fill(&senPence, .senPence)
    try box.fill(&benefits, .benefits)
    try box.fill(&relocation, .relocation)
    try box.fill(&visaSponsorship, .visaSponsorship)
    try box.fill(&startsOn, .startsOn)
    try box.fill(&startsAsSoonAsPossible, .startsAsSoonAsPossible)
    try box.fill(&startsInTerm, .startsInTerm)
    try box.fill(&closesOn, .closesOn)
    try box.fill(&closesAtTime, .closesAtTime)
    try box.fill(&interviewDates, .interviewDates)
    try box.fill(&posts, .posts)
    try box.fill(&nqtsWelcome, .nqtsWelcome)
    try box.fill(&description, .description)
    try box.fill(&visits, .visits)
    try box.fill(&contactName, .contactName)
    try box.fill(&contactEmail, .contactEmail)
    try box.fill(&contactPhone, .contactPhone)
    try box.fill(&safeguarding, .safeguarding)
  }

  /// Writes JSON with every field, null where it is open.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(title, forKey: .title)
    try box.encode(jobRoles, forKey: .jobRoles)
    try box.encode(phases, forKey: .phases)
    try box.encode(subjects, forKey: .subjects)
    try box.encode(otherSubjects, forKey: .otherSubjects)
    try box.encode(keyStages, forKey: .keyStages)
    try box.encode(contractType, forKey: .contractType)
    try box.encode(contractLength, forKey: .contractLength)
    try box.encode(contractReason, forKey: .contractReason)
    try box.encode(contractEndsOn, forKey: .contractEndsOn)
    try box.encode(workingPatterns, forKey: .workingPatterns)
    try box.encode(workingPatternDetails, forKey: .workingPatternDetails)
    try box.encode(jobShare, forKey: .jobShare)
    try box.encode(fte, forKey: .fte)
    try box.encode(payKind, forKey: .payKind)
    try box.encode(payMinimum, forKey: .payMinimum)
    try box.encode(payMaximum, forKey: .payMaximum)
    try box.encode(payArea, forKey: .payArea)
    try box.encode(payActualMinimumPence, forKey: .payActualMinimumPence)
    try box.encode(payActualMaximumPence, forKey: .payActualMaximumPence)
    try box.encode(payNote, forKey: .payNote)
    try box.encode(tlr, forKey: .tlr)
    try box.encode(tlrPence, forKey: .tlrPence)
    try box.encode(senPence, forKey: .senPence)
    try box.encode(benefits, forKey: .benefits)
    try box.encode(relocation, forKey: .relocation)
    try box.encode(visaSponsorship, forKey: .visaSponsorship)
    try box.encode(startsOn, forKey: .startsOn)
    try box.encode(startsAsSoonAsPossible, forKey: .startsAsSoonAsPossible)
    try box.encode(startsInTerm, forKey: .startsInTerm)
    try box.encode(closesOn, forKey: .closesOn)
    try box.encode(closesAtTime, forKey: .closesAtTime)
    try box.encode(interviewDates, forKey: .interviewDates)
    try box.encode(posts, forKey: .posts)
    try box.encode(nqtsWelcome, forKey: .nqtsWelcome)
    try box.encode(description, forKey: .description)
    try box.encode(visits, forKey: .visits)
    try box.encode(contactName, forKey: .contactName)
    try box.encode(contactEmail, forKey: .contactEmail)
    try box.encode(contactPhone, forKey: .contactPhone)
    try box.encode(safeguarding, forKey: .safeguarding)
  }

  /// The names of the fields in which this differs from another, in the order of the form.
  public func differences(from other: VacancyContent) -> [String] {
    [
      title == other.title ? nil : CodingKeys.title,
      jobRoles == other.jobRoles ? nil : CodingKeys.jobRoles,
      phases == other.phases ? nil : CodingKeys.phases,
      subjects == other.subjects ? nil : CodingKeys.subjects,
      otherSubjects == other.otherSubjects ? nil : CodingKeys.otherSubjects,
      keyStages == other.keyStages ? nil : CodingKeys.keyStages,
      contractType == other.contractType ? nil : CodingKeys.contractType,
      contractLength == other.contractLength ? nil : CodingKeys.contractLength,
      contractReason == other.contractReason ? nil : CodingKeys.contractReason,
      contractEndsOn == other.contractEndsOn ? nil : CodingKeys.contractEndsOn,
      workingPatterns == other.workingPatterns ? nil : CodingKeys.workingPatterns,
      workingPatternDetails == other.workingPatternDetails ? nil : CodingKeys.workingPatternDetails,
      jobShare == other.jobShare ? nil : CodingKeys.jobShare,
      fte == other.fte ? nil : CodingKeys.fte,
      payKind == other.payKind ? nil : CodingKeys.payKind,
      payMinimum == other.payMinimum ? nil : CodingKeys.payMinimum,
      payMaximum == other.payMaximum ? nil : CodingKeys.payMaximum,
      payArea == other.payArea ? nil : CodingKeys.payArea,
      payActualMinimumPence == other.payActualMinimumPence ? nil : CodingKeys.payActualMinimumPence,
      payActualMaximumPence == other.payActualMaximumPence ? nil : CodingKeys.payActualMaximumPence,
      payNote == other.payNote ? nil : CodingKeys.payNote,
      tlr == other.tlr ? nil : CodingKeys.tlr,
      tlrPence == other.tlrPence ? nil : CodingKeys.tlrPence,
      senPence == other.senPence ? nil : CodingKeys.senPence,
      benefits == other.benefits ? nil : CodingKeys.benefits,
      relocation == other.relocation ? nil : CodingKeys.relocation,
      visaSponsorship == other.visaSponsorship ? nil : CodingKeys.visaSponsorship,
      startsOn == other.startsOn ? nil : CodingKeys.startsOn,
      startsAsSoonAsPossible == other.startsAsSoonAsPossible ? nil : CodingKeys.startsAsSoonAsPossible,
      startsInTerm == other.startsInTerm ? nil : CodingKeys.startsInTerm,
      closesOn == other.closesOn ? nil : CodingKeys.closesOn,
      closesAtTime == other.closesAtTime ? nil : CodingKeys.closesAtTime,
      interviewDates == other.interviewDates ? nil : CodingKeys.interviewDates,
      posts == other.posts ? nil : CodingKeys.posts,
      nqtsWelcome == other.nqtsWelcome ? nil : CodingKeys.nqtsWelcome,
      description == other.description ? nil : CodingKeys.description,
      visits == other.visits ? nil : CodingKeys.visits,
      contactName == other.contactName ? nil : CodingKeys.contactName,
      contactEmail == other.contactEmail ? nil : CodingKeys.contactEmail,
      contactPhone == other.contactPhone ? nil : CodingKeys.contactPhone,
      safeguarding == other.safeguarding ? nil : CodingKeys.safeguarding,
    ].compactMap { $0?.rawValue }
  }
}

extension KeyedDecodingContainer {
  /// Takes over the value of a key, if there is one that isn't null.
  func fill<T: Decodable>(_ value: inout T, _ key: Key) throws {
    if let found = try decodeIfPresent(T.self, forKey: key) { value = found }
  }
}
