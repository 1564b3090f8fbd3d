/* Small manners that htmx does not have; every page works without them. */

// Parameters left empty do not end up in the address.
const drop_empty = (form) => {
  const named = form.querySelectorAll("[name]");
  const empty = [...named].filter((field) => field.value === "" && !field.disabled);
  empty.forEach((field) => { field.disabled = true; });
  window.setTimeout(() => empty.forEach((field) => { field.disabled = false; }), 0);
};

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[method=get]")) drop_empty(event.target);
});

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters } = event.detail;
  for (const name of [...parameters.keys()]) {
    const kept = parameters.getAll(name).filter((value) => value !== "");
    parameters.delete(name);
    kept.forEach((value) => parameters.append(name, value));
  }
});

// Countries are compared in the order in which they were ticked; those that the page came with go first.
const ticked = [];
document.addEventListener("change", ({ target }) => {
  if (!target.matches(".compare-form [name=country]")) return;
  if (ticked.includes(target.value)) ticked.splice(ticked.indexOf(target.value), 1);
  if (target.checked) ticked.push(target.value);
});
document.addEventListener("htmx:configRequest", ({ detail: { elt, parameters } }) => {
  if (!elt.matches(".compare-form")) return;
  const countries = parameters.getAll("country").sort((one, other) => ticked.indexOf(one) - ticked.indexOf(other));
  parameters.delete("country");
  countries.forEach((country) => parameters.append("country", country));
});

// The region that is being replaced says so.
document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
});

// The boxes of a filter stay under the reader's hand: an answer brings new counts, never new boxes.
const recount = (facets, fresh) => {
  for (const option of fresh.querySelectorAll("input[id]")) {
    const old = facets.querySelector(`#${CSS.escape(option.id)}`);
    if (!old) continue;
    old.closest("label").querySelector(".count").textContent = option.closest("label").querySelector(".count").textContent;
    old.closest("label").hidden = option.closest("label").hidden && !old.checked;
  }
  for (const group of facets.querySelectorAll("fieldset")) group.hidden = !group.querySelector("label:not([hidden])");
};
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.id !== "facets") return;
  event.detail.shouldSwap = false;
  recount(event.detail.target, event.detail.fragment);
});

// No answer, or one that is not ours: the status says so and offers to ask again; what was there stays.
const say_failed = (event) => {
  const { target, pathInfo, requestConfig } = event.detail;
  const { elt } = requestConfig;
  const form = elt.closest("form[data-failed]") ?? document.querySelector("form[data-failed]");
  const status = document.getElementById("result-status");
  target?.removeAttribute("aria-busy");
  if (target?.id !== "results" || !form || !status) return;
  const again = document.createElement("a");
  again.href = pathInfo.finalRequestPath;
  again.textContent = form.dataset.again;
  again.addEventListener("click", (click) => {
    click.preventDefault();
    window.htmx.trigger(elt, elt.matches("form") ? "submit" : "click");
  });
  status.replaceChildren(form.dataset.failed, " ", again);
};
["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, say_failed));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, serverResponse, shouldSwap } = event.detail;
  if (!shouldSwap || target.id !== "results" || serverResponse.includes('id="results"')) return;
  event.detail.shouldSwap = false;
  say_failed(event);
});

// A form that was used makes room for what it found, and shows the day that was asked for beside it.
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".filter-form") || window.matchMedia("(min-width: 64rem)").matches) return;
  event.target.querySelectorAll("details[open]").forEach((fold) => { fold.open = false; });
  document.getElementById("result-status")?.scrollIntoView({ block: "nearest" });
});
document.addEventListener("htmx:pushedIntoHistory", () => {
  const day = document.querySelector(".filter-form [name=on]");
  if (day) day.value = new URLSearchParams(window.location.search).get("on") ?? "";
});

// The citation names what is shown now.
document.addEventListener("htmx:pushedIntoHistory", () => {
  const link = document.querySelector(".dated-address");
  if (!link) return;
  const address = new URL(window.location.href);
  const shown = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  address.searchParams.set("edition", shown);
  address.hash = "";
  link.href = link.textContent = address.href.replaceAll("%3A", ":");
});

// Side by side on paper: what is folded on the screen is open in print.
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not([open], .w)").forEach((details) => {
    details.open = true;
    details.dataset.closed = "";
  });
});
window.addEventListener("afterprint", () => {
  document.querySelectorAll("details[data-closed]").forEach((details) => { details.open = false; });
});

// A briefing is the same page on less paper.
document.addEventListener("click", ({ target }) => {
  const way = target.closest("[data-print]")?.dataset.print;
  if (!way) return;
  document.documentElement.classList.add(way);
  window.addEventListener("afterprint", () => document.documentElement.classList.remove(way), { once: true });
  window.print();
});
// What is meant to be taken elsewhere is copied with one press.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const said = button.nextElementSibling;
  said.role = "status"; // before it says something
  const words = document.getElementById(button.dataset.copy).innerText.trim();
  const is_done = await navigator.clipboard?.writeText(words).then(() => true, () => false);
  said.textContent = is_done ? button.dataset.copied : button.dataset.notCopied;
});
const offer = () => document.querySelectorAll("[data-print], [data-copy]").forEach((button) => { button.hidden = false; });
document.addEventListener("htmx:afterSwap", offer);
offer();

// “/” begins a search, wherever nothing is being written.
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes) return;
  event.preventDefault();
  document.getElementById("site-search").focus();
});

// A link to what is folded away opens it, also where the browser does not.
const unfold = () => {
  const fold = document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.closest("details");
  if (!fold || fold.open) return;
  fold.open = true;
  document.getElementById(decodeURIComponent(window.location.hash.slice(1))).scrollIntoView();
};
window.addEventListener("hashchange", unfold);
unfold();

// A place that stands here no more is looked for at the addresses that a page names, "*" in them being its name; on a
// cover by its theme first. A preview has no other pages.
const follow = async () => {
  const place = decodeURIComponent(window.location.hash.slice(1));
  const page = document.querySelector("body:not(:has(.preview-banner)) [data-places]");
  if (!page || !place || document.getElementById(place)) return;
  const { search } = window.location;
  const card = [...page.querySelectorAll(".cards > li[id]")].find(({ id }) => place.startsWith(`${id}-`));
  if (card) return window.location.replace(`${card.querySelector("h3 a").href}${search}#${place}`);
  for (const address of page.dataset.places.split(" ")) {
    const asked = new URL(address.replace("*", encodeURIComponent(place)), window.location);
    const edition = new URLSearchParams(search).get("edition");
    if (edition) asked.searchParams.set("edition", edition);
    const { ok, url } = await fetch(asked, { method: "HEAD" }).catch(() => ({}));
    if (ok) return window.location.replace(`${url.split("#")[0]}#${place}`);
  }
};
window.addEventListener("hashchange", follow);
follow();
