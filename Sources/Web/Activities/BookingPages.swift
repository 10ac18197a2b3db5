import Domain
import Foundation
import HTTPSupport
import Hummingbird

/// A person's places, those that a school pays for, and the page of each; also by the link of a mail.
struct BookingPages: Sendable {
  private let environment: WebEnvironment

  init(_ environment: WebEnvironment) { self.environment = environment }

  func add(to pages: RouterGroup<AppRequestContext>) {
    pages.get("activity-bookings") { try await own($0, $1) }
    pages.get("activity-bookings/:booking") { try await show($0, $1) }
    pages.get("activity-bookings/:booking/calendar.ics") { try await calendar($0, $1) }
    pages.get("activity-bookings/:booking/cancel") { try await askToCancel($0, $1) }
    pages.post("activity-bookings/:booking/cancel") { try await cancel($0, $1) }
    pages.get("school/activities") { try await ofSchool($0, $1) }
    pages.get("school/activities.csv") { try await file($0, $1) }
    pages.get("places/:token") { try await showLinked($0, $1) }
    pages.get("places/:token/cancel") { try await askLinked($0, $1) }
    pages.post("places/:token/cancel") { try await cancelLinked($0, $1) }
  }

  private func own(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (base, asked) = ("/activity-bookings", request.cursor("requests"))
    let read = ReadBookings(environment.services)
    let bookings = try await read.own(limit: 25, after: request.after, by: context.webActor)
    let requests = try await AskForPlace(environment.services).own(
      limit: 25, after: asked, by: context.webActor)
    var new: [ActivityBooking] = []
    if let id = Self.booked(request) { new = try await read.own(alongside: id, by: context.webActor) }
    let news = BookingText.news(new) { LondonTime.shortDate($0.session.day) }
    return environment.respond(
      Page(
        "My places in activities", path: "/activity-bookings",
        banner: news.map { NotificationBanner("\($0) We have sent you a mail for each session.") },
        isWide: true
      ) {
        Heading("My places in activities")
        if bookings.items.isEmpty {
          EmptyState("No places yet", "Book one from the list of activities.")
        } else {
          BookingTable(bookings.items, showsName: false, at: environment.services.now())
        }
        CursorPagination(
          next: bookings.next.map { "\(base)?after=\($0)" }, first: request.after.map { _ in base },
          of: "places")
        PlaceRequestTable(requests.items, showsName: false, at: environment.services.now())
        CursorPagination(
          next: requests.next.map { "\(base)?requests=\($0)" }, first: asked.map { _ in base },
          of: "requests")
        Paragraph(html: Link("Activities for new teachers", to: "/activities").html)
      }, in: context)
  }

  /// One of the bookings that were just made.
  private static func booked(_ request: Request) -> ActivityBookingID? {
    request.uri.queryParameters["booked"].flatMap { ActivityBookingID(String($0)) }
  }

  /// What a school has just booked at one go, in words; nil where it has not.
  private func news(
    _ request: Request, of school: OrganisationID, _ context: AppRequestContext
  ) async throws -> String? {
    guard let id = Self.booked(request) else { return nil }
    let made = try await ReadBookings(environment.services).together(
      with: id, ofSchool: school, by: context.webActor)
    let isOne = Set(made.map(\.session.id)).count == 1
    return BookingText.news(made) {
      isOne ? $0.shownName : "\($0.shownName), \(LondonTime.shortDate($0.session.day))"
    }
  }

  /// The school that the address names, or the only one for which somebody books.
  private static func seat(_ request: Request, _ context: AppRequestContext) throws -> Membership {
    let account = try context.webActor.requireAccount()
    let named = request.uri.queryParameters["school"].flatMap { OrganisationID(String($0)) }
    let seat = account.memberships.first {
      $0.kind == .school && Permissions.allows($0.role, .bookColleagues)
        && (named == nil || $0.organisation == named)
    }
    guard let seat else { throw DomainError.notFound("page") }
    return seat
  }

  private func file(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let text = try await ReadBookings(environment.services).csv(
      ofSchool: try Self.seat(request, context).organisation, by: context.webActor)
    return .csv(text, named: "activity-places.csv")
  }

  private func ofSchool(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let seat = try Self.seat(request, context)
    let page = try await ReadBookings(environment.services).list(
      ofSchool: seat.organisation, limit: 25, after: request.after, by: context.webActor)
    let asked = try await AskForPlace(environment.services).list(
      ofSchool: seat.organisation, isWaiting: true, limit: 25, after: request.cursor("asked"),
      by: context.webActor)
    let ended = try await AskForPlace(environment.services).ended(
      ofSchool: seat.organisation, by: context.webActor)
    let news = try await news(request, of: seat.organisation, context)
    let base = "/school/activities?school=\(seat.organisation)"
    return environment.respond(
      Page(
        "Places in activities", path: "/school", above: BackLink(to: "/school", "My school"),
        banner: news.map { NotificationBanner("\($0) Everybody is told by mail.") }, isWide: true
      ) {
        Heading("Places in activities", caption: seat.organisationName)
        Paragraph(html: Link("Activities to book", to: "/activities").html)
        PlaceRequestTable(asked.items, showsName: true, at: environment.services.now())
        request.pages("asked", next: asked.next, keeping: "after", at: base, of: "requests for places")
        EndedRequestTable(ended)
        if page.items.isEmpty {
          EmptyState("No places yet", "Open an activity to book for colleagues.")
        } else {
          Paragraph(
            html: Link("Download as CSV", to: "/school/activities.csv?school=\(seat.organisation)").html)
          BookingTable(page.items, showsName: true, at: environment.services.now())
          request.pages("after", next: page.next, keeping: "asked", at: base, of: "places")
        }
      }, in: context)
  }

  // MARK: One booking

  private func booking(
    _ context: AppRequestContext
  ) async throws -> (booking: ActivityBooking, role: BookingCanceller) {
    try await ReadBookings(environment.services).access(try context.bookingOfPath(), by: context.webActor)
  }

  private func show(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (booking, role) = try await booking(context)
    let query = request.uri.queryParameters
    let news =
      query.has("booked")
      ? (booking.state == .waiting ? "You are on the waiting list." : "Your place is booked.")
      : query.has("cancelled")
        ? Self.ended(booking, by: role) : query.has("saved") ? "Saved. Thank you." : nil
    let base = "/activity-bookings/\(booking.id)"
    return environment.respond(
      bookingPage(booking, role, base, news: news, back: Self.back(booking, role), Fields(), context),
      in: context)
  }

  static func back(_ booking: ActivityBooking, _ role: BookingCanceller) -> BackLink {
    switch role {
    case .person: BackLink(to: "/activity-bookings", "My places in activities")
    case .school: BackLink(to: "/school/activities", "Places in activities")
    case .organiser: BackLink(to: "/manage/sessions/\(booking.session.id)", "The session")
    }
  }

  func bookingPage(
    _ booking: ActivityBooking, _ role: BookingCanceller, _ base: String, news: String?, back: BackLink?,
    _ fields: Fields, _ context: AppRequestContext
  ) -> Page {
    let isToCome = booking.session.startsAt > environment.services.now()
    return Page(
      booking.activityTitle, path: "/activity-bookings", problems: fields.problems, above: back,
      banner: news.map { NotificationBanner($0) }
    ) {
      Heading(booking.activityTitle, caption: role == .person ? "Your place" : booking.shownName)
      if let canceller = BookingText.canceller(booking), booking.cancelledBy != role {
        InsetText("\(canceller) has cancelled this." + (booking.cancelReason.map { " Why: \($0)" } ?? ""))
      }
      SummaryList(BookingText.rows(booking, at: environment.services.now()))
      Paragraph(html: Link("About this activity", to: "/activities/\(booking.activity)").html)
      if role == .person {
        AttendanceLinks(booking, base, at: environment.services.now(), fields, context)
      }
      if booking.state != .cancelled, isToCome, role == .person {
        Paragraph(html: Link("Put it into your calendar", to: "\(base)/calendar.ics").html)
      }
      if booking.mayBeCancelled(at: environment.services.now()) {
        Paragraph(
          html: Link(
            booking.state == .waiting
              ? "Leave the waiting list" : role == .person ? "I can’t come" : "Cancel the place",
            to: "\(base)/cancel"
          ).html)
      }
    }
  }

  private func calendar(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (booking, _) = try await booking(context)
    let activity = try await ReadActivities(environment.services).find(booking.activity, by: context.webActor)
    let file = CalendarFile(
      activity, only: [booking.session.id], baseURL: environment.services.settings.baseURL)
    return PrivateFile.response(
      Array(file.text.utf8), mediaType: "text/calendar; charset=utf-8", name: "place.ics")
  }

  private func askToCancel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let (booking, role) = try await booking(context)
    let base = "/activity-bookings/\(booking.id)"
    if booking.state == .cancelled { return .seeOther(base) }
    try CancelBooking(environment.services).check(booking)
    return environment.respond(cancelPage(booking, base, role, context), in: context)
  }

  /// What is said to whoever gave a place back, unless another had cancelled it before.
  private static func ended(_ booking: ActivityBooking, by role: BookingCanceller) -> String? {
    booking.cancelledBy == role ? "Cancelled." : nil
  }

  private func cancelPage(
    _ booking: ActivityBooking, _ base: String, _ role: BookingCanceller, _ context: AppRequestContext
  ) -> Page {
    let title = booking.state == .waiting ? "Leave the waiting list?" : "Give the place back?"
    let pays = BookingRules.charge(
      booking.state == .booked ? booking.chargePence : 0, freeUntil: booking.freeUntil,
      at: environment.services.now(), by: role)
    return Page(title, path: "/activity-bookings", above: BackLink(to: base)) {
      Heading(title, caption: booking.activityTitle)
      if pays > 0 {
        WarningText(
          "It is too late to cancel free of charge: \(booking.schoolName ?? "the school") still pays "
            + "\(CampaignText.pounds(pays)).")
      }
      Paragraph("Whoever has waited longest gets the place.")
      Form("\(base)/cancel", in: context) {
        HiddenInput("version", String(booking.version))
        ButtonGroup {
          Button("Yes, cancel", kind: .warning)
          Link("Keep it", to: base)
        }
      }
    }
  }

  private func cancel(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let ended = try await CancelBooking(environment.services)(
      try context.bookingOfPath(), expectedVersion: context.form.int("version"), by: context.webActor)
    return .seeOther("/activity-bookings/\(ended.id)?cancelled=1")
  }

  // MARK: By the link of a mail

  private func showLinked(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = context.parameters.get("token") ?? ""
    let booking = try await ReadBookings(environment.services).byLink(token)
    let news = request.uri.queryParameters.has("saved") ? "Saved. Thank you." : nil
    return place(booking, token, news: news, context)
  }

  private func place(
    _ booking: ActivityBooking, _ token: String, news: String?, _ context: AppRequestContext
  ) -> Response {
    environment.respondBehindLink(
      bookingPage(booking, .person, "/places/\(token)", news: news, back: nil, Fields(), context), context)
  }

  private func askLinked(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = context.parameters.get("token") ?? ""
    let booking = try await ReadBookings(environment.services).byLink(token)
    if booking.state == .cancelled { return place(booking, token, news: nil, context) }
    try CancelBooking(environment.services).check(booking)
    return environment.respondBehindLink(cancelPage(booking, "/places/\(token)", .person, context), context)
  }

  private func cancelLinked(_ request: Request, _ context: AppRequestContext) async throws -> Response {
    let token = context.parameters.get("token") ?? ""
    let ended = try await CancelBooking(environment.services).byLink(token, by: context.webActor)
    return place(ended, token, news: Self.ended(ended, by: .person), context)
  }
}

/// Words of bookings.
enum BookingText {
  /// How many of those just booked have a place and how many wait, and which where they are few; nil for none.
  static func news(_ bookings: [ActivityBooking], by name: (ActivityBooking) -> String) -> String? {
    let states: [(title: String, state: ActivityBookingState)] = [
      ("Booked", .booked), ("On the waiting list", .waiting),
    ]
    let parts = states.compactMap { title, state -> String? in
      let names = bookings.filter { $0.state == state }.map(name)
      if names.isEmpty { return nil }
      let which = names.count > 5 ? "" : " (\(names.joined(separator: "; ")))"
      return "\(title): \(names.count)\(which)."
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// Who cancelled it, where it was not the person.
  static func canceller(_ booking: ActivityBooking) -> String? {
    switch booking.cancelledBy {
    case .organiser: booking.organiserName
    case .school: booking.schoolName ?? "The school"
    case .person, nil: nil
    }
  }

  /// A booking as questions and answers.
  static func rows(_ booking: ActivityBooking, at now: Date) -> [SummaryList.Row] {
    let session = booking.session
    var rows: [SummaryList.Row] = [
      .init("State", html: tag(booking, at: now).html), .init("When", session.when),
      .init("Where", session.room.isEmpty ? booking.venue : "\(booking.venue), \(session.room)"),
      .init("For", booking.shownName),
    ]
    if !session.title.isEmpty { rows.insert(.init("What", session.title), at: 1) }
    if let school = booking.schoolName { rows.append(.init("School", school)) }
    if booking.chargePence > 0 {
      rows.append(.init("The school pays", CampaignText.pounds(booking.chargePence)))
    }
    if booking.state == .booked, booking.chargePence > 0, let until = booking.freeUntil,
      booking.session.startsAt > now
    {
      rows.append(.init("Cancelling", "Free until \(BookingRules.words(freeUntil: until))"))
    }
    if let attended = booking.attendedAt { rows.append(.init("Attended", LondonTime.dateAndTime(attended))) }
    return rows + [.init("Run by", booking.organiserName)]
  }

  static func tag(_ booking: ActivityBooking, at now: Date) -> Tag {
    let title = booking.stateTitle(at: now)
    return switch booking.state {
    case .booked where booking.attendedAt != nil: Tag(title, .blue)
    case .booked: Tag(title, booking.session.endsAt > now ? .green : .grey)
    case .waiting: Tag(title, booking.session.startsAt > now ? .yellow : .grey)
    case .cancelled: Tag(title, .grey)
    }
  }
}

/// Bookings with how they stand.
struct BookingTable: Component {
  private let bookings: [ActivityBooking]
  private let showsName: Bool
  private let now: Date

  init(_ bookings: [ActivityBooking], showsName: Bool, at now: Date) {
    (self.bookings, self.showsName, self.now) = (bookings, showsName, now)
  }

  var html: HTML {
    Table(
      "Places, those asked for last first", isCaptionHidden: true,
      columns: (showsName ? [.init("Name")] : []) + [
        .init("Activity"), .init("When"), .init("State"), .init("The school pays", isNumeric: true),
      ],
      rows: bookings.map { booking in
        let title = booking.activityTitle
        let link = Link(
          showsName ? booking.shownName : title, to: "/activity-bookings/\(booking.id)",
          about: showsName ? "in \(title)" : nil
        ).html
        return (showsName ? [link, HTML(text: title)] : [link]) + [
          HTML(text: booking.session.when), BookingText.tag(booking, at: now).html,
          HTML(text: booking.chargePence == 0 ? "–" : CampaignText.pounds(booking.chargePence)),
        ]
      }
    ).html
  }
}

extension AppRequestContext {
  /// The booking that the address names, for somebody who has signed in.
  func bookingOfPath() throws -> ActivityBookingID {
    _ = try webActor.requireAccount()
    guard let id = parameters.get("booking").flatMap({ ActivityBookingID($0) }) else {
      throw DomainError.notFound("booking")
    }
    return id
  }
}
