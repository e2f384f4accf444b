// A send button rests after one send, so that a slow line does not send twice.
"use strict";
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.method !== "post" || form.target === "_blank") return;
  // Later, so that the pressed button's own name and value are still sent.
  setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((b) => { b.disabled = true; }), 0);
  setTimeout(() => form.querySelectorAll("button").forEach((b) => { b.disabled = false; }), 15000);
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]").forEach((b) => { b.disabled = false; });
});
addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".summary");
  if (summary) summary.focus();
});
