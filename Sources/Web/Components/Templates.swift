import Foundation
import Mustache

/// The templates of the module, read once.
public enum Templates {
  /// What is wrong with the templates.
  public enum Failure: Error {
    /// The folder of templates can't be read.
    case unreadable
    /// A template has a slip.
    case malformed(name: String, reason: String)
  }

  private static let loaded = Result { () throws(Failure) in try load() }

  /// Makes sure at the start that every template can be read, so that no page finds out later.
  public static func check() throws(Failure) {
    _ = try loaded.get()
  }

  /// The names of all templates.
  public static var names: [String] {
    get throws(Failure) { try loaded.get().names }
  }

  /// Renders a template.
  public static func render(_ name: String, _ view: View) -> HTML {
    guard let library = try? loaded.get().library, let text = library.render(view, withTemplate: name) else {
      assertionFailure("no template \(name)")
      return .empty
    }
    return HTML(markup: text)
  }

  /// Reads the folder. Every template is told to escape nothing, since ``View`` has done so by type:
  /// the engine itself goes by characters and so lets a quotation mark with an accent through.
  private static func load() throws(Failure) -> (library: MustacheLibrary, names: [String]) {
    let folder = Bundle.module.bundleURL.appending(path: "Templates").path(percentEncoded: false)
    guard let paths = FileManager.default.enumerator(atPath: folder) else { throw .unreadable }
    var library = MustacheLibrary()
    var names: [String] = []
    while let path = paths.nextObject() as? String {
      guard path.hasSuffix(".mustache") else { continue }
      let name = String(path.dropLast(".mustache".count))
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { throw .unreadable }
      do {
        try library.register("{{% CONTENT_TYPE: TEXT}}" + String(decoding: data, as: UTF8.self), named: name)
      } catch {
        throw .malformed(name: name, reason: String(describing: error))
      }
      names.append(name)
    }
    return (library, names.sorted())
  }
}

/// A component that looks as its template says.
public protocol TemplateComponent: Component {
  /// The template's name.
  static var template: String { get }
  /// What the template shows.
  var view: View { get }
}

extension TemplateComponent {
  /// The rendered template.
  public var html: HTML { Templates.render(Self.template, view) }
}
