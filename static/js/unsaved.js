/* What is typed into a form of the staff is kept in this browser, by person, address and field, until it is saved.
   Every form works without it; nothing is sent anywhere. Words come from the script's own element. */

{
  const words = document.currentScript.dataset;
  const PREFIX = "gtlead-kept:";
  const LASTS = 7 * 24 * 60 * 60 * 1000;
  const PAUSE = 300;
  let who = "";
  const place = `${window.location.pathname}${window.location.search}`;

  const is_typed = (field) =>
    field.name && !field.name.startsWith("csrf") && !["hidden", "file", "password", "submit", "button"].includes(field.type);
  const fields_of = (form) => [...form.elements].filter(is_typed);
  const key_of = (form) => `${PREFIX}${who}:${place}:${form.id || form.getAttribute("action") || ""}`;
  const state_of = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked;
    if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => [option.value, option.text]);
    return field.value;
  };
  const name_of = (field) => (field.type === "radio" || field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);
  const typed_in = (form) => Object.fromEntries(fields_of(form).map((field) => [name_of(field), state_of(field)]));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  const read = (key) => {
    try {
      return JSON.parse(window.localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, value) => {
    try {
      window.localStorage.setItem(key, JSON.stringify(value));
    } catch { /* full or forbidden: the form works as without */ }
  };
  const forget = (key) => {
    try {
      window.localStorage.removeItem(key);
    } catch { /* as above */ }
  };
  const keys = () => {
    try {
      return Object.keys(window.localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return [];
    }
  };

  // What was sent has arrived when a page of the staff answers that is not the same form once more.
  const tidy_up = () => {
    const has_success = document.querySelector(".messagelist .success, .messagelist .info, .message");
    const is_refused = document.querySelector(".errornote, .errorlist, [data-not-saved]");
    for (const key of keys()) {
      const kept = read(key);
      if (!kept || Date.now() - kept.at > LASTS) forget(key);
      else if (kept.sent && who && key.startsWith(`${PREFIX}${who}:`) && !is_refused) {
        if (kept.place !== place || has_success) forget(key);
        else write(key, { ...kept, sent: false });
      } else if (kept.sent && is_refused && kept.place === place) write(key, { ...kept, sent: false });
    }
  };

  const put_back = (form, kept) => {
    for (const [name, total] of Object.entries(kept.rows)) {
      const count = form.elements[name];
      const more = document.querySelector(`#${name.replace("-TOTAL_FORMS", "")}-group .add-row a`);
      for (let tries = 0; more && Number(count.value) < Number(total) && tries < 100; tries += 1) more.click();
    }
    for (const field of fields_of(form)) {
      const value = kept.typed[name_of(field)];
      if (value === undefined || same(value, state_of(field))) continue;
      if (typeof value === "boolean") field.checked = value;
      else if (Array.isArray(value)) {
        for (const [chosen, text] of value) {
          if (![...field.options].some((option) => option.value === chosen)) field.add(new Option(text, chosen));
        }
        for (const option of field.options) option.selected = value.some(([chosen]) => chosen === option.value);
      } else field.value = value;
      if (window.django?.jQuery) window.django.jQuery(field).trigger("change");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  const offer = (form, key, kept) => {
    const box = document.createElement("div");
    box.className = "note kept-text";
    box.setAttribute("role", "status");
    const line = document.createElement("p");
    const when = new Date(kept.at).toISOString().slice(0, 16).replace("T", " ");
    line.textContent = words.offer.replace("%s", `${when} UTC`);
    const seen = form.elements.seen_version?.value ?? "";
    const moved = document.createElement("p");
    if (kept.seen.split(" ")[0] !== seen.split(" ")[0] && !kept.seen.startsWith("new-")) moved.textContent = words.moved;
    const done = () => box.remove();
    box.append(
      line, ...(moved.textContent ? [moved] : []),
      button(words.back, () => { put_back(form, kept); done(); }), " ",
      button(words.discard, () => { forget(key); done(); }),
    );
    form.prepend(box);
  };

  const look_after = (form) => {
    const key = key_of(form);
    const at_first = typed_in(form);
    const is_changed = () => !same(at_first, typed_in(form));
    const kept = read(key);
    if (kept && !same(kept.typed, at_first)) offer(form, key, kept);
    let timer;
    let leaves = false;
    const keep = (sent = false) => {
      if (!is_changed()) return;
      const rows = [...form.elements].filter((field) => field.name?.endsWith("-TOTAL_FORMS"));
      write(key, {
        at: Date.now(),
        place,
        sent,
        seen: form.elements.seen_version?.value ?? "",
        typed: typed_in(form),
        rows: Object.fromEntries(rows.map((field) => [field.name, field.value])),
      });
    };
    const later = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, PAUSE);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.django?.jQuery?.(form).on("change", "select", later);
    form.addEventListener("submit", () => {
      window.clearTimeout(timer);
      leaves = true;
      keep(true);
    });
    window.addEventListener("pagehide", () => { if (!leaves) keep(); });
    window.addEventListener("beforeunload", (event) => {
      if (!leaves && is_changed()) event.preventDefault();
    });
  };

  window.addEventListener("DOMContentLoaded", () => {
    who = document.querySelector("#user-tools strong, .staff-bar form span")?.textContent.trim() ?? "";
    tidy_up();
    if (!who) return;
    const forms = document.querySelectorAll(
      ".change-form #content-main > form[method=post], .change-form form[id$=_form], main form[method=post]:has(textarea)",
    );
    new Set(forms).forEach(look_after);
  });
}
