/** The page that asks whether to hand in: which answers lie in this browser and nowhere else. */

import { browserStorage, keyOf, type Scope } from "./store";

/**
 * Mark what is not saved, now, when another tab saves it, and when asked to:
 * - `li[data-ex]`: an exercise, hidden when there is nothing to say of it; `data-answered` where the journal has an answer
 * - `data-k-left`: the list of them, hidden when all are
 * - `data-k-if-unsaved`: shown when its exercise, or outside of these any, is not saved; `data-k-if-saved`: hidden then
 */
export function outbox(scope: Scope, storage = browserStorage(), page: ParentNode = document): { update(): void; close(): void } {
  const show = (root: ParentNode, isUnsaved: boolean): void => {
    for (const element of root.querySelectorAll<HTMLElement>("[data-k-if-unsaved]")) element.hidden = !isUnsaved;
    for (const element of root.querySelectorAll<HTMLElement>("[data-k-if-saved]")) element.hidden = isUnsaved;
  };
  const update = (): void => {
    const items = [...page.querySelectorAll<HTMLElement>("li[data-ex]")];
    const unsaved = items.filter((item) => storage?.getItem(keyOf(scope, item.dataset["ex"] ?? "")) != null);
    show(page, unsaved.length > 0);
    for (const item of items) {
      const isUnsaved = unsaved.includes(item);
      item.hidden = !isUnsaved && "answered" in item.dataset;
      show(item, isUnsaved);
    }
    for (const list of page.querySelectorAll<HTMLElement>("[data-k-left]")) list.hidden = items.every((item) => item.hidden);
  };
  window.addEventListener("storage", update);
  window.addEventListener("pageshow", update);
  update();
  return {
    update,
    close() {
      window.removeEventListener("storage", update);
      window.removeEventListener("pageshow", update);
    },
  };
}
