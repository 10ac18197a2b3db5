import Domain
import HTTPTypes

/// Making an account, and who one is.
enum AccountRoutes {
  static let all = [signUp, confirm, resend, me, rename, askForEmailChange, changeEmail]

  private static let signUp = Endpoint(
    method: .post, path: "/accounts", operationID: "signUp", tag: .accounts, summary: "Make an account",
    note: """
      A link to confirm the address comes by mail. The answer is the same whether or not the address has an \
      account already.
      """,
    access: .open,
    body: .init(
      schema: .request(required: ["email": .text(.email), "name": .text, "password": .text(.password)]),
      example: ["email": "ada@example.org", "name": "Ada Example", "password": "a long and unusual phrase"]),
    successes: [.accepted("A mail is on its way to the address.")]
  ) { call in
    try await SignUp(call.services)(
      email: call.body.text("email"), name: call.body.text("name"), password: call.body.text("password"),
      clientAddress: call.clientAddress, by: call.actor)
    return .accepted
  }

  private static let confirm = Endpoint(
    method: .post, path: "/accounts/confirm", operationID: "confirmEmail", tag: .accounts,
    summary: "Confirm an e-mail address", access: .open,
    body: .init(
      schema: .request(required: ["token": .text.bounded(1...200).note("The token of the link in the mail.")]
      ),
      example: ["token": "cm3tS0mOaZ0tq1m2o6iYJXoP0xq0C9Jg3c3m7w2w1aE"]),
    successes: [.noContent("The address is confirmed.")], failures: [410]
  ) { call in
    try await ConfirmEmail(call.services)(token: call.body.text("token"), by: call.actor)
    return .noContent
  }

  private static let resend = Endpoint(
    method: .post, path: "/accounts/confirmation-mails", operationID: "resendConfirmation", tag: .accounts,
    summary: "Ask for the confirmation mail again", note: "The answer is the same for every address.",
    access: .open,
    body: .init(
      schema: .request(required: ["email": .text(.email)]), example: ["email": "ada@example.org"]),
    successes: [.accepted("A mail is on its way, if the address has an account.")]
  ) { call in
    try await ResendConfirmation(call.services)(
      email: call.body.text("email"), clientAddress: call.clientAddress, by: call.actor)
    return .accepted
  }

  private static let rename = Endpoint(
    method: .put, path: "/me/name", operationID: "changeOwnName", tag: .accounts, summary: "Change your name",
    note: "What was sent or signed keeps the name it had.", access: .scoped(.manageOwnAccount),
    body: .init(
      schema: .request(required: ["name": .text.bounded(1...200)]), example: ["name": "Ada Example-Married"]),
    successes: [.noContent("It is changed.")]
  ) { call in
    try await ChangeName(call.services)(call.body.text("name"), by: call.actor)
    return .noContent
  }

  private static let askForEmailChange = Endpoint(
    method: .post, path: "/me/email-changes", operationID: "askForEmailChange", tag: .accounts,
    summary: "Ask for another e-mail address",
    note: """
      A link comes to the new address, and nothing changes until it is opened. The answer is the same whether or not \
      that address has an account of its own.
      """,
    access: .scoped(.manageOwnAccount),
    body: .init(
      schema: .request(required: [
        "email": .text(.email),
        "current_password": .text(.password).note("The password you sign in with now."),
      ]),
      example: ["email": "ada.new@example.org", "current_password": "a long and unusual phrase"]),
    successes: [.accepted("A mail is on its way to the address.")]
  ) { call in
    try await AskForEmailChange(call.services)(
      to: call.body.text("email"), password: call.body.text("current_password"),
      clientAddress: call.clientAddress, by: call.actor)
    return .accepted
  }

  private static let changeEmail = Endpoint(
    method: .post, path: "/accounts/email-changes/confirm", operationID: "changeEmail", tag: .accounts,
    summary: "Use the new e-mail address",
    note:
      "What belonged to the person by the old address goes with the account, and the old address is told.",
    access: .open,
    body: .init(
      schema: .request(required: ["token": .text.bounded(1...200).note("The token of the link in the mail.")]
      ),
      example: ["token": "cm3tS0mOaZ0tq1m2o6iYJXoP0xq0C9Jg3c3m7w2w1aE"]),
    successes: [.noContent("The new address is the account’s.")], failures: [409, 410]
  ) { call in
    try await ChangeEmail(call.services)(token: call.body.text("token"), by: call.actor)
    return .noContent
  }

  private static let person = Schema.named(
    "Me",
    .answer([
      "id": .uuid, "email": .text, "name": .text, "email_confirmed": .flag,
      "token_id": .uuid.orNull.note("The API token in use."),
      "scopes": .list(.choice(TokenScope.self)).note("What the token may be used for."),
      "roles": .list(
        .answer([
          "role": .choice(Role.self), "organisation_id": .uuid, "organisation_name": .text,
          "organisation_kind": .choice(OrganisationKind.self),
        ])),
    ]))

  private static let me = Endpoint(
    method: .get, path: "/me", operationID: "getMe", tag: .accounts,
    summary: "Read who the token acts for, and in which roles", access: .token,
    successes: [.ok(person, "The person.")]
  ) { call in
    let account = try call.actor.requireAccount()
    return .ok([
      "id": .id(account.id), "email": .string(account.email), "name": .string(account.name),
      "email_confirmed": .bool(account.emailConfirmed), "token_id": .id(account.tokenID),
      "scopes": .texts((account.scopes ?? []).map(\.rawValue).sorted()),
      "roles": .array(
        account.memberships.map { membership in
          [
            "role": .code(membership.role), "organisation_id": .id(membership.organisation),
            "organisation_name": .string(membership.organisationName),
            "organisation_kind": .code(membership.kind),
          ]
        }),
    ])
  }
}
