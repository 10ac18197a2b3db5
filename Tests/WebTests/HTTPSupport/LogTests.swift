import Foundation
import HTTPSupport
import Logging
import Synchronization
import Testing

final class CollectedLog: LogSink {
  private let collected = Mutex<[String]>([])
  var lines: [String] { collected.withLock { $0 } }
  func write(_ line: String) { collected.withLock { $0.append(line) } }
}

@Suite("Logs") struct LogTests {
  private func logger(_ format: LogFormat, _ sink: CollectedLog) -> Logger {
    Logger(label: "test", factory: format.handler(level: .debug, to: sink))
  }

  @Test("in JSON are one object a line, whatever is in the message")
  func json() throws {
    let sink = CollectedLog()
    var logger = logger(.json, sink)
    logger[metadataKey: "hb.request.id"] = "abc"
    let nasty = "a \"quoted\" \\ line\nsecond\r\u{0}\u{1B}[31m \u{2028} é 🎓"
    logger.info(
      "\(nasty)",
      metadata: [
        "http.status": .stringConvertible(200), "list": ["x", .dictionary(["k": "v\n"])],
        "message": "not the message", "odd\n": "key",
      ])
    let line = try #require(sink.lines.first)
    #expect(sink.lines.count == 1)
    #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["message"] as? String == nasty)
    #expect(object["level"] as? String == "info")
    #expect(object["logger"] as? String == "test")
    #expect(object["request.id"] as? String == "abc")
    #expect(object["http.status"] as? Int == 200)
    #expect(object["metadata.message"] as? String == "not the message")
    #expect((object["time"] as? String)?.hasSuffix("Z") == true)
  }

  @Test("in text stay on their line")
  func text() {
    let sink = CollectedLog()
    logger(.text, sink).warning("first\nsecond", metadata: ["k": "v\r\nforged: line"])
    #expect(sink.lines.count == 1)
    #expect(!sink.lines[0].contains { $0.isNewline })
    #expect(sink.lines[0].contains("warning test: first second k=v"))
  }

  @Test("below the level are left out")
  func level() {
    let sink = CollectedLog()
    logger(.json, sink).trace("no")
    #expect(sink.lines.isEmpty)
  }
}
