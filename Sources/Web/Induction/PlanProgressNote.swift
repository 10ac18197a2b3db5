import Domain

/// How many inductions are yet to be reckoned again; nothing where all are.
struct PlanProgressNote: Component {
  private let progress: PlanProgress

  init(_ progress: PlanProgress) { self.progress = progress }

  var html: HTML { progress.sentence.map { InsetText($0).html } ?? "" }
}
