import Domain
import HTTPSupport

/// That a change of hours still to come keeps a post from ending before it, with the way to take it back.
struct PlannedChangeNote: Component {
  private let record: InductionRecord
  private let period: InductionPeriod
  private let context: AppRequestContext

  init(_ record: InductionRecord, _ period: InductionPeriod, _ context: AppRequestContext) {
    (self.record, self.period, self.context) = (record, period, context)
  }

  var html: HTML {
    let way = "take the change of hours back"
    let address = "/inductions/\(record.induction.id)/periods/\(period.id)/correct"
    let link: HTML =
      CorrectPeriod.may(record, period, context.webActor) ? Link(way, to: address).html : HTML(text: way)
    return Paragraph(
      html: """
        A change of hours is planned for \(LondonTime.longDate(period.startsOn)). For an earlier day, \(link) first.
        """
    ).html
  }
}
