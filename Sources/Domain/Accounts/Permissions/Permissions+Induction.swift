extension Permissions {
  /// Induction: heads register, tutors record, officers of the appropriate body decide.
  static let induction: [Operation: Grant] = [
    .registerInduction: line(
      [.head], .inductionsWrite,
      "Only the school's head can register a new teacher or recommend the outcome of induction."),
    .readInductions: line(
      [.head, .inductionTutor, .officer, .administrator], .inductionsRead,
      "Only the school's head and induction tutors and the appropriate body can read inductions."),
    .recordInduction: line(
      [.head, .inductionTutor, .officer], .inductionsWrite,
      "Only the school's head and induction tutors and the appropriate body can record this."),
    .decideInduction: line(
      [.officer], .inductionsWrite, "Only officers of the appropriate body can decide this."),
    .askInductionTransfer: line(
      [.head], .inductionsWrite,
      "Only the head of the school where the teacher is can ask for a transfer to another appropriate body."
    ),
    .transferInduction: line(
      [.officer], .inductionsWrite,
      "Only officers of the appropriate body can transfer an induction to another body."),
    .assureInduction: line(
      [.officer], .inductionsWrite, "Only officers of the appropriate body assure how induction is run."),
    .readInductionQuality: line(
      [.head, .officer], .inductionsRead,
      "Only the school's head and the appropriate body can see how well induction is run."),
    .readInductionFeedback: line(
      [.head, .inductionTutor], .inductionsRead,
      "Only the school's head and induction tutors can read feedback on induction."),
    .acknowledgeInductionFeedback: line(
      [.head], .inductionsWrite, "Only the school's head can acknowledge feedback on induction."),
    .manageInductionService: line(
      [.officer, .administrator], .inductionsWrite,
      "Only the authority's staff can set who acts as appropriate body and what that costs."),
    .readOwnInduction: line([.applicant], .inductionsRead, "Sign in to see your induction."),
    .supportInduction: line(
      [.head, .inductionTutor], .inductionsWrite,
      "Only the head and the induction tutors of the school where the teacher is can write this."),
    .readInductionSupport: line(
      [.head, .inductionTutor, .officer], .inductionsRead,
      "Only the school's head and induction tutors and the appropriate body can read this."),
    .setTermDates: line(
      [.head, .administrator], .schoolsWrite,
      "Only the school's head or an administrator of the authority can set term dates."),
    .readEmployer: line(
      [.head, .inductionTutor, .officer], .inductionsRead,
      "Only the school's head and induction tutors and the authority's officers can read who employs its teachers."
    ),
    .setEmployer: line(
      [.head, .officer], .inductionsWrite,
      "Only the school's head or an officer of the authority can set who employs its teachers."),
  ]
}
