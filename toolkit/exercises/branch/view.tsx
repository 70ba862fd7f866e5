import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fill, type Json, type Part, type Spec } from "../../face/host";
import { type BodyProps, type KindView, Option, PartNote } from "../../face/kind";
import { when } from "../../face/words";

interface Choice extends Part {
  to: string;
  if: string[];
  consequence: string | null;
}

interface Node extends Part {
  choices: Choice[];
}

interface Branch extends Spec {
  start: string;
  nodes: Node[];
}

interface Step {
  node: Node;
  choice: Choice;
}

interface Way {
  steps: Step[];
  /** Where it has come to. */
  now: Node;
}

const NOWHERE: Node = { id: "", text: "", choices: [] };

function nodeOf({ nodes }: Branch, id: string): Node {
  return nodes.find((one) => one.id === id) ?? NOWHERE;
}

/** Where an answer leads, as far as it can be gone. */
function wayOf(spec: Branch, answer: Json): Way {
  const steps: Step[] = [];
  let now = nodeOf(spec, spec.start);
  for (const step of Array.isArray(answer) ? answer : []) {
    const [at, made] = step as [string, string];
    const choice = now.choices.find(({ id }) => id === made);
    if (at !== now.id || !choice) break;
    steps.push({ node: now, choice });
    now = nodeOf(spec, choice.to);
  }
  return { steps, now };
}

function idOf({ node, choice }: Step): string {
  return `${node.id}.${choice.id}`;
}

function answerOf(steps: Step[]): Json {
  return steps.length ? steps.map(({ node, choice }) => [node.id, choice.id]) : null;
}

/** The steps of the longest way, whatever its conditions. */
function longest(spec: Branch, from = spec.start, known = new Map<string, number>()): number {
  const before = known.get(from);
  if (before !== undefined) return before;
  const { choices } = nodeOf(spec, from);
  const length = choices.length && 1 + Math.max(...choices.map(({ to }) => longest(spec, to, known)));
  known.set(from, length);
  return length;
}

/** What is shown: of what is binding nothing that follows a choice before that is in the journal. */
function shownOf({ host, state }: BodyProps): Way & { waiting: string | null } {
  const spec = host.spec as Branch;
  const answered = wayOf(spec, state.answer);
  const way = spec.binding ? wayOf(spec, state.saved) : answered;
  const next = answered.steps[way.steps.length];
  return { ...way, waiting: next ? idOf(next) : null };
}

/** Let focus follow to the present node, when what had it has gone with the last one. */
function useFollow(place: RefObject<HTMLDivElement | null>, node: Node, { chosen, choose }: BodyProps): { current: boolean } {
  const follow = useRef(false);
  useLayoutEffect(() => {
    const went = chosen !== null && !node.choices.some(({ id }) => chosen === `${node.id}.${id}`);
    if (went) choose(null);
    const active = document.activeElement;
    const isElsewhere = active !== document.body && !place.current?.closest(".k-ex")?.contains(active);
    if ((went || follow.current) && !isElsewhere) place.current?.focus();
    follow.current = false;
  });
  return follow;
}

/** Make choices, each of which leads on. */
export const branch: KindView = {
  group: "fieldset",
  first: "view.first.option",
  clearable: true,
  tips: ({ binding }, strings) => [strings[binding ? "branch.no_way_back" : "branch.can_go_back"] ?? ""],
  saved(spec, state, strings) {
    const { steps, now } = wayOf(spec as Branch, state.answer);
    return now.choices.length && steps.length ? fill(strings["branch.saved"], { n: steps.length, when: when(state.at ?? "", strings) }) : null;
  },
  onward(props) {
    const { host, state, strings, disabled, chosen } = props;
    const { steps, now, waiting } = shownOf(props);
    if (!now.choices.length || disabled || (waiting && state.status !== "pending" && state.status !== "saving")) return null;
    const does = (): void => {
      const choice = now.choices.find(({ id }) => chosen === `${now.id}.${id}`);
      if (!choice) host.tell(strings["view.first.option"] ?? "");
      else if (!waiting) host.save(answerOf([...steps, { node: now, choice }]));
    };
    return { text: strings["branch.onward"] ?? "", does };
  },
  Body(props) {
    const { host, state, strings, disabled, chosen, choose } = props;
    const spec = host.spec as Branch;
    const { steps, now, waiting } = shownOf(props);
    const place = useRef<HTMLDivElement>(null);
    const follow = useFollow(place, now, props);
    const made = steps.map(idOf);
    const open = now.choices.filter((choice) => choice.if.every((one) => made.includes(one)));
    const last = steps.at(-1)?.choice.consequence;
    const nowId = `${host.id}-now`;
    const ledTo = (place: number): string => `${host.id}-led-${place}`;
    const back = (): void => {
      follow.current = true;
      choose(null);
      host.save(answerOf(steps.slice(0, -1)));
    };
    return (
      <>
        {steps.length > 0 && (
          <ol class="k-path">
            {steps.map((step, index) => (
              <li key={idOf(step)}>
                <p>{step.node.text}</p>
                <p class="k-path__you">{fill(strings["branch.chose"], { text: step.choice.text })}</p>
                {step.choice.consequence && <p id={ledTo(index)}>{step.choice.consequence}</p>}
                <PartNote each state={state} part={idOf(step)} strings={strings} />
              </li>
            ))}
          </ol>
        )}
        <div class="k-now" ref={place} tabIndex={-1} role="group" aria-labelledby={nowId} {...(last ? { "aria-describedby": ledTo(steps.length - 1) } : {})}>
          <div id={nowId}>
            <p class="k-kicker">
              {open.length ? fill(strings["branch.at"], { n: steps.length + 1, total: longest(spec) }) : strings["branch.end"]}
            </p>
            <p>{now.text}</p>
          </div>
        </div>
        {open.length > 0 && (
          <div class="k-opts">
            {open.map(({ id, text }) => {
              const own = `${now.id}.${id}`;
              return (
                <Option
                  key={own}
                  type="radio"
                  name={`${host.id}-${now.id}`}
                  value={id}
                  text={text}
                  checked={(waiting ?? chosen) === own}
                  disabled={disabled || waiting !== null}
                  onChange={() => choose(own)}
                />
              );
            })}
          </div>
        )}
        {!spec.binding && steps.length > 0 && !disabled && (
          <p class="k-mt">
            <button type="button" class="k-btn k-btn--plain k-back" onClick={back}>
              {strings["branch.back"]}
            </button>
          </p>
        )}
      </>
    );
  },
};
