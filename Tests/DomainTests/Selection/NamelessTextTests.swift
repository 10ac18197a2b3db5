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

  private static let whole = NamelessText(
    ["Zoë", "Will", "Sample-Okafor", "O'Hara"], emails: ["zoe.sample@people.example"],
    telephones: ["01375 652652", "+33 1 23 45 67 89"])

  @Test(
    "knows small letters, accents, parts of a name, and every way to reach its writer",
    arguments: [
      ("i am zoe, and zoë", "i am [name], and [name]"), ("ZOE’s class", "[name]’s class"),
      ("Miss Okafor or sample", "[name] or [name]"), ("Zoetrope, samples", "Zoetrope, samples"),
      ("Mrs O’Hara", "[name]"), ("I will go. Will goes.", "I will go. [name] goes."),
      ("Mail Zoe.Sample@People.Example.", "Mail [contact details]."),
      ("Ring 01375 652652 or 01375652652.", "Ring [contact details] or [contact details]."),
      ("+44 1375 652 652, +44 (0)1375 652652", "[contact details], [contact details]"),
      ("0044 1375 652652", "[contact details]"), ("0033 1 23 45 67 89", "[contact details]"),
      ("(01375) 652652", "[contact details]"),
      ("me (01375 652652)", "me ([contact details])"), ("+33 1 23456789", "[contact details]"),
      ("01375 652653, 2026", "01375 652653, 2026"), ("1013756526520", "1013756526520"),
    ])
  func contacts(_ text: String, _ expected: String) {
    #expect(Self.whole(text) == expected)
  }

  @Test(
    "A name that is a word as well is known by its capital, however it was typed",
    arguments: ["mark", "MARK"])
  func everyday(_ typed: String) {
    let nameless = NamelessText([typed])
    #expect(nameless("I mark books every day. Yours, Mark") == "I mark books every day. Yours, [name]")
    #expect(nameless("MARK MY WORDS") == "[name] MY WORDS")
  }

  @Test(
    "A number from abroad is known with its code, whether it was typed with a plus or with two noughts",
    arguments: [
      ("0033 1 23 45 67 89", "+33 1 23 45 67 89"), ("0033123456789", "0033 1 23 45 67 89"),
      ("+33 1 23 45 67 89", "0033 123456789"), ("0044 1375 652652", "01375 652652"),
      ("00 44 1375 652652", "+44 1375 652652"),
    ])
  func abroad(_ typed: String, _ written: String) {
    #expect(NamelessText([String](), telephones: [typed])("Ring \(written).") == "Ring [contact details].")
  }

  @Test(
    "Of what is written of former names only names are taken",
    arguments: [
      ("Sarah Brown, changed by deed poll", ["Sarah", "Brown"]), ("Never", []), ("None", []),
      ("never changed", []),
      ("Nothing. Only this name, after marriage", []), ("sarah brown", ["sarah", "brown"]),
      ("SARAH BROWN", ["SARAH", "BROWN"]),
      ("Okafor before my divorce, then d'Arcy", ["Okafor", "d'Arcy"]), ("", []),
    ] as [(String, [String])])
  func former(_ written: String, _ names: [String]) {
    #expect(SchoolView.formerNames(in: written) == names)
  }
}
