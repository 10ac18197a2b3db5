import Domain
import Foundation
import HTTPSupport
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite("The virus scanner") struct ClamdScannerTests {
  /// A daemon that takes `INSTREAM` and answers as it is told; nil never answers.
  private final class Daemon: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    private var received = ByteBuffer()
    private let answer: @Sendable ([UInt8]) -> String?

    init(_ answer: @escaping @Sendable ([UInt8]) -> String?) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var piece = unwrapInboundIn(data)
      received.writeBuffer(&piece)
      guard let file = whole(), let answer = answer(file) else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer + "\0")), promise: nil)
      context.close(promise: nil)
    }

    /// The file, once its last piece, of no bytes, is there.
    private func whole() -> [UInt8]? {
      var rest = received
      guard rest.readString(length: 10) == "zINSTREAM\0" else { return nil }
      var file: [UInt8] = []
      while let size = rest.readInteger(as: UInt32.self) {
        if size == 0 { return file }
        guard let piece = rest.readBytes(length: Int(size)) else { return nil }
        file += piece
      }
      return nil
    }
  }

  /// Runs a test with a daemon at a socket of its own.
  private static func daemon(
    answer: @escaping @Sendable ([UInt8]) -> String?, body: (String) async throws -> Void
  ) async throws {
    let path = "/tmp/clamd-\(UUID().uuidString.prefix(8)).sock"
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Daemon(answer))
        }
      }
      .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(path))
    } catch {
      result = .failure(error)
    }
    try await server.close()
    try? FileManager.default.removeItem(atPath: path)
    try result.get()
  }

  @Test("gets the whole file, and its word is taken")
  func words() async throws {
    let file = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try await Self.daemon(
      answer: { $0 == file ? "stream: OK" : "stream: Example.Virus FOUND" },
      body: { path async throws in
        let scanner = try #require(ClamdScanner(address: path))
        #expect(try await scanner.scan(file) == .clean)
        #expect(try await scanner.scan([1]) == .infected("Example.Virus"))
      })
  }

  @Test("that complains, falls silent or isn't there is an error, never a clean file")
  func silence() async throws {
    try await Self.daemon(
      answer: { _ in "INSTREAM size limit exceeded. ERROR" },
      body: { path async throws in
        let scanner = try #require(ClamdScanner(address: path))
        await #expect(throws: ClamdScanner.Failure.self) { try await scanner.scan([1]) }
      })
    try await Self.daemon(
      answer: { _ in nil },
      body: { path async throws in
        let scanner = try #require(ClamdScanner(address: path, patience: 1))
        await #expect(throws: (any Error).self) { try await scanner.scan([1]) }
      })
    let nobody = try #require(ClamdScanner(address: "/tmp/nobody-\(UUID()).sock"))
    await #expect(throws: (any Error).self) { try await nobody.scan([1]) }
  }

  @Test(
    "is found at a path or at a host and port",
    arguments: [
      ("/run/clamav/clamd.ctl", true), ("localhost:3310", true), ("[::1]:3310", true), ("clamd", false),
      (":3310", false), ("host:0", false), ("host:99999", false), ("", false),
    ])
  func addresses(address: String, isOne: Bool) {
    #expect((ClamdScanner(address: address) != nil) == isOne)
  }
}
