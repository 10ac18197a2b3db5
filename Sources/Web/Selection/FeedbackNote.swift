import Domain

/// What a school says to an applicant whose application it didn't take forward.
struct FeedbackNote: Component {
  private let feedback: Feedback?
  private let school: String

  init(_ feedback: Feedback?, from school: String) {
    self.feedback = feedback
    self.school = school
  }

  var html: HTML {
    guard let feedback else { return "" }
    return InsetText {
      Heading("What \(school) says", .section)
      Prose(feedback.message)
    }.html
  }
}
