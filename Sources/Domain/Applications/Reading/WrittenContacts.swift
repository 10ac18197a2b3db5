/// Whatever in a text reads as a way to reach somebody, or says who they are in other records: e-mail addresses, also
/// spelt as "ada (at) example dot org", web addresses, names on networks (``NetworkHandles``), telephone numbers,
/// postcodes and National Insurance numbers.
enum WrittenContacts {
  /// The text without them.
  static func masked(_ text: String) -> String {
    let signs = Signs(text)
    var text = text
    if signs.hasStop { text = withoutLinks(text) }
    if signs.hasAt || signs.mayBeSpelt { text = withoutMail(text) }
    if signs.hasStop { text = withoutHosts(text) }
    if signs.hasAt {
      text = text.replacing(/(^|[^\w@.\/\]])@[A-Za-z_][\w.]{0,28}\w/) {
        "\($0.output.1)\(NamelessText.contact)"
      }
    }
    if signs.hasNetwork { text = NetworkHandles.masked(text) }
    if signs.digits >= 2 { text = withoutPostcodes(text) }
    return signs.digits >= 6 ? withoutNumbers(text) : text
  }

  /// What a text must have for something to be there at all: most answers have none of it.
  private struct Signs {
    var digits = 0
    var hasAt = false
    /// Whether a letter follows a stop, or a link begins.
    var hasStop = false
    /// Whether a network is named.
    var hasNetwork = false
    private var hasDotInWords = false
    private var hasAtInWords = false

    /// Whether an address may be spelt, as in "(at)" and "dot".
    var mayBeSpelt: Bool { hasDotInWords || (hasAtInWords && hasStop) }

    init(_ text: String) {
      let small = Array(text.lowercased().utf8)
      var (last, start): (UInt8, Int) = (0, 0)
      for (index, byte) in small.enumerated() {
        defer { last = byte }
        if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
          if last == UInt8(ascii: ".") { hasStop = true }
          continue
        }
        if start < index { take(small[start..<index]) }
        start = index + 1
        if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { digits += 1 }
        if byte == UInt8(ascii: "@") { hasAt = true }
        if byte == UInt8(ascii: "/"), last == byte { hasStop = true }
      }
      take(small[start...])
    }

    private mutating func take(_ word: ArraySlice<UInt8>) {
      switch String(decoding: word, as: UTF8.self) {
      case "dot": hasDotInWords = true
      case "at": hasAtInWords = true
      case let other: hasNetwork = hasNetwork || NetworkHandles.networks.contains(other)
      }
    }
  }

  /// "https://…" and "www.…".
  private static func withoutLinks(_ text: String) -> String {
    text.replacing(#/(?i)(^|[^a-z0-9@])(?:https?://|www\.)[^\s<>"”’)\]]*[a-z0-9/]/#) {
      "\($0.output.1)\(NamelessText.contact)"
    }
  }

  /// What stands before the name keeps a long run of letters from being gone through again from each of them, and so
  /// does the bound on "dot" within a name with a long run of those.
  private static func withoutMail(_ text: String) -> String {
    let plain =
      #/
      (?i)(^|[^\w.%+\-])[\w.%+\-]+(?:\s+dot\s+[\w.%+\-]+){0,4}
      @[\w\-]+(?:(?:\.|\s?[(\[]\s?(?:dot|\.)\s?[)\]]\s?|\s+dot\s+)[\w\-]+)+
      /#
    let bracketed =
      #/
      (?i)(^|[^\w.%+\-])[\w.%+\-]+(?:(?:\s?[(\[]\s?dot\s?[)\]]\s?|\s+dot\s+)[\w.%+\-]+){0,4}
      \s?[(\[]\s?(?:at|@)\s?[)\]]\s?
      [\w\-]+(?:(?:\.|\s?[(\[]\s?dot\s?[)\]]\s?|\s+dot\s+)[\w\-]+)+
      /#
    let spaced =
      #/
      (?i)(^|[^\w.%+\-])([\w.%+\-]+(?:\s+dot\s+[\w.%+\-]+){0,4})
      (\s+at\s+|\s*@\s*)([\w\-]+(?:(?:\.|\s+dot\s+)[\w\-]+)+)
      /#
    let told = text.replacing(plain) { "\($0.output.1)\(NamelessText.contact)" }
      .replacing(bracketed) { "\($0.output.1)\(NamelessText.contact)" }
    return told.replacing(spaced) { match -> String in
      let (before, name, sign, domain) = (match.output.1, match.output.2, match.output.3, match.output.4)
      let labels = domain.split { $0 == "." || $0.isWhitespace }.map { $0.lowercased() }
      // "I looked at example.org" has a web address in it, and no more.
      let isMail =
        sign.contains("@") || (name + domain).contains(where: \.isWhitespace)
        || name.contains { $0 == "_" || $0 == "." } || providers.contains(labels.first ?? "")
      return isMail && endings.contains(labels.last ?? "")
        ? "\(before)\(NamelessText.contact)" : String(match.output.0)
    }
  }

  /// Where mail and hardly anything else is found.
  private static let providers: Set<String> = [
    "btinternet", "gmail", "googlemail", "hotmail", "icloud", "outlook", "protonmail", "yahoo",
  ]

  /// "lindasample.example/cv": a name that ends as those of the web do.
  private static func withoutHosts(_ text: String) -> String {
    let host = #/(^|[^\w@.\-])((?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,7})(/(?:[^\s<>"”’)\]]*[\w/])?)?(?![\w\-])/#
    return text.replacing(host) { match -> String in
      let labels = match.output.2.split(separator: ".")
      let path = match.output.3.map { String($0) } ?? ""
      for end in labels.indices.dropFirst().reversed() where endings.contains(String(labels[end])) {
        let isLast = end == labels.count - 1
        // "B.com" is a degree.
        guard labels[end - 1].count > 1 || (isLast && !path.isEmpty) else { continue }
        let rest = isLast ? "" : "." + labels[(end + 1)...].joined(separator: ".") + path
        return "\(match.output.1)\(NamelessText.contact)\(rest)"
      }
      return String(match.output.0)
    }
  }

  private static func withoutPostcodes(_ text: String) -> String {
    let code = /(^|[^A-Za-z0-9])([A-Za-z]{1,2})([0-9][A-Za-z0-9]?)\s{0,2}([0-9])([A-Za-z]{2})(?![A-Za-z0-9])/
    return text.replacing(code) { match -> String in
      let (letters, end) = (match.output.2, match.output.5)
      // "B2 3rd set" is none, nor is "KS2 3RD".
      let isOrdinal = ["st", "nd", "rd", "th"].contains(end.lowercased())
      let isPostcode =
        areas.contains(letters.uppercased()) && !end.uppercased().contains(where: { "CIKMOV".contains($0) })
        && !(isOrdinal && end.contains(where: \.isLowercase))
      return isPostcode ? "\(match.output.1)\(NamelessText.contact)" : String(match.output.0)
    }
  }

  /// Telephone numbers from abroad and from here, and National Insurance numbers.
  private static func withoutNumbers(_ text: String) -> String {
    let abroad = /(^|[^0-9+])(?:\+|00)[1-9](?:[ ()\-–]{0,2}[0-9]){7,13}(?![0-9])/
    let here = /(^|[^0-9+])(?:\((?=[0-9]+\)))?0(?:[ ()\-–]{0,2}[0-9]){9,10}(?![0-9])/
    let insurance =
      /(^|[^A-Za-z0-9])(?:[A-Z]{2}\s?(?:[0-9]{2}\s?){3}[A-D]|[A-Za-z]{2}[0-9]{6}[A-Da-d])(?![A-Za-z0-9])/
    return [abroad, here, insurance].reduce(text) { text, number in
      text.replacing(number) { "\($0.output.1)\(NamelessText.contact)" }
    }
  }

  /// What names on the web mostly end with. A capital counts for none of it, since it begins a sentence where the blank
  /// behind a stop was forgotten.
  private static let endings: Set<String> = [
    "com", "org", "net", "info", "biz", "edu", "gov", "mil", "io", "ai", "app", "dev", "blog", "site",
    "online",
    "website", "page", "me", "tv", "co", "uk", "eu", "ie", "fr", "de", "nl", "es", "pt", "pl", "ca", "au",
    "nz",
    "scot", "wales", "cymru", "london", "example", "COM", "ORG", "UK",
  ]

  /// The letters that postcodes begin with, and those of made-up ones.
  private static let areas = Set(
    """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY \
    G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR \
    NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA \
    WC WD WF WN WR WS WV YO ZE ZZ
    """.split(separator: " ").map(String.init))
}
