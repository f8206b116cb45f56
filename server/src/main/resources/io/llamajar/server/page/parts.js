// Small parts that several others use: elements, templates, notices, copying.

/** The element of this id. */
export function element(id) {
  return document.getElementById(id);
}

/** A fresh copy of a template of the page. */
export function stamp(template) {
  return element(template).content.firstElementChild.cloneNode(true);
}

/** Makes a button copy a text and say so. */
export function copyButton(button, text) {
  button.addEventListener("click", async () => {
    const done = await copied(text());
    notice(done ? "Copied." : "The browser did not let us copy; select the text instead.");
  });
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text); // there is no clipboard object without HTTPS
  }
}

function copiedBySelection(text) {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus();
  return done;
}

let hiding = 0;

/** Shows a line for a while, perhaps with something that can be done about it. */
export function notice(words, action = "", act = () => {}) {
  const place = element("notice");
  const [doing, dismiss] = place.querySelectorAll("button");
  const hide = () => (place.hidden = true);
  place.querySelector("span").textContent = words;
  doing.hidden = !action;
  doing.textContent = action;
  doing.onclick = () => {
    hide();
    act();
  };
  dismiss.onclick = hide;
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(hide, action ? 10_000 : 4_000);
}

/** Tells those who listen to the page rather than see it. */
export function speak(words) {
  element("spoken").textContent = words;
}

/** Makes a text field as high as its text. */
export function growing(field) {
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  };
  field.addEventListener("input", fit);
  return fit;
}
