import { fill, type Spec } from "../../face/host";
import type { KindView } from "../../face/kind";
import { useTyped } from "../../face/typed";

interface Numeric extends Spec {
  unit: string | null;
  round: number | null;
  data: string | null;
}

/** Answer with a number; the unit is shown and never typed. */
export const numeric: KindView = {
  group: "group",
  first: "view.first.number",
  clearable: false,
  tips(spec, strings) {
    const { round } = spec as Numeric;
    if (round === null) return [];
    const key = round === 0 ? "numeric.whole" : round === 1 ? "numeric.one_decimal" : "numeric.decimals";
    return [fill(strings[key], { n: round })];
  },
  Body({ host, state, strings, files, answer, disabled, invalid }) {
    const { unit, data } = host.spec as Numeric;
    const field = useTyped(host, state, typeof answer === "string" ? answer : "");
    const [id, unitId] = [`${host.id}-field`, `${host.id}-unit`];
    const described = [unit ? unitId : "", invalid ?? ""].filter(Boolean).join(" ");
    return (
      <>
        {data && (
          <p class="k-small">
            <a href={files + data}>{fill(strings["numeric.data"], { file: data })}</a>
          </p>
        )}
        <div class="k-field">
          <label class="k-label" for={id}>
            {strings["view.your_answer"]}
          </label>
          <div class="k-unit">
            <input
              class="k-input k-input--num"
              id={id}
              inputMode="decimal"
              autocomplete="off"
              disabled={disabled}
              {...(described ? { "aria-describedby": described } : {})}
              {...(invalid ? { "aria-invalid": "true" as const } : {})}
              {...field}
            />
            {unit && <span id={unitId}>{unit}</span>}
          </div>
        </div>
      </>
    );
  },
};
