/** Keeps what is shown up to date, unless somebody is typing: what they have typed must not vanish. */
const EVERY_MS = 2_000;

async function refresh() {
  const live = document.querySelector("#live");
  if (document.hidden || live.contains(document.activeElement)) return;
  const response = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#live");
  const open = new Set([...live.querySelectorAll("details[open]")].map((details) => details.id));
  for (const details of fresh.querySelectorAll("details")) details.open = open.has(details.id);
  if (fresh.innerHTML === live.innerHTML || live.contains(document.activeElement)) return;
  live.replaceChildren(...fresh.childNodes);
}

// A form that only shows rows of fields is never replaced: its select boxes would close under the hand.
if (!document.querySelector(".stack")) {
  setInterval(() => {
    refresh().catch(() => {});
  }, EVERY_MS);
}
