// [data-copy="text"] or [data-copy-from="#id"]: one tap copies; where that is not allowed, it selects.
"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy],[data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source ? source.value || source.textContent : button.dataset.copy;
  const said = button.querySelector("[data-word]") || button;
  const before = said.textContent;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = button.dataset.copied || "✓";
    setTimeout(() => { said.textContent = before; }, 2500);
  } catch {
    if (source && source.select) source.select();
    else if (source) getSelection().selectAllChildren(source);
  }
});
