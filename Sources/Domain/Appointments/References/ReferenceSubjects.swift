/// What the questions to referees ask for, as the sentences about their answers name it: a question that follows
/// another one, such as “What are your reasons?”, says too little by itself. The keys are the same in all versions of
/// the forms.
enum ReferenceSubjects {
  static func of(_ key: String, in kind: AppointmentForm.Kind) -> String? {
    switch kind {
    case .reference: reference[key] ?? both[key]
    case .religiousReference: religious[key] ?? both[key]
    case .disclosure: nil
    }
  }

  private static let both = [
    "known_since": "the month and year since which you have known the applicant",
    "declared_name": "your full name", "declared_position": "your position",
    "declared_telephone": "a telephone number on which the school can reach you",
  ]

  private static let reference = [
    "role": "the applicant’s role at your school or organisation",
    "from": "the month and year in which the applicant started there",
    "to": "the month and year in which the applicant left",
    "leaving": "the reason why the applicant left",
    "capability_details":
      "the details of the capability procedure, with how long it lasted and how it ended",
    "disciplinary_details":
      "the details of the disciplinary sanction, with when it was given and whether it is still current",
    "allegation_details":
      "the details of the allegations or concerns, with when they arose and what the outcome was",
    "suitable_reasons": "your reasons for saying whether the applicant is suitable to work with children",
    "re_employ_reasons": "the reason why you would not employ the applicant, or employ them again",
    "declared_organisation": "your school or organisation",
  ]

  private static let religious = [
    "capacity": "the capacity in which you know the applicant",
    "community": "your parish, congregation or other faith community",
    "supports_reasons": "the reason why you do not support the application to a school of this faith",
    "concern_details": "the reason why the applicant should not work with children",
  ]
}

extension Question {
  /// The question with what it asks for, on a form of this kind.
  func named(for kind: AppointmentForm.Kind) -> Question {
    var question = self
    question.subject = ReferenceSubjects.of(key, in: kind)
    return question
  }
}
