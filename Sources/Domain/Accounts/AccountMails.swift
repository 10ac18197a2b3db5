/// The mails about accounts, in plain English.
enum AccountMails {
  static func confirm(_ email: String, name: String, link: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Confirm your e-mail address",
      body: """
        Hello \(name),

        Thank you for making an account. To confirm that this is your e-mail address, open this link:

        \(link)

        It works once, for 3 days.

        If you did not make an account, you do not need to do anything.
        """)
  }

  static func alreadyHasAccount(_ email: String, name: String, baseURL: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "You already have an account",
      body: """
        Hello \(name),

        Somebody, probably you, tried to make an account with this e-mail address. You already have one, so \
        nothing was changed. Sign in here:

        \(baseURL)/sign-in

        If you have forgotten your password, you can choose a new one:

        \(baseURL)/forgot-password

        If it was not you, you do not need to do anything.
        """)
  }

  static func alreadyConfirmed(_ email: String, name: String, baseURL: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Your e-mail address is already confirmed",
      body: """
        Hello \(name),

        You asked for a link to confirm your e-mail address. It is confirmed already, so there is nothing \
        left to do. Sign in here:

        \(baseURL)/sign-in
        """)
  }

  static func resetPassword(_ email: String, name: String, link: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Choose a new password",
      body: """
        Hello \(name),

        Somebody, probably you, asked to choose a new password for your account. Open this link to do it:

        \(link)

        It works once, for one hour. You will be signed out everywhere.

        If you did not ask for this, you do not need to do anything: your password stays as it is.
        """)
  }

  static func setPassword(_ email: String, name: String, link: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Your account is ready",
      body: """
        Hello \(name),

        An account has been made for you. Open this link to choose your password:

        \(link)

        It works once, for 7 days.
        """)
  }

  static func passwordChanged(_ email: String, name: String, baseURL: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Your password was changed",
      body: """
        Hello \(name),

        The password of your account was changed, and you were signed out on your other devices.

        If it was not you, choose a new password straight away:

        \(baseURL)/forgot-password
        """)
  }

  static func useAddress(_ email: String, name: String, link: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Use this e-mail address for your account",
      body: """
        Hello \(name),

        You want to use this e-mail address for your account. To do so, open this link:

        \(link)

        It works once, for 3 days. Until then your account keeps the address it has.

        If you did not ask for this, you do not need to do anything.
        """)
  }

  static func addressIsTaken(_ email: String, name: String, baseURL: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "You have an account with this e-mail address",
      body: """
        Hello \(name),

        Somebody, probably you, wanted to use this e-mail address for another account. It has an account of its \
        own, so nothing was changed. Sign in here:

        \(baseURL)/sign-in

        To use the address for the other account, close this one first, on its page "My account". If it was not \
        you, you do not need to do anything.
        """)
  }

  static func addressChanged(_ email: String, name: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Your account has another e-mail address now",
      body: """
        Hello \(name),

        The account that had this e-mail address has another one now, and mail goes there from now on.

        If it was not you, tell the authority straight away: somebody else may have got into your account.
        """)
  }

  static func tokenCreated(
    _ email: String, name: String, token: String, baseURL: String
  ) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "An API token was made for your account",
      body: """
        Hello \(name),

        An API token called "\(token)" was made for your account. Programs that have it can act for you.

        If you do not know about this, revoke it on the page of your account and change your password:

        \(baseURL)/account
        """)
  }

  static func roleGranted(
    _ email: String, name: String, role: Role, organisation: String, baseURL: String
  ) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "You have a new role at \(organisation)",
      body: """
        Hello \(name),

        You are now \(role.titleInSentence) at \(organisation). Sign in to see what you can do:

        \(baseURL)/sign-in
        """)
  }

  static func roleEnded(_ email: String, name: String, role: Role, organisation: String) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "Your role at \(organisation) has ended",
      body: """
        Hello \(name),

        You are no longer \(role.titleInSentence) at \(organisation). If you think this is a mistake, ask there.
        """)
  }

  static func invitation(
    _ email: String, from inviter: String?, role: Role, organisation: String, link: String
  ) -> OutgoingMail {
    OutgoingMail(
      to: email, subject: "You are invited to join \(organisation)",
      body: """
        Hello,

        \(inviter ?? "The administrator") has invited you to be \(role.titleInSentence) at \(organisation).
        Open this link to accept:

        \(link)

        It works once, for 14 days.

        If you did not expect this, you do not need to do anything.
        """)
  }
}

extension Role {
  /// The role within a sentence: "head", "a recruiter", "an administrator".
  var titleInSentence: String {
    let words = title.lowercased()
    guard self != .head, let first = words.first else { return words }
    return ("aeiou".contains(first) ? "an " : "a ") + words
  }
}
