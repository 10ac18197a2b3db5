import Domain
import Hummingbird

/// What became of asking people for what is overdue, on the page that is shown after it.
enum ChaseNews {
  /// What was done, as part of the address of that page.
  static func query(_ report: ChaseOverdue.Report) -> String {
    "asked=\(report.people)&for=\(report.items)&unreachable=\(report.unreachable)"
      + "&left=\(report.peopleLeft)&no-account=\(report.withoutAccount)"
  }

  /// What the address says was done; nil where it says nothing.
  static func banner(_ request: Request) -> NotificationBanner? {
    func count(_ name: Substring) -> Int? { request.uri.queryParameters[name].flatMap { Int($0) } }
    guard let people = count("asked"), let items = count("for"), let unreachable = count("unreachable")
    else { return nil }
    let left = count("left") ?? 0
    if items == 0 && unreachable == 0 && left == 0 {
      return NotificationBanner(
        "Nobody was asked: everything overdue was asked for today already.", isSuccess: false)
    }
    let missed =
      unreachable == 0 ? "" : " For \(unreachable) there is nobody with an address: name a tutor or a head."
    let more =
      left == 0
      ? ""
      : " \(left) more \(left == 1 ? "person is" : "people are") still to be asked today: ask once more."
    let alone = count("no-account") ?? 0
    let invited =
      alone == 0 ? "" : " For \(alone) the head was asked to invite the tutor, who has no account."
    let asked = "\(people) \(people == 1 ? "person was" : "people were") asked"
    return NotificationBanner(
      "\(asked) for \(items) thing\(items == 1 ? "" : "s").\(missed)\(invited)\(more)",
      isSuccess: unreachable == 0 && left == 0)
  }
}
