/// The whole document of a PDF file, with a look of its own: it fetches nothing.
public struct PrintedDocument: Sendable {
  private let title: String
  private let markup: String
  private let onEveryPage: String?

  /// A document with its title, its content as markup, and what stands at the top of each of its pages.
  public init(_ title: String, markup: String, onEveryPage: String? = nil) {
    (self.title, self.markup, self.onEveryPage) = (title, markup, onEveryPage)
  }

  /// The document.
  public var text: String {
    let top = onEveryPage.map { " data-top=\"\(Markup.escape($0))\"" } ?? ""
    return """
      <!DOCTYPE html>
      <html lang="en-GB"><head><meta charset="utf-8"><title>\(Markup.escape(title))</title>
      <style>\(Self.style)</style></head><body\(top)>\(markup)</body></html>
      """
  }

  private static let style = """
    @page { size: A4; margin: 2cm; @bottom-right { content: counter(page) " / " counter(pages); font-size: 9pt; } }
    @page { @top-left { content: string(top); font-size: 9pt; color: #444; } }
    body { string-set: top attr(data-top); }
    body { font-family: "Liberation Sans", sans-serif; font-size: 10.5pt; line-height: 1.4; }
    h1, h2, h2 + p { break-after: avoid; }
    h1 { font-size: 18pt; margin: 0 0 8pt; } h2 { font-size: 13pt; margin: 14pt 0 4pt; }
    .govuk-caption-l { color: #444; } dl { margin: 0 0 10pt; }
    .govuk-summary-list__row { display: table; width: 100%; border-bottom: 0.5pt solid #aaa; break-inside: avoid; }
    .govuk-summary-card__title-wrapper { break-after: avoid; }
    .govuk-summary-card { break-inside: avoid; margin: 0 0 12pt; } .govuk-summary-card__title { font-size: 11.5pt; }
    dt, dd { display: table-cell; padding: 3pt 0; } dt { width: 33%; padding-right: 2%; font-weight: bold; }
    dd { margin: 0; }
    .staffroom-long { display: block; break-inside: auto; } .staffroom-long > dd { display: block; orphans: 3; }
    .staffroom-long > dt { display: block; width: auto; break-after: avoid; break-inside: avoid; }
    """
}
