/** Plain CSS in the colours of the shop; the page is one of the places that a visitor of the demo sees. */
export const STYLES = `
:root { color-scheme: light dark; --ink: #12232d; --soft: #5b6c76; --line: #dbe3e7; --paper: #fff; --ground: #f3f6f7; --accent: #0f5c7a; --tint: #e2eff4; --warn: #9a5b00; --warn-tint: #fdf1dc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eef2; --soft: #9db0ba; --line: #2b3b44; --paper: #17232a; --ground: #0f181d; --accent: #7cc4e0; --tint: #1e3440; --warn: #f0c069; --warn-tint: #3a2d14; } }
* { box-sizing: border-box; }
body { margin: 0; height: 100dvh; display: flex; flex-direction: column; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.top { display: flex; flex-wrap: wrap; gap: .5rem 2rem; align-items: center; justify-content: space-between; padding: .9rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.top h1 { margin: 0; font-size: 1.15rem; } .top h1 a { color: inherit; text-decoration: none; } .top p { margin: 0; color: var(--soft); }
.top nav { display: flex; gap: 1rem; align-items: center; }
button { font: inherit; padding: .35rem .8rem; border: 1px solid var(--line); border-radius: .5rem; color: inherit; background: var(--paper); cursor: pointer; }
button:disabled { opacity: .5; cursor: default; }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(17rem, 24rem) 1fr; }
.list { overflow-y: auto; border-right: 1px solid var(--line); background: var(--paper); }
.list ol { list-style: none; margin: 0; padding: 0; }
.list a { display: grid; grid-template-columns: 1fr auto; gap: 0 .75rem; padding: .7rem 1.25rem; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); border-left: 4px solid transparent; }
.list a:hover { background: var(--ground); } .list a[aria-current] { background: var(--tint); border-left-color: var(--accent); }
.who { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list time { color: var(--soft); font-size: .85rem; } .subject, .list .copies { grid-column: 1 / -1; } .subject { color: var(--soft); }
.copies { color: var(--warn); background: var(--warn-tint); border-radius: .4rem; padding: 0 .45rem; justify-self: start; font-size: .85rem; }
article { min-width: 0; overflow-y: auto; display: flex; flex-direction: column; padding: 1.25rem; }
article h2 { margin: 0 0 .6rem; font-size: 1.35rem; line-height: 1.25; }
.back { display: none; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .15rem 1rem; margin: 0 0 1rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.views { display: flex; gap: .25rem; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
.views a { padding: .4rem .9rem; text-decoration: none; border-bottom: 3px solid transparent; } .views a[aria-current] { border-color: var(--accent); font-weight: 600; }
iframe { flex: 1; min-height: 28rem; width: 100%; border: 1px solid var(--line); border-radius: .75rem; background: #fff; }
pre { margin: 0; padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; font: 13px/1.55 ui-monospace, monospace; }
.empty { padding: 2rem 1.25rem; color: var(--soft); }
@media (max-width: 48rem) {
  main { grid-template-columns: 1fr; } .list { border-right: 0; } .reading .list, body:not(.reading) article { display: none; }
  .back { display: inline-block; margin-bottom: .75rem; } .top p { display: none; }
}
`;

/** New letters appear without a reload of the whole page, so that a letter that is read stays as it is. */
export const SCRIPT = `
const clear = document.getElementById("clear");
clear.addEventListener("click", async () => {
  if (!confirm(clear.dataset.confirm)) return;
  await fetch("/api/messages", { method: "DELETE" });
  location.assign("/");
});
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch("/api/newest").catch(() => undefined);
  if (!answer?.ok) return;
  const { newest } = await answer.json();
  if ((newest ?? "") === document.body.dataset.newest) return;
  const text = await (await fetch(location.href)).text();
  // Without its styles, which our policy would refuse under another nonce; ours are here already.
  const page = new DOMParser().parseFromString(text.replace(/<style[^]*<\\/style>/, ""), "text/html");
  document.body.dataset.newest = page.body.dataset.newest;
  document.title = page.title;
  document.querySelector(".list").replaceWith(page.querySelector(".list"));
  clear.disabled = page.getElementById("clear").disabled;
}, 2000);
`;
