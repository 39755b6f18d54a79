/** Tells the page behind the overlay that the question has been answered; what the answer was it asks the API. */
const parent = document.body.dataset.parent;
if (parent) window.parent.postMessage({ stripeSandbox: 1, event: "challenge_done" }, parent);
