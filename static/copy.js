// Buttons that copy the text of another element: <button data-copy="its id" data-copied="what to say then" hidden>.
const SHOWN_FOR = 2000; // milliseconds

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, SHOWN_FOR);
  });
}
