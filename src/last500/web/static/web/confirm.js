// form[data-confirm="question"]: asks once more in a dialog before it is sent.
"use strict";
document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
  if (!question || form.dataset.sure || !window.HTMLDialogElement) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  dialog.querySelector("p").textContent = question;
  dialog.querySelector("[value=yes]").textContent = submitter ? submitter.textContent.trim() : question;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    form.dataset.sure = "1";
    form.requestSubmit(submitter);
    delete form.dataset.sure;
  }, { once: true });
}, true);
