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
