import Domain

/// The parts of a vacancy as a list of things to write, each with how far it is.
struct VacancyParts: Component {
  private let vacancy: Vacancy
  private let progress: VacancyProgress
  private let problems: Int
  private let criteria: Int
  private let documents: Int
  private let questions: Int
  private let furtherSchools: Int
  private let hasTrust: Bool
  private let isPublished: Bool
  private let mayChange: Bool

  /// `mayChange` says whether the person who looks at it may change what it says; otherwise its parts lead nowhere.
  init(
    _ vacancy: Vacancy, problems: [FieldProblem], criteria: Int, documents: Int, questions: Int,
    furtherSchools: Int, hasTrust: Bool, isPublished: Bool, mayChange: Bool
  ) {
    self.vacancy = vacancy
    progress = VacancyProgress(vacancy.content, problems: problems)
    self.problems = problems.count
    self.criteria = criteria
    self.documents = documents
    self.questions = questions
    self.furtherSchools = furtherSchools
    self.hasTrust = hasTrust
    self.isPublished = isPublished
    self.mayChange = mayChange
  }

  private var base: String { "/school/vacancies/\(vacancy.id)" }

  private func task(_ section: VacancySection) -> TaskList.Task {
    .init(
      section.title, to: mayChange ? "\(base)/edit/\(section.rawValue)" : nil,
      status: progress.status(section))
  }

  private func task(_ title: String, _ page: String, _ count: Int, isOpen: Bool = true) -> TaskList.Task {
    .init(
      title, to: isOpen ? "\(base)/\(page)" : nil,
      status: count > 0 ? .completed : .other("Optional", .grey))
  }

  var html: HTML {
    var forApplicants = [
      task("Person specification", "criteria", criteria, isOpen: mayChange), task(.description),
      task(.visits), task(.safeguarding), task("Documents", "documents", documents),
      task("Questions to applicants", "questions", questions),
    ]
    if hasTrust || furtherSchools > 0 {
      forApplicants.append(task("Schools of the trust", "schools", furtherSchools, isOpen: mayChange))
    }
    return """
      \(Heading("The post", .section))\
      \(TaskList([task(.role), task(.subjects), task(.contract), task(.pay), task(.dates)], idPrefix: "post"))\
      \(Heading("For applicants", .section))\(TaskList(forApplicants, idPrefix: "applicants"))\(publishing)
      """
  }

  /// The last step of a vacancy that isn't published yet.
  private var publishing: HTML {
    if isPublished { return "" }
    let check = TaskList.Task(
      "Check and publish", to: "\(base)/preview",
      hint: problems == 0 ? "See it as jobseekers will." : "You can look at it as it is.",
      status: problems == 0 ? .other("Ready", .green) : .other("\(problems) to do", .blue))
    return "\(Heading("Publishing", .section))\(TaskList([check], idPrefix: "publish"))"
  }
}
