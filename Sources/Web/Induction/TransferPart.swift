import Domain
import Foundation
import HTTPSupport
import Postgres

/// Transfers to other bodies on the page of an induction: what is recorded, and what the reader may do next.
struct TransferPart: Component {
  private let record: InductionRecord
  private let transfers: [TransferRecord]
  private let mayBegin: (ask: Bool, record: Bool)
  private let feePence: Int?
  private let environment: WebEnvironment
  private let fields: Fields
  private let context: AppRequestContext

  private var base: String { "/inductions/\(record.induction.id)/transfers" }

  /// What the reader may see of it.
  static func load(
    _ record: InductionRecord, _ fields: Fields, _ environment: WebEnvironment, _ context: AppRequestContext
  ) async throws -> TransferPart {
    let (actor, use) = (context.webActor, TransferInduction(environment.services))
    let transfers = try await use.list(record.induction.id, by: actor)
    var fee: Int?
    if !transfers.isEmpty, actor.may(.transferInduction, at: record.induction.place),
      let registration = record.registrations.last
    {
      fee = try await ReadRegistrations(environment.services).find(registration, by: actor)
        .registration.feePence
    }
    return TransferPart(
      record: record, transfers: transfers, mayBegin: try await use.mayBegin(record, by: actor),
      feePence: fee, environment: environment, fields: fields, context: context)
  }

  private init(
    record: InductionRecord, transfers: [TransferRecord], mayBegin: (ask: Bool, record: Bool), feePence: Int?,
    environment: WebEnvironment, fields: Fields, context: AppRequestContext
  ) {
    (self.record, self.transfers, self.mayBegin, self.feePence) = (record, transfers, mayBegin, feePence)
    (self.environment, self.fields, self.context) = (environment, fields, context)
  }

  var html: HTML {
    var parts: [HTML] = transfers.map(shown)
    if mayBegin.ask {
      parts.append(
        begin("ask", "Ask for a transfer to another appropriate body", "Ask for the transfer"))
    }
    if mayBegin.record {
      parts.append(begin("begin", "Transfer to another appropriate body", "Record the transfer"))
    }
    if let place = returning { parts.append(comeBack(place)) }
    if parts.isEmpty { return "" }
    return Heading("Another appropriate body", .section).html + HTML(parts)
  }

  // MARK: What is recorded

  private func shown(_ one: TransferRecord) -> HTML {
    let transfer = one.transfer
    var parts = [SummaryList(rows(one), title: "Transfer to \(transfer.bodyName)").html]
    if transfer.state == .asked,
      let sentence = TransferInduction.nothingLeft(record, from: transfer.transfersOn)
    {
      parts.append(WarningText(sentence).html)
    }
    if let why = one.interimReason, transfer.state.stands {
      parts.append(
        InsetText(
          "An interim assessment is asked for: \(why). The school writes it under “Assessments and reviews”; give the "
            + "record over again once it is received."
        ).html)
    }
    if !one.givings.isEmpty { parts.append(givings(one.givings)) }
    if context.webActor.may(.transferInduction, at: record.induction.place), transfer.state != .refused {
      let address = "/inductions/transfers/\(transfer.id)/record"
      parts.append(
        Paragraph(
          html: Link(
            one.givings.isEmpty ? "The record as it would be given over" : "The record given over",
            to: address
          )
          .html
        ).html)
    }
    parts += one.steps.map { form($0, transfer) }
    return HTML(parts)
  }

  private func rows(_ one: TransferRecord) -> [SummaryList.Row] {
    let transfer = one.transfer
    func by(_ day: String?, _ who: String?) -> String? { day.map { "\($0) by \(who ?? "")" } }
    let found: [(String, String?)] = [
      ("Why", transfer.cause.title), ("Reason", transfer.reason),
      ("First day there", LondonTime.longDate(transfer.transfersOn)),
      ("School there", transfer.schoolName.isEmpty ? nil : transfer.schoolName),
      ("Contact", transfer.contactEmail),
      (
        transfer.wasRecorded ? "Recorded" : "Asked for",
        "\(LondonTime.dateAndTime(transfer.askedAt)) by \(transfer.askedBy)"
      ),
      (
        "Agreed",
        transfer.wasRecorded
          ? nil : by(transfer.agreedAt.map(LondonTime.dateAndTime), transfer.agreedBy)
      ),
      ("Record fetched", transfer.fetchedAt.map(LondonTime.dateAndTime)),
      (
        "Receipt acknowledged",
        by(transfer.acknowledgedOn.map(LondonTime.longDate), transfer.acknowledgedBy)
      ),
      ("Interim assessment", transfer.state.stands ? one.interim.title : nil),
      (transfer.state.title, by(transfer.endedAt.map(LondonTime.dateAndTime), transfer.endedBy)),
      ("Reason of that", transfer.endReason), ("Fee", fee(transfer)),
    ]
    return [.init("State", html: transfer.state.tag.html)]
      + found.compactMap { key, value in value.map { .init(key, $0) } }
  }

  /// What the school was to pay, and for which time it was served here.
  private func fee(_ transfer: InductionTransfer) -> String? {
    guard transfer.state.stands, let feePence, let first = record.periods.first?.startsOn else { return nil }
    return "\(CampaignText.pounds(feePence)) a year by the registration; served here from "
      + "\(LondonTime.shortDate(first)) to \(LondonTime.shortDate(transfer.lastDay))"
  }

  private func givings(_ givings: [TransferGiving]) -> HTML {
    Table(
      "The record was given over",
      columns: [.init("When"), .init("To"), .init("By"), .init("The link")],
      rows: givings.map {
        [
          HTML(text: LondonTime.dateAndTime($0.madeAt)), HTML(text: $0.sentTo), HTML(text: $0.madeBy),
          HTML(text: $0.standing(at: environment.services.now())),
        ]
      }
    ).html
  }

  // MARK: Forms

  private func isOpen(_ prefix: String) -> Bool {
    fields.problems.contains { $0.field.hasPrefix(prefix) }
  }

  private func begin(_ step: String, _ title: String, _ button: String) -> HTML {
    let prefix = "transfer-\(step)-"
    return Details(title, isOpen: isOpen(prefix)) {
      Form("\(base)/\(step)", in: context) {
        HiddenInput("version", String(record.induction.version))
        if let sentence = TransferInduction.nothingLeft(record, from: environment.services.today) {
          WarningText(sentence)
        }
        HTML(
          record.plannedChanges(on: environment.services.today).map {
            PlannedChangeNote(record, $0, context).html
          })
        HTML(inputs(prefix, fields))
        Button(button, kind: .secondary)
      }
    }.html
  }

  private func inputs(_ prefix: String, _ fields: Fields) -> [HTML] {
    [
      fields.radios(
        "\(prefix)cause", "Why does the induction go to another body?",
        TransferCause.allCases.map { Choice($0.rawValue, $0.title) }
      ).html,
      fields.text("\(prefix)body_name", "The other appropriate body", width: .twoThirds).html,
      fields.email(
        "\(prefix)contact_email", "E-mail address of its contact",
        hint: "The link to the record goes there."
      ).html,
      fields.text("\(prefix)school_name", "The school there (optional)", width: .twoThirds).html,
      fields.date(
        "\(prefix)transfers_on", "First day under the other body",
        hint: "The posts here end on the day before."
      ).html,
      fields.textarea("\(prefix)reason", "Reasons", rows: 3).html,
    ]
  }

  private func form(_ step: TransferStep, _ transfer: InductionTransfer) -> HTML {
    let prefix = "transfer-\(step.rawValue)-"
    let title = Self.title(step, transfer)
    let isMain = step == .agree || step == .give && transfer.state == .agreed
    let inputs = stepInputs(step, prefix, transfer)
    return Details(title, isOpen: isMain || isOpen(prefix)) {
      Form("\(base)/\(transfer.id)/\(step.rawValue)", in: context) {
        HiddenInput("version", String(transfer.version))
        HTML(inputs)
        Button(
          title, kind: [.refuse, .withdraw, .withdrawLink, .undo].contains(step) ? .warning : .secondary)
      }
    }.html
  }

  private static func title(_ step: TransferStep, _ transfer: InductionTransfer) -> String {
    switch step {
    case .agree: "Agree to the transfer"
    case .refuse: "Refuse the transfer"
    case .withdraw: "Take back what was asked for"
    case .give: transfer.givenAt == nil ? "Give the record over" : "Give the record over again"
    case .withdrawLink: "Withdraw the link to the record"
    case .acknowledge: "Record that the other body has acknowledged it"
    case .undo: "Undo the transfer"
    }
  }

  private func stepInputs(
    _ step: TransferStep, _ prefix: String, _ transfer: InductionTransfer
  ) -> [HTML] {
    switch step {
    case .agree: return inputs(prefix, filled(prefix, transfer))
    case .refuse:
      return [
        fields.textarea("\(prefix)reason", "Reasons", hint: "The school gets them.", rows: 3).html
      ]
    case .withdraw:
      return [Paragraph("The appropriate body is told that the school no longer asks for it.").html]
    case .give:
      var fields = fields
      if !fields.values.has("\(prefix)email") {
        fields.values.set("\(prefix)email", transfer.contactEmail ?? "")
      }
      return [
        Paragraph(
          "The record is frozen as it stands now. A mail brings a link to it, which works once and for two weeks; links "
            + "sent before stop working."
        ).html, fields.email("\(prefix)email", "To which address?").html,
      ]
    case .withdrawLink:
      return [Paragraph("The link stops working, and the contact is told. The transfer stays recorded.").html]
    case .acknowledge:
      return [
        fields.date("\(prefix)on", "When did the other body acknowledge it?").html,
        fields.text("\(prefix)person", "Who there?", width: .twoThirds).html,
      ]
    case .undo:
      return [
        Paragraph(
          "For a transfer that was entered in error or does not come about. The posts that it ended go on, the teacher, "
            + "the school and the other body are told, and it stays to be seen here."
        ).html, fields.textarea("\(prefix)reason", "Reasons", rows: 3).html,
      ]
    }
  }

  /// With what the school has asked for.
  private func filled(_ prefix: String, _ transfer: InductionTransfer) -> Fields {
    var fields = fields
    guard !isOpen(prefix) else { return fields }
    fields.values.set("\(prefix)cause", transfer.cause.rawValue)
    fields.values.set("\(prefix)body_name", transfer.bodyName)
    fields.values.set("\(prefix)contact_email", transfer.contactEmail)
    fields.values.set("\(prefix)school_name", transfer.schoolName)
    fields.values.set("\(prefix)transfers_on", transfer.transfersOn)
    fields.values.set("\(prefix)reason", transfer.reason)
    return fields
  }

  // MARK: Coming back

  private var returning: InductionPeriod? {
    guard record.induction.state == .transferred else { return nil }
    return record.periods.last { context.webActor.may(.registerInduction, at: $0.place) }
  }

  private func comeBack(_ period: InductionPeriod) -> HTML {
    Details("The teacher comes back to \(period.schoolName)") {
      Paragraph(
        "Register the teacher again. The form is filled in from this record: what was served here counts, and you add "
          + "what was served under the other body, with its evidence.")
      Form("/inductions/\(record.induction.id)/return", in: context) {
        HiddenInput("school", period.place.organisation.description)
        Button("Register the teacher again", kind: .secondary)
      }
    }.html
  }
}
