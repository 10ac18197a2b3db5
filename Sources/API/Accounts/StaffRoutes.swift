import Domain
import HTTPTypes

/// Who holds which role at an organisation.
enum StaffRoutes {
  static let all = [list, add, remove, invitations, sendAgain, takeBack]

  private static let member = Schema.named(
    "StaffMember",
    .answer([
      "account_id": .uuid, "name": .text, "email": .text, "role": .choice(Role.self), "granted_at": .instant,
    ]))

  private static let staff = Schema.answer(["items": .list(member)])

  private static let list = Endpoint(
    method: .get, path: "/organisations/{id}/staff", operationID: "listStaff", tag: .staff,
    summary: "List who holds which role at an organisation", access: .scoped(.readStaff),
    parameters: [.organisation], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: member), "A page of one item for each role that somebody holds, by name.")]
  ) { call in
    let page = try await ListStaff(call.services)(
      at: try call.id(of: "organisation"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page, json)
  }

  private static let add = Endpoint(
    method: .post, path: "/organisations/{id}/staff", operationID: "addStaff", tag: .staff,
    summary: "Invite somebody to a role, or give a member of staff another",
    note: """
      Give `email` to invite somebody: they hold the role once they follow the link in the mail. Give \
      `account_id` to give somebody on the staff another role at once.
      """,
    access: .scoped(.manageStaff), parameters: [.organisation],
    body: .init(
      schema: .request(
        required: ["role": .choice(Role.allCases.filter { $0.kind != nil }.map(\.rawValue))],
        optional: ["email": .text(.email).orNull, "account_id": .uuid.orNull]),
      example: ["email": "sam@example.org", "role": "recruiter"]),
    successes: [.accepted("The invitation is on its way."), .ok(staff, "The staff, with the role given.")]
  ) { call in
    let organisation: OrganisationID = try call.id(of: "organisation")
    guard let role = call.body.code("role", as: Role.self) else {
      throw DomainError.invalid([FieldProblem(field: "role", message: "Choose the role.")])
    }
    switch (call.body.textIfAny("email"), call.body.textIfAny("account_id").flatMap({ AccountID($0) })) {
    case (let email?, nil):
      try await InviteStaff(call.services)(email: email, role: role, at: organisation, by: call.actor)
      return .accepted
    case (nil, let account?):
      try await GrantRole(call.services)(role, to: account, at: organisation, by: call.actor)
      return try await answer(call, at: organisation)
    default:
      throw DomainError.invalid([
        FieldProblem(field: "email", message: "Give either email or account_id, not both.")
      ])
    }
  }

  private static let remove = Endpoint(
    method: .delete, path: "/organisations/{id}/staff/{account_id}/{role}", operationID: "endRole",
    tag: .staff, summary: "End somebody’s role", access: .scoped(.manageStaff),
    parameters: [
      .organisation, .init(name: "account_id", schema: .uuid, note: "The person’s account."),
      .init(name: "role", schema: .choice(Role.self), note: "The role."),
    ],
    successes: [.noContent("The role has ended.")]
  ) { call in
    guard let role = call.path["role"].flatMap(Role.init(rawValue:)) else {
      throw DomainError.notFound("role")
    }
    try await RevokeRole(call.services)(
      role, of: try call.id("account_id", of: "account"), at: try call.id(of: "organisation"), by: call.actor)
    return .noContent
  }

  private static let invitation = Schema.named(
    "OpenInvitation",
    .answer([
      "email": .text, "role": .choice(Role.self), "invited_by": .text.orNull, "sent_at": .instant,
      "expires_at": .instant,
    ]))

  private static let invitations = Endpoint(
    method: .get, path: "/organisations/{id}/invitations", operationID: "listInvitations", tag: .staff,
    summary: "List the invitations that wait for somebody to follow their link",
    access: .scoped(.manageStaff), parameters: [.organisation], query: [.limit(100, otherwise: 50), .cursor],
    successes: [.ok(.page(of: invitation), "A page of invitations, newest first.")]
  ) { call in
    let page = try await OpenInvitations(call.services)(
      at: try call.id(of: "organisation"), limit: call.limit(otherwise: 50), after: try call.cursor(),
      by: call.actor)
    return .page(page) {
      [
        "email": .string($0.email), "role": .code($0.role), "invited_by": .text($0.invitedBy),
        "sent_at": .instant($0.sentAt), "expires_at": .instant($0.expiresAt),
      ]
    }
  }

  private static let named = Endpoint.Body(
    schema: .request(required: ["email": .text, "role": .choice(Role.self)]),
    example: ["email": "sam@example.org", "role": "recruiter"])

  private static let sendAgain = Endpoint(
    method: .post, path: "/organisations/{id}/invitations/send-again", operationID: "sendInvitationAgain",
    tag: .staff, summary: "Send an invitation again", note: "Only the new link works from then on.",
    access: .scoped(.manageStaff), parameters: [.organisation], body: named,
    successes: [.accepted("The invitation is on its way.")]
  ) { call in
    try await OpenInvitations(call.services).sendAgain(
      call.body.text("email"), try role(call), at: try call.id(of: "organisation"), by: call.actor)
    return .accepted
  }

  private static let takeBack = Endpoint(
    method: .post, path: "/organisations/{id}/invitations/take-back", operationID: "takeInvitationBack",
    tag: .staff, summary: "Take an invitation back", note: "Its link no longer works.",
    access: .scoped(.manageStaff), parameters: [.organisation], body: named,
    successes: [.noContent("The invitation is taken back.")]
  ) { call in
    try await OpenInvitations(call.services).takeBack(
      call.body.text("email"), try role(call), at: try call.id(of: "organisation"), by: call.actor)
    return .noContent
  }

  private static func role(_ call: Call) throws -> Role {
    guard let role = call.body.code("role", as: Role.self) else { throw DomainError.notFound("invitation") }
    return role
  }

  private static func answer(_ call: Call, at organisation: OrganisationID) async throws -> Answer {
    let members = try await ListStaff(call.services).every(at: organisation, by: call.actor)
    return .ok(["items": .array(members.map(json))])
  }

  private static func json(_ member: StaffMember) -> JSONValue {
    [
      "account_id": .id(member.account), "name": .string(member.name), "email": .string(member.email),
      "role": .code(member.role), "granted_at": .instant(member.grantedAt),
    ]
  }
}
