/** What the views may expect of an adapter, asked of both: the page's and the widget's. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { page, strings } from "./setting";
import { comm, type Model } from "../../toolkit/face/comm";
import type { Adapter, Json, Present, Reply, Spec } from "../../toolkit/face/host";
import { http } from "../../toolkit/face/http";
import { Store } from "../../toolkit/face/store";

const BASE = process.argv.at(-1) ?? "";
const [OCCASION, MODULE] = ["liten-2026", "1-djur"];
const ask = globalThis.fetch;

// A browser sends the page's cookies with each request, and knows what the address is relative to.
globalThis.fetch = ((address: string, init: RequestInit = {}) =>
  ask(new URL(address, BASE), { ...init, headers: { ...init.headers, Cookie: page.cookie } })) as typeof fetch;

async function post(path: string, body: unknown): Promise<{ [name: string]: any }> {
  const reply = await ask(new URL(path, BASE), { method: "POST", body: JSON.stringify(body) });
  assert.equal(reply.status, 200);
  return (await reply.json()) as { [name: string]: any };
}

interface Opened {
  adapter: Adapter;
  spec: Spec;
  state: Present | null;
}

/** One device: its tabs hear of each other, and share what lies in the browser. */
interface Device {
  who: string;
  id: string;
  open(ex: string): Promise<Opened>;
  storage: Storage;
  channel: boolean;
}

interface Way {
  name: string;
  device(who: string): Device;
}

class Memory implements Storage {
  [name: string]: unknown;
  private readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  clear = (): void => this.kept.clear();
  getItem = (name: string): string | null => this.kept.get(name) ?? null;
  key = (place: number): string | null => [...this.kept.keys()][place] ?? null;
  removeItem = (name: string): void => void this.kept.delete(name);
  setItem = (name: string, value: string): void => void this.kept.set(name, value);
}

/** Node's own takes no events where a page's are in place of its own. */
class Channel {
  private static readonly all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(private readonly name: string) {
    Channel.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const other of Channel.all) if (other !== this && other.name === this.name) setTimeout(() => other.onmessage?.({ data }));
  }

  close(): void {
    Channel.all.delete(this);
  }
}

Object.assign(globalThis, { BroadcastChannel: Channel });

let devices = 0;

const byPage: Way = {
  name: "http",
  device: (who) => ({
    who,
    id: `d${++devices}`,
    storage: new Memory(),
    channel: true,
    async open(ex) {
      const reply = await ask(new URL(`${OCCASION}/${MODULE}/?who=${who}`, BASE), { headers: { Cookie: page.cookie } });
      for (const cookie of reply.headers.getSetCookie()) page.cookie = cookie.split(";")[0] ?? "";
      const written = /id="k-data">(.*?)<\/script>/s.exec(await reply.text())?.[1] ?? "";
      const data = JSON.parse(written) as { exercises: { spec: Spec; state: Present | null }[] };
      const found = data.exercises.find(({ spec }) => spec.id === ex);
      assert.ok(found);
      const at = `${OCCASION}/${MODULE}/`;
      return { ...found, adapter: http(`${at}svar?who=${who}`, `${at}lage?who=${who}`) };
    },
  }),
};

const byWidget: Way = {
  name: "comm",
  device(who) {
    const listeners = new Map<string, Set<(content: unknown) => void>>();
    const device = `d${++devices}`;
    return {
      who,
      id: device,
      storage: new Memory(),
      channel: false, // the kernel alone tells the other views
      async open(ex) {
        const { model: id, data } = await post("_kernel", { who, ex, device });
        const own = new Set<(content: unknown) => void>();
        listeners.set(id, own);
        const model: Model = {
          send(content) {
            void post("_kernel", { model: id, content }).then(({ sent }) => {
              for (const [to, what] of sent) for (const tell of listeners.get(to) ?? []) tell(what);
            });
          },
          on: (_, callback) => void own.add(callback),
          off: (_, callback) => void own.delete(callback),
        };
        const adapter = comm(model);
        const state = await adapter.transport("state", { ex });
        assert.ok(state.ok);
        return { adapter, spec: data.spec as Spec, state: state.present ?? null };
      },
    };
  },
};

const stores: Store[] = [];

async function view(device: Device, ex: string, own: Partial<Opened> = {}): Promise<Store> {
  const opened = { ...(await device.open(ex)), ...own };
  // Channels go through all of node: another device's tabs must not be on the same.
  const scope = { user: device.who, occasion: OCCASION, module: device.id };
  const channel = device.channel ? {} : { channel: null };
  const store = new Store({ ...opened, ...channel, strings, scope, storage: device.storage });
  stores.push(store);
  return store;
}

async function until(holds: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `waited in vain: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function becomes(store: Store, status: string): Promise<void> {
  return until(() => store.get().status === status, () => `${status}, is ${JSON.stringify(store.get())}`);
}

function message(spec: Spec, fields: Record<string, Json>): Record<string, Json> {
  return { ex: spec.id, var: spec.var, rev: spec.rev, view: "prov", seq: 1, base: null, ...fields };
}

function refusal(reply: Reply): Reply & { ok: false } {
  assert.equal(reply.ok, false);
  return reply as Reply & { ok: false };
}

let people = 0;

for (const way of [byPage, byWidget]) {
  const contract = (name: string, run: (who: string, device: Device) => Promise<void>): void => {
    test(`${way.name}: ${name}`, async () => {
      const who = `p${++people}`;
      try {
        await run(who, way.device(who));
      } finally {
        for (const store of stores.splice(0)) store.dispose();
      }
    });
  };
  const lines = async (who: string): Promise<any[]> => (await post("_control", { do: "lines", way: way.name, who }))["lines"];
  const answers = async (who: string): Promise<any[]> => (await lines(who)).filter(({ type }) => type === "answer");

  contract("an answer is acknowledged when it is on disk, and is there when the exercise is shown again", async (who, device) => {
    const store = await view(device, "liten-1-val");
    store.save("q");
    await becomes(store, "saved");
    const [line] = await answers(who);
    assert.deepEqual([line.answer, line.t], ["q", store.get().at]);
    assert.deepEqual((await device.open("liten-1-val")).state?.answer, "q");
    store.clear();
    await until(() => !store.get().answered, () => "cleared");
    assert.deepEqual((await answers(who)).map(({ answer }) => answer), ["q", null]);
    assert.equal(device.storage.length, 0);
  });

  contract("a message that is sent again gets the same reply and becomes no second line", async (who, device) => {
    const { adapter, spec } = await device.open("liten-1-val");
    const sent = message(spec, { answer: "q", confidence: null });
    const first = await adapter.transport("answer", sent);
    assert.ok(first.ok);
    assert.deepEqual(await adapter.transport("answer", sent), first);
    assert.equal((await answers(who)).length, 1);
    assert.equal(refusal(await adapter.transport("answer", { ...sent, answer: "b" })).why, "invalid");
  });

  contract("a reply that is lost is asked for again, and nothing is written twice", async (who, device) => {
    const opened = await device.open("liten-1-val");
    let lost = 0;
    const adapter: Adapter = {
      onExternal: () => () => {},
      async transport(type, payload) {
        const reply = await opened.adapter.transport(type, payload);
        if (lost++) return reply;
        throw new Error("lost");
      },
    };
    const store = await view(device, "liten-1-val", { ...opened, adapter });
    store.save("q");
    await becomes(store, "unsaved");
    assert.equal(device.storage.length, 1);
    store.retry();
    await becomes(store, "saved");
    assert.equal((await answers(who)).length, 1);
    assert.equal(device.storage.length, 0);
  });

  contract("what could not be sent is sent by the next visit, with its old base", async (who, device) => {
    const opened = await device.open("liten-1-val");
    const dead: Adapter = { ...opened.adapter, transport: () => Promise.reject(new Error("dead")) };
    const before = await view(device, "liten-1-val", { ...opened, adapter: dead });
    before.save("b");
    await becomes(before, "unsaved");
    before.dispose();
    const after = await view(device, "liten-1-val");
    await becomes(after, "saved");
    assert.deepEqual((await answers(who)).map(({ answer, base }) => [answer, base]), [["b", null]]);
  });

  contract("two devices: the later answer is never overwritten unseen, and both can be kept", async (who, device) => {
    const other = way.device(who);
    const [here, there] = [await view(device, "liten-1-val"), await view(other, "liten-1-val")];
    there.save("q");
    await becomes(there, "saved");
    here.save("b");
    await becomes(here, "newer");
    assert.equal(here.get().present?.answer, "q");
    assert.equal((await answers(who)).length, 1);
    here.keep("mine");
    await becomes(here, "saved");
    there.save("z");
    await becomes(there, "newer");
    there.keep("later");
    assert.deepEqual([there.get().status, there.get().answer], ["saved", "b"]);
    assert.deepEqual((await answers(who)).map(({ answer }) => answer), ["q", "b"]);
  });

  contract("two tabs: what is saved in one is shown in the other, which then goes on from there", async (who, device) => {
    const [one, two] = [await view(device, "liten-1-val"), await view(device, "liten-1-val")];
    one.save("q");
    await becomes(two, "saved");
    assert.equal(two.get().answer, "q");
    two.save("b");
    await becomes(two, "saved");
    await until(() => one.get().answer === "b", () => "the first tab follows");
    assert.equal(one.get().status, "saved");
    assert.deepEqual((await answers(who)).map(({ answer }) => answer), ["q", "b"]);
  });

  contract("an exercise that was changed meanwhile: stale, with nothing newer", async (who, device) => {
    const opened = await device.open("liten-1-val");
    const store = await view(device, "liten-1-val", { ...opened, spec: { ...opened.spec, rev: "abc123" } });
    store.save("q");
    await becomes(store, "refused");
    assert.equal(store.get().why, "stale");
    assert.match(store.get().message ?? "", /^INTE sparat\. Övningen har ändrats\./);
    assert.deepEqual(await answers(who), []);
    assert.equal(device.storage.length, 1);
  });

  contract("what is no answer is refused with a sentence, and the next one is taken", async (who, device) => {
    const store = await view(device, "liten-1-tal");
    store.save("fyra");
    await becomes(store, "refused");
    assert.equal(store.get().why, "invalid");
    assert.match(store.get().message ?? "", /^INTE sparat\. .*tal/);
    store.save("4");
    await becomes(store, "saved");
    assert.deepEqual((await answers(who)).map(({ answer }) => answer), ["4"]);
  });

  contract("an answer that is too long", async (_, device) => {
    const { adapter, spec } = await device.open("liten-1-tal");
    const reply = refusal(await adapter.transport("answer", message(spec, { answer: "4".repeat(70_000) })));
    assert.deepEqual([reply.why, reply.message.slice(0, 13)], ["too_big", "INTE sparat. "]);
  });

  contract("a disk that cannot be written: not saved, kept, and saved when it is mended", async (who, device) => {
    const store = await view(device, "liten-1-val");
    store.save("q");
    await becomes(store, "saved");
    await post("_control", { do: "break", way: way.name, who });
    store.save("b");
    await becomes(store, "unsaved");
    assert.equal(store.get().why, "disk");
    assert.equal(store.get().message, "INTE sparat. Servern kan inte spara just nu. Vi försöker igen.");
    await post("_control", { do: "mend", way: way.name, who });
    await becomes(store, "saved");
    assert.deepEqual((await answers(who)).map(({ answer }) => answer), ["q", "b"]);
  });

  contract("when the time is out nothing is taken, but practice is what it is", async (who, device) => {
    const store = await view(device, "liten-1-val");
    await post("_control", { do: "move", minutes: 61 });
    store.save("q");
    await until(() => store.get().why === "closed", () => "closed");
    await post("_control", { do: "move", minutes: -61 });
    assert.match(store.get().message ?? "", /^INTE sparat\. Tiden gick ut /);
    assert.deepEqual(await answers(who), []);
  });

  contract("a check has points and feedback, a hint its text; neither is had of a graded exercise", async (who, device) => {
    const store = await view(device, "liten-1-prova");
    await store.hint();
    assert.deepEqual(store.get().hints, ["Det har morrhår."]);
    await store.check("q");
    const { points, max, feedback } = store.get();
    assert.deepEqual([points, max, feedback?.parts], [0, 1, { q: "Kon råmar." }]);
    assert.deepEqual((await lines(who)).map(({ type }) => type).filter((type) => type !== "open"), ["hint", "answer", "check"]);
    const { adapter, spec } = await device.open("liten-1-val");
    for (const fields of [{ answer: "q" }, { hint: 1 }]) {
      const type = "hint" in fields ? "hint" : "check";
      assert.equal(refusal(await adapter.transport(type, message(spec, fields))).why, "invalid");
    }
  });

  contract("a wrong check of a mastery task has the next variant with it", async (_, device) => {
    const { adapter, spec } = await device.open("liten-1-krav");
    const wrong = { a: "k", b: "m" }[String(spec.var)] ?? "";
    const reply = await adapter.transport("check", message(spec, { answer: wrong }));
    assert.ok(reply.ok && reply.next);
    assert.notEqual(reply.next.var, spec.var);
    assert.equal((await device.open("liten-1-krav")).spec.var, reply.next.var);
  });

  contract("what is no message at all is refused", async (_, device) => {
    const { adapter } = await device.open("liten-1-val");
    assert.equal(refusal(await adapter.transport("answer", { ex: 3 })).why, "invalid");
  });
}

test("the widget: a kernel that is gone is said at once", async () => {
  const gone: Model = {
    send() {
      throw new Error("the comm is closed");
    },
    on() {},
    off() {},
  };
  const device = byWidget.device(`p${++people}`);
  const store = await view(device, "liten-1-val", { adapter: comm(gone) });
  store.save("q");
  await becomes(store, "unsaved");
  assert.equal(device.storage.length, 1);
});
