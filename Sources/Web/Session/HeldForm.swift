import Domain
import HTTPSupport
import HTTPTypes

/// A form that was filled in by somebody else than who has signed in now, as on a computer that several people use.
struct OthersForm {
  private let name: String

  /// Nil where it is the person’s own, nobody has signed in, or it isn’t known whose it is.
  init?(_ account: String?, _ context: AppRequestContext) {
    guard let account, let signedIn = context.signedIn, signedIn.account.id.description != account else {
      return nil
    }
    name = signedIn.account.name
  }

  /// Says so, and neither shows nor sends what they typed.
  var page: Page {
    let title = "This form was not sent"
    return Page(title, status: .forbidden) {
      Heading(title)
      Paragraph(
        "You are signed in as \(name), and the form was filled in by somebody who was signed in before. What they "
          + "entered is not shown here and was not sent.")
      Paragraph("If it was you, sign out, sign in with the other account and fill it in there.")
      Paragraph(html: "\(Link("Go to the start page", to: "/"))")
    }
  }
}

/// A form that nobody was signed in for, carried through the sign-in page to be sent again afterwards.
struct HeldForm: Sendable {
  /// The most that is carried, in bytes of names and values; a sign-in form must still fit around it.
  static let maximumSize = 200 * 1024
  private static let marker = "held"
  private static let prefix = "held."
  private static let accountName = "held-account"

  /// Where it was sent to.
  let path: OwnPath
  /// What was in it, without passwords and form tokens.
  let fields: FormData
  /// Who had signed in when it was filled in; nil where that isn’t known.
  private var account: String?

  /// Keeps a form; nil when it is too large to carry.
  init?(path: OwnPath, fields: FormData) {
    let kept = fields.fields.filter {
      $0.name != FormGuard.fieldName && $0.name != OutdatedForm.accountField
        && !$0.name.lowercased().contains("password")
    }
    let size = kept.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    guard size <= Self.maximumSize, kept.count <= FormData.maximumFields - 50 else { return nil }
    self.path = path
    self.fields = FormData(kept)
    account = FormGuard.account(of: fields[FormGuard.fieldName]) ?? fields.string(OutdatedForm.accountField)
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
    account = form.string(Self.accountName)
  }

  /// The hidden inputs that carry it.
  var inputs: HTML {
    HiddenInput(Self.marker, "1").html
      + (account.map { HiddenInput(Self.accountName, $0).html } ?? "")
      + HTML(fields.fields.map { HiddenInput(Self.prefix + $0.name, $0.value).html })
  }

  /// The page that sends it again at the press of a button.
  func page(in context: AppRequestContext) -> Page {
    if let other = OthersForm(account, context) { return other.page }
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
