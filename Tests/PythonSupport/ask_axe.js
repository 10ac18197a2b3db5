// Asks axe what is wrong with the page as it is shown. Measuring contrast takes most of its time, and a long table
// repeats the same few looks thousands of times, so of those that look alike it measures no more than `enough`. A look
// is all that contrast depends on: the element with its class, state, colours and size of text, and all of that of the
// elements around it. What is moved over others may lie on any background: it is measured always, as is a label, whose
// field may be disabled.
async (enough) => {
  const known = "data-look-is-known"
  const states = [
    "style", "disabled", "aria-disabled", "aria-hidden", "hidden", "inert", "open", "role", "type"]
  const styles = [
    "color", "backgroundColor", "backgroundImage", "backgroundClip", "opacity", "fontSize", "fontWeight", "textShadow",
    "textIndent", "visibility", "display", "overflow", "clip", "clipPath", "filter", "mixBlendMode"]

  const isMoved = (style) =>
    ["absolute", "fixed", "sticky"].includes(style.position) || style.float !== "none" || style.transform !== "none"
  // Axe passes over an element without text of its own, and doubts one of a single sign.
  const lengthOfText = (element) =>
    Math.min(2, [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data.replace(/[^\p{L}\p{N}]/gu, "")).join("").length)

  const looks = new Map()
  const mark = (element, around, always) => {
    const style = getComputedStyle(element)
    const words = [
      around, element.tagName, element.getAttribute("class"), lengthOfText(element),
      ...states.map((name) => element.getAttribute(name)), ...styles.map((name) => style[name])].join("\n")
    if (!looks.has(words)) looks.set(words, { number: looks.size, seen: 0 })
    const look = looks.get(words)
    look.seen += 1
    always ||= isMoved(style) || element.tagName === "LABEL"
    if (!always && look.seen > enough) element.setAttribute(known, "")
    for (const child of element.children) mark(child, look.number, always)
  }

  mark(document.documentElement, -1, false)
  axe.configure({ rules: [{ id: "color-contrast", selector: `:not([${known}])` }] })
  try {
    return await axe.run({ resultTypes: ["violations"] })
  } finally {
    for (const element of document.querySelectorAll(`[${known}]`)) element.removeAttribute(known)
  }
}
