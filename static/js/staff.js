/* Keys for the staff. Everything they do has a link or a button of its own, which names its keys. */

{
  // Times are told in the zone that the browser is in; gtlead/accounts/zones.py reads it.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (timeZone) document.cookie = `zone=${timeZone}; path=/; max-age=31536000; samesite=lax`;

  const press = (button) => button && !button.disabled && (button.click(), true);
  const form = () => document.querySelector(".change-form form[id$=_form]");
  // A link to a field opens what it is folded into.
  document.addEventListener("click", ({ target }) => {
    const place = target.closest?.("#faults a, .messagelist a[href*='#id_']")?.hash.slice(1);
    const field = place && document.getElementById(place);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  });

  // A form that nobody looks at does not ask who else has it open, nor for a page that is folded away.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asks = event.target;
    if (asks.matches("[data-editing]") ? document.hidden : asks.id === "typed" && !asks.open) event.preventDefault();
  });

  // The page as it is typed stands open where it fits beside the form, unless somebody folded it.
  document.addEventListener("DOMContentLoaded", () => {
    const pane = document.getElementById("typed");
    if (!pane) return;
    pane.hidden = false;
    pane.open = window.matchMedia("(min-width: 1400px)").matches && window.localStorage.getItem("gtlead-typed") !== "folded";
    pane.querySelector("summary").addEventListener("click", () => {
      window.localStorage.setItem("gtlead-typed", pane.open ? "folded" : "open");
    });
    window.django?.jQuery?.(pane.form ?? pane.closest("form")).on("change", "select", ({ target, originalEvent }) => {
      if (!originalEvent) target.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
  document.addEventListener("load", ({ target }) => {
    const mark = target.closest?.("#typed") && target.contentDocument?.querySelector("ins");
    if (mark) target.contentWindow.scrollTo(0, mark.getBoundingClientRect().top - 120);
  }, true);

  const KEYS = {
    "k": () => document.getElementById("staff-find")?.select() ?? true,
    "s": () => press(form()?.querySelector("[name=_continue]")),
    "enter": () => press(form()?.querySelector("[name=_save]")),
    "shift+enter": () => press(form()?.querySelector("[name=_handin]")),
  };

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const act = KEYS[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`];
    if (act?.()) event.preventDefault();
  });

  // “]” and “[” go on to the next and back to the one before, wherever nothing is being written.
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
    if (writes || event.ctrlKey || event.metaKey) return;
    const way = { "]": "next", "[": "prev" }[event.key];
    const link = way && document.querySelector(`a[rel=${way}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}
