import HTTPSupport

/// Whether PDF files can be made where the tests run.
public enum PDFFiles {
  private static let made = Task<Bool, Never> {
    do {
      _ = try await PDFRenderer()("<p>Hello</p>")
      return true
    } catch PDFRenderer.Failure.notInstalled {
      return false
    } catch {
      // The program is there, so a test that gets no file has found a fault.
      return true
    }
  }

  /// Whether the program for it is on this machine; asked once.
  public static var canBeMade: Bool { get async { await made.value } }
}
