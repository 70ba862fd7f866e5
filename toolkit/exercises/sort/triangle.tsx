/** The problem analysis triangle: cards lie at its sides, each with a list of its own to choose the place in. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { fill, type Part, type Spec, type Strings } from "../../face/host";
import { type BodyProps, PartNote } from "../../face/kind";

export interface Sort extends Spec {
  groups: Part[];
  items: Part[];
  layout: "list" | "triangle";
}

/** The first groups are the sides; the others, in the same order, who can control what stands there. */
const SIDES = ["a", "b", "c"] as const;

export function isTriangle(spec: Sort): boolean {
  return spec.layout === "triangle";
}

export function triangleTips(spec: Sort, strings: Strings): string[] {
  if (!isTriangle(spec)) return [];
  return [strings["sort.triangle"] ?? "", spec.groups.length > SIDES.length ? (strings["sort.controllers"] ?? "") : ""];
}

interface TriangleProps extends BodyProps {
  places: Record<string, string>;
  put: (item: string, group: string) => void;
}

export function Triangle(props: TriangleProps) {
  const { host, strings, places, put } = props;
  const { groups, items } = host.spec as Sort;
  const moved = useRef<string | null>(null);
  const here = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The card has been drawn in another place, and whoever moved it stays at it.
    if (moved.current) here.current?.querySelector<HTMLElement>(`[data-card="${moved.current}"]`)?.focus();
    moved.current = null;
  });
  const move = (item: string, group: string): void => {
    moved.current = item;
    put(item, group);
  };
  const sideOf = (item: Part): number => {
    const place = groups.findIndex(({ id }) => id === places[item.id]);
    return place < 0 ? -1 : place % SIDES.length;
  };
  const cards = (side: number) => items.filter((item) => sideOf(item) === side).map((item) => <Card key={item.id} {...props} item={item} move={move} />);
  const left = cards(-1);
  return (
    <div class="k-stack" ref={here}>
      <div class="k-tri">
        <Drawing sides={groups.slice(0, SIDES.length)} middle={strings["sort.problem"] ?? ""} />
        {SIDES.map((name, side) => {
          const inside = cards(side);
          const count = fill(strings[inside.length === 1 ? "sort.cards_one" : "sort.cards"], { n: inside.length });
          return (
            <section key={name} class={`k-zone k-zone--${name}`} aria-labelledby={`${host.id}-${name}`}>
              <h4 id={`${host.id}-${name}`}>
                {groups[side]?.text} <span>{count}</span>
              </h4>
              {inside.length > 0 && <ul class="k-cards">{inside}</ul>}
            </section>
          );
        })}
      </div>
      <section class="k-pool" aria-labelledby={`${host.id}-left`}>
        <h4 id={`${host.id}-left`}>
          {strings["sort.left"]} <span>{fill(strings["sort.left_of"], { n: left.length, total: items.length })}</span>
        </h4>
        {left.length > 0 && <ul class="k-pool__in">{left}</ul>}
      </section>
    </div>
  );
}

interface CardProps extends TriangleProps {
  item: Part;
  move: (item: string, group: string) => void;
}

function Card({ host, state, strings, disabled, places, item, move }: CardProps) {
  const { groups } = host.spec as Sort;
  const id = `${host.id}-card-${item.id}`;
  return (
    <li class="k-card">
      <label for={id}>{item.text}</label>
      <select
        class="k-select"
        id={id}
        data-card={item.id}
        value={places[item.id] ?? ""}
        disabled={disabled}
        onChange={(event) => move(item.id, event.currentTarget.value)}
      >
        <option value="">{strings["sort.choose_place"]}</option>
        {groups.map((group) => (
          <option key={group.id} value={group.id}>
            {group.text}
          </option>
        ))}
      </select>
      <PartNote state={state} part={item.id} strings={strings} />
    </li>
  );
}

/** What stands where; the headings of the zones say the same. */
function Drawing({ sides, middle }: { sides: Part[]; middle: string }) {
  const [left, right, bottom] = sides;
  return (
    <svg class="k-tri__draw" viewBox="0 0 240 212" aria-hidden="true">
      <path class="ring" d="M120 6 L234 204 L6 204 Z" />
      <path class="core" d="M120 58 L188 176 L52 176 Z" />
      <text x="120" y="146">
        {middle}
      </text>
      <text class="outer" transform="translate(73 117) rotate(-60)">
        {left?.text}
      </text>
      <text class="outer" transform="translate(167 117) rotate(60)">
        {right?.text}
      </text>
      <text class="outer" x="120" y="195">
        {bottom?.text}
      </text>
    </svg>
  );
}
