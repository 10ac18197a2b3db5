/// A queue whose front is removed in constant time.
struct FIFO<Element> {
  private var storage: [Element?] = []
  private var head = 0

  var isEmpty: Bool { head == storage.count }
  var count: Int { storage.count - head }

  var first: Element? {
    get { isEmpty ? nil : storage[head] }
    set {
      precondition(!isEmpty)
      storage[head] = newValue
    }
  }

  var last: Element? { isEmpty ? nil : storage[storage.count - 1] }

  mutating func append(_ element: Element) { storage.append(element) }

  mutating func prepend(_ element: Element) {
    if head > 0 {
      head -= 1
      storage[head] = element
    } else {
      storage.insert(element, at: 0)
    }
  }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = storage[head]
    storage[head] = nil
    head += 1
    if head == storage.count {
      storage.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head * 2 > storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return element
  }

  mutating func removeFirst(where matches: (Element) -> Bool) -> Element? {
    for index in head..<storage.count {
      guard let element = storage[index], matches(element) else { continue }
      storage.remove(at: index)
      if isEmpty { (storage, head) = ([], 0) }
      return element
    }
    return nil
  }

  mutating func removeAll() -> [Element] {
    let elements = storage[head...].compactMap { $0 }
    (storage, head) = ([], 0)
    return elements
  }
}
