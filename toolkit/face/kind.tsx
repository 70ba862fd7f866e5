/** What a kind's view is made of, and the parts that several kinds share. */

import type { ComponentChildren, FunctionComponent } from "preact";
import type { Feedback, Host, Json, Part, Picture, Snapshot, Spec, Strings } from "./host";
import { fill } from "./host";
import { Icon } from "./icons";

export interface BodyProps {
  host: Host;
  state: Snapshot;
  strings: Strings;
  /** Where the files of the module lie, ending in a slash; empty for beside the page. */
  files: string;
  /** The answer, or null where it is none that a control can show, such as *Vet inte*. */
  answer: Json;
  disabled: boolean;
  /** The id of the sentence that says why the answer was refused, when it was. */
  invalid: string | null;
  /** What is chosen where choosing is not answering, until `onward` makes an answer of it. */
  chosen: string | null;
  choose(chosen: string | null): void;
}

/** The one filled button: it makes an answer of what was chosen. */
export interface Onward {
  text: string;
  does(): void;
}

export interface KindView {
  /** `fieldset` where the controls are one group of choices; else the question names a plain group. */
  group: "fieldset" | "group";
  /** The key of what is said when nothing is there to check. */
  first: string | ((spec: Spec) => string);
  clearable: boolean;
  /** Whether the body shows the figure, which otherwise stands above the question. */
  drawsFigure?: true;
  tips?(spec: Spec, strings: Strings): string[];
  partly?(spec: Spec, state: Snapshot, strings: Strings): string;
  /** What is said to be saved, where an answer is not whole yet. */
  saved?(spec: Spec, state: Snapshot, strings: Strings): string | null;
  onward?(props: BodyProps): Onward | null;
  /** Where nothing is right or wrong: the button, what is said aloud, and what is shown in place of a verdict. */
  compare?: { button: string; said: string; Shown: FunctionComponent<{ feedback: Feedback; strings: Strings }> };
  Body: FunctionComponent<BodyProps>;
}

/** The text for a part of the answer; the explanation has only those that apply. */
export function partFeedback(feedback: Feedback | null, part: string): string | null {
  const text = feedback?.parts[part];
  return text !== undefined && feedback?.explanation.includes(text) ? text : null;
}

/** The explanation without what is shown beside the parts. */
export function restOf(feedback: Feedback): string[] {
  const shown = Object.values(feedback.parts);
  return feedback.explanation.filter((line) => !shown.includes(line));
}

export function isRight(state: Snapshot): boolean {
  return state.points !== null && state.points === state.max;
}

interface NoteProps {
  /** Null where it says nothing about that. */
  right: boolean | null;
  head: string;
  children: ComponentChildren;
  apart?: boolean;
}

export function Note({ right, head, children, apart }: NoteProps) {
  return (
    <div class={`k-fb${right ? " k-fb--right" : ""}${apart ? " k-mt" : ""}`}>
      <h4>
        {right !== null && <Icon name={right ? "done" : "minus"} />}
        {head}
      </h4>
      {children}
    </div>
  );
}

interface PartNoteProps {
  state: Snapshot;
  part: string;
  strings: Strings;
  head?: string;
  /** Whether right parts have a text too: then the text says what holds for it, and a mark for the whole would mislead. */
  each?: boolean;
}

/** What an option that was chosen implies, directly under it; under a head of its own where it stands elsewhere. */
export function PartNote({ state, part, strings, head, each }: PartNoteProps) {
  const text = partFeedback(state.feedback, part);
  if (text === null) return null;
  return (
    <Note right={isRight(state) || (each ? null : false)} head={head ?? strings["view.your_answer"] ?? ""}>
      <p>{text}</p>
    </Note>
  );
}

interface OptionProps {
  type: "radio" | "checkbox";
  name: string;
  value: string;
  checked: boolean;
  disabled: boolean;
  text: ComponentChildren;
  picture?: Picture | undefined;
  onChange: (checked: boolean) => void;
  /** What stands in the row beside its text. */
  children?: ComponentChildren;
}

/** One option: the whole row is its label. A picture describes it, and its text is its name. */
export function Option({ type, name, value, checked, disabled, text, picture, onChange, children }: OptionProps) {
  const [textId, pictureId] = [`${name}-${value}-text`, `${name}-${value}-picture`];
  return (
    <label class={`k-opt${disabled ? " k-opt--fixed" : ""}`}>
      <input
        type={type}
        name={name}
        value={value}
        checked={checked}
        disabled={disabled}
        {...(picture ? { "aria-labelledby": textId, "aria-describedby": pictureId } : {})}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {picture ? (
        <span>
          <img id={pictureId} src={picture.file} alt={picture.alt} />
          <span id={textId}>{text}</span>
        </span>
      ) : (
        <span>{text}</span>
      )}
      {children}
    </label>
  );
}

/** The options of a kind that has them, and their pictures. */
export interface Options extends Spec {
  options: Part[];
  pictures: Picture[] | null;
}

/** The picture of an option, with where it lies. */
export function pictureOf({ host, files }: BodyProps, option: string): Picture | undefined {
  const picture = (host.spec as Options).pictures?.find(({ id }) => id === option);
  return picture && { ...picture, file: files + picture.file };
}

/** How the options are laid out: with pictures beside each other where there is room. */
export function lookOf(spec: Spec): string {
  return (spec as Options).pictures ? "k-opts k-opts--pictures" : "k-opts";
}

/** "Delvis: 3 av 4 kort", from the share of the points. */
export function partly(state: Snapshot, total: number, sentence: string | undefined): string {
  const share = (state.points ?? 0) / (state.max || 1);
  return fill(sentence, { n: Math.round(share * total), total });
}
