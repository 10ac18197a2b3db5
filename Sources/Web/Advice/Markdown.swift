import CMarkGFM
import Foundation

/// Markdown (CommonMark with tables, as cmark-gfm reads it) made into markup.
///
/// Raw HTML is left out: cmark does so unless it is told otherwise. Of a link to an address such as `javascript:` only
/// its words are left, and a picture, which browsers are told not to fetch from elsewhere, is a link to it. Headings come
/// one level lower, because the page has its own first one.
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
    mendAddresses(of: document)
    guard let rendered = cmark_render_html(document, options, cmark_parser_get_syntax_extensions(parser))
    else {
      return HTML(text: text)
    }
    defer { free(rendered) }
    return "<div class=\"staffroom-prose\">\(withRoomForTables(String(cString: rendered)))</div>"
  }

  /// Every table in a region that scrolls by itself. What was written holds no tag of its own: it is escaped.
  private static func withRoomForTables(_ markup: String) -> HTML {
    let parts = markup.components(separatedBy: "<table>")
    return HTML(markup: parts[0])
      + HTML(
        parts.dropFirst().enumerated().map { index, part -> HTML in
          let halves = part.components(separatedBy: "</table>")
          let table = HTML(markup: "<table>\(halves[0])</table>")
          return ScrollRegion("Table \(index + 1)", table).html
            + HTML(markup: halves.dropFirst().joined(separator: "</table>"))
        })
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

  /// Schemes to which a page may lead; an address without one stays on this site.
  private static let schemes: Set<String> = ["http", "https", "mailto", "tel"]

  private static func mendAddresses(of document: OpaquePointer) {
    var links: [OpaquePointer] = []
    guard let walk = cmark_iter_new(document) else { return }
    while true {
      let event = cmark_iter_next(walk)
      if event == CMARK_EVENT_DONE { break }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(walk) else { continue }
      let type = cmark_node_get_type(node)
      if type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE { links.append(node) }
    }
    cmark_iter_free(walk)
    for node in links {
      let address = cmark_node_get_url(node).map { String(cString: $0) } ?? ""
      let isWithin = cmark_node_parent(node).map { cmark_node_get_type($0) == CMARK_NODE_LINK } ?? false
      if !isSafe(address) || isWithin {
        replace(node, by: nil)
      } else if cmark_node_get_type(node) == CMARK_NODE_IMAGE {
        guard let link = cmark_node_new(CMARK_NODE_LINK) else { continue }
        cmark_node_set_url(link, address)
        replace(node, by: link)
      }
    }
  }

  /// Puts what stands within a node into another one in its place, or there itself.
  private static func replace(_ node: OpaquePointer, by link: OpaquePointer?) {
    if let link, cmark_node_insert_before(node, link) == 0 { return cmark_node_free(link) }
    while let child = cmark_node_first_child(node) {
      cmark_node_unlink(child)
      let isKept = link.map { cmark_node_append_child($0, child) } ?? cmark_node_insert_before(node, child)
      if isKept == 0 { cmark_node_free(child) }
    }
    if let link, cmark_node_first_child(link) == nil, let words = cmark_node_new(CMARK_NODE_TEXT) {
      cmark_node_set_literal(words, "Picture")
      _ = cmark_node_append_child(link, words)
    }
    cmark_node_unlink(node)
    cmark_node_free(node)
  }

  private static func isSafe(_ address: String) -> Bool {
    let address = address.trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
    if address.isEmpty { return false }
    guard let scheme = address.prefixMatch(of: /([A-Za-z][A-Za-z0-9+.\-]*):/) else { return true }
    return schemes.contains(scheme.1.lowercased())
  }
}
