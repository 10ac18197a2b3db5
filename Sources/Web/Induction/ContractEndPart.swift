import Domain
import HTTPSupport
import Postgres

/// Posts that go on by the record though their contract has ended, with what is to be done.
struct ContractEndTable: Component {
  private let ends: [ContractEnd]
  private let pages: CursorPagination
  private let showsSchool: Bool

  /// A page of them, beside other lists at an address; on the page of one school the school is left out.
  init(_ page: Domain.Page<ContractEnd>, at address: String, after: Cursor?, showsSchool: Bool) {
    ends = page.items
    pages = CursorPagination(
      next: page.next.map { "\(address)?contracts=\($0)" }, first: after.map { _ in address },
      of: "contracts that have ended")
    self.showsSchool = showsSchool
  }

  var html: HTML { ends.isEmpty ? pages.html : table.html + pages.html }

  private var table: Table {
    var columns: [Table.Column] = [.init("Teacher"), .init("Ended"), .init("What to do"), .init("Reference")]
    if showsSchool { columns.insert(.init("School"), at: 1) }
    return Table(
      "Contracts that have ended", columns: columns,
      rows: ends.map { end in
        var cells: [HTML] = [
          Link(end.name, to: "/inductions/\(end.induction)").html,
          HTML(text: LondonTime.longDate(end.endedOn)), HTML(text: ContractEnd.toDo),
          HTML(whole: end.reference),
        ]
        if showsSchool { cells.insert(HTML(text: end.school), at: 1) }
        return cells
      })
  }
}

extension SummaryList.Row {
  /// When the contracts of the posts that go on end, as far as they do.
  static func contracts(of record: InductionRecord, on today: CivilDate) -> [Self] {
    let posts = record.posts(on: today)
    let lines = posts.compactMap { post -> String? in
      guard let day = post.contractEndsOn else { return nil }
      return LondonTime.longDate(day) + (posts.count > 1 ? " at \(post.schoolName)" : "")
    }
    return lines.isEmpty ? [] : [.init("Contract ends", lines.joined(separator: "\n"))]
  }
}

extension InductionSteps {
  /// That contracts have ended whose posts go on by the record.
  static func endedContracts(_ record: InductionRecord, on today: CivilDate, _ actor: Actor) -> HTML {
    let mayRecordAll = actor.may(.recordInduction, at: record.induction.place)
    return HTML(
      record.endedContracts(on: today).compactMap { post in
        post.endedContract(mayRecordAll || actor.may(.recordInduction, at: post.place))
      }.map { WarningText($0).html })
  }

  /// Where another end of a post’s contract is entered, or that it has none any more.
  func contract(_ period: InductionPeriod) -> HTML {
    form("contract", "Change the end of the contract at \(period.schoolName)") {
      HiddenInput("period", period.id.description)
      Paragraph(
        period.contractEndsOn.map { "By the record it ends on \(LondonTime.longDate($0))." }
          ?? "By the record it has no end.")
      fields.radios(
        "contract-end", "Does the contract end?",
        [
          Choice(
            "known", "It has a last day",
            reveal: fields.date("contract-ends_on", "Last day of the contract").html),
          Choice("open", "It has no end"),
        ])
      Button("Change the end of the contract", kind: .secondary)
    }
  }
}
