import { useLayoutEffect, useState } from "preact/hooks";
import { fill, type Part, type Spec } from "../../face/host";
import { Icon } from "../../face/icons";
import { type KindView, PartNote } from "../../face/kind";

interface Rank extends Spec {
  items: Part[];
}

/** The items as they were ordered, or as they are shown at first. */
function ordered(items: Part[], answer: unknown): Part[] {
  const found = Array.isArray(answer) ? answer.flatMap((id) => items.find((item) => item.id === id) ?? []) : [];
  return found.length === items.length ? found : items;
}

/** Put items in order. */
export const rank: KindView = {
  group: "group",
  first: "view.first.move",
  clearable: true,
  tips: (_, strings) => [strings["rank.tip"] ?? ""],
  Body({ host, state, strings, answer, disabled }) {
    const items = ordered((host.spec as Rank).items, answer);
    const total = items.length;
    const [moved, setMoved] = useState<{ id: string; button: HTMLElement } | null>(null);
    const [said, say] = useState("");
    // A button that is moved loses the focus; whoever pressed it goes with the item.
    useLayoutEffect(() => moved?.button.focus(), [moved]);
    useLayoutEffect(() => {
      setMoved(null);
      say("");
    }, [state.external]);
    const asShown = (button: HTMLElement): void => {
      // The button goes with what it says; whoever pressed it goes on at the items.
      button.closest(".k-ans")?.querySelector<HTMLElement>(".k-rank button:not([aria-disabled])")?.focus();
      host.save(items.map(({ id }) => id));
    };
    const move = (item: Part, by: -1 | 1, button: HTMLElement): void => {
      const from = items.indexOf(item);
      const to = from + by;
      if (to < 0 || to === total) {
        say(fill(strings[by < 0 ? "rank.at_top" : "rank.at_bottom"], { card: item.text }));
        return;
      }
      const next = items.filter((one) => one !== item);
      next.splice(to, 0, item);
      host.save(next.map(({ id }) => id));
      setMoved({ id: item.id, button });
      say(fill(strings["rank.moved"], { card: item.text, n: to + 1, total }));
    };
    const mover = (item: Part, n: number, by: -1 | 1) => (
      <button
        type="button"
        class="k-btn k-btn--sq"
        aria-label={fill(strings[by < 0 ? "rank.up" : "rank.down"], { card: item.text, n, total })}
        {...(n + by < 1 || n + by > total ? { "aria-disabled": "true" as const } : {})}
        onClick={(event) => move(item, by, event.currentTarget)}
      >
        <Icon name={by < 0 ? "up" : "down"} />
      </button>
    );
    return (
      <>
        <ol class="k-rank">
          {items.map((item, index) => (
            <li key={item.id} class={moved?.id === item.id && !state.feedback ? "is-moved" : ""}>
              <span class="n" aria-hidden="true">
                {index + 1}
              </span>
              <span>{item.text}</span>
              {!disabled && (
                <span class="k-rank__b" role="group" aria-label={fill(strings["rank.move"], { card: item.text })}>
                  {mover(item, index + 1, -1)}
                  {mover(item, index + 1, 1)}
                </span>
              )}
              <PartNote state={state} part={item.id} strings={strings} />
            </li>
          ))}
        </ol>
        {answer === null && !disabled && (
          <p class="k-mt">
            <button type="button" class="k-btn" onClick={(event) => asShown(event.currentTarget)}>
              {strings["rank.as_shown"]}
            </button>
          </p>
        )}
        <p class="k-vh" role="status">
          {said}
        </p>
      </>
    );
  },
};
