import HTTPSupport

/// A form that nobody was signed in for, carried through the sign-in page to be sent again afterwards.
struct HeldForm: Sendable {
  /// The most that is carried, in bytes of names and values; a sign-in form must still fit around it.
  static let maximumSize = 200 * 1024
  private static let marker = "held"
  private static let prefix = "held."

  /// Where it was sent to.
  let path: OwnPath
  /// What was in it, without passwords and form tokens.
  let fields: FormData

  /// Keeps a form; nil when it is too large to carry.
  init?(path: OwnPath, fields: FormData) {
    let kept = fields.fields.filter {
      $0.name != FormGuard.fieldName && !$0.name.lowercased().contains("password")
    }
    let size = kept.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    guard size <= Self.maximumSize, kept.count <= FormData.maximumFields - 50 else { return nil }
    self.path = path
    self.fields = FormData(kept)
  }

  /// Takes it out of a sign-in form again.
  init?(from form: FormData) {
    guard form.has(Self.marker), let path = OwnPath(form.string("next")) else { return nil }
    self.init(
      path: path,
      fields: FormData(
        form.fields.filter { $0.name.hasPrefix(Self.prefix) }.map {
          .init(name: String($0.name.dropFirst(Self.prefix.count)), value: $0.value)
        }))
  }

  /// The hidden inputs that carry it.
  var inputs: HTML {
    HiddenInput(Self.marker, "1").html
      + HTML(fields.fields.map { HiddenInput(Self.prefix + $0.name, $0.value).html })
  }

  /// The page that sends it again at the press of a button.
  func page(in context: AppRequestContext) -> Page {
    var context = context
    context.form = fields
    let title = "Go on where you were"
    return Page(title, banner: NotificationBanner("You are signed in again.")) {
      Heading(title)
      Paragraph("What you had entered is kept. It has not been sent yet.")
      Form(path.text, in: context) {
        HeldFields(fields.without([SubmissionToken.fieldName]))
        Button("Send what I entered")
      }
    }
  }
}
