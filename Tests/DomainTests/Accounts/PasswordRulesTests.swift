import Testing

@testable import Domain

@Suite("Password rules")
struct PasswordRulesTests {
  @Test(
    "A long password that is not obvious is accepted, whatever it is made of",
    arguments: [
      "three brown horses", "twelve chars", "nur-kleine-buchstaben", "七転び八起きの先生たち二人", "       a  b      c",
      String(repeating: "ab1!cd2?", count: 16), "summer83726491028345", "x7#kQ2$mN9!p",
    ])
  func accepted(password: String) {
    #expect(PasswordRules.problem(password, email: "robin@example.org") == nil)
  }

  @Test(
    "A short, long or obvious password is refused",
    arguments: [
      "", "short", "elevenchars", String(repeating: "ab1!cd2?", count: 16) + "x", "123456789012",
      "password1234",
      "PASSWORD1234!", "passwordpassword", "aaaaaaaaaaaa", "abababababab", "abcdefghijkl", "987654321098",
      "zyxwvutsrqpo", "Thurrock2026!", "correct horse battery staple", "robin@example.org",
      "ROBIN@example.org",
      "headteacher123", "null\0inside it all",
    ])
  func refused(password: String) {
    #expect(PasswordRules.problem(password, email: "robin@example.org") != nil)
  }

  @Test("The part of the address before the @ is refused with digits around it")
  func localPart() {
    #expect(PasswordRules.problem("robin.mcallister1999", email: "robin.mcallister@example.org") != nil)
  }

  @Test(
    "Addresses that mail can be sent to are read",
    arguments: ["a@b.uk", "First.Last+tag@sub.example.co.uk", " spaced@example.org ", "o'neil@example.org"])
  func addresses(text: String) {
    let address = EmailAddress(text)
    #expect(address?.text == text.trimmed)
    #expect(address?.normal == text.trimmed.lowercased())
  }

  @Test(
    "Anything else is not an address",
    arguments: [
      "", "plain", "@example.org", "a@", "a@b", "a@@b.uk", "a@b@c.uk", "a b@c.uk", "a@b..uk", "a@-b.uk",
      ".a@b.uk",
      "a..b@c.uk", "a@b.uk\nBcc: x@y.uk", "<a@b.uk>", "a@b_c.uk", "é@example.org",
      String(repeating: "a", count: 65) + "@example.org", "a@" + String(repeating: "b.", count: 130) + "uk",
    ])
  func notAddresses(text: String) {
    #expect(EmailAddress(text) == nil)
  }

  @Test(
    "A name that could carry a link or break a mail is refused",
    arguments: [
      "", "   ", "a\nb", "see http://example.org", "<b>", "me@example.org",
      String(repeating: "n", count: 201),
    ])
  func names(text: String) {
    var problems = Problems()
    _ = PersonName.read(text, &problems)
    #expect(!problems.found.isEmpty)
  }
}
