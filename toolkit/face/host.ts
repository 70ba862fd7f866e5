/** What a view and the shell around it know: the exercise, what was answered, and what they may ask for. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Part {
  id: string;
  text: string;
}

/** What a figure shows, as `toolkit/face/tables.py` reads it: a head, the rows, and which columns hold numbers. */
export interface Grid {
  head: string[];
  rows: string[][];
  numbers: boolean[];
}

export interface Figure {
  file: string;
  alt: string;
  table: string | null;
  grid: Grid | null;
  /** Left, top, width and height of a drawing in its own units, where places are marked in it; null if unknown. */
  box?: [number, number, number, number] | null;
}

/** A picture that belongs to a part, such as an option. */
export interface Picture {
  id: string;
  file: string;
  alt: string;
}

/** What `toolkit/face/view_spec.py` writes. Each kind adds fields of its own. */
export interface Spec {
  id: string;
  rev: string;
  var: string | null;
  kind: string;
  role: "practice" | "graded" | "mastery";
  pretest: boolean;
  /** What was answered stands: a later answer can only add to it. */
  binding: boolean;
  points: string | null;
  case: string[];
  prompt: { tag: string; html: string }[];
  figure: Figure | null;
  hints: number;
  confidence: boolean;
  number: number;
  total: number;
}

export type Strings = Record<string, string>;

/** An answer as the journal holds it. */
export interface Present {
  n: number;
  at: string;
  answer: Json;
  confidence?: number | null;
}

export interface Example {
  text: string;
  why: string;
}

export interface Feedback {
  explanation: string[];
  parts: Record<string, string>;
  /** What a text is compared with, in place of a verdict. */
  comparison?: { questions: string[]; strong: Example; weak: Example };
}

export type Why = "stale" | "closed" | "too_big" | "invalid" | "disk" | "forbidden";

export type Reply =
  | {
      ok: true;
      n?: number;
      at?: string;
      points?: number;
      max?: number;
      feedback?: Feedback;
      hint?: string;
      next?: Spec | null;
      present?: Present | null;
      /** When answers to the exercise stopped being taken, in words, if they have. */
      closed?: string | null;
      /** What the hand-in shows. */
      html?: string;
    }
  | { ok: false; why: Why; message: string; present?: Present | null };

export type MessageType = "answer" | "check" | "hint" | "state" | "hand_in";

/** An answer that was saved through another view: in another tab, or elsewhere in the notebook. */
export interface External extends Present {
  ex: string;
  var: string | null;
  view: string;
  seq: number;
}

/** How messages reach the journal. `transport` rejects when no reply came, with `SignedOut` where that is why. */
export interface Adapter {
  transport(type: MessageType, payload: Record<string, Json>): Promise<Reply>;
  onExternal(callback: (event: External) => void): () => void;
}

export class SignedOut extends Error {}

/**
 * - `empty`, `saved`: nothing waits to be saved
 * - `pending`: an answer waits, and what was said of the one before is said no more
 * - `saving`: it has waited for 0.4 s
 * - `unsaved`: no reply; kept and sent again
 * - `newer`: the journal has a later answer; the participant chooses
 * - `refused`: it cannot be saved as it is; `why` and `message` say why
 * - `closed`: the time is out
 */
export type Status = "empty" | "saved" | "pending" | "saving" | "unsaved" | "newer" | "refused" | "closed";

export interface Snapshot {
  answer: Json;
  /** The answer that the journal has. */
  saved: Json;
  confidence: number | null;
  status: Status;
  why: Why | "signed_out" | null;
  /** When the answer that the journal has was written. */
  at: string | null;
  /** Whether the journal has an answer. */
  answered: boolean;
  message: string | null;
  present: Present | null;
  points: number | null;
  max: number | null;
  feedback: Feedback | null;
  /** Whether the answer has been checked before. */
  checked: boolean;
  hints: string[];
  /** What was asked last, and is read aloud. */
  asked: "check" | "hint" | null;
  /** What is shown next: a mastery task was answered wrong, and goes on with another variant. */
  next: Spec | null;
  /** Something that concerns a check or a hint, and not the saving. */
  note: string | null;
  /** Grows when the answer changes from outside: only then do typed fields take it. */
  external: number;
}

export interface Host {
  readonly spec: Spec;
  /** Random for each view: the beginning of its ids on the page, and its name in the journal. */
  readonly id: string;
  readonly preview: boolean;
  /** When answers to the exercise stopped being taken, in words, if they have. */
  readonly closed: string | null;
  get(): Snapshot;
  subscribe(callback: () => void): () => void;
  /** `pause` waits until nothing was typed for 1.5 s. */
  save(answer: Json, when?: "now" | "pause"): void;
  sure(confidence: number): void;
  check(answer: Json): Promise<void>;
  hint(): Promise<void>;
  /** Go on with the next variant. */
  advance(): void;
  keep(which: "later" | "mine"): void;
  clear(): void;
  retry(): void;
  tell(note: string): void;
  dispose(): void;
}

/** Fill in the fields of a sentence. */
export function fill(sentence: string | undefined, fields: Record<string, string | number>): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole));
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [a as Record<string, Json>, b as Record<string, Json>];
  const names = Object.keys(x);
  return names.length === Object.keys(y).length && names.every((name) => name in y && same(x[name], y[name]));
}

/** Random, also without https, where `crypto.randomUUID` is missing. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return `v${Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("")}`;
}
