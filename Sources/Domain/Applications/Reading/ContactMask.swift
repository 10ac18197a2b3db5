/// Takes out of what somebody wrote the ways to reach them, and their names where these are hidden: one mask for
/// whatever a school reads of them before it may know.
///
/// What they gave of themselves goes: e-mail addresses, telephone numbers, their postal address and their teacher
/// reference number. So does whatever else reads as a way to reach somebody (``WrittenContacts``) or as an address
/// (``WrittenStreet``). It finds most of what people write and not all of it, so no page promises that.
struct ContactMask {
  private let known: NamelessText

  /// For what stands beside no application.
  init() { known = NamelessText([String](), hidesStreets: true) }

  /// For somebody with these answers and this address of their account. Their names stay unless they are given.
  init(
    _ form: ApplicationForm, _ answers: [String: [String: JSONValue]], email: String?,
    hiding names: Set<String> = []
  ) {
    let personal = answers["personal"] ?? [:]
    func given(_ type: AnswerType, in section: FormSection) -> [String] {
      section.questions.filter { $0.type == type }.compactMap { answers[section.key]?[$0.key]?.string }
    }
    let own = form.sections.filter { $0.key == "personal" }
    known = NamelessText(
      names, emails: own.flatMap { given(.email, in: $0) } + [email].compactMap { $0 },
      telephones: own.flatMap { given(.telephone, in: $0) } + form.sections.flatMap { given(.trn, in: $0) },
      addresses: AddressMask.all(in: personal), hidesStreets: true)
  }

  /// A text without them. What may hold a name, such as another e-mail address, goes before the names.
  func callAsFunction(_ text: String) -> String { known(WrittenContacts.masked(text)) }
}
