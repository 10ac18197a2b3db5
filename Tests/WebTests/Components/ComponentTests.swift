import Domain
import HTTPSupport
import Postgres
import Testing

@testable import Web

@Suite("Components") struct ComponentTests {
  @Test("escape every text they are given", arguments: Gallery.components("X").map(\.name))
  func escaping(name: String) throws {
    let nasty = "<script>alert(1)</script>\" onfocus=x '&\"\u{301}<\u{301}"
    let html = try #require(Gallery.components(nasty).first { $0.name == name }).html.markup
    #expect(html.contains("&lt;script&gt;"))
    #expect(!html.contains("<script"))
    #expect(!html.contains("\" onfocus"))
    #expect(!html.contains("&amp;lt;"), "escaped twice")
    // By bytes: to Swift a quotation mark with an accent is another character, to a browser it is not.
    #expect(html.utf8.firstRange(of: "\"\u{301}".utf8) == nil)
    #expect(html.utf8.firstRange(of: "<\u{301}".utf8) == nil)
    #expect(!html.contains("{{"))
  }

  @Test("are well-formed, with no identifier twice", arguments: Gallery.components("Some text").map(\.name))
  func wellFormed(name: String) throws {
    let html = try #require(Gallery.components("Some text").first { $0.name == name }).html.markup
    #expect(Markup.fault(in: html) == nil)
    let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count, "\(ids)")
    for target in html.matches(of: /\sfor="([^"]*)"/).map({ String($0.1) }) { #expect(ids.contains(target)) }
    for list in html.matches(of: /\saria-describedby="([^"]*)"/).map({ String($0.1) }) {
      for target in list.split(separator: " ") { #expect(ids.contains(String(target)), "\(target)") }
    }
  }

  @Test("use every template there is")
  func everyTemplate() throws {
    let used: Set = [
      TextInput.template, PasswordInput.template, Textarea.template, Select.template, Radios.template,
      Checkboxes.template, DateInput.template, FileInput.template, Button.template, ErrorSummary.template,
      SummaryList.template,
      TaskList.template, Table.template, NotificationBanner.template, "components/label",
      "components/legend", "components/help", "layout/page",
    ]
    #expect(
      try Set(Templates.names.filter { $0.hasPrefix("components/") || $0.hasPrefix("layout/") }) == used)
  }

  @Test("show nothing where a value is missing, and not a neighbour's")
  func missingValues() {
    let html = Radios(
      FieldFrame("a", "Question", hint: "Hint of the group"), choices: [Choice("x", "X")]
    ).html.markup
    #expect(html.matches(of: /Hint of the group/).count == 1)
  }

  @Test("keep a text of several lines as it was typed")
  func linesKept() {
    let text = "\n first\n\n  second\n"
    let html = Textarea(FieldFrame("a", "A"), value: text).html.markup
    #expect(html.contains(">\n\(text)</textarea>"))
  }

  @Test(
    "name the field a problem belongs to",
    arguments: [
      ("subjects[2]", "subjects"), ("start-day", "start"), ("start-month", "start-month"),
      ("history[0].employer", "history-0--employer"), ("", ""),
    ])
  func problemTargets(field: String, id: String) {
    #expect(ErrorSummary.target(of: field) == id)
  }

  @Test("mark only the part of a date that is at fault")
  func dateParts() {
    let fields = Fields(problems: [FieldProblem(field: "d-month", message: "Month must be 1 to 12")])
    let html = fields.date("d", "Date").html.markup
    #expect(html.contains("Month must be 1 to 12"))
    #expect(html.matches(of: /govuk-input--error/).count == 1)
    #expect(html.contains("govuk-input--error\" id=\"d-month\""))
  }

  @Test("show stored values through the same fields")
  func storedValues() {
    var values = FormData()
    values.set("title", "Teacher")
    values.set("subjects", ["art", "music"])
    values.set("start", CivilDate("2027-09-01"))
    values.set("pages", 3)
    values.set("nothing", String?.none)
    #expect(values["title"] == "Teacher")
    #expect(values.strings("subjects") == ["art", "music"])
    #expect(values.date("start").date == CivilDate("2027-09-01"))
    #expect(values.int("pages") == 3)
    #expect(!values.has("nothing"))
  }
}

/// Checks that elements are closed in the order they were opened.
enum Markup {
  private static let void: Set<String> = ["input", "br", "meta", "link", "img", "hr", "path"]

  static func fault(in html: String) -> String? {
    var open: [String] = []
    for tag in html.matches(of: /<(\/?)([a-z0-9]+)((?:\s[^<>]*)?)>/) {
      let name = String(tag.2)
      if void.contains(name) { continue }
      if tag.1.isEmpty {
        open.append(name)
      } else if open.popLast() != name {
        return "</\(name)> closes nothing"
      }
    }
    return open.last.map { "<\($0)> is not closed" }
  }
}
