import CMarkGFM
import Foundation

/// Markdown (CommonMark with tables, as cmark-gfm reads it) made into markup.
///
/// Raw HTML and addresses such as `javascript:` are left out: cmark does so unless it is told otherwise. Headings
/// come one level lower, because the page has its own first one.
enum Markdown {
  private static let isReady: Bool = {
    cmark_gfm_core_extensions_ensure_registered()
    return true
  }()
  private static let options = CMARK_OPT_SMART | CMARK_OPT_VALIDATE_UTF8

  /// The markup of a text, styled as the rest of the page.
  static func html(_ text: String) -> HTML {
    guard isReady, let parser = cmark_parser_new(options) else { return HTML(text: text) }
    defer { cmark_parser_free(parser) }
    if let table = cmark_find_syntax_extension("table") {
      cmark_parser_attach_syntax_extension(parser, table)
    }
    cmark_parser_feed(parser, text, text.utf8.count)
    guard let document = cmark_parser_finish(parser) else { return HTML(text: text) }
    defer { cmark_node_free(document) }
    lowerHeadings(of: document)
    guard let rendered = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser))
    else {
      return HTML(text: text)
    }
    defer { free(rendered) }
    return HTML(markup: "<div class=\"staffroom-prose\">\(String(cString: rendered))</div>")
  }

  private static func lowerHeadings(of document: OpaquePointer) {
    guard let walk = cmark_iter_new(document) else { return }
    defer { cmark_iter_free(walk) }
    while true {
      let event = cmark_iter_next(walk)
      if event == CMARK_EVENT_DONE { return }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(walk),
        cmark_node_get_type(node) == CMARK_NODE_HEADING
      else { continue }
      cmark_node_set_heading_level(node, min(cmark_node_get_heading_level(node) + 1, 6))
    }
  }
}
