import Domain
import Foundation
import HTTPSupport
import HTTPTypes
import Hummingbird
import Testing

@Suite("Answers to failures") struct AnswerTests {
  @Test(
    "have one status for each domain error",
    arguments: [
      (DomainError.invalid([]), 422), (.notFound("vacancy"), 404), (.notAllowed("No."), 403),
      (.signInRequired, 401), (.conflict("No."), 409), (.staleVersion(current: 3), 412),
      (.throttled(retryAfter: 9), 429), (.gone("Withdrawn."), 410),
    ])
  func statuses(error: DomainError, status: Int) {
    #expect(FailureDescription(of: error).status.code == status)
  }

  @Test("that are prepared are made once")
  func prepared() {
    let kept = Prepared { UUID() }
    let first = kept.value
    #expect(kept.value == first)
  }

  @Test("say nothing of what nobody foresaw")
  func unforeseen() {
    struct Secret: Error { let password = "hunter2" }
    let failure = FailureDescription(of: Secret())
    #expect(failure.status.code == 500)
    #expect(failure.isFault)
    #expect(!failure.detail.contains("hunter2"))
  }

  @Test("to the API name each field at fault")
  func problem() async throws {
    let failure = FailureDescription(
      of: DomainError.invalid([.init(field: "title", message: "Enter a title")]))
    let id = RequestIdentifier()
    let problem = Problem(failure, instance: "/api/v1/vacancies", requestID: id)
    #expect(problem.errors == [.init(field: "title", message: "Enter a title")])
    #expect(problem.requestID == id.description)
    let response = problem.response(retryAfter: 7)
    #expect(response.headers[.contentType] == "application/problem+json")
    #expect(response.headers[.retryAfter] == "7")
    #expect(response.status.code == 422)
  }

  @Test("carry the limit and when to come back")
  func rateLimit() {
    var headers = HTTPFields()
    let limit = RateLimit(name: "sign-in", limit: 5, remaining: 0, resetAfter: 30, window: 60)
    limit.write(to: &headers)
    #expect(headers[.retryAfter] == nil)
    limit.write(to: &headers, refused: true)
    #expect(headers[HTTPField.Name("RateLimit")!] == "\"sign-in\";r=0;t=30")
    #expect(headers[HTTPField.Name("RateLimit-Policy")!] == "\"sign-in\";q=5;w=60")
    #expect(headers[.retryAfter] == "30")
  }

  @Test(
    "name requests by well-formed identifiers only",
    arguments: [
      "", "x", "../../etc", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5g", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b\n",
    ])
  func foreignIdentifiers(text: String) {
    #expect(RequestIdentifier(given: text) == nil)
  }

  @Test(
    "believe of a chain of proxies only what ours have written",
    arguments: [
      (0, ["6.6.6.6"], "10.0.0.1"), (1, ["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
      (2, ["6.6.6.6, 1.2.3.4"], "6.6.6.6"),
      (1, ["6.6.6.6", "1.2.3.4"], "1.2.3.4"), (3, ["1.2.3.4"], "10.0.0.1"), (1, ["<script>"], "10.0.0.1"),
      (1, ["2001:db8::1"], "2001:db8::1"), (1, [], "10.0.0.1"),
    ])
  func clientAddress(proxies: Int, header: [String], address: String) {
    #expect(
      ClientAddress.find(peer: "10.0.0.1", forwardedFor: header, trustedProxies: proxies) == address)
  }
}
