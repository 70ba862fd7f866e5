import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { handIn } from "../../toolkit/face/hand_in";
import { page, storage, strings } from "./setting";

const SCOPE = { user: "anna", occasion: "lab", module: "modul-1" };
const REST = `<h2 tabindex="-1">Färdig?</h2><a href="#lamna-in">Lämna in</a>`;
const ASKS = `
  <h2 tabindex="-1">Lämna in?</h2>
  <p data-k-if-unsaved hidden>INTE sparat</p>
  <ul data-k-left><li data-ex="val"><a href="#ovning-2">Övning 2</a></li></ul>
  <form><button type="submit">Lämna in ändå</button></form><a href="#">Tillbaka</a>`;
const RECEIPT = `<h2 tabindex="-1">Inlämnad</h2><a href="/services/kurs/lab/">Till kursen</a>`;

/** A kernel that replies when the test says so. */
function kernel() {
  const sent: Record<string, unknown>[] = [];
  let receive = (_: unknown): void => {};
  const model = {
    get: () => ({ ...SCOPE, html: REST }),
    send: (content: unknown) => void sent.push(content as Record<string, unknown>),
    on: (_: string, callback: (content: unknown) => void) => void (receive = callback),
    off: () => {},
  };
  const last = () => sent.at(-1) as Record<string, unknown>;
  return {
    sent,
    last,
    async reply(html: string): Promise<void> {
      receive({ id: last()["id"], reply: { ok: true, html } });
      await new Promise(setImmediate);
    },
    tell: (content: unknown) => receive(content),
    draw: () => {
      const el = page.createElement("div");
      page.body.replaceChildren(el);
      return { el, close: handIn(model as never, el, strings) };
    },
  };
}

function press(el: HTMLElement, selector: string): void {
  el.querySelector<HTMLElement>(selector)?.click();
}

test("the end of the module leads to the question, and that to the receipt", async () => {
  const { draw, last, reply } = kernel();
  const { el, close } = draw();
  assert.deepEqual([last()["type"], last()["step"]], ["state", "rest"]);
  await reply(REST);
  press(el, "a");
  assert.deepEqual([last()["type"], last()["step"]], ["state", "ask"]);
  el.querySelector("a")?.focus();
  await reply(ASKS);
  assert.equal(page.activeElement?.textContent, "Lämna in?");
  press(el, "button");
  assert.equal(last()["type"], "hand_in");
  assert.equal(el.querySelector("button")?.disabled, true);
  await reply(RECEIPT);
  assert.equal(page.activeElement?.textContent, "Inlämnad");
  press(el, "a"); // leads away: nothing is asked
  assert.equal(last()["type"], "hand_in");
  close();
  assert.equal(el.childElementCount, 0);
});

test("what is only in the browser is said before somebody hands in", async () => {
  storage.setItem("kurs:anna:lab:modul-1:val", "{}");
  const { draw, reply } = kernel();
  const { el, close } = draw();
  await reply(ASKS);
  assert.equal(el.querySelector<HTMLElement>("[data-k-if-unsaved]")?.hidden, false);
  storage.clear();
  window.dispatchEvent(new window.Event("storage"));
  assert.equal(el.querySelector<HTMLElement>("[data-k-if-unsaved]")?.hidden, true);
  close();
});

test("an exercise that is missing is gone to", async () => {
  const { draw, last, reply } = kernel();
  const { el, close } = draw();
  await reply(ASKS);
  const exercises = [1, 2].map((n) => {
    const section = page.createElement("section");
    section.className = "k-widget";
    section.innerHTML = `<div class="k-ex"><div class="k-ans"><input id="svar-${n}"></div></div>`;
    section.querySelector<HTMLElement>(".k-ex")!.scrollIntoView = () => {};
    return section;
  });
  page.body.append(...exercises);
  press(el, "li a");
  assert.equal(page.activeElement?.id, "svar-2");
  assert.equal(last()["type"], "state");
  close();
});

test("a hand-in without a reply says so, and a reply that comes late counts", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { draw, reply } = kernel();
  const { el, close } = draw();
  await reply(ASKS);
  press(el, "button");
  mock.timers.tick(10_000);
  assert.equal(el.querySelector("[role=alert]")?.textContent, strings["page.hand_in_failed"]);
  assert.equal(el.querySelector("button")?.disabled, false);
  await reply(RECEIPT);
  assert.equal(el.querySelector("[role=alert]"), null);
  close();
  mock.timers.reset();
});

test("what is said anew by the kernel is asked for at the step where somebody is", async () => {
  const { draw, last, reply, tell, sent } = kernel();
  const { el, close } = draw();
  await reply(REST);
  press(el, "a");
  await reply(ASKS);
  tell({ again: true });
  assert.deepEqual([last()["type"], last()["step"]], ["state", "ask"]);
  const asked = sent.length;
  close();
  tell({ external: {} });
  assert.equal(sent.length, asked);
});
