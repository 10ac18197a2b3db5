// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

let package = Package(
  name: "staffroom",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "staffroom", targets: ["staffroom"]),
    .executable(name: "staffroom-bench", targets: ["staffroom-bench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON", "YAML"]),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "Cryptography", dependencies: ["CSodium"], swiftSettings: strict),
    .target(name: "Postgres", dependencies: ["CLibPQ", "Cryptography", logging], swiftSettings: strict),
    .target(
      name: "Domain", dependencies: ["Postgres", "Cryptography", "CSodium", logging],
      resources: [.copy("Sample/Data"), .copy("Induction/RuleSets")], swiftSettings: strict),
    .target(
      name: "HTTPSupport",
      dependencies: ["Domain", "Cryptography", "Postgres", hummingbird, httpTypes, nio, nioPosix, logging],
      swiftSettings: strict),
    .target(
      name: "API",
      dependencies: [
        "Domain", "HTTPSupport", "Cryptography", "Postgres", hummingbird, httpTypes, nio, logging,
      ],
      swiftSettings: strict),
    .target(
      name: "Web",
      dependencies: ["Domain", "HTTPSupport", "CMarkGFM", hummingbird, httpTypes, nio, mustache, logging],
      resources: [.copy("Templates"), .copy("Public")], swiftSettings: strict),
    .target(
      name: "CLI", dependencies: ["Domain", "HTTPSupport", "Postgres", arguments, configuration, logging],
      swiftSettings: strict),
    .executableTarget(
      name: "staffroom",
      dependencies: [
        "API", "Web", "CLI", "HTTPSupport", "Domain", "Postgres", hummingbird, arguments,
        configuration, lifecycle, unixSignals, logging,
      ], swiftSettings: strict),
    .executableTarget(
      name: "staffroom-bench", dependencies: ["Domain", "Postgres", arguments, logging],
      swiftSettings: strict),
    .target(
      name: "TestSupport",
      dependencies: [
        "Domain", "Cryptography", "Postgres", "HTTPSupport", "API", "Web", hummingbird, httpTypes, nio,
        nioEmbedded, logging,
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "PostgresTests", dependencies: ["Postgres", logging], swiftSettings: strict),
    .testTarget(
      name: "DomainTests", dependencies: ["Domain", "Cryptography", "Postgres", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "APITests",
      dependencies: [
        "API", "HTTPSupport", "Domain", "Postgres", "TestSupport", hummingbird, httpTypes,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "WebTests",
      dependencies: [
        "Web", "API", "HTTPSupport", "Domain", "TestSupport", hummingbird, mustache, nio,
        nioPosix,
      ], swiftSettings: strict),
    .testTarget(
      name: "CLITests", dependencies: ["CLI", "Domain", "Postgres", "TestSupport", arguments],
      swiftSettings: strict),
  ]
)
