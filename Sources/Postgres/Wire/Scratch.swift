/// A statement's binds as libpq takes them.
struct BoundParameters {
  let count: Int32
  let types: [UInt32]
  let values: [UnsafePointer<CChar>?]
  let lengths: [Int32]
  let formats: [Int32]
}

/// Room to lay binds out for libpq, kept from one statement to the next.
struct Scratch {
  private var bytes: [UInt8] = []
  private var types: [UInt32] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []
  private var pointers: [UnsafePointer<CChar>?] = []

  mutating func withParameters<R>(_ binds: [Bind], _ body: (BoundParameters) -> R) -> R {
    guard !binds.isEmpty else {
      return body(BoundParameters(count: 0, types: [], values: [], lengths: [], formats: []))
    }
    bytes.removeAll(keepingCapacity: bytes.capacity < 1 << 20)
    types.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    pointers.removeAll(keepingCapacity: true)
    for bind in binds {
      types.append(bind.type.oid)
      lengths.append(Int32(clamping: bind.bytes?.count ?? -1))
      formats.append(bind.type.isBinary ? 1 : 0)
      guard let value = bind.bytes else { continue }
      bytes.append(contentsOf: value)
      bytes.append(0)  // ends a value in text form
    }
    return bytes.withUnsafeBytes { buffer in
      var offset = 0
      for length in lengths {
        if length < 0 {
          pointers.append(nil)
        } else {
          pointers.append(buffer.baseAddress?.advanced(by: offset).assumingMemoryBound(to: CChar.self))
          offset += Int(length) + 1
        }
      }
      return body(
        BoundParameters(
          count: Int32(clamping: binds.count), types: types, values: pointers, lengths: lengths,
          formats: formats))
    }
  }
}
