// .photo: a preview of the chosen picture and its name; a too large one is told before it is sent.
"use strict";
document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.closest && input.closest(".photo");
  if (!box || input.type !== "file") return;
  const note = box.querySelector("[data-photo-note]");
  const image = box.querySelector("img");
  const file = input.files[0];
  image.hidden = true;
  note.textContent = "";
  if (!file) return;
  if (file.size > Number(input.dataset.max || Infinity)) {
    note.textContent = input.dataset.tooLarge;
    input.value = "";
    return;
  }
  note.textContent = file.name;
  const reader = new FileReader();
  reader.onload = () => { image.src = reader.result; image.hidden = false; };
  reader.readAsDataURL(file);
});
