import { useState } from "preact/hooks";
import { fill, type Part } from "../../face/host";
import { type BodyProps, type KindView, Option, PartNote, partly } from "../../face/kind";
import { isTriangle, type Sort, Triangle, triangleTips } from "./triangle";

/** So many groups stand beside each other; more of them make a list to choose from. */
const BESIDE = 4;

interface CardProps extends BodyProps {
  item: Part;
  place: string | undefined;
  put: (group: string) => void;
}

function Radios({ host, item, place, put, disabled, strings }: CardProps) {
  const takeOut = (button: HTMLElement): void => {
    // The button goes with the choice; whoever pressed it stays at the card.
    button.closest("fieldset")?.querySelector("input")?.focus();
    put("");
  };
  return (
    <fieldset>
      <legend>{item.text}</legend>
      <div class="k-seg">
        {(host.spec as Sort).groups.map(({ id, text }) => (
          <Option
            key={id}
            type="radio"
            name={`${host.id}-${item.id}`}
            value={id}
            text={text}
            checked={place === id}
            disabled={disabled}
            onChange={() => put(id)}
          />
        ))}
      </div>
      {place !== undefined && !disabled && (
        <button
          type="button"
          class="k-btn k-btn--plain k-sort__out"
          aria-label={fill(strings["sort.take_out_card"], { card: item.text })}
          onClick={(event) => takeOut(event.currentTarget)}
        >
          {strings["sort.take_out"]}
        </button>
      )}
    </fieldset>
  );
}

function List({ host, item, place, put, disabled, strings }: CardProps) {
  const id = `${host.id}-card-${item.id}`;
  return (
    <div class="k-field">
      <label class="k-label" for={id}>
        {item.text}
      </label>
      <select class="k-select" id={id} value={place ?? ""} disabled={disabled} onChange={(event) => put(event.currentTarget.value)}>
        <option value="">{strings["view.choose_group"]}</option>
        {(host.spec as Sort).groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Put cards in groups. */
export const sort: KindView = {
  group: "fieldset",
  first: "view.first.card",
  clearable: true,
  tips: (spec, strings) => triangleTips(spec as Sort, strings),
  partly: (spec, state, strings) => partly(state, (spec as Sort).items.length, strings["view.partly_cards"]),
  Body(props) {
    const { host, state, strings, answer } = props;
    const { groups, items } = host.spec as Sort;
    const places = (answer ?? {}) as Record<string, string>;
    const [said, say] = useState("");
    const put = (item: string, group: string): void => {
      const { [item]: _, ...others } = places;
      const next = group ? { ...others, [item]: group } : others;
      host.save(Object.keys(next).length ? next : null);
      const card = items.find(({ id }) => id === item)?.text ?? "";
      const name = groups.find(({ id }) => id === group)?.text ?? "";
      // Where a card stays in its place, the browser itself tells what was chosen.
      const placed = isTriangle(host.spec as Sort) ? fill(strings["sort.placed"], { card, group: name }) : "";
      say(group ? placed : fill(strings["sort.taken_out"], { card }));
    };
    const Card = groups.length > BESIDE ? List : Radios;
    return (
      <>
        {isTriangle(host.spec as Sort) ? (
          <Triangle {...props} places={places} put={put} />
        ) : (
          <ul class="k-sort">
            {items.map((item) => (
              <li key={item.id}>
                <Card {...props} item={item} place={places[item.id]} put={(group) => put(item.id, group)} />
                <PartNote state={state} part={item.id} strings={strings} />
              </li>
            ))}
          </ul>
        )}
        <p class="k-vh" role="status">
          {said}
        </p>
      </>
    );
  },
};
