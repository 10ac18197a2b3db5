import Testing

@testable import Domain

@Suite("What somebody wrote without their name") struct NamelessTextTests {
  private static let nameless = NamelessText(["Ada", "Sample-Okafor", "Li", "Ada Li"])

  @Test(
    "leaves no title before it, and reads as a sentence",
    arguments: [
      ("Ms Ada Sample-Okafor taught Year 2.", "[name] taught Year 2."),
      ("Pupils call me Mrs. Sample-Okafor.", "Pupils call me [name]."),
      ("MISS ADA SAMPLE-OKAFOR, BA", "[name], BA"), ("As ms Ada, I", "As [name], I"),
      ("I am Ada B. Sample-Okafor.", "I am [name]."), ("I am Ada. Ada is me.", "I am [name]. [name] is me."),
      ("Prof Dr Ada", "[name]"), ("I am Ada Li, or Ms Li.", "I am [name], or [name]."),
      ("Mrs Jones, who taught Adans, likes Limes.", "Mrs Jones, who taught Adans, likes Limes."),
      ("my sister Ada", "my sister [name]"), ("Yours,\nMiss\nAda", "Yours,\n[name]"),
      ("Nothing of it", "Nothing of it"), ("", ""),
    ])
  func reads(_ text: String, _ expected: String) {
    #expect(Self.nameless(text) == expected)
  }
}
