/** The entry of a module's page, and of the pages that one hands it in on. */

import type { Present, Spec, Strings } from "./host";
import { http } from "./http";
import { mount } from "./mount";
import { outbox } from "./outbox";
import { progress } from "./progress";
import { type Scope, Store } from "./store";

/** What the server writes into the page, in `<script type="application/json" id="k-data">`. */
interface PageData extends Scope {
  /** Where messages are posted. */
  endpoint: string;
  /** Where what the journal has is fetched; the same address unless it is named. */
  state?: string;
  preview?: boolean;
  /** Where the figures lie, ending in a slash. */
  files?: string;
  strings: Strings;
  /** `closed`: when answers to the exercise stopped being taken, in words ("fre 4 dec 23:59"), if they have. */
  exercises: { spec: Spec; state: Present | null; closed?: string | null }[];
}

function start(data: PageData): void {
  const { user, occasion, module, strings } = data;
  const adapter = http(data.endpoint, data.state);
  const sections = [...document.querySelectorAll<HTMLElement>("[data-ex]")];
  const stores = [];
  for (const { spec, state, closed = null } of data.exercises) {
    const root = sections.find((section) => section.dataset["ex"] === spec.id);
    if (!root) continue;
    const store = new Store({
      spec,
      state,
      strings,
      adapter,
      scope: { user, occasion, module },
      preview: data.preview ?? false,
      closed,
    });
    mount(root, store, strings, data.files);
    stores.push(store);
  }
  progress(stores, strings);
}

function written<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

const data = written<PageData>("k-data");
if (data) start(data);
const scope = written<Scope>("k-outbox");
if (scope) outbox(scope);
for (const button of document.querySelectorAll<HTMLElement>("[data-k-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
