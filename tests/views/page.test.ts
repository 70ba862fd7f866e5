import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, page, SPECS, storage, strings } from "./setting";

test("the page mounts each exercise in its section and shows what the journal has", async () => {
  delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel; // an old browser
  globalThis.fetch = (() => Promise.reject(new Error("offline"))) as typeof fetch;
  const data = {
    user: "anna",
    occasion: "ht26",
    module: "modul-1",
    endpoint: "svar",
    strings,
    exercises: [
      { spec: SPECS.single(), state: { n: 1, at: "2026-11-22T13:02:05.123+00:00", answer: "b", confidence: null } },
      { spec: SPECS.numeric({ id: "saknas-1" }), state: null },
      { spec: SPECS.sort({ kind: "okand", id: "okand-1" }), state: null },
    ],
  };
  page.body.innerHTML = `
    <p data-k-answered></p>
    <button data-k-print hidden></button>
    <p data-k-if-unsaved hidden></p>
    <ul data-k-left><li data-ex="sparad-ej"></li></ul>
    <script type="application/json" id="k-outbox">{"user":"anna","occasion":"ht26","module":"modul-1"}</script>
    <section class="k-ex" id="ovning-2" data-ex="single-1"><p>servern</p></section>
    <section class="k-ex" data-ex="okand-1"><p>servern ritade</p></section>
    <script type="application/json" id="k-data">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>`;
  storage.setItem("kurs:anna:ht26:modul-1:sparad-ej", "{}");
  let printed = 0;
  window.print = () => void printed++;
  await import("../../toolkit/face/page");
  await drawn();
  const section = page.querySelector("#ovning-2");
  assert.equal(section?.querySelector<HTMLInputElement>("input:checked")?.value, "b");
  assert.equal(page.querySelector("[data-ex=okand-1]")?.textContent, "servern ritade");
  assert.equal(page.querySelector("[data-k-answered]")?.textContent, "1 av 2 besvarade");
  assert.equal(page.querySelector<HTMLElement>("[data-k-if-unsaved]")?.hidden, false);
  const print = page.querySelector<HTMLButtonElement>("[data-k-print]");
  assert.equal(print?.hidden, false);
  print?.click();
  assert.equal(printed, 1);
});
