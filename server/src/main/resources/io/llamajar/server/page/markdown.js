// Draws Markdown: safe to show whoever wrote it, code in colours and with a button to copy it.
//
// Three walls: HTML in the text is shown, not obeyed; what Markdown makes passes a sanitiser that
// knows a short list of elements; and the page's Content-Security-Policy runs no inline script.

import DOMPurify from "./lib/purify.es.mjs";
import { Marked } from "./lib/marked.esm.js";
import { copyButton, stamp } from "./parts.js";

const { hljs } = globalThis; // a script of its own: it is not a module
const LONGEST_COLOURED = 50_000; // characters; colouring more than that is felt

const ALLOWED = {
  ALLOWED_TAGS: [
    ..."a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre span strong".split(" "),
    ..."table tbody td th thead tr ul".split(" "),
  ],
  ALLOWED_ATTR: ["align", "class", "href", "start", "title"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ADD_URI_SAFE_ATTR: ["align", "start"], // which hold no address
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    code: ({ text, lang }) => {
      const language = (lang ?? "").match(/^[\w+#.-]*/)[0].toLowerCase();
      const colours = hljs.getLanguage(language) && text.length <= LONGEST_COLOURED;
      const html = colours ? hljs.highlight(text, { language }).value : escaped(text);
      return `<pre><code class="language-${escaped(language)}">${html}</code></pre>`;
    },
  },
});

/** Shows a text that may grow, and draws anew only the blocks that did. */
export class Markdown {
  #element;
  #blocks = []; // {raw, nodes}

  constructor(element) {
    this.#element = element;
  }

  show(text) {
    const tokens = marked.lexer(text);
    let same = 0;
    while (same < this.#blocks.length && this.#blocks[same].raw === tokens[same]?.raw) same++;
    for (const { nodes } of this.#blocks.splice(same)) nodes.forEach((node) => node.remove());
    for (const token of tokens.slice(same)) {
      const fragment = blockOf(token);
      this.#blocks.push({ raw: token.raw, nodes: [...fragment.childNodes] });
      this.#element.append(fragment);
    }
  }
}

function blockOf(token) {
  const fragment = DOMPurify.sanitize(marked.parser([token]), ALLOWED);
  for (const link of fragment.querySelectorAll("a")) {
    if (!link.href) link.replaceWith(...link.childNodes); // it led to what we do not allow
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const table of fragment.querySelectorAll("table")) {
    scrolling(table, "Table");
  }
  for (const code of fragment.querySelectorAll("pre")) {
    framed(code);
  }
  return fragment;
}

function scrolling(table, label) {
  const frame = document.createElement("div");
  frame.className = "scrolling";
  reachable(frame, label);
  table.replaceWith(frame);
  frame.append(table);
}

/** Puts a bar over code, with its language and the button. */
function framed(pre) {
  const frame = stamp("code-item");
  const code = pre.querySelector("code");
  const language = code?.className.replace("language-", "") ?? "";
  frame.querySelector("span").textContent = language;
  copyButton(frame.querySelector("button"), () => pre.textContent);
  reachable(pre, language ? `Code, ${language}` : "Code");
  pre.replaceWith(frame);
  frame.append(pre);
}

/** What is wider than its place can be scrolled by keyboard. */
function reachable(element, label) {
  element.tabIndex = 0;
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", label);
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
