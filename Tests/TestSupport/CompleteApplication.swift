public import Domain
public import Foundation

/// A general application that is complete in every section that is needed, on any day after 2025.
public enum CompleteApplication {
  /// The answers by section.
  public static func answers() throws -> [String: [String: JSONValue]] {
    try JSONDecoder().decode([String: [String: JSONValue]].self, from: Data(json.utf8))
  }

  /// Saves every section for the acting person.
  public static func save(by actor: Actor, _ services: Services) async throws {
    for (key, section) in try answers().sorted(by: { $0.key < $1.key }) {
      let filled = try await SaveSection(services)(key, answers: section, expectedVersion: nil, by: actor)
      guard filled.progress == .complete else { throw DomainError.invalid(filled.problems) }
    }
  }

  /// What everybody is asked for a vacancy, when its school asks nothing more.
  public static let vacancyAnswers: [String: JSONValue] = ["close_relationship": "no"]

  private static let json = """
    {
      "personal": {"first_names": "Ada", "last_name": "Sample", "address_line_1": "1 Example Street",
        "town": "Grays", "postcode": "RM17 6SL", "telephone": "01375 000000"},
      "right_to_work": {"right_to_work": "yes"},
      "teaching": {"status": "training", "training_provider": "Example University",
        "expected_on": "2027-07-31", "expected_award": "qts_pgce",
        "age_ranges": ["5-7", "7-11"], "phases": ["primary"], "subjects": "Primary, ages 5 to 11"},
      "qualifications": {"entries": [{"qualification": "BA", "subject": "English", "institution":
        "Example University", "in_progress": "no", "grade": "2:1", "year": "2024"}]},
      "education": {"has_left": "no"},
      "history": {"entries": [{"kind": "training", "role": "Degree in English", "organisation":
        "Example University", "from": "2021-09", "current": "yes"}]},
      "placements": {"entries": [{"school": "Example Primary School", "taught": "Year 3", "from": "2025-09",
        "current": "no", "to": "2025-12"}]},
      "statement": {"statement": "I would bring patience and curiosity to a class."},
      "referees": {"entries": [
        {"name": "Bea Sample", "relationship": "training_provider", "is_relative": "no", "position": "Tutor", "organisation":
          "Example University", "email": "bea@university.example", "contact_before_interview": "yes"},
        {"name": "Cy Sample", "relationship": "other", "is_relative": "no", "position": "Head", "organisation": "Example School",
          "email": "cy@school.example", "contact_before_interview": "no"}]},
      "support": {"needs_adjustments": "no"},
      "declarations": {"lived_abroad": "no", "understands_checks": "yes",
        "true": "yes"}
    }
    """
}

extension SendApplication {
  /// Sends it for a vacancy whose school asks nothing of its own.
  public func callAsFunction(
    vacancy id: VacancyID, statement: String? = nil, campaign: String? = nil, submission: UUID,
    by actor: Actor
  ) async throws -> Outcome {
    try await self(
      vacancy: id, statement: statement, answers: CompleteApplication.vacancyAnswers, campaign: campaign,
      submission: submission, by: actor)
  }
}
