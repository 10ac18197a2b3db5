import Testing

@testable import Domain

@Suite struct ScheduledTaskTitleTests {
  @Test("Every task has words for people", arguments: ScheduledTask.all.map(\.name))
  func words(_ name: String) {
    let title = ScheduledTask.title(of: name)
    #expect(ScheduledTask.titles[name] == title, "Give it a title of its own.")
    #expect(title != name && !title.contains("_") && !title.contains("."))
    #expect(title.first?.isUppercase == true)
  }
}
