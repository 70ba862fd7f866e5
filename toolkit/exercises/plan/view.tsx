import { fill, type Part, type Spec, type Strings } from "../../face/host";
import { Icon } from "../../face/icons";
import { type KindView, Option, PartNote } from "../../face/kind";

interface Measure extends Part {
  cost: number;
  upkeep: number;
}

interface Plan extends Spec {
  measures: Measure[];
  years: number;
  budget: number;
  requires: Record<string, string[]>;
  excludes: string[][];
}

/** As the server writes them: 1200, but 12 000. */
const AMOUNT = new Intl.NumberFormat("sv-SE", { maximumFractionDigits: 4, useGrouping: "min2" });
const WIDTH = 200;

/** Amounts have at most four decimals: more come of adding up in binary numbers. */
function exact(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}

function costOf({ years }: Plan, { cost, upkeep }: Measure): number {
  return exact(cost + upkeep * years);
}

function clashesOf({ excludes }: Plan, id: string): string[] {
  return excludes.filter((pair) => pair.includes(id)).flatMap((pair) => pair.filter((one) => one !== id));
}

function textsOf({ measures }: Plan, ids: string[]): string[] {
  return ids.flatMap((id) => measures.find((one) => one.id === id)?.text ?? []);
}

/** What is to be known of a measure beside its cost in all. */
function moreOf(spec: Plan, measure: Measure, strings: Strings): string[] {
  const parts = [];
  const { cost, upkeep } = measure;
  if (upkeep) parts.push(fill(strings["plan.upkeep"], { n: AMOUNT.format(cost), upkeep: AMOUNT.format(upkeep) }));
  const [required, excluded] = [spec.requires[measure.id] ?? [], clashesOf(spec, measure.id)];
  if (required.length) parts.push(fill(strings["plan.requires"], { texts: listed(textsOf(spec, required)) }));
  if (excluded.length) parts.push(fill(strings["plan.excludes"], { texts: listed(textsOf(spec, excluded)) }));
  return parts;
}

function listed(texts: string[]): string {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} och ${texts.at(-1)}`;
}

/** What is chosen and of no use: something that it requires is missing, or something excludes it. */
function inTheWay(spec: Plan, chosen: string[], strings: Strings): string[] {
  const say = (key: string, id: string, other: string): string => {
    const [text = "", otherText = ""] = textsOf(spec, [id, other]);
    return fill(strings[key], { text, other: otherText });
  };
  return [
    ...chosen.flatMap((id) => (spec.requires[id] ?? []).filter((one) => !chosen.includes(one)).map((one) => say("plan.lacks", id, one))),
    ...spec.excludes.flatMap(([one = "", other = ""]) => (chosen.includes(one) && chosen.includes(other) ? [say("plan.clash", one, other)] : [])),
  ];
}

/** Choose measures that a budget has room for. */
export const plan: KindView = {
  group: "fieldset",
  first: "view.first.measure",
  clearable: true,
  tips(spec, strings) {
    const { budget, years } = spec as Plan;
    const limit = fill(strings["plan.budget"], { n: AMOUNT.format(budget) });
    return [limit, years > 1 ? fill(strings["plan.years"], { n: years }) : "", strings["plan.over_gives_nothing"] ?? ""];
  },
  Body({ host, state, strings, answer, disabled }) {
    const spec = host.spec as Plan;
    const chosen = Array.isArray(answer) ? (answer as string[]) : [];
    const change = (id: string, checked: boolean): void => {
      const next = checked ? [...chosen, id].sort() : chosen.filter((one) => one !== id);
      host.save(next.length ? next : null);
    };
    const spent = exact(spec.measures.reduce((sum, one) => (chosen.includes(one.id) ? sum + costOf(spec, one) : sum), 0));
    const left = exact(spec.budget - spent);
    const width = spec.budget ? Math.min(WIDTH, (WIDTH * spent) / spec.budget) : left < 0 ? WIDTH : 0;
    return (
      <>
        <div class="k-total">
          <div class="k-total__row">
            <strong>{fill(strings["plan.chosen"], { n: AMOUNT.format(spent), total: AMOUNT.format(spec.budget) })}</strong>
            <span role="status">{fill(strings[left < 0 ? "plan.over" : "plan.left"], { n: AMOUNT.format(Math.abs(left)) })}</span>
          </div>
          <svg class={left < 0 ? "k-bar k-bar--over" : "k-bar"} viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true">
            <rect width={width} height="8" />
          </svg>
          <div class="k-plan__way" role="status">
            {inTheWay(spec, chosen, strings).map((text) => (
              <p class="k-said" key={text}>
                <Icon name="info" />
                <span>{text}</span>
              </p>
            ))}
          </div>
        </div>
        <ul class="k-plan k-mt">
          {spec.measures.map((measure) => (
            <li key={measure.id}>
              <Option
                type="checkbox"
                name={host.id}
                value={measure.id}
                text={measure.text}
                checked={chosen.includes(measure.id)}
                disabled={disabled}
                onChange={(checked) => change(measure.id, checked)}
              >
                {" "}
                <span class="k-cost">{fill(strings["plan.cost"], { n: AMOUNT.format(costOf(spec, measure)) })}</span>
                {moreOf(spec, measure, strings).map((text) => (
                  <>
                    {" "}
                    <span class="k-opt__more">{text}</span>
                  </>
                ))}
              </Option>
              {chosen.includes(measure.id) && <PartNote each state={state} part={measure.id} strings={strings} />}
            </li>
          ))}
        </ul>
      </>
    );
  },
};
