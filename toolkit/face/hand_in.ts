/**
 * The hand-in of a module in a notebook: what the pages have on several addresses, drawn in one cell.
 *
 * The kernel writes the HTML, with the pages' own templates. Links and forms in it lead here: to a step of the hand-in,
 * or to an exercise in the notebook.
 */

import { comm, type Model } from "./comm";
import type { Json, Reply, Strings } from "./host";
import { outbox } from "./outbox";
import type { Scope } from "./store";

const NO_REPLY = 10_000;

/** `rest` ends the module, or is the receipt; `ask` asks whether to hand in. */
type Step = "rest" | "ask";

export function handIn(model: Model & { get(name: "data"): unknown }, el: HTMLElement, strings: Strings): () => void {
  const { html, ...scope } = model.get("data") as Scope & { html: string };
  const adapter = comm(model);
  const root = document.createElement("section");
  el.append(root);
  let step: Step = "rest";
  let shown = "";
  let awaitsReceipt = false;

  const show = (html: string): void => {
    if (html === shown) return;
    shown = html;
    // The button that was pressed is out of use, and so has the focus no more.
    const isHere = awaitsReceipt || root.contains(document.activeElement);
    awaitsReceipt = false;
    root.innerHTML = html; // The kernel's own templates; whatever people wrote is escaped in them.
    kept.update();
    if (isHere) root.querySelector<HTMLElement>("[tabindex='-1']")?.focus();
  };
  root.innerHTML = shown = html;
  const kept = outbox(scope, undefined, root);

  const failed = (): void => {
    const notice = document.createElement("p");
    notice.className = "k-notice k-notice--alert";
    notice.setAttribute("role", "alert");
    notice.textContent = strings["page.hand_in_failed"] ?? "";
    root.prepend(notice);
    shown = ""; // The next that comes takes it away.
    for (const button of root.querySelectorAll("button")) button.disabled = false;
  };
  const ask = (type: "state" | "hand_in", payload: Record<string, Json>, otherwise = (): void => {}): void => {
    const silence = window.setTimeout(otherwise, NO_REPLY);
    const arrived = (reply: Reply): void => (reply.ok && reply.html !== undefined ? show(reply.html) : otherwise());
    adapter
      .transport(type, payload)
      .then(arrived, otherwise)
      .finally(() => window.clearTimeout(silence));
  };
  const refresh = (): void => ask("state", { step });

  const clicked = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    if (!link) return;
    event.preventDefault();
    const place = link.getAttribute("href")?.slice(1) ?? "";
    const number = /^ovning-(\d+)$/.exec(place)?.[1];
    if (number) return goTo(Number(number));
    step = place === "lamna-in" ? "ask" : "rest";
    refresh();
  };
  const submitted = (event: Event): void => {
    event.preventDefault();
    for (const button of root.querySelectorAll("button")) button.disabled = true;
    awaitsReceipt = true;
    step = "rest";
    ask("hand_in", {}, failed);
  };
  /** Go to an exercise: they stand in the notebook in the order of their numbers. */
  const goTo = (number: number): void => {
    const exercise = [...document.querySelectorAll<HTMLElement>(".k-widget .k-ex")][number - 1];
    exercise?.scrollIntoView();
    exercise?.querySelector<HTMLElement>(".k-ans :is(input, select, textarea, button)")?.focus({ preventScroll: true });
  };
  const seen = (): void => {
    if (document.visibilityState === "visible") refresh();
  };

  root.addEventListener("click", clicked);
  root.addEventListener("submit", submitted);
  document.addEventListener("visibilitychange", seen);
  adapter.onAgain(refresh);
  refresh();
  return () => {
    document.removeEventListener("visibilitychange", seen);
    kept.close();
    adapter.close();
    root.remove();
  };
}
