// What pages need beside htmx: moments in the viewer's zone, copying, dialogs, and news from the server.
(() => {
  "use strict";

  const exact = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});
  const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"});
  const withZone = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "long"});
  const relative = new Intl.RelativeTimeFormat("en", {numeric: "auto"});
  const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

  function ago(moment) {
    const seconds = Math.round((moment - Date.now()) / 1000);
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3];
    return Math.abs(seconds) < 5 ? "just now" : relative.format(Math.round(seconds / length), unit);
  }

  function showMoments() {
    for (const element of document.querySelectorAll("time[data-as]")) {
      const moment = new Date(element.dateTime);
      element.textContent = {moment: exact.format(moment), day: day.format(moment), ago: ago(moment)}[element.dataset.as];
      element.title = withZone.format(moment);
    }
  }

  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = "Copied";
    } catch {
      // No clipboard without TLS, on some hosts: the text is selected, and the person copies it.
      getSelection().selectAllChildren(source);
      button.textContent = "Selected: press Ctrl+C";
    }
  }

  function say(text) {
    const message = document.createElement("p");
    message.className = "problem";
    message.textContent = text;
    document.getElementById("message").replaceChildren(message);
  }

  function chooseTab(tab) {
    for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", chosen);
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    }
    tab.focus();
  }

  const dialog = document.getElementById("dialog");

  document.addEventListener("click", (event) => {
    const copying = event.target.closest("[data-copy]");
    if (copying) {
      copy(copying);
    }
    if (event.target.closest("[data-close]") && dialog.open) {
      event.preventDefault();
      dialog.close();
    }
    const tab = event.target.closest("[role=tab]");
    if (tab) {
      chooseTab(tab);
    }
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest("[role=tab]");
    const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
    if (tab && step) {
      const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
      chooseTab(tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length]);
    }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) {
      event.target.form.requestSubmit();
    }
  });

  document.addEventListener("done", () => dialog.open ? dialog.close() : htmx.trigger(document.body, "news"));

  dialog.addEventListener("close", () => {
    document.getElementById("dialog-content").replaceChildren();
    htmx.trigger(document.body, "news");
  });

  // Read anew for each request: another tab may have got another one.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.cookie.split("; ").find((cookie) => cookie.startsWith("XSRF-TOKEN="));
    if (token) {
      event.detail.headers["X-XSRF-TOKEN"] = token.slice("XSRF-TOKEN=".length);
    }
  });

  document.addEventListener("htmx:beforeRequest", () => document.getElementById("message").replaceChildren());
  document.addEventListener("htmx:sendError", () => say("The server cannot be reached. Nothing was changed; try again in a moment."));
  document.addEventListener("htmx:timeout", () => say("The server takes too long to answer. Look whether it was done before you try again."));
  // A part that is shown anew must be in nobody's way: whoever is at a link by keyboard stays there (htmx sees to what has an
  // id), and between a press and its release nothing is exchanged, or the click would be lost.
  let lastLink = null;
  let pressed = false;
  let held = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const {requestConfig, target} = event.detail;
    if (requestConfig.elt !== target) {
      return;
    }
    const link = document.activeElement?.closest("a[href]:not([id])");
    lastLink = link && target.contains(link) ? link.getAttribute("href") : null;
    if (pressed) {
      event.detail.shouldSwap = false;
      held = true;
    }
  });

  function release() {
    pressed = false;
    if (held) {
      held = false;
      htmx.trigger(document.body, "news");
    }
  }

  addEventListener("pointerdown", () => pressed = true, true);
  // After the click that follows.
  addEventListener("pointerup", () => setTimeout(release), true);
  addEventListener("pointercancel", release, true);

  document.addEventListener("htmx:afterSettle", (event) => {
    showMoments();
    if (lastLink) {
      [...document.links].find((link) => link.getAttribute("href") === lastLink)?.focus({preventScroll: true});
      lastLink = null;
    }
    const target = event.detail.target;
    if (target.id === "dialog-content" && !dialog.open) {
      dialog.showModal();
    }
    if (target.id === "message" && dialog.open) {
      // Behind the dialog nobody would see it.
      document.getElementById("dialog-content").prepend(...target.childNodes);
    }
  });

  // What comes behind a # is sent to no server, and so is in no log.
  function fillFromFragment() {
    const field = document.querySelector("[data-from-fragment]");
    if (field && location.hash.length > 1) {
      field.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname);
    }
  }

  addEventListener("hashchange", fillFromFragment);
  fillFromFragment();

  const live = document.querySelector("[data-live]");
  if (live) {
    const source = new EventSource(live.dataset.live);
    source.addEventListener("usage", () => dialog.open || htmx.trigger(document.body, "news"));
    addEventListener("pagehide", () => source.close());
  }

  showMoments();
  setInterval(showMoments, 30_000);
})();
