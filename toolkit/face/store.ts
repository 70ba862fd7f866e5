/**
 * One exercise's answer on its way to the journal.
 *
 * What is shown is what was answered last. Until the journal has acknowledged it, it also lies in the browser,
 * under user, occasion, module and exercise: one message that was sent (`sent`) and one answer that comes after
 * it (`draft`). A message is sent again unchanged, with its (view, seq) and its old base, until there is a
 * reply; only then is the next one made. So nothing is written twice, and nothing later is overwritten unseen.
 */

import {
  type Adapter,
  type External,
  fill,
  type Host,
  type Json,
  type Present,
  type Reply,
  randomId,
  same,
  SignedOut,
  type Snapshot,
  type Spec,
  type Strings,
} from "./host";

const NO_REPLY = 4000;
const SLOW = 400;
const PAUSE = 1500;
const BACK_OFF = [2000, 4000, 8000, 16000, 30000, 60000];

/** What is known of an answer that nobody has checked. */
const UNCHECKED = { points: null, max: null, feedback: null, next: null, note: null };

interface Draft {
  answer: Json;
  confidence: number | null;
}

interface Message extends Draft {
  view: string;
  seq: number;
  base: number | null;
}

/** What lies in the browser. */
interface Kept {
  sent: Message | null;
  draft: Draft | null;
  base: number | null;
  var: string | null;
  rev: string;
}

export interface Scope {
  user: string;
  occasion: string;
  module: string;
}

export interface StoreOptions {
  spec: Spec;
  state: Present | null;
  scope: Scope;
  adapter: Adapter;
  strings: Strings;
  preview?: boolean;
  /** When answers to the exercise stopped being taken, in words ("fre 4 dec 23:59"), if they have. */
  closed?: string | null;
  storage?: Storage | null;
  channel?: BroadcastChannel | null;
}

/** Where an answer that is not saved lies in the browser. */
export function keyOf({ user, occasion, module }: Scope, exercise: string): string {
  return ["kurs", user, occasion, module, exercise].map(encodeURIComponent).join(":");
}

export function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // refused by the browser's settings
  }
}

export class Store implements Host {
  spec: Spec;
  readonly id = randomId();
  readonly preview: boolean;
  readonly closed: string | null;

  private readonly options: StoreOptions;
  private readonly storage: Storage | null;
  private readonly channel: BroadcastChannel | null;
  private readonly key: string;
  private readonly ends: (() => void)[] = [];
  private readonly subscribers = new Set<() => void>();
  private readonly waiting: ((clean: boolean) => void)[] = [];

  private snapshot: Snapshot;
  private base: number | null;
  private acknowledged: Draft;
  /** The last that is known of the journal, though what waits here is shown. */
  private latest: Present | null;
  private sent: Message | null = null;
  private draft: Draft | null = null;
  private kept: string | null = null;
  private seq = 0;
  private inFlight = false;
  private attempt = 0;
  private failures = 0;
  /** The answer was refused as it is: it is not sent again before it changes. */
  private held = false;
  /** A check or a hint awaits its reply: the next message waits. */
  private asking = false;
  private leaving = false;
  private disposed = false;
  private pause = 0;
  private slow = 0;
  private timeout = 0;
  private again = 0;

  constructor(options: StoreOptions) {
    const { spec, state, scope } = options;
    this.options = options;
    this.spec = spec;
    this.preview = options.preview ?? false;
    this.closed = options.closed ?? null;
    this.storage = options.storage === undefined ? browserStorage() : options.storage;
    this.key = keyOf(scope, spec.id);
    this.latest = state;
    this.base = state?.n ?? null;
    this.acknowledged = { answer: state?.answer ?? null, confidence: state?.confidence ?? null };
    this.snapshot = {
      ...this.acknowledged,
      saved: this.acknowledged.answer,
      status: this.closed ? "closed" : this.acknowledged.answer === null ? "empty" : "saved",
      why: null,
      at: state?.at ?? null,
      answered: this.acknowledged.answer !== null,
      message: null,
      present: null,
      points: null,
      max: null,
      feedback: null,
      checked: false,
      hints: [],
      asked: null,
      next: null,
      note: null,
      external: 0,
    };
    this.channel = options.channel === undefined ? this.openChannel() : options.channel;
    this.listen();
    this.reopen();
  }

  get(): Snapshot {
    return this.snapshot;
  }

  subscribe(callback: () => void): () => void {
    this.subscribers.add(callback);
    return () => this.subscribers.delete(callback);
  }

  save(answer: Json, when: "now" | "pause" = "now"): void {
    this.change({ answer, confidence: this.snapshot.confidence }, when);
  }

  sure(confidence: number): void {
    this.change({ answer: this.snapshot.answer, confidence }, "now");
  }

  clear(): void {
    this.change({ answer: null, confidence: null }, "now");
    this.show({ external: this.snapshot.external + 1 });
  }

  keep(which: "later" | "mine"): void {
    const present = this.snapshot.present;
    if (!present) return;
    this.base = present.n;
    this.held = false;
    if (which === "later") {
      this.sent = this.draft = null;
      this.adopt(present);
      this.persist();
      this.settle(true);
      return;
    }
    this.acknowledged = { answer: present.answer, confidence: present.confidence ?? null };
    const { answer, confidence } = this.snapshot;
    this.draft = { answer, confidence };
    this.show({ present: null, status: "saving", at: present.at });
    this.persist();
    this.flush();
  }

  retry(): void {
    this.show({ status: "saving" });
    this.sendAgain();
  }

  tell(note: string): void {
    this.show({ note });
  }

  async check(answer: Json): Promise<void> {
    if (this.asking) return;
    this.save(answer);
    if (!(await this.settled())) {
      if (this.snapshot.status !== "newer") this.show({ note: this.options.strings["view.not_saved_yet"] ?? null });
      return;
    }
    const reply = await this.ask("check", { answer });
    if (reply?.ok && same(answer, this.snapshot.answer)) {
      const { points = null, max = null, feedback = null, next = null } = reply;
      this.show({ points, max, feedback, next, checked: true, asked: "check", note: null });
    }
    this.flush();
  }

  async hint(): Promise<void> {
    if (this.asking || this.snapshot.hints.length >= this.spec.hints) return;
    await this.settled();
    const reply = await this.ask("hint", { hint: this.snapshot.hints.length + 1 });
    if (reply?.ok && reply.hint) this.show({ hints: [...this.snapshot.hints, reply.hint], asked: "hint", note: null });
    this.flush();
  }

  advance(): void {
    const { next } = this.snapshot;
    if (!next || this.sent || this.draft) return;
    this.spec = next;
    this.acknowledged = { answer: null, confidence: null };
    this.show({
      ...this.acknowledged,
      ...this.clean(),
      ...UNCHECKED,
      answered: false,
      checked: false,
      hints: [],
      asked: null,
      external: this.snapshot.external + 1,
    });
  }

  dispose(): void {
    this.flush();
    this.persist();
    for (const end of this.ends) end();
    for (const timer of [this.pause, this.slow, this.timeout, this.again]) window.clearTimeout(timer);
    this.subscribers.clear();
    this.warn(false);
    this.disposed = true;
    this.channel?.close();
  }

  // --- what the participant does --------------------------------------------------------

  private change(next: Draft, when: "now" | "pause"): void {
    if (this.snapshot.status === "closed" || this.snapshot.next) return;
    const changed = !same(next.answer, this.snapshot.answer) || next.confidence !== this.snapshot.confidence;
    if (changed) {
      this.held = false;
      this.draft = next;
      this.show({ ...next, ...(same(next.answer, this.snapshot.answer) ? {} : UNCHECKED) });
      if (!this.sent && this.isAcknowledged(next)) {
        this.draft = null; // back to what the journal has
        this.calm();
        if (this.snapshot.status !== "newer") this.show(this.clean());
      } else if (!this.sent && next.answer === null && this.acknowledged.answer === null) {
        this.draft = null; // how sure one is of nothing is not sent before there is an answer
      }
      this.persist();
      this.wait();
    }
    window.clearTimeout(this.pause);
    this.pause = 0;
    if (when === "now") this.flush();
    else this.pause = this.later(PAUSE, () => this.flush());
  }

  /** Say no more that all is saved, and after a moment that it is being saved. */
  private wait(): void {
    if (!this.sent && !this.draft) return;
    const { status } = this.snapshot;
    if (status === "saved" || status === "empty") this.show({ status: "pending" });
    if (!this.slow && status !== "unsaved" && status !== "saving" && !this.held && !this.snapshot.present) {
      this.slow = this.later(SLOW, () => {
        this.slow = 0;
        this.show({ status: "saving" });
      });
    }
  }

  private calm(): void {
    window.clearTimeout(this.slow);
    this.slow = 0;
  }

  private isAcknowledged(one: Draft): boolean {
    return same(one.answer, this.acknowledged.answer) && one.confidence === this.acknowledged.confidence;
  }

  // --- the way out ----------------------------------------------------------------------

  private flush(): void {
    window.clearTimeout(this.pause);
    this.pause = 0;
    if (this.inFlight || this.asking || this.held || this.snapshot.present) return;
    if (!this.sent) {
      if (!this.draft) return;
      this.sent = { ...this.draft, view: this.id, seq: ++this.seq, base: this.base };
      this.draft = null;
      this.persist();
    }
    this.deliver(this.sent);
  }

  private deliver(message: Message): void {
    const attempt = ++this.attempt;
    this.inFlight = true;
    window.clearTimeout(this.again);
    this.wait();
    window.clearTimeout(this.timeout);
    this.timeout = this.later(NO_REPLY, () => this.failed(attempt, null));
    this.send("answer", { ...message }).then(
      (reply) => this.arrived(message, reply),
      (error: unknown) => this.failed(attempt, error),
    );
  }

  private send(type: "answer" | "check" | "hint", fields: Record<string, Json>): Promise<Reply> {
    const { id, var: variant, rev } = this.spec;
    const payload = { ex: id, var: variant, rev, user: this.options.scope.user, ...fields };
    try {
      return this.options.adapter.transport(type, payload);
    } catch (error) {
      return Promise.reject(error); // a comm that is closed throws at once
    }
  }

  /** A reply counts however late it comes, also after the participant was told that none had come. */
  private arrived(message: Message, reply: Reply): void {
    if (this.sent !== message) return;
    this.endAttempt();
    if (reply.ok) this.acknowledge(message, reply.n ?? 0, reply.at ?? "", true);
    else this.refused(message, reply);
  }

  private endAttempt(): void {
    this.attempt++;
    this.inFlight = false;
    this.calm();
    for (const timer of [this.timeout, this.again]) window.clearTimeout(timer);
  }

  private acknowledge(message: Message, n: number, at: string, tellOthers: boolean): void {
    const { view, seq, answer, confidence } = message;
    this.base = n;
    this.failures = 0;
    this.sent = null;
    this.acknowledged = { answer, confidence };
    if (this.draft && this.isAcknowledged(this.draft)) this.draft = null;
    this.persist();
    if (tellOthers) this.tellOthers({ view, seq, n, at, answer, confidence });
    if (!this.draft && this.latest && this.latest.n > n) {
      // What lay in the browser had been saved long ago, and another answer after it.
      this.adopt(this.latest);
      return this.settle(true);
    }
    const status = this.draft ? (this.snapshot.status === "unsaved" ? "saving" : this.snapshot.status) : "saved";
    this.show({ at, answered: answer !== null, why: null, message: null, status });
    if (!this.draft) return this.settle(true);
    this.wait();
    if (!this.pause) this.flush();
  }

  private tellOthers(saved: Omit<External, "ex" | "var">): void {
    if (!this.disposed) this.channel?.postMessage({ ex: this.spec.id, var: this.spec.var, ...saved } satisfies External);
  }

  private refused(message: Message, reply: Reply & { ok: false }): void {
    if (reply.why === "disk") return this.notSaved("disk", reply.message);
    if (reply.why === "forbidden") return this.notSaved("forbidden", fill(this.options.strings["view.forbidden"], { why: reply.message }));
    const wasChanged = this.draft !== null;
    this.sent = null;
    if (this.spec.binding && reply.present) return this.give(reply.present);
    if (reply.why === "stale" && reply.present) return this.conflict(message, reply.present);
    this.draft ??= { answer: message.answer, confidence: message.confidence };
    this.held = !wasChanged || reply.why === "stale" || reply.why === "closed";
    this.persist();
    this.show({ status: "refused", why: reply.why, message: reply.message });
    this.settle(false);
    this.flush();
  }

  /** The journal has a later answer than the one that this view had seen. */
  private conflict(mine: Draft, present: Present): void {
    const { answer, confidence } = this.draft ?? mine;
    if (same(answer, present.answer)) {
      this.draft = null;
      const message = { answer, confidence, view: this.id, seq: this.seq, base: this.base };
      return this.acknowledge(message, present.n, present.at, false);
    }
    this.draft = { answer, confidence };
    this.persist();
    this.show({ status: "newer", why: "stale", present, message: null });
    this.settle(false);
  }

  /** What the journal has cannot be taken back: it is shown in place of what was answered here. */
  private give(present: Present): void {
    this.draft = null;
    this.adopt(present);
    this.persist();
    this.show({ note: this.options.strings["view.standing"] ?? null });
    this.settle(true);
  }

  private failed(attempt: number, error: unknown): void {
    if (attempt !== this.attempt || !this.inFlight) return;
    this.endAttempt();
    const out = error instanceof SignedOut;
    const sentence = this.options.strings[out ? "view.signed_out" : "view.unsaved"];
    this.notSaved(out ? "signed_out" : null, sentence ?? "");
  }

  private notSaved(why: "signed_out" | "disk" | "forbidden" | null, message: string): void {
    // What is forbidden is so until the participant has done something about it; seeing the page again tries.
    if (why !== "forbidden") {
      const wait = BACK_OFF[Math.min(this.failures++, BACK_OFF.length - 1)] ?? 0;
      // Spread, so that a whole course does not come back in the same second.
      this.again = this.later(wait * (0.8 + 0.4 * Math.random()), () => this.sendAgain());
    }
    this.show({ status: "unsaved", why, message });
    this.settle(false);
  }

  private sendAgain(): void {
    if (!this.inFlight && (this.sent || this.draft)) this.flush();
  }

  private settled(): Promise<boolean> {
    if (!this.sent && !this.draft) return Promise.resolve(true);
    if (!this.inFlight) return Promise.resolve(false);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private settle(clean: boolean): void {
    for (const resolve of this.waiting.splice(0)) resolve(clean);
  }

  /** Send a check or a hint and wait for its reply, but not for ever; what went wrong is said. */
  private async ask(type: "check" | "hint", fields: Record<string, Json>): Promise<Reply | null> {
    this.asking = true;
    const message = { view: this.id, seq: ++this.seq, base: this.base, ...fields };
    let timer = 0;
    const silence = new Promise<null>((resolve) => (timer = this.later(NO_REPLY, () => resolve(null))));
    let reply: Reply | null = null;
    let note = this.options.strings["view.no_reply"] ?? null;
    try {
      reply = await Promise.race([this.send(type, message), silence]);
    } catch (error) {
      if (error instanceof SignedOut) note = this.options.strings["view.signed_out"] ?? null;
    }
    window.clearTimeout(timer);
    this.asking = false;
    if (reply?.ok) this.base = Math.max(this.base ?? 0, reply.n ?? 0);
    else if (reply?.present) this.conflict(this.snapshot, reply.present);
    else this.show({ note: reply ? reply.message : note });
    return reply;
  }

  // --- what comes from elsewhere ----------------------------------------------------------

  private listen(): void {
    const back = (): void => {
      if (this.sent || this.draft) this.sendAgain();
      else void this.refetch();
    };
    const seen = (): void => {
      if (document.visibilityState === "visible") back();
      else if (this.pause) this.flush(); // the page may be on its way out
    };
    const on = (target: EventTarget, name: string, does: () => void): void => {
      target.addEventListener(name, does);
      this.ends.push(() => target.removeEventListener(name, does));
    };
    on(window, "online", back);
    on(window, "focus", back);
    on(window, "pagehide", () => this.pause && this.flush());
    on(document, "visibilitychange", seen);
    this.ends.push(this.options.adapter.onExternal((event) => this.fromOutside(event)));
    if (this.channel) this.channel.onmessage = (event: MessageEvent<External>) => this.fromOutside(event.data);
  }

  private openChannel(): BroadcastChannel | null {
    if (typeof BroadcastChannel === "undefined") return null;
    const { user, occasion, module } = this.options.scope;
    return new BroadcastChannel(["kurs", user, occasion, module].map(encodeURIComponent).join(":"));
  }

  private fromOutside(event: External): void {
    if (event.ex !== this.spec.id) return;
    if (this.sent && this.sent.view === event.view && this.sent.seq === event.seq) {
      const message = this.sent; // another tab found it in the browser and delivered it
      this.endAttempt();
      this.acknowledge(message, event.n, event.at, false);
    } else this.takeIn(event.var === this.spec.var ? event : { ...event, answer: null, confidence: null });
  }

  private takeIn(present: Present): void {
    if (present.n > (this.latest?.n ?? 0)) this.latest = present;
    // What is not saved here is never replaced unseen: when it is sent, the journal says that it is behind.
    if (this.sent || this.draft || present.n <= (this.base ?? 0)) return;
    this.adopt(present);
  }

  private adopt(present: Present): void {
    const { answer, confidence = null } = present;
    const isNew = !same(answer, this.snapshot.answer);
    this.base = present.n;
    this.acknowledged = { answer, confidence };
    this.show({
      answer,
      confidence,
      at: present.at,
      answered: answer !== null,
      ...this.clean(),
      ...(isNew ? UNCHECKED : {}),
      external: this.snapshot.external + 1,
    });
  }

  /** Ask the journal, where another device may have written meanwhile. */
  private async refetch(): Promise<void> {
    try {
      const reply = await this.options.adapter.transport("state", { ex: this.spec.id });
      if (reply.ok && reply.present) this.takeIn(reply.present);
    } catch {
      // Nothing is unsaved: the next answer will tell whether the server is there.
    }
  }

  /** Take up what an earlier visit could not save. */
  private reopen(): void {
    const kept = this.readKept();
    if (!kept) return;
    if (kept.var !== this.spec.var) return this.forget();
    this.base = kept.base;
    this.sent = kept.rev === this.spec.rev ? kept.sent : null;
    this.draft = kept.draft ?? (this.sent ? null : kept.sent && { answer: kept.sent.answer, confidence: kept.sent.confidence });
    const last = this.draft ?? this.sent;
    if (!last) return this.forget();
    const { answer, confidence } = last;
    this.snapshot = { ...this.snapshot, answer, confidence, status: "saving" };
    this.warn(true);
    this.flush();
  }

  // --- the browser ------------------------------------------------------------------------

  private readKept(): Kept | null {
    try {
      this.kept = this.storage?.getItem(this.key) ?? null;
      return this.kept === null ? null : (JSON.parse(this.kept) as Kept);
    } catch {
      return null;
    }
  }

  private persist(): void {
    const dirty = this.sent !== null || this.draft !== null;
    this.warn(dirty && this.snapshot.why !== "closed");
    if (!dirty) return this.forget();
    const { var: variant, rev } = this.spec;
    this.kept = JSON.stringify({ sent: this.sent, draft: this.draft, base: this.base, var: variant, rev } satisfies Kept);
    try {
      this.storage?.setItem(this.key, this.kept);
    } catch {
      // Full or refused by the browser: the answer stays in the page, and the page warns before it is left.
    }
  }

  /** Remove what lies in the browser, unless another tab has put its own there. */
  private forget(): void {
    try {
      if (this.kept !== null && this.storage?.getItem(this.key) === this.kept) this.storage.removeItem(this.key);
    } catch {
      // As above.
    }
    this.kept = null;
  }

  private readonly beforeUnload = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
    event.returnValue = this.options.strings["view.leave"] ?? "";
  };

  private warn(dirty: boolean): void {
    if (dirty === this.leaving) return;
    this.leaving = dirty;
    if (dirty) window.addEventListener("beforeunload", this.beforeUnload);
    else window.removeEventListener("beforeunload", this.beforeUnload);
  }

  // --- what is shown ----------------------------------------------------------------------

  /** The state in which nothing waits. */
  private clean(): Pick<Snapshot, "status" | "why" | "message" | "present"> {
    const status = this.closed ? "closed" : this.acknowledged.answer === null ? "empty" : "saved";
    return { status, why: null, message: null, present: null };
  }

  private show(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change, saved: this.acknowledged.answer };
    for (const callback of this.subscribers) callback();
  }

  private later(wait: number, does: () => void): number {
    return window.setTimeout(does, wait);
  }
}
