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

// The region that is being replaced says so.
document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
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

// A place that once stood on a country's one page is looked for where it stands now: by its theme, else as a fact.
const follow = async () => {
  const place = decodeURIComponent(window.location.hash.slice(1));
  const cover = document.querySelector("[data-cover]");
  if (!cover || !place || document.getElementById(place)) return;
  const { search } = window.location;
  const card = [...cover.querySelectorAll(".cards > li[id]")].find(({ id }) => place.startsWith(`${id}-`));
  if (card) return window.location.replace(`${card.querySelector("h3 a").href}${search}#${place}`);
  for (const kind of ["statement", "milestone", "institution"]) {
    const { ok, url } = await fetch(`/facts/${kind}/${place}/${search}`, { method: "HEAD" }).catch(() => ({}));
    if (ok) return window.location.replace(`${url.split("#")[0]}#${place}`);
  }
};
window.addEventListener("hashchange", follow);
follow();
