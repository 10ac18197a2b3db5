import Foundation

extension GuidanceContent {
  /// What is wrong with the pictures of the text, each with its line: pages show none, since browsers are told to fetch
  /// nothing from elsewhere (Content-Security-Policy).
  public var pictureProblems: [FieldProblem] {
    pictureLines.map { line in
      FieldProblem(
        field: "body",
        message:
          "Line \(line) has a picture, which pages of guidance can’t show. Say it in words, or link to it: "
          + "write [words](https://address) without the “!” before it.")
    }
  }

  /// The lines with pictures, counted from 1. Code shows what is written, so a picture in it is none.
  var pictureLines: [Int] {
    var fence: Character?
    var lines: [Int] = []
    for (index, line) in body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let start = line.trimmingCharacters(in: .whitespaces)
      if let mark = ["`", "~"].first(where: { start.hasPrefix(String(repeating: $0, count: 3)) }) {
        let mark = Character(mark)
        if fence == nil { fence = mark } else if fence == mark { fence = nil }
        continue
      }
      let isCode = fence != nil || line.hasPrefix("    ") || line.hasPrefix("\t")
      if !isCode, Self.hasPicture(line.replacing(/`[^`]*`/, with: "")) { lines.append(index + 1) }
    }
    return lines
  }

  private static func hasPicture(_ line: some StringProtocol) -> Bool {
    String(line).contains(/(?:^|[^\\])!\[[^\]]*\][\(\[]/)
  }
}
