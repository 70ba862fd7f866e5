/** The entry of the widget: one exercise in the output of a notebook's cell. */

import { comm, type Model } from "./comm";
import type { Present, Spec, Strings } from "./host";
import { mount } from "./mount";
import { Store } from "./store";

/** What `toolkit/face/widget.py` gives one exercise. */
interface WidgetData {
  user: string;
  occasion: string;
  module: string;
  preview: boolean;
  spec: Spec;
}

export interface Ways {
  model: Model & { get(name: "data"): WidgetData };
  el: HTMLElement;
  strings: Strings;
}

const NO_REPLY = 4000;

/** Draw the exercise when the kernel has said what the journal has; returns what takes it away. */
export function draw({ model, el, strings }: Ways): () => void {
  const { user, occasion, module, preview, spec } = model.get("data");
  const adapter = comm(model);
  const root = document.createElement("section");
  root.lang = "sv";
  el.classList.add("k-widget");
  el.lang = "sv";
  el.append(root);
  // JupyterLab looks at the focused element itself for this, and would else take single keys as its commands.
  el.addEventListener("focusin", ({ target }) => (target as Element).setAttribute("data-lm-suppress-shortcuts", "true"));
  // It also refuses every line break that is typed in a cell, except in its own editors.
  el.addEventListener("beforeinput", (event) => event.inputType === "insertLineBreak" && event.stopPropagation(), true);

  let takeAway = (): void => {};
  let isGone = false;
  const start = (state: Present | null, isAlive: boolean): void => {
    if (isGone) return;
    takeAway();
    const store = new Store({
      spec,
      state,
      strings,
      adapter,
      scope: { user, occasion, module },
      // Until a kernel has answered it is only a picture of an exercise, and says so.
      preview: preview || !isAlive,
      ...(preview ? { storage: null, channel: null } : {}),
    });
    const unmount = mount(root, store, strings);
    takeAway = () => {
      store.dispose();
      unmount();
    };
  };

  const silence = setTimeout(() => start(null, false), NO_REPLY);
  adapter
    .transport("state", { ex: spec.id })
    .then(
      (reply) => start(reply.ok ? (reply.present ?? null) : null, reply.ok),
      () => start(null, false),
    )
    .finally(() => clearTimeout(silence));
  return () => {
    isGone = true;
    clearTimeout(silence);
    takeAway();
    adapter.close();
  };
}
