import Foundation
import Postgres
import TestSupport
import Testing

@testable import Domain

@Suite("The pay of an offer") struct OfferPayTests {
  private static func fields(
    _ point: String, _ pence: Int?, isOnScale: Bool = true, toAgency: Bool = false
  ) -> [String] {
    let pay = OfferPay(points: ["M1", "M3", "L1", "L43"], isOnScale: isOnScale, paysShareToAgency: toAgency)
    return pay.problems(OfferTerms(salary: "Pay", salaryPence: pence, payPoint: point)).map(\.field)
  }

  @Test("names a point of the scales, where the vacancy is paid by them")
  func points() {
    for point in ["", "M3", " m3 ", "L1", "L8", "L43", "LP min"] {
      #expect(Self.fields(point, nil).isEmpty, "\(point)")
    }
    for point in ["ZZ9", "M9", "L0", "L44", "words"] {
      #expect(Self.fields(point, nil) == ["pay_point"], "\(point)")
    }
    #expect(Self.fields("NJC 12", nil, isOnScale: false).isEmpty)
  }

  @Test("says the pounds a year where an agency is paid a share of them")
  func share() {
    #expect(Self.fields("M3", nil, toAgency: true) == ["salary_pence"])
    #expect(Self.fields("M3", 3_600_000, toAgency: true).isEmpty)
  }

  @Test("is refused with the offer")
  func refused() async throws {
    try await HiringDesk.run { hiring async throws in
      let application = try await hiring.application(.interviewing)
      var terms = HiringDesk.terms
      terms.payPoint = "ZZ9"
      let refused = try await outcome {
        _ = try await MakeOffer(hiring.services)(
          application.id, terms, because: HiringDesk.reasons, by: hiring.head)
      }
      #expect(refused?.fields == ["pay_point"])
    }
  }
}
