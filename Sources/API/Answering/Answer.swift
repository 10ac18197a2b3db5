import Domain
import HTTPSupport
import HTTPTypes

/// What an endpoint answers, before it is written out.
struct Answer: Sendable {
  var status: HTTPResponse.Status
  var body: JSONValue?
  /// A file that is answered instead of JSON.
  var file: File?
  /// A body that was written before, instead.
  var prepared: Prepared<WrittenBody>?
  /// The version of the one thing that is answered, for its `ETag`.
  var version: Int?
  /// Where the thing is that was made, below `/api/v1`.
  var location: String?
  /// Where the next page begins.
  var next: String?
  /// Further headers.
  var headers: HTTPFields = [:]

  /// A file, with what names its content.
  struct File: Sendable {
    var bytes: [UInt8]
    var mediaType: String
    var tag: String
  }

  static func ok(_ body: JSONValue, version: Int? = nil) -> Answer {
    Answer(status: .ok, body: body, version: version)
  }

  static func ok(_ prepared: Prepared<WrittenBody>) -> Answer { Answer(status: .ok, prepared: prepared) }

  static func created(_ body: JSONValue, at location: String?, version: Int? = nil) -> Answer {
    Answer(status: .created, body: body, version: version, location: location)
  }

  static let accepted = Answer(status: .accepted)
  static let noContent = Answer(status: .noContent)

  /// A text file, with a tag of its content.
  static func file(_ text: String, mediaType: String) -> Answer {
    let bytes = Array(text.utf8)
    var answer = Answer(status: .ok)
    answer.file = File(bytes: bytes, mediaType: mediaType, tag: EntityTag.make(version: nil, bytes: bytes))
    return answer
  }

  /// A file for a spreadsheet.
  static func csv(_ text: String) -> Answer { file(text, mediaType: "text/csv") }

  /// A page of a list.
  static func page(_ items: [JSONValue], next: String?, total: Int? = nil) -> Answer {
    var members: [String: JSONValue] = ["items": .array(items), "next": .text(next)]
    if let total { members["total"] = .whole(total) }
    return Answer(status: .ok, body: .object(members), next: next)
  }

  static func page<Item>(_ page: Page<Item>, _ item: (Item) -> JSONValue) -> Answer {
    .page(page.items.map(item), next: page.next.map(Opaque.write), total: page.total)
  }

  /// A page of a list, with what is said of the whole beside it.
  static func page<Item>(
    _ page: Page<Item>, _ more: [String: JSONValue], _ item: (Item) -> JSONValue
  ) -> Answer {
    let next = page.next.map { Opaque.write($0) }
    let members: [String: JSONValue] = ["items": .array(page.items.map(item)), "next": .text(next)]
    return Answer(status: .ok, body: .object(members.merging(more) { $1 }), next: next)
  }
}

extension Schema {
  /// A page of a list.
  static func page(of item: Schema, counted: Bool = false) -> Schema {
    let items = Schema.list(item)
    let next = Schema.text.orNull.note("`cursor` of the next page; null on the last.")
    return counted
      ? .answer(["items": items, "next": next, "total": .whole.note("How many match in all.")])
      : .answer(["items": items, "next": next])
  }
}

/// A body that is written once and answered as it is from then on: its bytes and their entity tag.
struct WrittenBody: Sendable {
  let bytes: [UInt8]
  let tag: String

  init(_ body: JSONValue) {
    bytes = JSONWriter.bytes(of: body)
    tag = EntityTag.make(version: nil, bytes: bytes)
  }
}
