import Domain
import HTTPTypes

/// Making an account, and who one is.
enum AccountRoutes {
  static let all = [signUp, confirm, resend, me]

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
