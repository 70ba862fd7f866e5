/** A page, a clock and a journal for the tests of the views. */

import { JSDOM } from "jsdom";
import { readFileSync } from "node:fs";
import { options } from "preact";
import type { Adapter, External, Json, MessageType, Present, Reply, Spec, Strings } from "../../toolkit/face/host";

const dom = new JSDOM("<!doctype html><html lang='sv'><body class='k-body'></body></html>", {
  url: "http://localhost/",
  pretendToBeVisual: true,
});
const names = ["document", "HTMLElement", "Element", "Node", "Event", "MutationObserver", "getComputedStyle"] as const;
Object.assign(globalThis, { window: dom.window, ...Object.fromEntries(names.map((name) => [name, dom.window[name]])) });

export const page = dom.window.document;

/** The project's own sentences. */
export const strings = JSON.parse(readFileSync("toolkit/locale/sv.json", "utf-8")) as Strings;

export const storage = dom.window.localStorage;

export function spec(kind: string, own: Record<string, unknown> = {}): Spec {
  return {
    id: `${kind}-1`,
    rev: "abc123",
    var: null,
    kind,
    role: "graded",
    pretest: false,
    binding: false,
    points: "1",
    case: [],
    prompt: [{ tag: "p", html: "Vem leder <em>arbetet</em>?" }],
    figure: null,
    hints: 0,
    confidence: false,
    number: 2,
    total: 12,
    ...own,
  };
}

const OPTIONS = [
  { id: "a", text: "Samordnaren" },
  { id: "b", text: "Kommunstyrelsen" },
  { id: "c", text: "Rådet" },
];

const MAP = { file: "karta.svg", alt: "En karta.", table: null, box: [0, 0, 760, 540] };
const AREAS = [
  { id: "q", name: "Torget", shape: "rect", x: 0, y: 0, width: 200, height: 100 },
  { id: "k", name: "Kajen", shape: "circle", cx: 600, cy: 200, r: 50 },
  // A hook, whose middle lies outside it.
  { id: "b", name: "Parken", shape: "polygon", points: [[0, 300], [300, 300], [300, 500], [200, 500], [200, 340], [0, 340]] },
];

export const SPECS = {
  single: (own = {}) => spec("single", { options: OPTIONS, ...own }),
  multiple: (own = {}) => spec("multiple", { options: OPTIONS, choose: 2, scoring: null, ...own }),
  sort: (own = {}) =>
    spec("sort", {
      groups: [
        { id: "ska", text: "Kommunen ska" },
        { id: "verka", text: "Kommunen ska verka för" },
      ],
      items: [
        { id: "plan", text: "Besluta om en åtgärdsplan" },
        { id: "rad", text: "Ha ett råd" },
      ],
      ...own,
    }),
  hotspot: (own = {}) => spec("hotspot", { figure: MAP, areas: AREAS, marks: null, ...own }),
  cloze: (own = {}) =>
    spec("cloze", {
      text: "Kommunen {krav} minst {tid} uppdatera sin lägesbild.",
      gaps: [{ id: "krav", choices: ["bör", "ska"] }],
      spelling: 1,
      ...own,
    }),
  rank: (own = {}) =>
    spec("rank", {
      items: [
        { id: "plan", text: "Besluta om en plan" },
        { id: "bild", text: "Ta fram en lägesbild" },
        { id: "folj", text: "Följa upp" },
      ],
      ...own,
    }),
  branch: (own = {}) =>
    spec("branch", {
      start: "mote",
      nodes: [
        {
          id: "mote",
          text: "Rektorn vill ha kameror.",
          choices: [
            { id: "kamera", text: "Beställ kameror", to: "slut", if: [], consequence: "Kamerorna beställs." },
            { id: "logg", text: "Be om loggen", to: "plats", if: [], consequence: "Loggen kommer." },
            { id: "ring", text: "Ring chefen", to: "plats", if: [], consequence: null },
          ],
        },
        {
          id: "plats",
          text: "Ni står vid grusplanen.",
          choices: [
            { id: "rond", text: "Gå en rond", to: "slut", if: ["mote.logg"], consequence: null },
            { id: "hinder", text: "Ställ ut hinder", to: "slut", if: [], consequence: null },
          ],
        },
        { id: "slut", text: "Mötet är slut.", choices: [] },
      ],
      ...own,
    }),
  plan: (own = {}) =>
    spec("plan", {
      measures: [
        { id: "hinder", text: "Hinder", cost: 90, upkeep: 0 },
        { id: "kamera", text: "Kamera", cost: 1200.1, upkeep: 40.2 },
        { id: "verkstad", text: "Verkstad", cost: 180, upkeep: 0 },
        { id: "vuxna", text: "Vuxna på plats", cost: 140, upkeep: 0 },
      ],
      years: 2,
      budget: 300.5,
      requires: { verkstad: ["vuxna"] },
      excludes: [["kamera", "hinder"]],
      ...own,
    }),
  numeric: (own = {}) => spec("numeric", { unit: "procent", round: 0, data: null, ...own }),
  text: (own = {}) => spec("text", { words: { min: 3, max: 8 }, ...own }),
};

/** Time that passes when a test says so. */
export class Clock {
  private now = 0;
  private next = 1;
  private readonly timers = new Map<number, { at: number; does: () => void }>();
  private readonly real = { setTimeout: window.setTimeout, clearTimeout: window.clearTimeout };

  constructor() {
    const set = (does: () => void, wait = 0): number => {
      this.timers.set(this.next, { at: this.now + wait, does });
      return this.next++;
    };
    const clear = (timer?: number): void => void this.timers.delete(timer ?? 0);
    Object.assign(window, { setTimeout: set, clearTimeout: clear });
  }

  /** Let time pass by itself again. */
  end(): void {
    Object.assign(window, this.real);
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await calm();
    for (;;) {
      const [first] = [...this.timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!first) break;
      this.timers.delete(first[0]);
      this.now = first[1].at;
      first[1].does();
      await calm();
    }
    this.now = end;
  }
}

/** Let what waits for a reply that has come go on. */
export async function calm(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Effects come in the next turn of the event loop, and wait for no picture on a screen. */
options.requestAnimationFrame = (run) => void setTimeout(run);

/** Let Preact draw, run its effects, and draw what they changed. */
export async function drawn(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve));
}

export interface Sent {
  type: MessageType;
  payload: Record<string, Json>;
  reply: (reply: Reply) => void;
  fail: (error: Error) => void;
}

/** A journal that answers when a test says so, or, like the real one, at once. */
export class Journal implements Adapter {
  readonly sent: Sent[] = [];
  present: Present | null = null;
  /** What a wrong check leads to. */
  next: Spec | null = null;
  private readonly others = new Set<(event: External) => void>();
  private readonly written = new Map<string, Present>();
  private n = 0;

  constructor(private readonly answers = true) {}

  get last(): Sent {
    const last = this.sent.at(-1);
    if (!last) throw new Error("nothing was sent");
    return last;
  }

  messages(type: MessageType = "answer"): Sent[] {
    return this.sent.filter((one) => one.type === type);
  }

  transport(type: MessageType, payload: Record<string, Json>): Promise<Reply> {
    return new Promise((reply, fail) => {
      this.sent.push({ type, payload, reply, fail });
      if (this.answers) reply(this.write(type, payload));
    });
  }

  onExternal(callback: (event: External) => void): () => void {
    this.others.add(callback);
    return () => this.others.delete(callback);
  }

  external(event: External): void {
    for (const tell of this.others) tell(event);
  }

  /** The rules of the journal: a repeated (view, seq) is what it was; an old base is refused. */
  write(type: MessageType, payload: Record<string, Json>): Reply {
    if (type === "state") return { ok: true, present: this.present };
    const key = `${payload["view"]} ${payload["seq"]}`;
    const before = this.written.get(key);
    if (before) return { ok: true, n: before.n, at: before.at };
    if (this.present && this.present.n > Number(payload["base"] ?? 0)) {
      return { ok: false, why: "stale", message: "Ett senare svar finns.", present: this.present };
    }
    const line = { n: ++this.n, at: new Date().toISOString(), answer: payload["answer"] ?? null };
    this.written.set(key, line);
    if (type === "hint") return { ok: true, ...line, hint: `Tänk på steg ${payload["hint"]}.` };
    if (type === "check") {
      const feedback = { explanation: ["Valt alternativ: ”x”.", "Text om a.", "Därför."], parts: { a: "Text om a.", b: "Text om b." } };
      return { ok: true, n: line.n, at: line.at, points: 0, max: 1, feedback, next: this.next };
    }
    this.present = line;
    return { ok: true, n: line.n, at: line.at };
  }

  /** Another device writes. */
  elsewhere(answer: Json): Present {
    this.present = { n: ++this.n, at: new Date().toISOString(), answer };
    return this.present;
  }
}
