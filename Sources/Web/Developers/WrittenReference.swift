/// The reference of the API and its pages, which do not change from request to request.
struct WrittenReference: Sendable {
  let reference: APIReference
  /// The pages of the parts of the API, by the last part of their address.
  let groups: [String: HTML]
  let objects: HTML
}
