// Makes the pages nicer; everything works without it.

const kit = document.querySelector("script[data-kit]")?.dataset.kit;
if (kit) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  import(kit).then((frontend) => frontend.initAll()).catch(() => {
    document.body.classList.remove("govuk-frontend-supported");
  });
}

// The error summary takes the focus, for browsers that do not do so by themselves.
document.querySelector("[data-staffroom-summary]")?.focus();

const forms = new Map();

for (const form of document.querySelectorAll("form[data-staffroom-form]")) {
  const state = { changed: false, sent: false, again: 0 };
  forms.set(form, state);
  form.addEventListener("input", () => { state.changed = true; });
  form.addEventListener("submit", (event) => {
    if (state.sent) {
      event.preventDefault();
      return;
    }
    if (![...form.querySelectorAll("input[data-max-bytes]")].every(fits)) {
      event.preventDefault();
      return;
    }
    state.sent = true;
    // Stopped by hand, or without an answer: the button works again. What arrived already is carried out once.
    const wasChanged = state.changed;
    state.changed = false;
    clearTimeout(state.again);
    state.again = setTimeout(() => {
      state.sent = false;
      state.changed ||= wasChanged;
    }, 8000);
  });
  if ("autosave" in form.dataset) { autosave(form, state); }
}

for (const field of document.querySelectorAll("input[data-max-bytes]")) {
  field.addEventListener("change", () => fits(field));
}

// A file over its limit is told of before it is sent: on an answer that refuses it, what was typed would be gone.
function fits(field) {
  const most = Number(field.dataset.maxBytes);
  const large = [...field.files].find((file) => file.size > most);
  field.setCustomValidity(
    large ? `“${large.name}” has ${weight(large.size)}. Choose a file of at most ${weight(most)}.` : "");
  return field.reportValidity();
}

// Rounded up, so that what is over a limit never reads like the limit itself.
function weight(bytes) {
  const [unit, name] = bytes < 1048576 ? [1024, "KB"] : [1048576, "MB"];
  return `${Math.ceil(bytes / unit * 10) / 10} ${name}`;
}

window.addEventListener("pagehide", () => {
  for (const state of forms.values()) { clearTimeout(state.again); }
});

// Coming back to a page the browser kept: its form may be sent again.
window.addEventListener("pageshow", () => {
  for (const state of forms.values()) { state.sent = false; }
});

window.addEventListener("beforeunload", (event) => {
  for (const state of forms.values()) {
    if (state.changed && !state.sent) { event.preventDefault(); }
  }
});

function autosave(form, state) {
  const status = form.querySelector("[data-saved]");
  let timer = 0;
  let running = false;
  let stopped = false;

  async function save() {
    if (state.sent || stopped || !state.changed) { return; }
    if (running) { schedule(); return; }
    running = true;
    state.changed = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("autosave", "1");
    try {
      const response = await fetch(form.dataset.autosave || form.action, {
        method: "POST", body, redirect: "error", headers: { Accept: "application/json" },
      });
      if (response.status === 412) {
        // Saved in another window: nothing is overwritten, and nothing more is tried until it is resolved.
        stopped = true;
        status.textContent = "Changed in another window. Save to see both versions and choose.";
      }
      if (response.status === 409) {
        stopped = true;
        status.textContent = "Not saved: this was sent already. What you write now is only on this page.";
      }
      if (!response.ok) { throw new Error(String(response.status)); }
      const saved = (response.headers.get("content-type") ?? "").includes("json") ? await response.json() : {};
      const version = form.querySelector("input[name=version]");
      if (version && saved.version !== undefined) { version.value = saved.version; }
      const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      status.textContent = `Saved at ${time}`;
    } catch {
      state.changed = true;
      if (stopped) { return; }
      status.textContent = "Not saved yet. Your answers are still on this page.";
    } finally {
      running = false;
    }
  }

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  }

  form.addEventListener("input", schedule);
  form.addEventListener("change", schedule);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") { save(); }
  });
}
