/** What the page says about all its exercises: how many are answered, and which are not saved. */

import { fill, type Host, type Strings } from "./host";

type State = "empty" | "answered" | "unsaved";

function stateOf(host: Host): State {
  const { status, answered } = host.get();
  if (status === "unsaved" || status === "refused" || status === "newer") return "unsaved";
  return answered ? "answered" : "empty";
}

function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Keep the page's own elements up to date:
 * - `data-k-answered`: "7 av 12 besvarade"; with ids of exercises, separated by spaces: "2 av 3"
 * - `data-k-bar`: a `rect` in a drawing 200 wide
 * - `data-k-unsaved`: its last element child, or itself, says "1 INTE sparad"; hidden when all is saved
 * - `data-k-finished`: shown when the last exercise has been answered and all is saved, once for each visit
 * - `data-k-state="ID"`: "Besvarad", "Inte besvarad" or "INTE sparad", and the same as `data-state`
 */
export function progress(hosts: Host[], strings: Strings, page: ParentNode = document): () => void {
  const words: Record<State, string | undefined> = {
    empty: strings["view.empty"],
    answered: strings["view.state.answered"],
    unsaved: strings["view.state.unsaved"],
  };

  let awaitsTheLast: boolean | null = null;
  const update = (): void => {
    const states = new Map(hosts.map((host) => [host.spec.id, stateOf(host)]));
    const count = (ids: string[], wanted: State): number => ids.filter((id) => states.get(id) === wanted).length;
    const all = [...states.keys()];
    for (const element of page.querySelectorAll("[data-k-answered]")) {
      const ids = (element.getAttribute("data-k-answered") ?? "").split(/\s+/).filter(Boolean);
      const key = ids.length ? "view.answered_short" : "view.answered";
      const counted = ids.length ? ids : all;
      write(element, fill(strings[key], { n: count(counted, "answered"), total: counted.length }));
    }
    for (const element of page.querySelectorAll("[data-k-bar]")) {
      element.setAttribute("width", ((200 * count(all, "answered")) / (all.length || 1)).toFixed(1));
    }
    const unsaved = count(all, "unsaved");
    for (const element of page.querySelectorAll<HTMLElement>("[data-k-unsaved]")) {
      element.hidden = unsaved === 0;
      const said = fill(strings[unsaved === 1 ? "view.unsaved_one" : "view.unsaved_many"], { n: unsaved });
      write(element.querySelector(":scope > span:last-child") ?? element, said);
    }
    const isFinished = count(all, "answered") === all.length;
    awaitsTheLast ??= !isFinished;
    for (const element of page.querySelectorAll<HTMLElement>("[data-k-finished]")) {
      if (awaitsTheLast || !isFinished) element.hidden = !isFinished;
    }
    if (isFinished) awaitsTheLast = false;
    for (const element of page.querySelectorAll<HTMLElement>("[data-k-state]")) {
      const state = states.get(element.dataset["kState"] ?? "");
      if (!state) continue;
      element.dataset["state"] = state;
      write(element, words[state] ?? "");
    }
  };

  const offs = hosts.map((host) => host.subscribe(update));
  update();
  return () => offs.forEach((off) => off());
}
