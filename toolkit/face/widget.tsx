/** The entry of the widgets: one exercise, or the hand-in, in the output of a notebook's cell. */

import { comm, type Model } from "./comm";
import { handIn } from "./hand_in";
import type { Present, Reply, Spec, Strings } from "./host";
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

/** Make a cell's output one of ours. */
function prepare(el: HTMLElement): void {
  el.classList.add("k-widget");
  el.lang = "sv";
  // JupyterLab looks at the focused element itself for this, and would else take single keys as its commands.
  el.addEventListener("focusin", ({ target }) => (target as Element).setAttribute("data-lm-suppress-shortcuts", "true"));
  // It also refuses every line break that is typed in a cell, except in its own editors.
  el.addEventListener("beforeinput", (event) => event.inputType === "insertLineBreak" && event.stopPropagation(), true);
}

/** Draw the exercise when the kernel has said what the journal has; returns what takes it away. */
function exercise({ model, el, strings }: Ways): () => void {
  const { user, occasion, module, preview, spec } = model.get("data");
  const adapter = comm(model);
  const root = document.createElement("section");
  root.lang = "sv";
  prepare(el);
  el.append(root);

  let takeAway = (): void => {};
  let isGone = false;
  let silence = 0;
  const start = (state: Present | null, isAlive: boolean, closed: string | null = null): void => {
    if (isGone) return;
    takeAway();
    const store = new Store({
      spec,
      state,
      strings,
      adapter,
      scope: { user, occasion, module },
      closed,
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
  const answered = (reply: Reply): void => {
    if (reply.ok) start(reply.present ?? null, true, reply.closed ?? null);
    else start(null, false);
  };
  const ask = (): void => {
    window.clearTimeout(silence);
    silence = window.setTimeout(() => start(null, false), NO_REPLY);
    adapter
      .transport("state", { ex: spec.id })
      .then(answered, () => start(null, false))
      .finally(() => window.clearTimeout(silence));
  };

  adapter.onAgain(ask);
  ask();
  return () => {
    isGone = true;
    window.clearTimeout(silence);
    takeAway();
    adapter.close();
  };
}

/** Draw the hand-in; returns what takes it away. */
function hand_in({ model, el, strings }: Ways): () => void {
  prepare(el);
  return handIn(model, el, strings);
}

export { exercise, hand_in };
