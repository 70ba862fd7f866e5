/** A field that is typed in: saved after a pause and when it is left, and never overwritten while typing. */

import { useEffect, useState } from "preact/hooks";
import type { Host, Snapshot } from "./host";

export function useTyped(host: Host, state: Snapshot, answer: string, tidy = (text: string): string => text) {
  const [typed, setTyped] = useState(answer);
  // Only an answer from outside replaces what stands in the field.
  useEffect(() => setTyped(answer), [state.external]);
  const save = (text: string, when: "now" | "pause"): void => host.save(tidy(text).trim() || null, when);
  return {
    value: typed,
    onInput: (event: { currentTarget: { value: string } }) => {
      setTyped(event.currentTarget.value);
      save(event.currentTarget.value, "pause");
    },
    onBlur: (event: { currentTarget: { value: string } }) => save(event.currentTarget.value, "now"),
  };
}
