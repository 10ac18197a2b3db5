import Testing

@testable import Domain

@Suite("What somebody wrote without ways to reach them") struct ContactMaskTests {
  @Test(
    "Whatever reads as one is taken out, whosever it is",
    arguments: [
      ("Ring 01632 960000 or 07700 900123.", "Ring [contact details] or [contact details]."),
      ("(01632) 960000", "[contact details]"), ("me (01375 652652)", "me ([contact details])"),
      ("+44 (0)1632 960000, please", "[contact details], please"),
      ("Write to ada.s+jobs@mail.sample.example.", "Write to [contact details]."),
      ("ada (at) example.org. I teach", "[contact details]. I teach"),
      ("ada [at] example dot org, or", "[contact details], or"),
      ("ada(at)example(dot)org", "[contact details]"),
      ("ADA AT EXAMPLE DOT ORG", "[contact details]"), ("ada @ example.org", "[contact details]"),
      ("ada@example dot org", "[contact details]"),
      ("a@x.org b@y.org", "[contact details] [contact details]"),
      ("See https://lindasample.example/cv?x=1. It", "See [contact details]. It"),
      ("(www.lindasample.example)", "([contact details])"),
      ("lindasample.example/cv.", "[contact details]."), ("x.com/ada", "[contact details]"),
      ("lindasample.example, mysite.co.uk", "[contact details], [contact details]"),
      ("On lindasample.example.Then", "On [contact details].Then"), ("MYSITE.COM", "[contact details]"),
      ("Follow @ada_teaches.", "Follow [contact details]."),
      (
        "Near RM17 6SL, rm176sl and SW1A 1AA.",
        "Near [contact details], [contact details] and [contact details]."
      ),
      ("AB 12 34 56 C or ab123456c", "[contact details] or [contact details]"),
      ("pia@ example.org", "[contact details]"), ("pia @example.org", "[contact details]"),
      ("Mail pia dot walker at example dot org.", "Mail [contact details]."),
      ("pia (dot) walker (at) example (dot) org", "[contact details]"),
      ("pia dot walker@example.org", "[contact details]"),
      ("pia.walker at example.org", "[contact details]"), ("pia at gmail.com", "[contact details]"),
    ])
  func masked(_ text: String, _ expected: String) {
    #expect(ContactMask()(text) == expected)
  }

  @Test(
    "An address is taken out whoever lives there",
    arguments: [
      ("I live at 22 Quarry Hill, Grays.", "I live at [contact details], Grays."),
      ("Flat 2, 8 Ferry Road, Tilbury", "[contact details], Tilbury"),
      ("flat B, 12a ferry road", "[contact details]"), ("Apartment 4 Tilbury House", "[contact details]"),
      ("Unit 3, 5 Mill Lane", "[contact details]"), ("12-14 St. Mary’s Close", "[contact details]"),
      ("9 Upper St Mary’s Road", "[contact details]"),
      ("No.7 The Avenue; 3 High St", "No.[contact details]; [contact details]"),
      ("My address: 22 quarry hill", "My address: [contact details]"),
      ("22 PARK HILL ROAD GRAYS", "[contact details] GRAYS"),
      ("I live at 22 mill lane in Grays", "I live at [contact details] in Grays"),
      ("12 A Ferry Road", "[contact details]"), ("Home: 3 Our Lady’s Walk", "Home: [contact details]"),
    ])
  func street(_ text: String, _ expected: String) {
    #expect(ContactMask()(text) == expected)
  }

  @Test(
    "A name on a network is taken out beside the network",
    arguments: [
      ("instagram: pia_teaches", "instagram: [contact details]"),
      ("Snapchat rosatern99, WhatsApp pia.t", "Snapchat [contact details], WhatsApp [contact details]"),
      ("Find me on LinkedIn as pia-walker", "Find me on LinkedIn as [contact details]"),
      ("my insta is piateaches", "my insta is [contact details]"),
      ("my insta is piateaches and I sing", "my insta is [contact details] and I sing"),
      ("Facebook: piateaches.", "Facebook: [contact details]."),
      ("Follow me on X as piateaches.", "Follow me on X as [contact details]."),
      ("My Teams handle is pia.walker", "My Teams handle is [contact details]"),
      ("Twitter pia_w, TikTok (pia_w)", "Twitter [contact details], TikTok ([contact details])"),
      ("I am pia_teaches on YouTube", "I am [contact details] on YouTube"),
      ("Skype: live:pia.walker", "Skype: live:[contact details]"),
    ])
  func network(_ text: String, _ expected: String) {
    #expect(ContactMask()(text) == expected)
  }

  @Test(
    "Ordinary words and figures stay",
    arguments: [
      "e.g. reading, i.e. books", "Years 3.5 and 5/6, he/she", "Ofsted said: good.",
      "B.Ed. (Hons), B.Ed, Ph.D., B.com",
      "Key Stage 2, KS2 3rd set, KS2 3RD SET, E1 1st", "2:1 in 2024, 0.6 of full time, 5 A*–C, grades 9–1",
      "I looked at example dot plots at 8.30 p.m. on 31.08.2025.", "St. Clere’s, No.10",
      "worked (at home) often",
      "I like it.It was", "work @ school, 3 @ 5.30", "levels A1, B2 and C1", "in 2021 22 pupils",
      "e.g.reading/writing",
      "Since 2019-2024, 28 pupils, from 01/09/2024 to 31.08.2025", "Nothing of it", "",
      "Year 6 Road safety week", "Years 5 and 6 Forest Walk", "Key Stage 2 Way", "Level 3 Gold Way",
      "I taught 30 children at St Mary’s school, Mill Lane", "In 2019 Quarry Hill led", "30 pupils on a walk",
      "2 Quarry Hill Primary classes", "a 10 Mile Walk, 5 minutes walk away", "Class 4 Oak Avenue",
      "on 5 May Street parties", "2nd Mill Lane Scouts", "Unit 3 forest walk", "Ferry Road",
      "We live 5 minutes drive away", "I live with 3 cats near the park",
      "I lived in 4 countries before I found my place",
      "Twitter is useful", "I ran the school’s Facebook page for parents.",
      "on Facebook as part of a campaign",
      "lessons on Teams: pupils, parents", "Threads: plot and character",
      "YouTube KS2 videos, WhatsApp groups",
      "my Instagram is private", "solve for x as a number", "We met on Teams as planned",
    ])
  func kept(_ text: String) {
    #expect(ContactMask()(text) == text)
  }

  @Test(
    "A long run of letters takes no longer than as many words", .timeLimit(.minutes(1)),
    arguments: [" @", " (at e.g", " dot@", " dot", " at e.g", "@ ", " instagram:"])
  func longRuns(_ end: String) {
    let text = String(repeating: "a", count: 16_000) + end
    #expect(ContactMask()(text) == text)
  }

  @Test(
    "What nearly is one takes no longer a thousand times over", .timeLimit(.minutes(1)),
    arguments: [
      "a dot ", "a at e.g ", "a @ ", "22 Aa ", "Flat 2 ", "Year 6 and ", "1, 2 and ", "insta is ", "on x as ",
      "instagram: ", "my facebook page ",
    ])
  func manyTimes(_ part: String) {
    let text = String(repeating: part, count: 3_000)
    #expect(ContactMask()(text) == text)
  }

  private static let form = ApplicationForm(
    version: 1,
    sections: [
      FormSection(
        key: "personal", title: "Personal", intro: nil,
        questions: [Question("telephone", "Telephone", .telephone)],
        entries: nil, rule: nil),
      FormSection(
        key: "teaching", title: "Teaching", intro: nil, questions: [Question("trn", "Number", .trn)],
        entries: nil,
        rule: nil),
    ])
  private static let own: [String: [String: JSONValue]] = [
    "personal": [
      "address_line_1": "1 Example Street", "address_line_2": "Chafford Hundred", "town": "Grays",
      "postcode": "QQ17 5TH", "telephone": "+33 1 23 45 67 89",
    ],
    "teaching": ["trn": "7010405"],
  ]

  @Test("A teacher reference number that begins with noughts is no telephone number from abroad")
  func noughts() {
    var own = Self.own
    own["teaching"] = ["trn": "0000771"]
    #expect(ContactMask(Self.form, own, email: "")("TRN 0000771.") == "TRN [contact details].")
  }

  @Test(
    "What they gave of themselves is taken out however it is written, their names only where these are hidden",
    arguments: [
      ("I live at 1 Example Street.", "I live at [contact details]."),
      ("1, example st, Grays", "[contact details]"),
      ("1 Example Street\nChafford Hundred\nGrays", "[contact details]"),
      ("Example Street School, Example Street.", "Example Street School, [contact details]."),
      ("11 Example Street, Example Street School", "[contact details], Example Street School"),
      ("Chafford Hundred, Grays", "Chafford Hundred, Grays"),
      ("qq17 5th or QQ175TH", "[contact details] or [contact details]"),
      ("TRN 7010405, not 70104051", "TRN [contact details], not 70104051"),
      ("0033 123456789", "[contact details]"), ("ada@people.example", "[contact details]"),
      ("Ms Ada here", "Ms Ada here"),
    ])
  func given(_ text: String, _ expected: String) {
    let mask = ContactMask(Self.form, Self.own, email: "ada@people.example")
    #expect(mask(text) == expected)
    let nameless = ContactMask(Self.form, Self.own, email: "ada@people.example", hiding: ["Ada"])
    #expect(nameless(text) == (text == "Ms Ada here" ? "[name] here" : expected))
    #expect(nameless("ada.sample@mail.example, ada.example") == "[contact details], [contact details]")
  }

  @Test(
    "Of an address only what says where somebody lives is looked for",
    arguments: [
      (["address_line_1": "12", "address_line_2": "High Street"], "Year 12 had 12 pupils", nil),
      (["address_line_1": "12", "address_line_2": "High Street"], "12 High St.", "[contact details]."),
      (["address_line_1": "Orsett", "town": "Grays"], "In Orsett I taught", nil),
      (
        ["address_line_1": "The Old Forge", "address_line_2": "Flat 2"], "Flat 2, the old forge",
        "[contact details], [contact details]"
      ),
      ([:], "Nothing", nil),
    ] as [([String: JSONValue], String, String?)])
  func address(_ personal: [String: JSONValue], _ text: String, _ expected: String?) {
    let mask = ContactMask(Self.form, ["personal": personal], email: nil)
    #expect(mask(text) == expected ?? text)
  }
}
