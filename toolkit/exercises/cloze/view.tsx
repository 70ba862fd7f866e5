import { Fragment } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fill, type Spec } from "../../face/host";
import { isRight, type KindView, Note, partFeedback, partly } from "../../face/kind";

interface Gap {
  id: string;
  choices: string[] | null;
}

interface Cloze extends Spec {
  text: string;
  gaps: Gap[];
  spelling: number;
}

type Filled = Record<string, string>;

const GAP = /\{([a-z0-9_]{1,30})\}/;

/** The text in pieces: every other is the id of a gap. */
function pieces(text: string): string[] {
  return text.split(GAP);
}

function gapsOf(spec: Cloze): Gap[] {
  const ids = pieces(spec.text).filter((_, index) => index % 2 === 1);
  return ids.map((id) => spec.gaps.find((gap) => gap.id === id) ?? { id, choices: null });
}

/** Fill the gaps of a text. */
export const cloze: KindView = {
  group: "fieldset",
  first: "view.first.gap",
  clearable: false,
  tips(spec, strings) {
    const gaps = gapsOf(spec as Cloze);
    const typed = gaps.some(({ choices }) => !choices);
    return [
      typed ? (strings["cloze.type"] ?? "") : (strings["cloze.choose"] ?? ""),
      typed && (spec as Cloze).spelling ? (strings["cloze.spelling"] ?? "") : "",
    ];
  },
  partly: (spec, state, strings) => partly(state, gapsOf(spec as Cloze).length, strings["view.partly_gaps"]),
  Body({ host, state, strings, answer, disabled, invalid }) {
    const spec = host.spec as Cloze;
    const gaps = gapsOf(spec);
    const given = (answer ?? {}) as Filled;
    const [filled, setFilled] = useState(given);
    const typing = useRef(false);
    const isEmptied = answer === null && state.answer !== null;
    // Only an answer from outside, or Vet inte, replaces what stands in the gaps.
    useEffect(() => setFilled(given), [state.external, isEmptied]);
    const put = (id: string, text: string, when: "now" | "pause"): void => {
      const texts = { ...filled, [id]: text };
      const kept = gaps.map((gap) => [gap.id, (texts[gap.id] ?? "").trim()] as const).filter(([, one]) => one);
      setFilled(texts);
      host.save(kept.length ? Object.fromEntries(kept) : null, when);
      typing.current = when === "pause";
    };
    const number = (id: string) => fill(strings["cloze.gap"], { n: gaps.findIndex((gap) => gap.id === id) + 1, total: gaps.length });
    const control = ({ id, choices }: Gap) => (
      <label key={id}>
        <span class="k-vh">{number(id)}</span>
        {choices ? (
          <select class="k-select" value={filled[id] ?? ""} disabled={disabled} onChange={(event) => put(id, event.currentTarget.value, "now")}>
            <option value="">{strings["cloze.choose_one"]}</option>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        ) : (
          <input
            class="k-input"
            value={filled[id] ?? ""}
            autocomplete="off"
            spellcheck={false}
            disabled={disabled}
            {...(invalid && filled[id] ? { "aria-invalid": "true" as const, "aria-describedby": invalid } : {})}
            onInput={(event) => put(id, event.currentTarget.value, "pause")}
            onBlur={(event) => typing.current && put(id, event.currentTarget.value, "now")}
          />
        )}
      </label>
    );
    return (
      <>
        {spec.text.split(/\n\s*\n/).map((paragraph, index) => (
          <p class="k-cloze" key={index}>
            {pieces(paragraph).map((piece, place) => {
              const gap = place % 2 === 1 ? gaps.find(({ id }) => id === piece) : undefined;
              return gap ? control(gap) : <Fragment key={place}>{piece}</Fragment>;
            })}
          </p>
        ))}
        {gaps.map(({ id }) => {
          const text = partFeedback(state.feedback, id);
          return (
            text !== null && (
              <Note key={id} right={isRight(state)} head={number(id)}>
                <p>{text}</p>
              </Note>
            )
          );
        })}
      </>
    );
  },
};
