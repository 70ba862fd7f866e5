/** The shell round every kind: head, question, what a check said, and the foot with the state of the saving. */

import { Fragment, type FunctionComponent, h } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Figure } from "./figure";
import { fill, type Host, type Snapshot, type Spec, type Strings } from "./host";
import { Icon, type IconName } from "./icons";
import { type BodyProps, isRight, type KindView, Note, restOf } from "./kind";
import { when } from "./words";

export interface ExerciseProps {
  host: Host;
  strings: Strings;
  view: KindView;
  /** The section that the exercise stands in. */
  root: HTMLElement;
  /** Where the figures lie, ending in a slash; empty for beside the page. */
  files?: string;
}

const DONT_KNOW = { dk: true };

function isDontKnow(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "dk" in answer;
}

export function Exercise({ host, strings, view, root, files = "" }: ExerciseProps) {
  const [state, setState] = useState(host.get());
  const held = useRef<Held | null>(null);
  useEffect(() => {
    setState(host.get());
    return host.subscribe(() => {
      held.current ??= holdFocused(root);
      setState(host.get());
    });
  }, [host, root]);
  const said = useRef(state);
  useLayoutEffect(() => {
    const { feedback, hints } = said.current;
    said.current = state;
    // What was said stands among the controls: it must not move the one that somebody is at when it comes or goes.
    if (feedback !== state.feedback || hints !== state.hints) keepInPlace(held.current, root);
    held.current = null;
  }, [state]);

  const [chosen, choose] = useState<string | null>(null);

  const { spec } = host;
  const isClosed = state.status === "closed" || state.why === "closed";
  useLayoutEffect(() => {
    const look = { unsaved: "k-ex--no", refused: "k-ex--no", newer: "k-ex--newer", closed: "k-ex--closed" } as const;
    const extra = (look as Partial<Record<string, string>>)[state.status];
    root.className = extra ? `k-ex ${extra}` : "k-ex";
    root.setAttribute("aria-labelledby", `${host.id}-h`);
  }, [state.status, root, host]);

  const shown = useRef(spec.var);
  useLayoutEffect(() => {
    if (shown.current === spec.var) return;
    // The button that brought the next variant is gone; its question is where to go on.
    shown.current = spec.var;
    root.querySelector<HTMLElement>(".k-ans :is(input, select, textarea, button)")?.focus();
  }, [spec.var, root]);

  const tips = view.tips?.(spec, strings).filter(Boolean) ?? [];
  const tipsId = `${host.id}-tips`;
  const body: BodyProps = {
    host,
    state,
    strings,
    files,
    answer: isDontKnow(state.answer) ? null : state.answer,
    disabled: isClosed || state.next !== null,
    invalid: state.status === "refused" && (state.why === "invalid" || state.why === "too_big") ? `${host.id}-save` : null,
    chosen,
    choose,
  };
  return (
    <>
      <div class="k-ex__head">
        <h3 id={`${host.id}-h`}>{fill(strings["view.number"], { n: spec.number, total: spec.total })}</h3>
        <span>{roleOf(spec, strings)}</span>
      </div>
      <div class="k-ex__body">
        {spec.case.map((text) => (
          <p class="k-ex__case">{text}</p>
        ))}
        {spec.figure && !view.drawsFigure && <Figure figure={spec.figure} number={spec.number} files={files} strings={strings} />}
        <Question host={host} view={view} tips={tips} tipsId={tipsId}>
          {tips.length > 0 && (
            <p class="k-hint" id={tipsId}>
              {tips.join(" ")}
            </p>
          )}
          <div class="k-ans">
            <view.Body key={spec.var} {...body} />
            {spec.confidence && <Sure host={host} state={state} strings={strings} disabled={isClosed} />}
            <Result spec={spec} state={state} strings={strings} view={view} />
          </div>
        </Question>
      </div>
      <Foot body={body} view={view} isClosed={isClosed} root={root} />
    </>
  );
}

/** Where something stands in the window. */
interface Held {
  element: Element;
  top: number;
}

/** Remember where the control stands that somebody is at. */
function holdFocused(root: HTMLElement): Held | null {
  const element = document.activeElement;
  return element && root.contains(element) ? { element, top: element.getBoundingClientRect().top } : null;
}

/** Scroll what somebody is at back to where it stood, but not so far that the verdict begins out of sight. */
function keepInPlace(held: Held | null, root: HTMLElement): void {
  const scroll = (): void => {
    if (held && document.activeElement === held.element) {
      const away = held.element.getBoundingClientRect().top - held.top;
      if (Math.abs(away) >= 1) scrollerOf(root).scrollBy({ top: away, behavior: "instant" });
    }
    const verdict = root.querySelector(".k-fb.k-mt");
    if (verdict && verdict.getBoundingClientRect().top < 0) verdict.scrollIntoView({ behavior: "instant" });
  };
  scroll();
  window.requestAnimationFrame(scroll); // The browser may have scrolled too, when it laid the page out.
}

function scrollerOf(element: Element): Element {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement ?? document.documentElement;
}

function roleOf(spec: Spec, strings: Strings): string {
  const role = spec.pretest ? "pretest" : spec.role;
  return fill(strings[`view.role.${role}`], { points: spec.points ?? "" });
}

interface QuestionProps {
  host: Host;
  view: KindView;
  tips: string[];
  tipsId: string;
}

/** The question names the group of controls; what follows its first paragraph describes it. */
const Question: FunctionComponent<QuestionProps> = ({ host, view, tips, tipsId, children }) => {
  const [first, ...more] = host.spec.prompt;
  const moreId = `${host.id}-more`;
  const described = [more.length ? moreId : "", tips.length ? tipsId : ""].filter(Boolean).join(" ");
  const describedBy = described ? { "aria-describedby": described } : {};
  // The HTML comes from view_spec, which lets through a few tags and escapes everything else.
  const question = { dangerouslySetInnerHTML: { __html: first?.html ?? "" } };
  const rest = more.length > 0 && (
    <div class="k-ex__more k-stack" id={moreId}>
      {more.map(({ tag, html }) => h(tag, { dangerouslySetInnerHTML: { __html: html } }))}
    </div>
  );
  if (view.group === "fieldset") {
    return (
      <fieldset {...describedBy}>
        <legend class="k-q" {...question} />
        {rest}
        {children}
      </fieldset>
    );
  }
  return (
    <div role="group" aria-labelledby={`${host.id}-q`} {...describedBy}>
      <p class="k-q" id={`${host.id}-q`} {...question} />
      {rest}
      {children}
    </div>
  );
};

interface PartProps {
  host: Host;
  state: Snapshot;
  strings: Strings;
}

function Sure({ host, state, strings, disabled }: PartProps & { disabled: boolean }) {
  return (
    <fieldset class="k-conf">
      <legend>{strings["view.sure"]}</legend>
      <div class="k-seg">
        {[1, 2, 3].map((level) => (
          <label key={level} class={`k-opt${disabled ? " k-opt--fixed" : ""}`}>
            <input
              type="radio"
              name={`${host.id}-sure`}
              value={level}
              checked={state.confidence === level}
              disabled={disabled}
              onChange={() => host.sure(level)}
            />
            <span>{strings[`view.sure.${level}`]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** What a check or a hint said. It grows under the answer, and its first words are read aloud. */
function Result({ spec, state, strings, view }: { spec: Spec; state: Snapshot; strings: Strings; view: KindView }) {
  const verdict = verdictOf(spec, state, strings, view);
  const hint = state.hints.length;
  return (
    <>
      {state.hints.map((text, index) => (
        <div class="k-notice k-mt" key={index}>
          <Icon name="hint" />
          <div>
            <strong>{fill(strings["view.hint"], { n: index + 1, total: spec.hints })}</strong>
            <p>{text}</p>
          </div>
        </div>
      ))}
      {state.feedback && view.compare && <view.compare.Shown feedback={state.feedback} strings={strings} />}
      {state.feedback && !view.compare && (
        <Note apart right={isRight(state)} head={verdict}>
          {restOf(state.feedback).map((line, index) => (
            <p key={index}>{line}</p>
          ))}
        </Note>
      )}
      <p class={state.note ? "k-said k-mt" : "k-vh"} role="status">
        {state.note && <Icon name="info" />}
        <span>{state.note ?? (state.asked === "hint" ? state.hints[hint - 1] : state.feedback ? verdict : "")}</span>
      </p>
    </>
  );
}

function verdictOf(spec: Spec, state: Snapshot, strings: Strings, view: KindView): string {
  if (view.compare) return strings[view.compare.said] ?? "";
  if (isRight(state)) return strings["view.right"] ?? "";
  if (!state.points) return strings["view.wrong"] ?? "";
  return view.partly?.(spec, state, strings) ?? strings["view.partly"] ?? "";
}

interface Saving {
  look: "" | "k-save--no" | "k-save--newer";
  icon: IconName | null;
  text: string;
}

/** The whole state of the saving, in words. */
export function savingOf(host: Host, state: Snapshot, strings: Strings, view: KindView): Saving {
  const say = (key: string, at: string | null = null, long = false): string =>
    fill(strings[key], { when: at === null ? "" : when(at, strings, long) });
  switch (state.status) {
    case "unsaved":
    case "refused":
      return { look: "k-save--no", icon: "alert", text: state.message ?? "" };
    case "newer":
      return { look: "k-save--newer", icon: "newer", text: say("view.newer", state.present?.at ?? null, true) };
    case "closed": {
      const key = state.answered ? "view.closed_answered" : "view.closed_empty";
      return { look: "", icon: "closed", text: fill(strings[key], { when: host.closed ?? "" }) };
    }
    case "saving":
      return { look: "", icon: "saving", text: say("view.saving") };
    case "empty":
    case "pending":
    case "saved":
      if (host.preview) return { look: "", icon: "info", text: say("view.preview") };
      if (state.status === "pending" && state.at !== null) return { look: "", icon: null, text: "" };
      if (state.status !== "saved") return { look: "", icon: null, text: say("view.empty") };
      if (!state.answered) return { look: "", icon: "done", text: say("view.cleared", state.at) };
      if (isDontKnow(state.answer)) return { look: "", icon: "done", text: say("view.saved_dont_know", state.at) };
      return { look: "", icon: "done", text: view.saved?.(host.spec, state, strings) ?? say("view.saved", state.at) };
  }
}

interface FootProps {
  body: BodyProps;
  view: KindView;
  isClosed: boolean;
  root: HTMLElement;
}

function Foot({ body, view, isClosed, root }: FootProps) {
  const { host, state, strings } = body;
  const { look, icon, text } = savingOf(host, state, strings, view);
  const line = useRef<HTMLParagraphElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    // A button that has done its work goes; whoever pressed it must not be left nowhere.
    if (focused.current && !focused.current.isConnected && !root.contains(document.activeElement)) {
      focused.current = null;
      line.current?.focus();
    }
  });
  return (
    <div class="k-ex__foot">
      {/* An alert is a new element, so that it is read at once; else only the text changes. */}
      <p key={look} ref={line} class={look ? `k-save ${look}` : "k-save"} role={look ? "alert" : "status"} id={`${host.id}-save`} tabIndex={-1}>
        {icon && <Icon name={icon} />}
        <span>{text}</span>
      </p>
      <Buttons body={body} view={view} isClosed={isClosed} onFocus={(button) => (focused.current = button)} />
    </div>
  );
}

interface ButtonsProps {
  body: BodyProps;
  view: KindView;
  isClosed: boolean;
  onFocus: (button: Element | null) => void;
}

function Buttons({ body, view, isClosed, onFocus }: ButtonsProps) {
  const { host, state, strings } = body;
  const { spec } = host;
  const practises = spec.role !== "graded";
  const button = (key: string, text: string | undefined, does: () => void, plain = false, icon: IconName | null = null, pressed?: boolean) => (
    <button
      key={key}
      type="button"
      class={plain ? "k-btn k-btn--plain" : "k-btn"}
      {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
      onClick={does}
    >
      {icon && <Icon name={icon} />}
      {text}
    </button>
  );
  const buttons = [];
  if (state.status === "newer") {
    buttons.push(
      button("later", strings["view.show_newer"], () => host.keep("later")),
      button("mine", strings["view.keep_mine"], () => host.keep("mine")),
    );
  } else if (state.next && state.status === "saved") {
    buttons.push(button("next", strings["view.next_variant"], () => host.advance()));
  } else if (!isClosed) {
    if (state.status === "unsaved") buttons.push(button("retry", strings["view.retry"], () => host.retry()));
    const answered = state.answer !== null && !isDontKnow(state.answer);
    if (view.clearable && !spec.binding && answered) {
      buttons.push(button("clear", strings["view.clear"], () => host.clear(), true));
    }
    if (practises && state.hints.length < spec.hints) {
      const text = fill(strings["view.hint"], { n: state.hints.length + 1, total: spec.hints });
      buttons.push(button("hint", text, () => void host.hint(), true, "hint"));
    }
    if (spec.pretest && !(spec.binding && answered)) {
      const pressed = isDontKnow(state.answer);
      buttons.push(button("dk", strings["view.dont_know"], () => (pressed ? host.clear() : dontKnow(host)), false, null, pressed));
    }
    const onward = view.onward?.(body);
    // As long as there is a step to take, there is nothing whole to check.
    if (practises && !onward) {
      const check = (): void => {
        const first = typeof view.first === "string" ? view.first : view.first(spec);
        if (state.answer === null) host.tell(strings[first] ?? "");
        else void host.check(state.answer);
      };
      const key = view.compare?.button ?? (state.checked ? "view.check_again" : "view.check");
      buttons.push(button("check", strings[key], check));
    }
    if (onward) buttons.push(<button key="onward" type="button" class="k-btn k-btn--main" onClick={() => onward.does()}>{onward.text}</button>);
  }
  if (!buttons.length) return <Fragment />;
  return (
    <div class="k-row" onFocusIn={(event) => onFocus(event.target as Element)} onFocusOut={(event) => event.relatedTarget && onFocus(null)}>
      {buttons}
    </div>
  );
}

function dontKnow(host: Host): void {
  host.save(DONT_KNOW);
}
