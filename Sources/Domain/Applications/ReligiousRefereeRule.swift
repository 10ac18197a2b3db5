/// Who the religious referee of a vacancy that asks for one may be.
enum ReligiousRefereeRule {
  /// What is wrong with the answers for a vacancy, given those of the other sections: the religious referee is somebody
  /// else than the applicant and than those who speak of their work, for each is asked once, on a form of their own.
  static func problems(
    _ answers: [String: JSONValue], _ others: [String: [String: JSONValue]], ownEmail: String
  ) -> [FieldProblem] {
    let email = (answers["religious_email"]?.string ?? "").trimmed.lowercased()
    if email.isEmpty { return [] }
    func problem(_ message: String) -> [FieldProblem] {
      [FieldProblem(field: "religious_email", message: message)]
    }
    if email == ownEmail.lowercased() {
      return problem("Enter your religious referee’s address: this one is your own.")
    }
    let referees = (others["referees"]?["entries"]?.array ?? []).compactMap(\.object)
    guard let same = referees.first(where: { ($0["email"]?.string ?? "").trimmed.lowercased() == email })
    else {
      return []
    }
    let name = (same["name"]?.string ?? "").trimmed
    return problem(
      "Enter a different person: this is the address of \(name.isEmpty ? "one of your referees" : name), who is asked about "
        + "your work already. Name somebody else who can speak of your faith, or change your referees.")
  }
}
