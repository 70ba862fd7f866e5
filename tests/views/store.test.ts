import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { calm, Clock, Journal, SPECS, storage, strings } from "./setting";
import { comm } from "../../toolkit/face/comm";
import { type External, type Present, SignedOut } from "../../toolkit/face/host";
import { Store } from "../../toolkit/face/store";

const ANNA = { user: "anna", occasion: "ht26", module: "modul-1" };
const AT = "2026-11-22T13:02:05.123+00:00";

let clock: Clock;
let stores: Store[];

beforeEach(() => {
  storage.clear();
  clock = new Clock();
  stores = [];
});

afterEach(() => {
  for (const store of stores) store.dispose();
});

function open(journal: Journal, extra: { state?: Present; user?: string; channel?: BroadcastChannel; spec?: object; closed?: string } = {}): Store {
  const { state = null, user = "anna", channel = null, spec = {}, closed = null } = extra;
  const options = { spec: SPECS.single(spec), state, scope: { ...ANNA, user }, adapter: journal, strings, storage, channel, closed };
  const store = new Store(options);
  stores.push(store);
  return store;
}

function leaves(): boolean {
  return window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
}

test("an answer is shown at once and is saved when the journal says so", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  assert.equal(store.get().answer, "a");
  assert.equal(store.get().status, "pending");
  const { view, seq, base, user, rev } = journal.last.payload;
  assert.deepEqual({ view, seq, base, user, rev }, { view: store.id, seq: 1, base: null, user: "anna", rev: "abc123" });
  assert.equal(leaves(), false);
  journal.last.reply({ ok: true, n: 7, at: AT });
  await calm();
  assert.equal(store.get().status, "saved");
  assert.equal(store.get().at, AT);
  assert.equal(storage.length, 0);
  assert.equal(leaves(), true);
  store.save("b");
  assert.equal(journal.last.payload["base"], 7);
});

test("nothing is said of saving before 0.4 seconds", async () => {
  const store = open(new Journal(false));
  store.save("a");
  await clock.pass(399);
  assert.equal(store.get().status, "pending");
  await clock.pass(1);
  assert.equal(store.get().status, "saving");
});

test("what is typed is not said to be saved before it is sent, nor after it was taken back", async () => {
  const store = open(new Journal(false), { state: { n: 1, at: AT, answer: "a" } });
  store.save("b", "pause");
  assert.equal(store.get().status, "pending");
  await clock.pass(400);
  assert.equal(store.get().status, "saving");
  store.save("a", "pause");
  assert.equal(store.get().status, "saved");
  store.save("b", "pause");
  store.save("a", "pause");
  await clock.pass(400);
  assert.equal(store.get().status, "saved");
});

test("no reply in four seconds is said, and the same message is sent again until there is one", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  await clock.pass(3999);
  assert.equal(store.get().status, "saving");
  await clock.pass(1);
  assert.equal(store.get().status, "unsaved");
  assert.match(store.get().message ?? "", /^INTE sparat/);
  assert.equal(storage.length, 1);
  await clock.pass(2400);
  assert.equal(journal.sent.length, 2);
  assert.deepEqual(journal.sent[1]?.payload, journal.sent[0]?.payload);
  journal.last.reply({ ok: true, n: 1, at: AT });
  await calm();
  assert.equal(store.get().status, "saved");
  assert.equal(storage.length, 0);
});

test("a reply that comes late counts", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  await clock.pass(4500);
  assert.equal(store.get().status, "unsaved");
  journal.sent[0]?.reply({ ok: true, n: 1, at: AT });
  await calm();
  assert.equal(store.get().status, "saved");
  await clock.pass(60_000);
  assert.equal(journal.sent.length, 1);
});

test("what is answered meanwhile waits for the reply, and only the last of it is sent", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  store.save("b");
  store.save("c");
  assert.equal(journal.sent.length, 1);
  await clock.pass(4000);
  window.dispatchEvent(new Event("online"));
  assert.equal(journal.sent.length, 2);
  assert.equal(journal.last.payload["answer"], "a");
  journal.last.reply({ ok: true, n: 5, at: AT });
  await calm();
  assert.equal(journal.sent.length, 3);
  const { answer, seq, base } = journal.last.payload;
  assert.deepEqual({ answer, seq, base }, { answer: "c", seq: 2, base: 5 });
});

test("typing is saved after a pause, and at once when the field is left", async () => {
  const journal = new Journal();
  const store = open(journal);
  store.save("1", "pause");
  await clock.pass(1000);
  store.save("12", "pause");
  await clock.pass(1499);
  assert.equal(journal.sent.length, 0);
  assert.equal(storage.length, 1);
  await clock.pass(1);
  assert.equal(journal.last.payload["answer"], "12");
  store.save("123", "pause");
  store.save("123");
  assert.equal(journal.sent.length, 2);
});

test("a later answer elsewhere is shown when the participant wants it", async () => {
  const journal = new Journal();
  const store = open(journal);
  const later = journal.elsewhere("c");
  store.save("a");
  await calm();
  assert.equal(store.get().status, "newer");
  assert.equal(store.get().answer, "a");
  store.keep("later");
  assert.deepEqual([store.get().answer, store.get().status, store.get().at], ["c", "saved", later.at]);
  assert.equal(storage.length, 0);
  store.save("b");
  await calm();
  assert.equal(journal.present?.answer, "b");
});

test("a later answer elsewhere is replaced when the participant keeps this one", async () => {
  const journal = new Journal();
  const store = open(journal);
  journal.elsewhere("c");
  store.save("a");
  await calm();
  store.save("b");
  await clock.pass(60_000);
  assert.equal(store.get().status, "newer");
  assert.equal(journal.present?.answer, "c");
  store.keep("mine");
  await calm();
  assert.equal(store.get().status, "saved");
  assert.equal(journal.present?.answer, "b");
});

test("the same answer elsewhere is no conflict", async () => {
  const journal = new Journal();
  const store = open(journal);
  journal.elsewhere("a");
  store.save("a");
  await calm();
  assert.equal(store.get().status, "saved");
});

for (const why of ["closed", "too_big", "invalid"] as const) {
  test(`${why} is said in the server's words, kept, and not sent again by itself`, async () => {
    const journal = new Journal(false);
    const store = open(journal);
    store.save("a");
    journal.last.reply({ ok: false, why, message: "INTE sparat. Så här." });
    await calm();
    assert.deepEqual([store.get().status, store.get().why, store.get().message], ["refused", why, "INTE sparat. Så här."]);
    assert.equal(storage.length, 1);
    window.dispatchEvent(new Event("focus"));
    await clock.pass(120_000);
    assert.equal(journal.messages().length, 1);
    store.save("b");
    assert.equal(journal.messages().length, 2);
    assert.equal(journal.last.payload["seq"], 2);
  });
}

test("an exercise that has changed keeps the answer in the browser until the page is loaded again", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  journal.last.reply({ ok: false, why: "stale", message: "Övningen har ändrats." });
  await calm();
  assert.equal(store.get().message, "Övningen har ändrats.");
  store.dispose();
  const fresh = new Journal();
  const again = open(fresh, { spec: { rev: "fff000" } });
  await calm();
  assert.deepEqual([fresh.last.payload["rev"], again.get().answer, again.get().status], ["fff000", "a", "saved"]);
});

test("a full disk is said, and the same message is sent again", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  journal.last.reply({ ok: false, why: "disk", message: "INTE sparat. Servern kan inte spara just nu." });
  await calm();
  assert.equal(store.get().status, "unsaved");
  await clock.pass(2500);
  assert.deepEqual(journal.sent[1]?.payload, journal.sent[0]?.payload);
});

test("who is signed out is told so, and the answer goes when the page is seen again", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  journal.last.fail(new SignedOut());
  await calm();
  assert.equal(store.get().why, "signed_out");
  assert.match(store.get().message ?? "", /utloggad/);
  window.dispatchEvent(new Event("focus"));
  journal.last.reply({ ok: true, n: 1, at: AT });
  await calm();
  assert.equal(store.get().status, "saved");
});

test("what is forbidden is said in the server's words, kept, and tried again when the page is seen", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  journal.last.reply({ ok: false, why: "forbidden", message: "Någon annan är inloggad på den här datorn." });
  await calm();
  const { status, why, message } = store.get();
  assert.deepEqual([status, why, message], ["unsaved", "forbidden", "INTE sparat. Någon annan är inloggad på den här datorn."]);
  assert.equal(storage.length, 1);
  assert.equal(leaves(), false);
  await clock.pass(300_000);
  assert.equal(journal.sent.length, 1);
  for (const again of [() => window.dispatchEvent(new Event("focus")), () => window.dispatchEvent(new Event("online")), () => store.retry()]) {
    again();
    assert.deepEqual(journal.last.payload, journal.sent[0]?.payload);
    journal.last.reply({ ok: false, why: "forbidden", message: "Nej." });
    await calm();
    assert.equal(storage.length, 1);
  }
  assert.equal(journal.sent.length, 4);
  store.save("b");
  journal.last.reply({ ok: true, n: 1, at: AT });
  await calm();
  journal.last.reply({ ok: true, n: 2, at: AT });
  await calm();
  assert.deepEqual([store.get().status, journal.last.payload["answer"], storage.length], ["saved", "b", 0]);
});

test("a check that is forbidden says so and leaves the answer as it is", async () => {
  const journal = new Journal(false);
  const store = open(journal, { spec: { role: "practice" }, state: { n: 1, at: AT, answer: "a" } });
  const checked = store.check("a");
  await calm();
  journal.last.reply({ ok: false, why: "forbidden", message: "Sidan har blivit för gammal." });
  await checked;
  assert.deepEqual([store.get().note, store.get().status], ["Sidan har blivit för gammal.", "saved"]);
});

test("what could not be saved is sent when the page is opened again, as it was", async () => {
  const silent = new Journal(false);
  const store = open(silent, { state: { n: 3, at: AT, answer: "c" } });
  store.save("a");
  store.save("b");
  await clock.pass(4000);
  store.dispose();
  const journal = new Journal(false);
  const again = open(journal, { state: { n: 3, at: AT, answer: "c" } });
  assert.equal(again.get().answer, "b");
  assert.deepEqual(journal.last.payload, silent.sent[0]?.payload);
  journal.last.reply({ ok: true, n: 4, at: AT });
  await calm();
  const { answer, base, view } = journal.last.payload;
  assert.deepEqual({ answer, base, view }, { answer: "b", base: 4, view: again.id });
});

test("an old answer in the browser does not overwrite a later one", async () => {
  const silent = new Journal(false);
  const store = open(silent);
  store.save("a");
  await clock.pass(4000);
  store.dispose();
  const journal = new Journal();
  const later = journal.elsewhere("c");
  const again = open(journal, { state: later });
  await calm();
  assert.equal(again.get().status, "newer");
  assert.equal(again.get().present?.answer, "c");
});

test("what an old copy of the browser still holds does not replace what came later", async () => {
  const journal = new Journal(false);
  const store = open(journal);
  store.save("a");
  const [key, kept] = [storage.key(0) ?? "", storage.getItem(storage.key(0) ?? "") ?? ""];
  store.dispose();
  storage.setItem(key, kept);
  journal.write("answer", journal.last.payload);
  const state = journal.elsewhere("b");
  const again = open(journal, { state });
  assert.equal(again.get().answer, "a");
  journal.last.reply(journal.write("answer", journal.last.payload));
  await calm();
  assert.deepEqual([again.get().answer, again.get().status, again.get().at], ["b", "saved", state.at]);
  assert.equal(storage.length, 0);
  again.save("c");
  assert.equal(journal.last.payload["base"], state.n);
});

test("another user's answer is neither shown, sent nor removed", async () => {
  const store = open(new Journal(false));
  store.save("a");
  await clock.pass(4000);
  store.dispose();
  const before = JSON.stringify({ ...storage });
  const journal = new Journal();
  const other = open(journal, { user: "bo" });
  window.dispatchEvent(new Event("online"));
  await clock.pass(60_000);
  assert.equal(other.get().answer, null);
  assert.equal(journal.messages().length, 0);
  other.save("b");
  await calm();
  assert.equal(other.get().status, "saved");
  assert.equal(JSON.stringify({ ...storage }), before);
});

/** Two ends of what a browser has between tabs. */
function tabs(): [BroadcastChannel, BroadcastChannel] {
  const ends = [0, 1].map(() => ({ onmessage: null as ((event: { data: External }) => void) | null, close() {} }));
  return ends.map((end, number) => Object.assign(end, { postMessage: (data: External) => ends[1 - number]?.onmessage?.({ data }) })) as unknown as [
    BroadcastChannel,
    BroadcastChannel,
  ];
}

test("a second tab follows the first", async () => {
  const [one, two] = tabs();
  const journal = new Journal();
  const first = open(journal, { channel: one });
  const second = open(journal, { channel: two });
  first.save("a");
  await calm();
  assert.deepEqual([second.get().answer, second.get().status, second.get().external], ["a", "saved", 1]);
  second.save("b");
  await calm();
  assert.equal(second.get().status, "saved");
  assert.equal(first.get().answer, "b");
});

test("a second tab that delivers the first one's answer tells it so", async () => {
  const [one, two] = tabs();
  const first = open(new Journal(false), { channel: one });
  first.save("a");
  await clock.pass(4000);
  assert.equal(first.get().status, "unsaved");
  open(new Journal(), { channel: two });
  await calm();
  assert.equal(first.get().status, "saved");
  assert.equal(storage.length, 0);
});

test("an answer from another device is fetched when the page is seen, but never over an unsaved one", async () => {
  const journal = new Journal();
  const store = open(journal);
  journal.elsewhere("c");
  window.dispatchEvent(new Event("focus"));
  await calm();
  assert.equal(store.get().answer, "c");
  store.save("a", "pause");
  journal.elsewhere("b");
  window.dispatchEvent(new Event("focus"));
  await calm();
  assert.equal(store.get().answer, "a");
  assert.equal(store.get().status, "newer");
});

test("a check waits until the answer is saved, and is forgotten when the answer changes", async () => {
  const journal = new Journal();
  const store = open(journal, { spec: { role: "practice" } });
  await store.check("a");
  assert.deepEqual(
    journal.sent.map(({ type, payload }) => [type, payload["seq"], payload["base"]]),
    [
      ["answer", 1, null],
      ["check", 2, 1],
    ],
  );
  assert.equal(store.get().points, 0);
  store.save("b");
  assert.equal(store.get().feedback, null);
  assert.equal(store.get().checked, true);
});

test("a check without a reply is said, and can be tried again", async () => {
  const journal = new Journal(false);
  const store = open(journal, { spec: { role: "practice" }, state: { n: 1, at: AT, answer: "a" } });
  const checked = store.check("a");
  await clock.pass(4000);
  await checked;
  assert.equal(store.get().note, strings["view.no_reply"]);
  assert.equal(store.get().status, "saved");
});

test("hints come one at a time", async () => {
  const store = open(new Journal(), { spec: { role: "practice", hints: 2 } });
  await store.hint();
  await store.hint();
  await store.hint();
  assert.deepEqual(store.get().hints, ["Tänk på steg 1.", "Tänk på steg 2."]);
});

test("an exercise that is closed takes no answer", () => {
  const journal = new Journal();
  const store = open(journal, { closed: "fre 4 dec 23:59" });
  store.save("a");
  assert.deepEqual([store.get().status, journal.sent.length], ["closed", 0]);
});

test("a mastery task that was answered wrong goes on with the next variant, and takes no more answers to this one", async () => {
  const journal = new Journal();
  journal.next = SPECS.single({ role: "mastery", var: "b" });
  const store = open(journal, { spec: { role: "mastery", var: "a" } });
  await store.check("a");
  assert.equal(store.get().next?.var, "b");
  store.save("b");
  assert.equal(store.get().answer, "a");
  store.advance();
  const { answer, status, answered, feedback, next, checked } = store.get();
  assert.deepEqual({ answer, status, answered, feedback, next, checked }, { answer: null, status: "empty", answered: false, feedback: null, next: null, checked: false });
  assert.equal(store.spec.var, "b");
  store.save("b");
  assert.deepEqual([journal.last.payload["var"], journal.last.payload["base"]], ["b", 2]);
});

test("an answer to another variant, in another tab, is no answer to this one", async () => {
  const journal = new Journal();
  const store = open(journal, { spec: { var: "a" } });
  journal.external({ ex: store.spec.id, var: "b", view: "annan", seq: 1, n: 5, at: AT, answer: "a" });
  assert.deepEqual([store.get().answer, store.get().answered], [null, false]);
  store.save("b");
  assert.equal(journal.last.payload["base"], 5);
});

test("how sure one is goes with the answer, and not before there is one", async () => {
  const journal = new Journal();
  const store = open(journal, { spec: { confidence: true } });
  store.sure(2);
  assert.equal(journal.sent.length, 0);
  store.save("a");
  await calm();
  assert.deepEqual([journal.last.payload["answer"], journal.last.payload["confidence"]], ["a", 2]);
});

test("a browser that stores nothing saves all the same", async () => {
  const full = { getItem: () => null, setItem: () => assert.fail("full"), removeItem: () => {} } as unknown as Storage;
  const store = new Store({ spec: SPECS.single(), state: null, scope: ANNA, adapter: new Journal(), strings, storage: full, channel: null });
  store.save("a");
  await calm();
  assert.equal(store.get().status, "saved");
  store.dispose();
});

test("the widget's messages find their replies, and a kernel that is gone is said at once", async () => {
  let receive: (content: unknown) => void = () => {};
  let sent: { id?: string; type?: string } = {};
  let dead = false;
  const model = {
    send: (content: unknown) => {
      if (dead) throw new Error("closed");
      sent = content as typeof sent;
    },
    on: (_: string, callback: typeof receive) => void (receive = callback),
    off: () => {},
  };
  const adapter = comm(model);
  const reply = adapter.transport("answer", { ex: "a" });
  assert.equal(sent.type, "answer");
  receive({ id: "annan", reply: { ok: false, why: "disk", message: "" } });
  receive({ id: sent.id, reply: { ok: true, n: 1, at: AT } });
  assert.deepEqual(await reply, { ok: true, n: 1, at: AT });
  dead = true;
  const store = new Store({ spec: SPECS.single(), state: null, scope: ANNA, adapter, strings, storage, channel: null });
  store.save("a");
  await calm();
  assert.equal(store.get().status, "unsaved");
  dead = false;
  store.dispose();
});
