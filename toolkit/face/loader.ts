/**
 * What each exercise's widget carries: it takes the views from the one model that has them.
 *
 * The code is imported, and the look put into the page, once for each version; a kernel that was started after an
 * update brings another.
 */

import type { Ways } from "./widget";

interface Model {
  get(name: string): unknown;
}

interface Rendered {
  model: Model;
  el: HTMLElement;
  host: { getModel(reference: string): Promise<Model> };
}

type Loaded = Promise<Record<string, (ways: Ways) => () => void>>;

const LOADED = Symbol.for("kurs.views");
const shared = globalThis as typeof globalThis & { [LOADED]?: Map<string, Loaded> };

function load(script: string, style: string): Loaded {
  const loaded = (shared[LOADED] ??= new Map());
  let found = loaded.get(script);
  if (!found) {
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    found = import(url).finally(() => URL.revokeObjectURL(url)) as Loaded;
    loaded.set(script, found);
  }
  return found;
}

export default {
  async render({ model, el, host }: Rendered) {
    const views = await host.getModel(String(model.get("views")));
    const drawn = await load(String(views.get("script")), String(views.get("style")));
    return drawn[String(model.get("view"))]?.({ model, el, strings: views.get("strings") } as Ways);
  },
};
