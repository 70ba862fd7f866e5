import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Clock, drawn, Journal, page, SPECS, storage, strings } from "./setting";
import { computeAccessibleDescription, computeAccessibleName, getRole } from "dom-accessibility-api";
import type { Present, Spec } from "../../toolkit/face/host";
import { KINDS } from "../../toolkit/face/kinds";
import { mount } from "../../toolkit/face/mount";
import { outbox } from "../../toolkit/face/outbox";
import { progress } from "../../toolkit/face/progress";
import { keyOf, Store } from "../../toolkit/face/store";
import { when } from "../../toolkit/face/words";

const AT = "2026-11-22T13:02:05.123+00:00";
let ends: (() => void)[] = [];

afterEach(() => {
  for (const end of ends) end();
  ends = [];
  page.body.replaceChildren();
  storage.clear();
});

interface Shown {
  root: HTMLElement;
  store: Store;
  journal: Journal;
}

async function show(spec: Spec, extra: { state?: Present; journal?: Journal; closed?: string; preview?: boolean; files?: string } = {}): Promise<Shown> {
  const { state = null, journal = new Journal(), closed = null, preview = false, files = "" } = extra;
  const root = page.createElement("section");
  root.innerHTML = "<p>Det servern ritade</p>";
  page.body.append(root);
  const scope = { user: "anna", occasion: "ht26", module: "modul-1" };
  const store = new Store({ spec, state, scope, adapter: journal, strings, storage, channel: null, closed, preview });
  ends.push(mount(root, store, strings, files), () => store.dispose());
  await drawn();
  return { root, store, journal };
}

function all(root: Element, role: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("*")].filter((element) => getRole(element) === role);
}

function namesOf(root: Element, role: string): string[] {
  return all(root, role).map((element) => computeAccessibleName(element));
}

function named(root: Element, role: string, name: string): HTMLInputElement {
  const found = all(root, role).filter((element) => computeAccessibleName(element) === name);
  assert.equal(found.length, 1, `${role} ”${name}” in ${root.innerHTML}`);
  return found[0] as HTMLInputElement;
}

function foot(root: Element): HTMLElement {
  return root.querySelector<HTMLElement>(".k-save") ?? assert.fail("no foot");
}

/** What the keyboard reaches, in order. */
function reached(root: Element): Element[] {
  return [...root.querySelectorAll<HTMLElement>("input, select, textarea, button, a[href], [tabindex]")].filter((element) => element.tabIndex >= 0);
}

test("the section has its name, its role and the state of the saving", async () => {
  const { root } = await show(SPECS.single({ points: "1,5" }));
  assert.equal(root.className, "k-ex");
  assert.equal(computeAccessibleName(root), "Övning 2 av 12");
  assert.match(root.textContent ?? "", /Visa – 1,5 poäng/);
  assert.doesNotMatch(root.textContent ?? "", /Det servern ritade/);
  assert.equal(foot(root).textContent, "Inte besvarad");
  assert.equal(getRole(foot(root)), "status");
});

test("single: radio buttons in a group that the question names", async () => {
  const { root, journal } = await show(SPECS.single());
  const group = named(root, "group", "Vem leder arbetet?");
  assert.equal(group.localName, "fieldset");
  assert.equal(all(group, "radio").length, 3);
  named(root, "radio", "Kommunstyrelsen").click();
  await drawn();
  assert.equal(journal.last.payload["answer"], "b");
  assert.match(foot(root).textContent ?? "", /^Sparat \d\d:\d\d$/);
  assert.equal(named(root, "radio", "Kommunstyrelsen").checked, true);
});

test("multiple: checkboxes, how many to choose, and what is said of too many", async () => {
  const { root, journal } = await show(SPECS.multiple());
  const group = named(root, "group", "Vem leder arbetet?");
  assert.match(computeAccessibleDescription(group), /^Välj 2 alternativ\./);
  for (const name of ["Rådet", "Samordnaren"]) {
    named(root, "checkbox", name).click();
    await drawn();
  }
  assert.deepEqual(journal.last.payload["answer"], ["a", "c"]);
  named(root, "checkbox", "Kommunstyrelsen").click();
  await drawn();
  assert.match(root.textContent ?? "", /Välj 2 alternativ\. Du har valt 3\./);
  for (const name of ["Rådet", "Samordnaren", "Kommunstyrelsen"]) {
    named(root, "checkbox", name).click();
    await drawn();
  }
  assert.equal(journal.last.payload["answer"], null);
  assert.match(foot(root).textContent ?? "", /^Svaret är rensat\. Sparat/);
});

test("sort: one named group of radio buttons per card", async () => {
  const { root, journal } = await show(SPECS.sort());
  const card = named(root, "group", "Ha ett råd");
  named(card, "radio", "Kommunen ska verka för").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { rad: "verka" });
  named(named(root, "group", "Besluta om en åtgärdsplan"), "radio", "Kommunen ska").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { rad: "verka", plan: "ska" });
});

test("sort: a card can be taken out of its group again, and the focus stays at the card", async () => {
  const { root, journal } = await show(SPECS.sort(), { state: { n: 1, at: AT, answer: { rad: "verka", plan: "ska" } } });
  const button = named(root, "button", "Ta bort valet: Ha ett råd");
  assert.equal(button.textContent, "Ta bort valet");
  button.focus();
  button.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { plan: "ska" });
  const card = named(root, "group", "Ha ett råd");
  assert.ok(all(card, "radio").every((radio) => !(radio as HTMLInputElement).checked));
  assert.equal(page.activeElement, all(card, "radio")[0]);
  assert.equal(all(card, "button").length, 0);
  assert.ok(all(root, "status").some((element) => element.textContent === "Ha ett råd: inget val"));
  named(root, "button", "Ta bort valet: Besluta om en åtgärdsplan").click();
  await drawn();
  assert.equal(journal.last.payload["answer"], null);
});

test("sort: what is closed stays where it lies", async () => {
  const { root } = await show(SPECS.sort(), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: { rad: "verka" } } });
  assert.deepEqual(all(root, "button"), []);
});

test("sort: many groups become a list per card", async () => {
  const groups = ["a", "b", "c", "d", "e"].map((id) => ({ id, text: `Grupp ${id}` }));
  const { root, journal } = await show(SPECS.sort({ groups }));
  const list = named(root, "combobox", "Ha ett råd") as unknown as HTMLSelectElement;
  list.value = "e";
  list.dispatchEvent(new Event("change", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { rad: "e" });
});

for (const layout of ["list", "triangle"]) {
  test(`sort, ${layout}: the author's ids meet none of the page's own`, async () => {
    const groups = ["a", "b", "c", "d", "e", "f"].map((id) => ({ id, text: `Grupp ${id}` }));
    const items = ["h", "q", "save", "sure", "left", "place"].map((id) => ({ id, text: `Kort ${id}` }));
    const { root } = await show(SPECS.sort({ groups, items, layout, confidence: true }));
    const ids = [...root.querySelectorAll("[id]")].map((element) => element.id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { text } of items) named(root, "combobox", text);
  });
}

function order(root: Element): (string | null | undefined)[] {
  return [...root.querySelectorAll(".k-rank > li")].map((item) => item.querySelector("span:not(.n)")?.textContent);
}

test("rank: an item is moved with its buttons, the focus goes with it, and its new place is told", async () => {
  const { root, journal } = await show(SPECS.rank());
  const down = named(root, "button", "Flytta ned: Besluta om en plan, plats 1 av 3");
  down.focus();
  down.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["bild", "plan", "folj"]);
  assert.deepEqual(order(root), ["Ta fram en lägesbild", "Besluta om en plan", "Följa upp"]);
  assert.equal(page.activeElement, down);
  assert.equal(computeAccessibleName(down), "Flytta ned: Besluta om en plan, plats 2 av 3");
  assert.ok(all(root, "status").some((element) => element.textContent === "Besluta om en plan: plats 2 av 3"));
  assert.equal(root.querySelector(".is-moved")?.contains(down), true);
  down.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["bild", "folj", "plan"]);
  assert.equal(page.activeElement, down);
});

test("rank: a button at the end is never disabled; it says that it leads nowhere", async () => {
  const { root, journal } = await show(SPECS.rank());
  const ends = all(root, "button").filter((button) => button.getAttribute("aria-disabled") === "true");
  assert.deepEqual(ends.map((end) => computeAccessibleName(end)), [
    "Flytta upp: Besluta om en plan, plats 1 av 3",
    "Flytta ned: Följa upp, plats 3 av 3",
  ]);
  assert.equal(root.querySelectorAll("button[disabled]").length, 0);
  for (const [end, text] of [[ends[0], "Besluta om en plan står redan överst"], [ends[1], "Följa upp står redan nederst"]] as const) {
    end?.focus();
    end?.click();
    await drawn();
    assert.equal(page.activeElement, end);
    assert.ok(all(root, "status").some((element) => element.textContent === text));
  }
  assert.equal(journal.sent.length, 0);
});

test("rank: who agrees with the order that is shown says so, as long as nothing is answered", async () => {
  const { root, journal } = await show(SPECS.rank({ role: "practice", pretest: true }));
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  assert.ok(all(root, "status").some((element) => element.textContent === "Flytta något först, eller välj Ordningen stämmer."));
  named(root, "button", "Vet inte").click();
  await drawn();
  const agree = named(root, "button", "Ordningen stämmer");
  agree.focus();
  agree.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["plan", "bild", "folj"]);
  assert.equal(page.activeElement, named(root, "button", "Flytta ned: Besluta om en plan, plats 1 av 3"));
  assert.ok(all(root, "button").every((button) => button.textContent !== "Ordningen stämmer"));
  named(root, "button", "Rensa").click();
  await drawn();
  assert.equal(journal.last.payload["answer"], null);
  named(root, "button", "Ordningen stämmer");
});

test("rank: an order that was saved is shown, and clearing brings back the first", async () => {
  const { root } = await show(SPECS.rank(), { state: { n: 1, at: AT, answer: ["folj", "bild", "plan"] } });
  assert.deepEqual(order(root), ["Följa upp", "Ta fram en lägesbild", "Besluta om en plan"]);
  named(root, "button", "Flytta upp: Besluta om en plan, plats 3 av 3").click();
  await drawn();
  assert.equal(root.querySelectorAll(".is-moved").length, 1);
  named(root, "button", "Rensa").click();
  await drawn();
  assert.deepEqual(order(root), ["Besluta om en plan", "Ta fram en lägesbild", "Följa upp"]);
  assert.equal(root.querySelectorAll(".is-moved").length, 0);
});

test("rank: what is closed has no buttons, and an order of other items is not shown", async () => {
  const { root } = await show(SPECS.rank(), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: ["bild", "bort", "plan"] } });
  assert.deepEqual(all(root, "button"), []);
  assert.deepEqual(order(root), ["Besluta om en plan", "Ta fram en lägesbild", "Följa upp"]);
});

function type(box: HTMLInputElement, text: string): void {
  box.focus();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function pick(list: HTMLElement, value: string): void {
  (list as HTMLSelectElement).value = value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

test("cloze: a list and a text box in the text, each with its number; what is filled is one answer", async () => {
  const { root, journal } = await show(SPECS.cloze());
  assert.match(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), /Stor eller liten bokstav.*Ett stavfel/);
  pick(named(root, "combobox", "Lucka 1 av 2"), "ska");
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { krav: "ska" });
  const box = named(root, "textbox", "Lucka 2 av 2");
  type(box, " vartannat år ");
  assert.equal(journal.messages().length, 1, "it is saved when the field is left");
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { krav: "ska", tid: "vartannat år" });
  assert.equal(box.value, " vartannat år ");
  type(box, "  ");
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { krav: "ska" });
  pick(named(root, "combobox", "Lucka 1 av 2"), "");
  await drawn();
  assert.equal(journal.last.payload["answer"], null);
});

test("cloze: an answer that was there is shown in its gaps, and one from outside replaces it", async () => {
  const journal = new Journal();
  const { root } = await show(SPECS.cloze({ text: "Kommunen {krav}.\n\nMinst {tid}." }), {
    journal,
    state: { n: 1, at: AT, answer: { krav: "bör", tid: "varje år" } },
  });
  assert.equal(root.querySelectorAll("p.k-cloze").length, 2);
  assert.equal(named(root, "combobox", "Lucka 1 av 2").value, "bör");
  assert.equal(named(root, "textbox", "Lucka 2 av 2").value, "varje år");
  journal.external({ ex: "cloze-1", var: null, view: "annan", seq: 1, n: 5, at: AT, answer: { tid: "vartannat år" } });
  await drawn();
  assert.equal(named(root, "combobox", "Lucka 1 av 2").value, "");
  assert.equal(named(root, "textbox", "Lucka 2 av 2").value, "vartannat år");
});

test("cloze: Vet inte empties the gaps, and passing through a gap does not take it back", async () => {
  const { root, journal } = await show(SPECS.cloze({ pretest: true }), { state: { n: 1, at: AT, answer: { tid: "varje år" } } });
  named(root, "button", "Vet inte").click();
  await drawn();
  const box = named(root, "textbox", "Lucka 2 av 2");
  assert.equal(box.value, "");
  box.focus();
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { dk: true });
  type(box, "v");
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { tid: "v" });
  assert.equal(box.value, "v");
});

test("cloze: what is refused is marked where something is typed", async () => {
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.cloze({ text: "{krav} {tid} {vad}" }), { journal });
  const box = named(root, "textbox", "Lucka 2 av 3");
  type(box, "x".repeat(101));
  store.save({ tid: "x".repeat(101) });
  journal.last.reply({ ok: false, why: "invalid", message: "INTE sparat. Fyll i." });
  await drawn();
  assert.equal(box.getAttribute("aria-invalid"), "true");
  assert.match(computeAccessibleDescription(box), /INTE sparat\. Fyll i\./);
  assert.equal(named(root, "textbox", "Lucka 3 av 3").getAttribute("aria-invalid"), null);
});

test("cloze: the text for a gap that is wrong stands under its number", async () => {
  const { root } = await show(SPECS.cloze({ role: "practice", text: "{b} {a}", gaps: [] }));
  type(named(root, "textbox", "Lucka 2 av 2"), "fel");
  await drawn();
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  const [note] = root.querySelectorAll(".k-fb");
  assert.equal(note?.querySelector("h4")?.textContent, "Lucka 2 av 2");
  assert.equal(note?.querySelector("p")?.textContent, "Text om a.");
});

test("numeric: a text box with its unit, saved when it is left", async () => {
  const { root, journal } = await show(SPECS.numeric());
  const box = named(root, "textbox", "Ditt svar");
  assert.equal(computeAccessibleDescription(box), "procent");
  assert.equal(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), "Svara med heltal.");
  box.value = " 35 ";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  assert.equal(journal.sent.length, 0);
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
  await drawn();
  assert.equal(journal.messages().length, 1);
  assert.equal(journal.last.payload["answer"], "35");
  assert.equal(box.value, " 35 ");
});

test("hotspot: the list is the control, and pressing in the drawing does the same", async () => {
  const { root, journal } = await show(SPECS.hotspot(), { files: "fil/" });
  assert.equal(named(root, "img", "En karta.").getAttribute("src"), "fil/karta.svg");
  assert.equal(root.querySelectorAll("figure").length, 0, "the drawing stands with the list, and not above the question too");
  const layer = root.querySelector("svg.k-map__layer") ?? assert.fail("no layer");
  assert.equal(layer.getAttribute("aria-hidden"), "true");
  assert.equal(layer.getAttribute("viewBox"), "0 0 380 270");
  named(root, "checkbox", "B Kajen").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["k"]);
  assert.ok(all(root, "status").some((element) => element.textContent === "1 plats markerad"));
  const spots = [...layer.querySelectorAll(".spot")];
  assert.deepEqual(spots.map((spot) => [spot.querySelector("text")?.textContent, spot.classList.contains("is-on")]), [["A", false], ["B", true], ["C", false]]);
  spots[0]?.querySelector(".area")?.dispatchEvent(new page.defaultView!.MouseEvent("click", { bubbles: true }));
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["k", "q"]);
  assert.equal(named(root, "checkbox", "A Torget").checked, true);
  assert.ok(all(root, "status").some((element) => element.textContent === "2 platser markerade"));
  for (const name of ["A Torget", "B Kajen"]) {
    named(root, "checkbox", name).click();
    await drawn();
  }
  assert.equal(journal.last.payload["answer"], null);
  assert.ok(all(root, "status").some((element) => element.textContent === "Ingen plats markerad"));
});

test("hotspot: the layer has the drawing's shapes at its own scale, and each letter lies in its place", async () => {
  const { root } = await show(SPECS.hotspot());
  const numbers = (selector: string, ...names: string[]): number[] => names.map((name) => Number(root.querySelector(selector)?.getAttribute(name)));
  assert.deepEqual(numbers("rect.area", "x", "y", "width", "height"), [0, 0, 100, 50]);
  assert.deepEqual(numbers("circle.area", "cx", "cy", "r"), [300, 100, 25]);
  assert.equal(root.querySelector("polygon.area")?.getAttribute("points"), "0,150 150,150 150,250 100,250 100,170 0,170");
  const dots = [...root.querySelectorAll(".dot")].map((dot) => [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))]);
  assert.deepEqual(dots, [[50, 25], [300, 100], [125, 200]]);
});

test("hotspot: what an area implies stands under it, and what is closed cannot be pressed", async () => {
  const areas = [{ id: "a", name: "Torget", shape: "circle", cx: 10, cy: 10, r: 5 }, { id: "c", name: "Kajen", shape: "circle", cx: 90, cy: 10, r: 5 }];
  const { root } = await show(SPECS.hotspot({ role: "practice", areas }));
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  assert.ok(all(root, "status").some((element) => element.textContent === "Markera en plats först."));
  named(root, "checkbox", "A Torget").click();
  await drawn();
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  assert.match(named(root, "checkbox", "A Torget").closest("label")?.nextElementSibling?.textContent ?? "", /Text om a\./);
  const closed = await show(SPECS.hotspot({ id: "stangd" }), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: ["k"] } });
  closed.root.querySelector(".area")?.dispatchEvent(new page.defaultView!.MouseEvent("click", { bubbles: true }));
  await drawn();
  assert.deepEqual(closed.store.get().answer, ["k"]);
  assert.ok(all(closed.root, "checkbox").every((box) => (box as HTMLInputElement).disabled));
});

async function slide(root: Element, name: string, value: number): Promise<void> {
  const slider = named(root, "slider", name);
  slider.value = String(value);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
}

test("hotspot: points are placed with two sliders and a button, and taken away again", async () => {
  const { root, journal } = await show(SPECS.hotspot({ areas: null, marks: 2 }));
  assert.match(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), /^Markera 2 punkter i bilden\./);
  await slide(root, "Från vänster", 25);
  await slide(root, "Uppifrån", 10);
  assert.equal(named(root, "slider", "Från vänster").getAttribute("aria-valuetext"), "25 procent");
  assert.equal(root.querySelectorAll(".cross").length, 1);
  const put = named(root, "button", "Markera här");
  put.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [[190, 54]]);
  const says = (text: string): boolean => all(root, "status").some((element) => element.textContent === text);
  assert.ok(says("Markering 1: 25 procent från vänster, 10 procent uppifrån. 1 av 2 punkter markerade"));
  await slide(root, "Från vänster", 100);
  put.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [[190, 54], [760, 54]]);
  const before = journal.sent.length;
  put.click();
  await drawn();
  assert.equal(journal.sent.length, before);
  assert.ok(says("Alla 2 punkter är markerade. Ta bort en för att flytta den. 2 av 2 punkter markerade"));
  const remove = named(root, "button", "Ta bort markering 1");
  remove.focus();
  remove.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [[760, 54]]);
  assert.equal(page.activeElement, put);
  assert.ok(says("Markering 1 är borttagen. 1 av 2 punkter markerade"));
  assert.match(root.querySelector(".k-marks")?.textContent ?? "", /100\u00a0% från vänster, 10\u00a0% uppifrån/);
});

test("hotspot: a single point is moved, and what is closed only shows where it is", async () => {
  const own = { areas: null, marks: 1, figure: { file: "a.svg", alt: "Plan.", table: null, box: [-1, -1, 2, 2] } };
  const { root, journal } = await show(SPECS.hotspot(own));
  for (const [value, place] of [[50, 0], [75, 0.5]] as const) {
    await slide(root, "Från vänster", value);
    named(root, "button", "Markera här").click();
    await drawn();
    assert.deepEqual(journal.last.payload["answer"], [[place, 0]]);
  }
  const closed = await show(SPECS.hotspot({ ...own, id: "stangd" }), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: [[0.5, 0]] } });
  assert.deepEqual([...all(closed.root, "slider"), ...all(closed.root, "button")], []);
  assert.match(closed.root.textContent ?? "", /75\u00a0% från vänster, 50\u00a0% uppifrån/);
});

test("hotspot: without the drawing's units the list is still there, and points are not", async () => {
  const figure = { file: "karta.svg", alt: "En karta.", table: null, box: null };
  const list = await show(SPECS.hotspot({ figure }));
  assert.equal(list.root.querySelectorAll("svg.k-map__layer").length, 0);
  assert.equal(all(list.root, "checkbox").length, 3);
  const points = await show(SPECS.hotspot({ id: "utan", figure, areas: null, marks: 1 }));
  assert.match(points.root.textContent ?? "", /Bilden kan inte visas/);
});

for (const [kind, role] of [["single", "radio"], ["multiple", "checkbox"]] as const) {
  test(`${kind}: options may have pictures, which describe them; their texts are their names`, async () => {
    const pictures = ["c", "a", "b"].map((id) => ({ id, file: `${id}.svg`, alt: `En ritning av ${id}.` }));
    const { root, journal } = await show(SPECS[kind]({ pictures }), { files: "fil/" });
    assert.equal(named(root, "img", "En ritning av a.").getAttribute("src"), "fil/a.svg");
    const option = named(root, role, "Samordnaren");
    assert.equal(computeAccessibleDescription(option), "En ritning av a.");
    assert.equal(option.closest("label")?.querySelectorAll("img").length, 1);
    option.click();
    await drawn();
    assert.deepEqual(journal.last.payload["answer"], kind === "single" ? "a" : ["a"]);
  });
}

function now(root: Element): HTMLElement {
  return root.querySelector<HTMLElement>(".k-now") ?? assert.fail("no present node");
}

test("branch: a choice leads on when it is in the journal, and focus follows", async () => {
  const journal = new Journal(false);
  const { root } = await show(SPECS.branch({ binding: true }), { journal });
  assert.equal(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), "Ett val kan inte ändras när du har gått vidare.");
  assert.equal(computeAccessibleName(now(root)), "Steg 1 av högst 2 Rektorn vill ha kameror.");
  assert.equal(all(root, "list").length, 0);
  named(root, "radio", "Be om loggen").click();
  await drawn();
  assert.equal(journal.sent.length, 0, "to choose is not to answer");
  const onward = named(root, "button", "Välj och gå vidare");
  assert.match(onward.className, /k-btn--main/);
  onward.focus();
  onward.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [["mote", "logg"]]);
  assert.doesNotMatch(root.textContent ?? "", /Loggen kommer|grusplanen/, "what follows is not told before it is saved");
  assert.ok(all(root, "radio").every((radio) => (radio as HTMLInputElement).disabled));
  assert.equal(page.activeElement, onward);
  onward.click();
  assert.equal(journal.sent.length, 1);
  journal.last.reply({ ok: true, n: 1, at: AT });
  await drawn();
  assert.equal(page.activeElement, now(root));
  assert.equal(computeAccessibleName(now(root)), "Steg 2 av högst 2 Ni står vid grusplanen.");
  assert.equal(computeAccessibleDescription(now(root)), "Loggen kommer.");
  assert.deepEqual(
    all(root, "listitem").map((item) => [...item.querySelectorAll("p")].map((line) => line.textContent)),
    [["Rektorn vill ha kameror.", "Du valde: Be om loggen", "Loggen kommer."]],
  );
  assert.match(foot(root).textContent ?? "", /^Steg 1 sparat \S{3}( \d+ \S+)? \d\d:\d\d$/);
  assert.deepEqual(namesOf(root, "radio"), ["Gå en rond", "Ställ ut hinder"]);
  named(root, "radio", "Gå en rond").click();
  await drawn();
  named(root, "button", "Välj och gå vidare").click();
  journal.last.reply({ ok: true, n: 2, at: AT });
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [["mote", "logg"], ["plats", "rond"]]);
  assert.equal(computeAccessibleName(now(root)), "Slut Mötet är slut.");
  assert.equal(page.activeElement, now(root));
  assert.match(foot(root).textContent ?? "", /^Sparat/);
  assert.deepEqual(all(root, "button"), []);
  assert.deepEqual(all(root, "radio"), []);
});

test("branch: conditions on earlier choices, and what is said when nothing is chosen", async () => {
  const { root, journal } = await show(SPECS.branch({ binding: true }), { state: { n: 1, at: AT, answer: [["mote", "ring"]] } });
  assert.deepEqual(namesOf(root, "radio"), ["Ställ ut hinder"]);
  named(root, "button", "Välj och gå vidare").click();
  await drawn();
  assert.equal(journal.sent.length, 0);
  assert.ok(all(root, "status").some((element) => element.textContent === "Välj ett alternativ först."));
});

test("branch: a choice that is not saved waits, and nothing that follows is told", async () => {
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.branch({ binding: true }), { journal });
  store.save([["mote", "logg"]]);
  journal.last.fail(new Error("offline"));
  await drawn();
  assert.equal(named(root, "radio", "Be om loggen").checked, true);
  assert.deepEqual(namesOf(root, "button"), ["Försök nu"]);
  assert.doesNotMatch(root.textContent ?? "", /Loggen kommer/);
  const again = await show(SPECS.branch({ binding: true }), { journal: new Journal(false) });
  assert.equal(named(again.root, "radio", "Be om loggen").checked, true, "found in the browser");
  assert.doesNotMatch(again.root.textContent ?? "", /Loggen kommer/);
});

for (const why of ["stale", "invalid"] as const) {
  test(`branch: what stands in the journal is shown when it is ${why}, without a choice between the two`, async () => {
    const journal = new Journal(false);
    const { root, store } = await show(SPECS.branch({ binding: true }), { journal });
    named(root, "radio", "Be om loggen").click();
    await drawn();
    const onward = named(root, "button", "Välj och gå vidare");
    onward.focus();
    onward.click();
    const present = { n: 7, at: AT, answer: [["mote", "kamera"]] };
    journal.last.reply({ ok: false, why, message: "INTE sparat.", present });
    await drawn();
    assert.equal(root.className, "k-ex");
    assert.deepEqual(store.get().answer, [["mote", "kamera"]]);
    assert.deepEqual(all(root, "button"), []);
    assert.equal(page.activeElement, now(root));
    assert.match(foot(root).textContent ?? "", /^Sparat/);
    assert.ok(all(root, "status").some((element) => element.textContent === strings["view.standing"]));
    assert.equal(storage.length, 0);
    assert.equal(journal.sent.length, 1);
  });
}

test("branch: another tab's choice is shown, and nothing of ours is left chosen", async () => {
  const { root, journal } = await show(SPECS.branch({ binding: true }));
  named(root, "radio", "Be om loggen").click();
  await drawn();
  journal.external({ ex: "branch-1", var: null, view: "annan", seq: 1, n: 5, at: AT, answer: [["mote", "ring"]] });
  await drawn();
  assert.deepEqual(all(root, "radio").map((radio) => (radio as HTMLInputElement).checked), [false]);
  assert.equal(computeAccessibleName(now(root)), "Steg 2 av högst 2 Ni står vid grusplanen.");
});

test("branch: in practice one may go back, begin anew and have it checked", async () => {
  const { root, journal } = await show(SPECS.branch({ role: "practice", points: null }), { state: { n: 1, at: AT, answer: [["mote", "logg"], ["plats", "rond"]] } });
  assert.equal(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), "Du kan gå tillbaka och pröva andra val.");
  for (const answer of [[["mote", "logg"]], null]) {
    const back = named(root, "button", "Gå tillbaka ett steg");
    back.focus();
    back.click();
    await drawn();
    assert.deepEqual(journal.last.payload["answer"], answer);
    assert.equal(page.activeElement, now(root));
  }
  assert.equal(all(root, "button").filter((button) => button.textContent === "Gå tillbaka ett steg").length, 0);
  named(root, "radio", "Beställ kameror").click();
  await drawn();
  named(root, "button", "Välj och gå vidare").click();
  await drawn();
  assert.equal(page.activeElement, now(root));
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  journal.elsewhere([["mote", "kamera"]]);
  named(root, "button", "Rensa").click();
  await drawn();
  assert.equal(root.className, "k-ex k-ex--newer");
});

test("branch: in a pre-test, Vet inte goes when a choice is made", async () => {
  const { root, journal } = await show(SPECS.branch({ binding: true, pretest: true }));
  named(root, "button", "Vet inte").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { dk: true });
  named(root, "radio", "Be om loggen").click();
  await drawn();
  named(root, "button", "Välj och gå vidare").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], [["mote", "logg"]]);
  assert.deepEqual(namesOf(root, "button"), ["Välj och gå vidare"]);
});

test("branch: closed, the path stands and nothing can be chosen", async () => {
  const { root } = await show(SPECS.branch({ binding: true }), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: [["mote", "logg"]] } });
  assert.deepEqual(all(root, "button"), []);
  assert.ok(all(root, "radio").every((radio) => (radio as HTMLInputElement).disabled));
});


function write(root: Element, text: string): HTMLInputElement {
  const box = named(root, "textbox", "Ditt svar");
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return box;
}

function leave(box: Element): void {
  box.dispatchEvent(new Event("blur"));
  box.dispatchEvent(new Event("focusout", { bubbles: true }));
}

test("text: a field of several lines, with how long a text should be said before it and counted after it", async () => {
  const { root, journal } = await show(SPECS.text());
  const box = named(root, "textbox", "Ditt svar");
  assert.equal(box.localName, "textarea");
  assert.equal(computeAccessibleDescription(named(root, "group", "Vem leder arbetet?")), "Skriv ungefär 3 till 8 ord.");
  assert.equal(computeAccessibleDescription(box), "0 ord");
  leave(write(root, "  Vid skolan –\n\nklockan 15.  "));
  await drawn();
  assert.equal(computeAccessibleDescription(box), "4 ord");
  assert.equal(journal.messages().length, 1);
  assert.equal(journal.last.payload["answer"], "Vid skolan –\n\nklockan 15.");
  assert.equal(box.value, "  Vid skolan –\n\nklockan 15.  ", "what stands in the field is left alone");
});

test("text: saved after a pause, and how many words is said when the writing stops", async () => {
  const clock = new Clock();
  ends.push(() => clock.end());
  const { root, journal } = await show(SPECS.text());
  const spoken = (): string[] => all(root, "status").map((one) => one.textContent ?? "");
  for (const text of ["Vid", "Vid skolan", "Vid skolan klockan"]) {
    write(root, text);
    await drawn();
    await clock.pass(1000);
  }
  assert.equal(journal.messages().length, 0);
  assert.ok(!spoken().includes("3 ord"));
  await clock.pass(600);
  await drawn();
  assert.deepEqual(journal.messages().map((one) => one.payload["answer"]), ["Vid skolan klockan"]);
  assert.ok(spoken().includes("3 ord"));
  leave(write(root, " \n "));
  await drawn();
  assert.equal(journal.last.payload["answer"], null, "white space is no answer");
});

test("text: what other programs leave between the lines is made a line break, and what cannot be seen goes", async () => {
  const { root, journal } = await show(SPECS.text());
  leave(write(root, "ett\u000btvå\u0000\u2028tre\u0007\ud83d fyra 😀"));
  await drawn();
  assert.equal(journal.last.payload["answer"], "ett\ntvå\ntre fyra 😀");
});

test("text: too long is said with how much to cut, and the field keeps the text", async () => {
  const journal = new Journal(false);
  const { root } = await show(SPECS.text(), { journal });
  const box = write(root, "ord ".repeat(20_000));
  leave(box);
  journal.last.reply({ ok: false, why: "too_big", message: "INTE sparat. Texten är för lång. Korta den med ungefär 640 ord." });
  await drawn();
  assert.equal(box.getAttribute("aria-invalid"), "true");
  assert.match(computeAccessibleDescription(box), /20000 ord.*Korta den med ungefär 640 ord\.$/);
  assert.equal(box.value.length, 80_000);
});

test("text: practice is compared with two examples, and nothing is said to be right or wrong", async () => {
  const comparison = {
    questions: ["Anger svaret en plats?", "Anger svaret en tid?"],
    strong: { text: "Vid skolan.\n\nKlockan 15.", why: "Båda finns med." },
    weak: { text: "<b>På stan.</b>", why: "Tiden saknas." },
  };
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.text({ role: "practice", points: null }), { journal, state: { n: 1, at: AT, answer: "Vid skolan" } });
  const button = named(root, "button", "Jämför med ett exempel");
  button.focus();
  button.click();
  await drawn();
  journal.last.reply({ ok: true, n: 2, at: AT, points: 0, max: 0, feedback: { explanation: ["Därför."], parts: {}, comparison } });
  await drawn();
  const heads = all(root, "heading").map((one) => one.textContent);
  assert.deepEqual(heads.slice(1), ["Jämför din text med exemplen", "Fråga dig om din text", "Ett starkt exempel", "Ett svagare exempel"]);
  assert.deepEqual(all(root, "listitem").map((one) => one.textContent), comparison.questions);
  assert.deepEqual([...root.querySelectorAll("blockquote")].map((one) => one.textContent), [comparison.strong.text, comparison.weak.text]);
  assert.match(root.textContent ?? "", /Varför: Tiden saknas\..*Därför\./);
  assert.doesNotMatch(root.textContent ?? "", /stämmer|Delvis|poäng av/);
  assert.equal(root.querySelectorAll(".k-fb").length, 0);
  assert.equal(page.activeElement?.textContent, heads[1], "what was asked for pushes the button away");
  assert.ok(all(root, "status").some((one) => one.textContent === "Här finns inget rätt eller fel."));
  named(root, "button", "Jämför med ett exempel");
  store.save("Vid skolan klockan 15");
  await drawn();
  assert.equal(root.querySelectorAll("blockquote").length, 0, "what is written now has not been compared");
});

test("text: graded has no button, and closed it can be read and not written", async () => {
  const { root } = await show(SPECS.text(), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: "Vid skolan\nklockan 15" } });
  const box = named(root, "textbox", "Ditt svar");
  assert.equal(box.value, "Vid skolan\nklockan 15");
  assert.equal(box.disabled, true);
  assert.deepEqual(all(root, "button"), []);
});

function told(root: Element): string[] {
  return all(root, "status").map((element) => (element.textContent ?? "").replaceAll("\u00a0", " "));
}

test("plan: what is chosen, what is left, and what is too much", async () => {
  const { root, journal } = await show(SPECS.plan());
  const group = named(root, "group", "Vem leder arbetet?");
  const tips = "Planen får kosta högst 300,5 tkr. Kostnaden är räknad på 2 år. En plan som kostar mer ger inga poäng.";
  assert.equal(computeAccessibleDescription(group), tips);
  const boxes = [
    "Hinder 90 tkr Går inte ihop med: Kamera.",
    "Kamera 1280,5 tkr 1200,1 tkr en gång och 40,2 tkr om året. Går inte ihop med: Hinder.",
    "Verkstad 180 tkr Kräver: Vuxna på plats.",
    "Vuxna på plats 140 tkr",
  ];
  const [hinder, kamera, verkstad] = all(root, "checkbox") as HTMLInputElement[];
  assert.deepEqual(namesOf(root, "checkbox").map((name) => name.replaceAll("\u00a0", " ")), boxes);
  assert.equal(root.querySelector(".k-total strong")?.textContent, "Valt 0 av 300,5 tkr");
  assert.ok(told(root).includes("300,5 tkr kvar"));
  verkstad?.click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], ["verkstad"]);
  assert.equal(root.querySelector(".k-total strong")?.textContent, "Valt 180 av 300,5 tkr");
  assert.ok(told(root).includes("120,5 tkr kvar"));
  assert.ok(told(root).includes("”Verkstad” kräver ”Vuxna på plats”, som inte är valt."));
  assert.equal(root.querySelector(".k-bar rect")?.getAttribute("width")?.slice(0, 5), "119.8");
  assert.equal(root.querySelectorAll(".k-bar--over").length, 0);
  for (const box of [verkstad, hinder, kamera]) {
    box?.click();
    await drawn();
  }
  assert.deepEqual(journal.last.payload["answer"], ["hinder", "kamera"]);
  assert.ok(told(root).includes("1070 tkr för mycket"));
  assert.ok(told(root).includes("”Kamera” och ”Hinder” går inte ihop."));
  assert.equal(root.querySelectorAll(".k-bar--over").length, 1);
  assert.equal(root.querySelector(".k-bar rect")?.getAttribute("width"), "200");
  named(root, "button", "Rensa").click();
  await drawn();
  assert.equal(journal.last.payload["answer"], null);
  assert.ok(told(root).includes("300,5 tkr kvar"));
});

test("plan: no years where there is one, and exactly the budget is not too much", async () => {
  const measures = [0.1, 0.2].map((cost, index) => ({ id: `a${index}`, text: `Text ${index}`, cost, upkeep: 0 }));
  const { root } = await show(SPECS.plan({ measures, years: 1, budget: 0.3, requires: [], excludes: [] }));
  assert.doesNotMatch(root.textContent ?? "", /räknad på/);
  for (const box of all(root, "checkbox")) {
    box.click();
    await drawn();
  }
  assert.ok(told(root).includes("0 tkr kvar"));
});

test("a figure has its numbers in a table, and numeric leads to its data", async () => {
  const grid = { head: ["Klockan", "Samtal"], rows: [["07–08", "4"], ["08–09", "10"]], numbers: [false, true] };
  const figure = { file: "samtal.svg", alt: "Stapeldiagram.", table: "samtal.csv", grid };
  const { root } = await show(SPECS.numeric({ figure, data: "logg.csv" }), { files: "fil/" });
  assert.equal(root.querySelector("img")?.getAttribute("src"), "fil/samtal.svg");
  assert.equal(root.querySelector("summary")?.textContent, "Visa som tabell");
  const region = named(root, "region", "Tabell till figuren i övning 2");
  assert.equal(region.tabIndex, 0);
  const cells = (selector: string): string[][] => [...region.querySelectorAll(selector)].map((cell) => [cell.textContent ?? "", cell.className]);
  assert.deepEqual(cells("thead th[scope=col]"), [["Klockan", ""], ["Samtal", "n"]]);
  assert.deepEqual(cells("tbody th[scope=row]"), [["07–08", ""], ["08–09", ""]]);
  assert.deepEqual(cells("td"), [["4", "n"], ["10", "n"]]);
  assert.equal(named(root, "link", "Underlag: logg.csv").getAttribute("href"), "fil/logg.csv");
});

for (const own of [{}, { areas: null, marks: 1 }]) {
  test(`hotspot: the drawing has its numbers in a table too, ${"marks" in own ? "with points" : "with areas"}`, async () => {
    const grid = { head: ["Plats", "Brott"], rows: [["Torget", "4"]], numbers: [false, true] };
    const figure = { file: "karta.svg", alt: "En karta.", table: "karta.csv", box: [0, 0, 100, 50], grid };
    const { root } = await show(SPECS.hotspot({ ...own, figure }));
    assert.equal(root.querySelectorAll("img").length, 1);
    assert.equal(root.querySelector("summary")?.textContent, "Visa som tabell");
    const region = named(root, "region", "Tabell till figuren i övning 2");
    assert.deepEqual([...region.querySelectorAll("td")].map((cell) => cell.textContent), ["4"]);
    assert.equal(region.closest(".k-map"), null);
  });
}

test("a figure without a table shows none", async () => {
  const { root } = await show(SPECS.single({ figure: { file: "a.png", alt: "Ett foto.", table: null, grid: null } }));
  assert.equal(root.querySelectorAll("img").length, 1);
  assert.equal(root.querySelectorAll("details").length, 0);
});

test("numeric: what is no number is marked, and the reason belongs to the field", async () => {
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.numeric(), { journal });
  store.save("en tredjedel");
  journal.last.reply({ ok: false, why: "invalid", message: "INTE sparat. Skriv ett tal." });
  await drawn();
  const box = named(root, "textbox", "Ditt svar");
  assert.equal(box.getAttribute("aria-invalid"), "true");
  assert.match(computeAccessibleDescription(box), /INTE sparat\. Skriv ett tal\./);
  assert.equal(getRole(foot(root)), "alert");
});

test("what is too long is said with how much to cut, and the reason belongs to the field", async () => {
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.numeric(), { journal });
  store.save("1".repeat(70_000));
  journal.last.reply({ ok: false, why: "too_big", message: "INTE sparat. Texten är för lång. Korta den med ungefär 640 ord." });
  await drawn();
  assert.equal(root.className, "k-ex k-ex--no");
  assert.equal(getRole(foot(root)), "alert");
  assert.equal(foot(root).textContent, "INTE sparat. Texten är för lång. Korta den med ungefär 640 ord.");
  assert.match(computeAccessibleDescription(named(root, "textbox", "Ditt svar")), /Korta den/);
  assert.deepEqual(all(root, "button"), [], "it is sent again when it has become shorter, and not as it is");
});

test("an answer that was there is shown, and one from outside replaces it", async () => {
  const journal = new Journal();
  const { root, store } = await show(SPECS.numeric(), { journal, state: { n: 1, at: AT, answer: "12" } });
  const box = named(root, "textbox", "Ditt svar");
  assert.equal(box.value, "12");
  journal.external({ ex: "numeric-1", var: null, view: "annan", seq: 1, n: 5, at: AT, answer: "13" });
  await drawn();
  assert.equal(box.value, "13");
  assert.equal(store.get().status, "saved");
});

test("not saved: an alert, the red frame and a button", async () => {
  const journal = new Journal(false);
  const { root, store } = await show(SPECS.single(), { journal });
  store.save("a");
  journal.last.fail(new Error("offline"));
  await drawn();
  assert.equal(root.className, "k-ex k-ex--no");
  assert.equal(getRole(foot(root)), "alert");
  const button = named(root, "button", "Försök nu");
  button.focus();
  button.click();
  journal.last.reply({ ok: true, n: 1, at: AT });
  await drawn();
  assert.equal(root.className, "k-ex");
  assert.equal(page.activeElement, foot(root), "whoever pressed the button is left in the foot");
});

test("a later answer: two buttons and no others", async () => {
  const journal = new Journal();
  const { root, store } = await show(SPECS.single({ role: "practice" }), { journal });
  journal.elsewhere("c");
  store.save("a");
  await drawn();
  assert.equal(root.className, "k-ex k-ex--newer");
  assert.match(foot(root).textContent ?? "", /^Ett senare svar finns \(sparat \p{L}{3} \d\d:\d\d\)$/u);
  assert.deepEqual(
    all(root, "button").map((button) => button.textContent),
    ["Visa det senare", "Behåll det här"],
  );
  named(root, "button", "Visa det senare").click();
  await drawn();
  assert.equal(named(root, "radio", "Rådet").checked, true);
});

test("closed: the answer stands, and nothing can be changed", async () => {
  const { root } = await show(SPECS.single(), { closed: "fre 4 dec 23:59", state: { n: 1, at: AT, answer: "b" } });
  assert.equal(foot(root).textContent, "Stängd fre 4 dec 23:59. Ditt svar är inlämnat.");
  assert.ok(all(root, "radio").every((radio) => (radio as HTMLInputElement).disabled));
  assert.equal(all(root, "button").length, 0);
});

test("a preview says that nothing is saved", async () => {
  const { root } = await show(SPECS.single(), { preview: true });
  named(root, "radio", "Rådet").click();
  await drawn();
  assert.equal(foot(root).textContent, "Förhandsvisning, sparas inte");
});

test("practice: hints, a check, and feedback under what was chosen", async () => {
  const { root } = await show(SPECS.single({ role: "practice", points: null, hints: 1 }));
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  assert.ok(all(root, "status").some((element) => element.textContent === "Välj ett alternativ först."));
  named(root, "button", "Ledtråd 1 av 1").click();
  await drawn();
  assert.match(root.textContent ?? "", /Tänk på steg 1\./);
  named(root, "radio", "Samordnaren").click();
  await drawn();
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  const note = named(root, "radio", "Samordnaren").closest("label")?.nextElementSibling;
  assert.equal(note?.className, "k-fb");
  assert.equal(note?.querySelector("p")?.textContent, "Text om a.");
  assert.ok(note?.querySelector("h4 svg"));
  const [, verdict] = root.querySelectorAll(".k-fb");
  assert.equal(verdict?.querySelector("h4")?.textContent, "Ditt svar stämmer inte");
  assert.doesNotMatch(verdict?.textContent ?? "", /Text om/);
  assert.ok(all(root, "status").some((element) => element.textContent === "Ditt svar stämmer inte"));
  named(root, "button", "Kontrollera igen");
});

test("practice: what is chosen rightly among several is not marked as wrong", async () => {
  const { root } = await show(SPECS.multiple({ role: "practice", points: null }));
  for (const box of all(root, "checkbox").slice(0, 2)) {
    box.click();
    await drawn();
  }
  named(root, "button", "Kontrollera svaret").click();
  await drawn();
  const note = root.querySelector("input")?.closest("label")?.nextElementSibling;
  assert.equal(note?.querySelector("p")?.textContent, "Text om a.");
  assert.equal(note.querySelector("h4 svg"), null);
});

test("graded: no check, no hint", async () => {
  const { root } = await show(SPECS.single({ hints: 0 }));
  assert.deepEqual(all(root, "button"), []);
});

test("clear empties the answer and leaves the focus in the exercise", async () => {
  const { root, journal } = await show(SPECS.single(), { state: { n: 1, at: AT, answer: "b" } });
  const button = named(root, "button", "Rensa");
  button.focus();
  button.click();
  await drawn();
  assert.equal(journal.last.payload["answer"], null);
  assert.equal(page.activeElement, foot(root));
  assert.ok(all(root, "radio").every((radio) => !(radio as HTMLInputElement).checked));
});

test("how sure one is, and Vet inte in a pre-test", async () => {
  const { root, journal } = await show(SPECS.single({ confidence: true, pretest: true }));
  named(root, "radio", "Rådet").click();
  await drawn();
  named(named(root, "group", "Hur säker är du?"), "radio", "Ganska säker").click();
  await drawn();
  assert.equal(journal.last.payload["confidence"], 2);
  named(root, "button", "Vet inte").click();
  await drawn();
  assert.deepEqual(journal.last.payload["answer"], { dk: true });
  assert.equal(named(root, "button", "Vet inte").getAttribute("aria-pressed"), "true");
  assert.match(foot(root).textContent ?? "", /: Vet inte$/);
});

test("text from people is text; only a prompt may be markup, and that comes from the server", async () => {
  const evil = "<img src=x onerror=alert(1)>";
  const { root } = await show(SPECS.single({ case: [evil], options: [{ id: "a", text: evil }, { id: "b", text: "b" }] }));
  assert.equal(root.querySelectorAll("img").length, 0);
  assert.equal(root.querySelectorAll("legend em").length, 1);
});

for (const kind of Object.keys(KINDS) as (keyof typeof SPECS)[]) {
  test(`${kind}: ids are unique over two roots, and every reference leads somewhere in its own`, async () => {
    const make = (id: string): Spec => SPECS[kind]({ id, role: "practice", confidence: true, prompt: [{ tag: "p", html: "Ett" }, { tag: "ul", html: "<li>x</li>" }] });
    const roots = [(await show(make("ett-1"))).root, (await show(make("ett-2"))).root];
    const ids = [...page.querySelectorAll("[id]")].map((element) => element.id);
    assert.equal(new Set(ids).size, ids.length);
    const groups = roots.map((root) => new Set([...root.querySelectorAll("input[name]")].map((input) => input.getAttribute("name"))));
    assert.equal([...(groups[0] ?? [])].filter((name) => groups[1]?.has(name)).length, 0);
    for (const root of roots) {
      for (const attribute of ["aria-labelledby", "aria-describedby", "for"]) {
        for (const element of [root, ...root.querySelectorAll(`[${attribute}]`)]) {
          for (const id of (element.getAttribute(attribute) ?? "").split(" ").filter(Boolean)) assert.ok(root.querySelector(`#${id}`), `${attribute} ${id}`);
        }
      }
    }
  });

  test(`${kind}: the keyboard reaches native controls only, each with a name`, async () => {
    const { root } = await show(SPECS[kind]({ role: "practice", hints: 1 }));
    const controls = reached(root);
    assert.ok(controls.length >= 3);
    for (const control of controls) {
      assert.match(control.localName, /^(input|select|textarea|button)$/);
      assert.equal(control.getAttribute("role"), null);
      assert.equal(control.getAttribute("tabindex"), null);
      assert.notEqual(computeAccessibleName(control), "");
    }
  });
}

test("the page counts what is answered and what is not saved", async () => {
  const journal = new Journal(false);
  const one = await show(SPECS.single({ id: "ett-1" }), { state: { n: 1, at: AT, answer: "b" } });
  const two = await show(SPECS.single({ id: "ett-2" }), { journal });
  const marks = page.createElement("div");
  marks.innerHTML =
    '<b data-k-answered></b><i data-k-answered="ett-2"></i><p data-k-unsaved hidden><svg></svg><span></span></p><em data-k-state="ett-2"></em><svg><rect data-k-bar></rect></svg>';
  page.body.append(marks);
  ends.push(progress([one.store, two.store], strings));
  const words = (): (string | null)[] => [...marks.querySelectorAll("b, i, p, em")].map((element) => element.textContent);
  assert.deepEqual(words(), ["1 av 2 besvarade", "0 av 1", "0 INTE sparade", "Inte besvarad"]);
  assert.equal(marks.querySelector("p")?.hidden, true);
  assert.equal(marks.querySelector("rect")?.getAttribute("width"), "100.0");
  two.store.save("a");
  journal.last.fail(new Error("offline"));
  await drawn();
  assert.deepEqual(words(), ["1 av 2 besvarade", "0 av 1", "1 INTE sparad", "INTE sparad"]);
  assert.equal(marks.querySelector("p")?.hidden, false);
  journal.last.reply({ ok: true, n: 1, at: AT });
});

test("when the last exercise is answered and saved, handing in is offered once", async () => {
  const journal = new Journal(false);
  const one = await show(SPECS.single({ id: "ett-1" }), { state: { n: 1, at: AT, answer: "b" } });
  const two = await show(SPECS.single({ id: "ett-2" }), { journal });
  const status = page.createElement("div");
  status.innerHTML = '<p data-k-finished hidden>Alla övningar är besvarade.</p>';
  page.body.append(status);
  const offer = status.querySelector("p") ?? assert.fail("no offer");
  ends.push(progress([one.store, two.store], strings));
  const answer = async (answer: string | null, n: number | null): Promise<void> => {
    two.store.save(answer);
    if (n === null) journal.last.fail(new Error("offline"));
    else journal.last.reply({ ok: true, n, at: AT });
    await drawn();
  };
  assert.equal(offer.hidden, true);
  await answer("a", null);
  assert.equal(offer.hidden, true, "it is not saved");
  two.store.retry();
  journal.last.reply({ ok: true, n: 1, at: AT });
  await drawn();
  assert.equal(offer.hidden, false);
  await answer("b", 2);
  assert.equal(offer.hidden, false);
  await answer(null, 3);
  assert.equal(offer.hidden, true, "it would no longer be true");
  await answer("c", 4);
  assert.equal(offer.hidden, true, "it has been said");
});

test("what was finished when the page came is no news", async () => {
  const { store } = await show(SPECS.single(), { state: { n: 1, at: AT, answer: "b" } });
  page.body.insertAdjacentHTML("beforeend", '<p data-k-finished hidden></p>');
  ends.push(progress([store], strings));
  store.save("c");
  await drawn();
  assert.equal(page.querySelector<HTMLElement>("[data-k-finished]")?.hidden, true);
});

test("before a hand-in, what lies in this browser and nowhere else is marked until it is saved", () => {
  const scope = { user: "anna", occasion: "ht26", module: "modul-1" };
  const item = (id: string, answered = ""): string =>
    `<li data-ex="${id}" ${answered}><b data-k-if-unsaved hidden>INTE sparad</b><i data-k-if-saved>Inte besvarad</i></li>`;
  page.body.innerHTML = `<p data-k-if-unsaved hidden></p><p data-k-if-saved></p>
    <ul data-k-left hidden>${item("ett-1", "data-answered hidden")}${item("ett-2", "data-answered hidden")}</ul>`;
  const seen = (): string[] => [...page.querySelectorAll<HTMLElement>("p, ul, li, b, i")].filter((element) => !element.closest("[hidden]")).map(({ localName }) => localName);
  storage.setItem("kurs:bo:ht26:modul-1:ett-1", "{}");
  outbox(scope, storage);
  assert.deepEqual(seen(), ["p"]);
  storage.setItem(keyOf(scope, "ett-2"), "{}");
  window.dispatchEvent(new Event("storage"));
  assert.deepEqual(seen(), ["p", "ul", "li", "b"]);
  assert.equal(page.querySelector<HTMLElement>("p[data-k-if-saved]")?.hidden, true);
  storage.removeItem(keyOf(scope, "ett-2"));
  window.dispatchEvent(new Event("pageshow"));
  assert.deepEqual(seen(), ["p"]);
  outbox(scope, null);
});

test("times are Swedish wherever the browser is", () => {
  const now = new Date("2026-11-22T22:30:00Z");
  assert.equal(when("2026-11-22T13:02:05.123+00:00", strings, false, now), "14:02");
  assert.equal(when("2026-11-22T13:02:05.123+00:00", strings, true, now), "sön 14:02");
  assert.equal(when("2026-11-21T23:30:00+00:00", strings, false, now), "00:30");
  assert.equal(when("2026-11-20T13:02:00+00:00", strings, false, now), "fre 14:02");
  assert.equal(when("2026-06-05T12:02:00+00:00", strings, false, now), "fre 5 juni 14:02");
});
