import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { type Example, fill, type Spec, type Strings } from "../../face/host";
import type { KindView } from "../../face/kind";
import { useTyped } from "../../face/typed";

interface Text extends Spec {
  words: { min: number; max: number };
}

/** Milliseconds without a key before the number of words is read aloud. */
const STOPPED = 1500;

/** What other programs put on the clipboard for the end of a line. */
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Signs that cannot be seen and that no journal takes; of half characters the other half is missing. */
const UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]|\p{Cs}/gu;

function tidy(text: string): string {
  return text.replace(LINE_ENDS, "\n").replace(UNSEEN, "");
}

/** Runs without white space that have a letter or a digit in them, as `count_words` counts them. */
function countWords(text: string): number {
  return text.split(/\s+/).filter((run) => /[\p{L}\p{N}]/u.test(run)).length;
}

/** A sentence that keeps still while somebody types, and then says the last; nothing before they have typed. */
function useStopped(sentence: string): string {
  const [first] = useState(sentence);
  const [said, say] = useState("");
  useEffect(() => {
    if (sentence === (said || first)) return;
    const timer = window.setTimeout(() => say(sentence), STOPPED);
    return () => window.clearTimeout(timer);
  }, [sentence, said, first]);
  return said;
}

function Shown({ name, example, strings }: { name: "strong" | "weak"; example: Example; strings: Strings }) {
  return (
    <div>
      <h5>{strings[`text.${name}`]}</h5>
      <blockquote class="k-written">{example.text.trim()}</blockquote>
      <p>
        <strong>{strings["text.why"]}:</strong> {example.why}
      </p>
    </div>
  );
}

/** Write a text, which a person marks; in practice it is compared with examples. */
export const text: KindView = {
  group: "group",
  first: "view.first.text",
  clearable: false,
  tips: (spec, strings) => [fill(strings["text.guide"], (spec as Text).words)],
  compare: {
    button: "text.compare",
    said: "text.no_verdict",
    Shown({ feedback: { comparison, explanation }, strings }) {
      const head = useRef<HTMLHeadingElement>(null);
      useLayoutEffect(() => {
        // What was asked for is long, and pushes the button out of sight: whoever pressed it goes on from here.
        const pressed = head.current?.closest("section")?.querySelector("button:focus");
        if (pressed) head.current?.focus();
      }, []);
      if (!comparison) return null;
      return (
        <div class="k-compare k-stack k-mt">
          <div>
            <h4 ref={head} tabIndex={-1}>
              {strings["text.compared"]}
            </h4>
            <p>{strings["text.no_verdict"]}</p>
          </div>
          <div>
            <h5>{strings["text.questions"]}</h5>
            <ul>
              {comparison.questions.map((question) => (
                <li key={question}>{question}</li>
              ))}
            </ul>
          </div>
          <Shown name="strong" example={comparison.strong} strings={strings} />
          <Shown name="weak" example={comparison.weak} strings={strings} />
          {explanation.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      );
    },
  },
  Body({ host, state, strings, answer, disabled, invalid }) {
    const field = useTyped(host, state, typeof answer === "string" ? answer : "", tidy);
    const [id, countId] = [`${host.id}-field`, `${host.id}-count`];
    const n = countWords(field.value);
    const said = useStopped(fill(strings["text.count"], { n }));
    return (
      <div class="k-field">
        <label class="k-label" for={id}>
          {strings["view.your_answer"]}
        </label>
        <textarea
          class="k-area"
          id={id}
          disabled={disabled}
          aria-describedby={[countId, invalid ?? ""].filter(Boolean).join(" ")}
          {...(invalid ? { "aria-invalid": "true" as const } : {})}
          {...field}
        />
        <p class="k-small k-muted k-num" id={countId}>
          {fill(strings["text.count"], { n })}
        </p>
        <p class="k-vh" role="status">
          {said}
        </p>
      </div>
    );
  },
};
