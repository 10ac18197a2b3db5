import Domain
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// Counts what is handed to it, and fails when told to.
private final class RecordingTransport: MailTransport {
  let name = "recording"
  let delivered = Mutex<[MailID: Int]>([:])
  let fault: MailFault?

  init(fault: MailFault? = nil) { self.fault = fault }

  func deliver(_ mail: QueuedMail) async throws {
    if let fault { throw fault }
    delivered.withLock { $0[mail.id, default: 0] += 1 }
  }
}

private func enqueue(_ count: Int, to recipient: String = "a@example.org", _ services: Services) async throws
{
  for number in 0..<count {
    try await services.pool.withTransaction { tx in
      try await Outbox.enqueue(
        OutgoingMail(to: recipient, subject: "Mail \(number)", body: "Text."), services, in: tx)
    }
  }
}

private func deliverAll(_ deliver: DeliverMail) async throws {
  while try await deliver() != .nothingDue {}
}

@Suite struct DeliverMailTests {
  @Test func `four workers at once deliver each mail once`() async throws {
    try await withServices { services, _ async throws in
      try await enqueue(20, services)
      let transport = RecordingTransport()
      try await withThrowingTaskGroup(of: Void.self) { group async throws in
        for _ in 0..<4 { group.addTask { try await deliverAll(DeliverMail(services, through: transport)) } }
        try await group.waitForAll()
      }
      let delivered = transport.delivered.withLock { $0 }
      #expect(delivered.count == 20)
      #expect(delivered.values.allSatisfy { $0 == 1 })
      let waiting = try await ReadMail(services).newest(state: .waiting, by: .worker)
      #expect(waiting.items.isEmpty)
    }
  }

  @Test func `a worker that dies between the file and the database leaves one file`() async throws {
    struct Death: Error {}
    try await withServices { services, _ async throws in
      try await enqueue(1, services)
      let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let files = try FileTransport(folder: folder.path, sender: "staffroom@example.org")
      let before = try #require(try await ReadMail(services).newest(by: .worker).items.first)
      await #expect(throws: Death.self) {
        try await services.pool.withTransaction { tx in
          try await tx.execute("SELECT id FROM outbox_mail WHERE id = \(before.id) FOR UPDATE")
          try await files.deliver(before)
          throw Death()
        }
      }
      try await deliverAll(DeliverMail(services, through: files))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["\(before.id).eml"])
      #expect(try await ReadMail(services).one(before.id, by: .worker).state == .sent)
    }
  }

  @Test func `tries again after the wait and gives up at last, with an audit entry`() async throws {
    try await withServices { services, clock async throws in
      try await enqueue(1, services)
      let deliver = DeliverMail(services, through: RecordingTransport(fault: .blocked("No way out.")))
      for attempt in 1...MailRetry.attempts {
        let outcome = try await deliver()
        if attempt < MailRetry.attempts {
          guard case .postponed = outcome else {
            Issue.record("attempt \(attempt): \(outcome)")
            return
          }
          #expect(try await deliver() == .nothingDue)
          clock.advance(seconds: MailRetry.delay(afterAttempt: attempt) ?? 0)
        } else {
          guard case .givenUp = outcome else {
            Issue.record("last attempt: \(outcome)")
            return
          }
        }
      }
      clock.advance(days: 30)
      #expect(try await deliver() == .nothingDue)
      let trail = try await ReadAuditTrail(services)(
        AuditQuery(.everything, action: "mail.given_up"), by: .worker)
      #expect(trail.items.count == 1)
      #expect(try await ReadMail(services).newest(state: .givenUp, by: .worker).items.count == 1)
    }
  }

  @Test func `gives up at once on an address that would add recipients, and delivers the next`() async throws
  {
    try await withServices { services, _ async throws in
      try await enqueue(1, to: "a@example.org\r\nBcc: b@example.org", services)
      try await enqueue(1, services)
      let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let files = try FileTransport(folder: folder.path, sender: "staffroom@example.org")
      try await deliverAll(DeliverMail(services, through: files))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
      #expect(try await ReadMail(services).newest(state: .givenUp, by: .worker).items.count == 1)
    }
  }

  @Test func `hands a mail to the command's input and tells its failures apart`() async throws {
    try await withServices { services, _ async throws in
      try await enqueue(1, services)
      let mail = try #require(try await ReadMail(services).newest(by: .worker).items.first)
      let sender = "staffroom@example.org"
      let copy = FileManager.default.temporaryDirectory.appending(path: "sent-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: copy) }
      let script = FileManager.default.temporaryDirectory.appending(path: "sendmail-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: script) }
      try Data("#!/bin/sh\necho \"$@\" >\"$0.args\"\ncat >'\(copy.path)'\n".utf8).write(to: script)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script.path)
      try await SendmailTransport(command: [script.path], sender: sender).deliver(mail)
      let sent = try String(contentsOf: copy, encoding: .utf8)
      #expect(sent.contains("To: a@example.org\r\n"))
      let arguments = script.path + ".args"
      #expect(try String(contentsOfFile: arguments, encoding: .utf8) == "-t -i\n")
      try FileManager.default.removeItem(atPath: arguments)
      await #expect(throws: MailFault.blocked("The mail command failed (exit code 1).")) {
        try await SendmailTransport(command: ["/bin/false"], sender: sender).deliver(mail)
      }
      await #expect(throws: MailFault.blocked("The mail command could not be started.")) {
        try await SendmailTransport(command: ["/nowhere"], sender: sender).deliver(mail)
      }
    }
  }

  @Test func `a worker delivers what is enqueued while it runs, and stops when told`() async throws {
    try await withServices { services, _ async throws in
      let transport = RecordingTransport()
      let worker = Worker(services, mail: transport, tasks: [], timer: .milliseconds(50))
      async let running: Void = worker.run()
      try await enqueue(3, services)
      while transport.delivered.withLock({ $0.count }) < 3 { await Task.yield() }
      worker.stop()
      await running
      #expect(transport.delivered.withLock { $0.values.allSatisfy { $0 == 1 } })
    }
  }

  @Test func `only the system reads mail`() async throws {
    try await withServices { services, _ async throws in
      let anybody = Actor(.anonymous, face: .web)
      await #expect(throws: DomainError.notFound("mail")) { try await ReadMail(services).newest(by: anybody) }
    }
  }
}
