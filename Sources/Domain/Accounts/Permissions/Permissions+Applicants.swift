extension Permissions {
  /// An applicant's own records.
  static let own: [Operation: Grant] = [
    .keepGeneralApplication: line([.applicant], .applicationsWrite, "Sign in to fill in your application."),
    .sendApplication: line([.applicant], .applicationsWrite, "Sign in to send an application."),
    .withdrawOwnApplication: line(
      [.applicant], .applicationsWrite, "Only the applicant can withdraw an application."),
    .readOwnApplications: line([.applicant], .applicationsRead, "Only the applicant can read this."),
    .answerInvitation: line(
      [.applicant], .applicationsWrite, "Only the applicant can answer an invitation to interview."),
    .discloseOwnRecord: line(
      [.applicant], .applicationsWrite, "Only the applicant can answer these questions."),
    .answerOffer: line([.applicant], .applicationsWrite, "Only the applicant can answer an offer."),
    .nameReferee: line([.applicant], .applicationsWrite, "Only the applicant can name another referee."),
    .saveVacancy: line([.applicant], .applicationsWrite, "Sign in to save a vacancy."),
    .readSavedVacancies: line([.applicant], .applicationsRead, "Sign in to see your saved vacancies."),
  ]
}
