import Foundation
public import HTTPSupport

/// Reads the files pages load: our own from the module, the kit from the folder the set-up unpacked it to.
public enum AssetFolders {
  /// The kit's style sheet.
  public static let kitStyle = "kit/govuk-frontend.min.css"
  /// The kit's script.
  public static let kitScript = "kit/govuk-frontend.min.js"

  /// Reads all files. Without a kit the pages have our own style sheet alone, and still work.
  public static func load(kitFolder: String?) throws -> Assets {
    var assets = Assets()
    let own = Bundle.module.bundleURL.appending(path: "Public").path(percentEncoded: false)
    for name in try FileManager.default.contentsOfDirectory(atPath: own).sorted() {
      guard let type = Assets.mediaType(of: name) else { continue }
      let data = try Data(contentsOf: URL(filePath: "\(own)/\(name)"))
      assets[path: name] = Asset(body: [UInt8](data), mediaType: type)
    }
    guard let kitFolder else { return assets }
    for (path, name) in [(kitStyle, "govuk-frontend.min.css"), (kitScript, "govuk-frontend.min.js")] {
      guard let data = FileManager.default.contents(atPath: "\(kitFolder)/\(name)"),
        let type = Assets.mediaType(of: name)
      else { continue }
      let bytes =
        name.hasSuffix(".css")
        ? Array(Kit.restyle(String(decoding: data, as: UTF8.self)).utf8) : [UInt8](data)
      assets[path: path] = Asset(body: bytes, mediaType: type)
    }
    return assets
  }
}

/// Gives the kit's style sheet our own type and colours, and takes out what is reserved for GOV.UK: its
/// typeface and the royal arms.
enum Kit {
  static func restyle(_ css: String) -> String {
    var css = css.replacing(/@font-face\s*\{[^}]*\}/, with: "")
    css = css.replacing(/GDS Transport\s*,\s*arial\s*,\s*sans-serif/, with: fonts)
    css = css.replacing(/url\([^)]*govuk-crest[^)]*\)/, with: "none")
    css = css.replacing(/\/\*# sourceMappingURL=[^*]*\*\//, with: "")
    for (theirs, ours) in colours {
      css = css.replacing(theirs, with: ours)
    }
    return css
  }

  static let fonts = "\"Source Sans 3\",\"Source Sans Pro\",\"Segoe UI\",system-ui,-apple-system,sans-serif"

  /// Their colours and ours. Every pair of text and background keeps at least 4.5 to 1.
  private static let colours: KeyValuePairs<String, String> = [
    "#1d70b8": "#0b5e63",  // links, banners: deep teal
    "#1a65a6": "#094d51",
    "#003078": "#063b3f",  // links under the pointer
    "#00703c": "#0b5e63",  // main button
    "#005a30": "#084a4e",
    "#002d18": "#04292b",
    "#4c2c92": "#5b3a6b",  // visited links: plum
    "#0b0c0c": "#1b2a33",  // ink
    "#d4351c": "#b3261e",  // faults
    "#f3f2f1": "#f1ece3",  // warm grey
  ]
}
