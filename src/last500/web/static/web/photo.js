// .photo: a preview of the chosen picture and its name; a too large one is told before it is sent.
"use strict";
document.addEventListener("change", (event) => {
  const input = event.target;
  const box = input.closest && input.closest(".photo");
  const note = box && box.querySelector("[data-photo-note]");
  const image = box && box.querySelector("img");
  if (!note || !image || input.type !== "file") return; // a list to read in has no preview
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
