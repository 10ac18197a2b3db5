import Foundation
import Postgres

/// Gives the sample's agency terms with the authority, and releases a vacancy to it.
struct LoadSampleAgency: Sendable {
  /// The key of the vacancy that is released.
  static let vacancyKey = "v01"

  let services: Services

  init(_ services: Services) { self.services = services }

  /// Makes what is missing.
  func callAsFunction(_ vacancy: VacancyID, by actor: Actor) async throws {
    let authority = try await Authority.find(code: SampleBorough.authorityCode, in: services.pool)
    let agencies = try await ReadAgencies(services).list(of: authority.place, by: actor)
    for agency in agencies.items {
      if agency.versions == 0 {
        let today = services.today
        _ = try await RecordAgencyTerms(services)(
          of: agency.id,
          AgencyTermsContent(
            validFrom: today.adding(days: -60), validUntil: today.adding(days: 305),
            rate: .share(basisPoints: 1_250),
            rebateNotes: "Half of the fee is given back if the person leaves within 12 weeks.",
            vetting: AgencyVetting(
              confirmedOn: today.adding(days: -65), expiresOn: today.adding(days: 300),
              confirmedBy: "Sample Safeguarding Lead",
              checks: "Identity, right to work, references, DBS and prohibition checks of ten people sampled."
            )),
          expectedVersion: 0, by: actor)
      }
      _ = try await ReleaseVacancy(services)(
        vacancy, to: [agency.id], note: "We look for somebody who likes to sing.", by: actor)
    }
  }
}
