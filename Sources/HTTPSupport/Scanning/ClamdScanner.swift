public import Domain
import NIOCore
import NIOPosix

/// Asks ClamAV's daemon about files, by its `INSTREAM` command: the file goes over the connection in pieces.
public struct ClamdScanner: VirusScanner {
  /// Why there is no answer.
  public enum Failure: Error {
    /// Nobody answered in time, or the connection ended before the answer.
    case noAnswer
    /// The daemon could not scan it, in its own words.
    case refused(String)
  }

  private enum Address {
    case socket(String)
    case host(String, Int)
  }
  private let address: Address
  private let patience: TimeAmount

  /// A scanner that listens at a socket's path, or at `host:port`; nil for any other text. `seconds` is how
  /// long an answer is waited for.
  public init?(address text: String, patience seconds: Int64 = 60) {
    patience = .seconds(seconds)
    if text.hasPrefix("/") {
      address = .socket(text)
    } else {
      guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
        (1...65_535).contains(port), colon > text.startIndex
      else { return nil }
      let host = text[..<colon]
      address = .host(host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host), port)
    }
  }

  /// Sends the file and waits for what the daemon says of it.
  public func scan(_ bytes: [UInt8]) async throws -> VirusScan {
    let connection = try await connect()
    let channel = connection.channel
    // Closing the connection ends whatever waits on it.
    let limit = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    defer { limit.cancel() }
    return try await connection.executeThenClose { inbound, outbound in
      do {
        try await Self.send(bytes, outbound)
      } catch {
        // A daemon that wants no more says why before it closes.
      }
      return try Self.read(try await Self.answer(inbound))
    }
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private func connect() async throws -> Connection {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(min(patience, .seconds(10)))
    let wrap: @Sendable (any Channel) -> EventLoopFuture<Connection> = { channel in
      channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
    }
    switch address {
    case .socket(let path):
      return try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: wrap)
    case .host(let host, let port):
      return try await bootstrap.connect(host: host, port: port, channelInitializer: wrap)
    }
  }

  private static func send(
    _ bytes: [UInt8], _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) async throws {
    try await outbound.write(ByteBuffer(string: "zINSTREAM\0"))
    for start in stride(from: 0, to: bytes.count, by: 65_536) {
      let piece = bytes[start..<min(start + 65_536, bytes.count)]
      var buffer = ByteBuffer(integer: UInt32(piece.count))
      buffer.writeBytes(piece)
      try await outbound.write(buffer)
    }
    try await outbound.write(ByteBuffer(integer: UInt32(0)))
  }

  private static func answer(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async throws -> String {
    var answer: [UInt8] = []
    for try await piece in inbound {
      answer += piece.readableBytesView
      if answer.contains(0) || answer.count > 4_096 { break }
    }
    return String(decoding: answer.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func read(_ answer: String) throws -> VirusScan {
    let words = answer.hasPrefix("stream: ") ? String(answer.dropFirst(8)) : answer
    if words == "OK" { return .clean }
    if words.hasSuffix(" FOUND") { return .infected(String(words.dropLast(6))) }
    throw answer.isEmpty ? Failure.noAnswer : Failure.refused(words)
  }
}
