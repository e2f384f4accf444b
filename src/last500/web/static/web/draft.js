// form[data-draft="name"]: what was typed survives reload and going back, in this tab only.
// A page shown after success says <meta name="draft-sent" content="name"> and the draft is cleared.
"use strict";
(() => {
  const sent = document.querySelector("meta[name=draft-sent]");
  try {
    if (sent) sent.content.split(" ").forEach((name) => sessionStorage.removeItem("draft:" + name));
  } catch { return; }
  // data-fresh: a yes that must be said anew each time (consent).
  const kept = (el) => el.name && !("fresh" in el.dataset) && el.name !== "once" && el.name !== "csrfmiddlewaretoken" &&
    !["hidden", "password", "file", "submit", "button"].includes(el.type) && el.autocomplete !== "one-time-code";
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    const key = "draft:" + form.dataset.draft;
    let old = {};
    try { old = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { old = {}; }
    // After a refusal the server has given back what was typed; its word is newer.
    if (!document.querySelector(".summary")) {
      for (const el of form.elements) {
        if (!kept(el) || !(el.name in old)) continue;
        if (el.type === "checkbox" || el.type === "radio") el.checked = old[el.name].includes(el.value);
        else if (!el.value) el.value = old[el.name][0] || "";
      }
    }
    const save = () => {
      const now = {};
      for (const el of form.elements) {
        if (!kept(el)) continue;
        now[el.name] = now[el.name] || [];
        if (el.type === "checkbox" || el.type === "radio") { if (el.checked) now[el.name].push(el.value); }
        else now[el.name].push(el.value);
      }
      try { sessionStorage.setItem(key, JSON.stringify(now)); } catch { /* full or forbidden: the page works on */ }
    };
    form.addEventListener("input", save);
    form.addEventListener("change", save);
  });
})();
