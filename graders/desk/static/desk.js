// Keeps a page of the desk as it would be if it were taken now. Without this script nothing is missing but that.
// The server is asked whether anything has changed; if so the page is taken anew, and what is marked data-live in it
// is put in place of what stands here, element by element, so that focus, selection and what is unfolded stay.

const IDLE = 10_000;
const RUNNING = 1_000;
const state = document.querySelector("[data-desk]");

/** Make an element, and all that it holds, like another one. */
function become(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const wanted = [...fresh.childNodes];
  wanted.forEach((child, place) => {
    const present = old.childNodes[place];
    if (present) become(present, child);
    else old.append(child);
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

async function fetched(address, form) {
  const reply = await fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  // Where a sign-in page would be shown, the answer is a redirect that is not followed.
  if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) return null;
  if (!reply.ok) throw new Error(String(reply.status));
  return reply[form]();
}

async function renew() {
  const text = await fetched(location.pathname, "text");
  if (text === null) return;
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other) become(part, other);
  }
  const other = fresh.querySelector("[data-desk]");
  if (other) become(state, other);
}

/** Ask once; returns how long to wait before the next time, or nothing when there is no use in it. */
async function ask() {
  let said;
  try {
    said = await fetched(state.dataset.desk, "json");
    if (said && said.version !== state.dataset.deskVersion) await renew();
  } catch {
    state.textContent = state.dataset.deskLost;
    return IDLE;
  }
  if (said) return said.running ? RUNNING : IDLE;
  state.textContent = state.dataset.deskOut;
  return null;
}

async function follow(wait) {
  for (let next = wait; next !== null; ) {
    await new Promise((resolve) => setTimeout(resolve, next));
    if (document.hidden) await new Promise((resolve) => addEventListener("visibilitychange", resolve, { once: true }));
    next = await ask();
  }
}

if (state) void follow(RUNNING);
