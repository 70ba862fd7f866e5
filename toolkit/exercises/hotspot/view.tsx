import { type ComponentChildren, Fragment } from "preact";
import { useRef, useState } from "preact/hooks";
import { AsTable } from "../../face/figure";
import { type Figure, fill, type Spec, type Strings } from "../../face/host";
import { type BodyProps, partly, type KindView, Option, PartNote } from "../../face/kind";

interface Area {
  id: string;
  name: string;
  shape: "rect" | "circle" | "polygon";
  x: number;
  y: number;
  width: number;
  height: number;
  cx: number;
  cy: number;
  r: number;
  points: Point[];
}

interface Hotspot extends Spec {
  areas: Area[] | null;
  marks: number | null;
}

type Point = [number, number];
type Box = [number, number, number, number];

/** Every drawing is this wide on the screen's own scale, so that letters and lines are the same in all of them. */
const WIDTH = 380;
/** How far from its middle the cross begins. */
const GAP = 14;

/** Lay places of a drawing on the layer above it. */
function scaleOf([left, top, width, height]: Box) {
  const by = WIDTH / width;
  const at = ([x, y]: Point): Point => [(x - left) * by, (y - top) * by];
  return { by, at, height: height * by };
}

interface DrawingProps {
  figure: Figure;
  /** Of the exercise, which tells its table from the others on the page. */
  number: number;
  files: string;
  strings: Strings;
  press?: ((event: MouseEvent) => void) | undefined;
  children: ComponentChildren;
}

/** The drawing, with a layer above it for who points, which follows the drawing's size, and below it the table. */
function Drawing({ figure, number, files, strings, press, children }: DrawingProps) {
  return (
    <div class="k-stack">
      <div class="k-map">
        <img src={files + figure.file} alt={figure.alt} />
        {figure.box && (
          <svg
            class={press ? "k-map__layer k-map__layer--press" : "k-map__layer"}
            viewBox={`0 0 ${WIDTH} ${scaleOf(figure.box).height}`}
            aria-hidden="true"
            focusable="false"
            {...(press ? { onClick: press } : {})}
          >
            {children}
          </svg>
        )}
      </div>
      <AsTable figure={figure} number={number} strings={strings} />
    </div>
  );
}

/** A letter or number where a place is. */
function Spot({ at: [x, y], text, on }: { at: Point; text: string; on: boolean }) {
  return (
    <>
      {on && <circle class="halo" cx={x} cy={y} r={21} />}
      <circle class="dot" cx={x} cy={y} r={15} />
      <text x={x} y={y + 5}>
        {text}
      </text>
    </>
  );
}

function Outline({ area, box }: { area: Area; box: Box }) {
  const { at, by } = scaleOf(box);
  if (area.shape === "circle") {
    const [cx, cy] = at([area.cx, area.cy]);
    return <circle class="area" cx={cx} cy={cy} r={area.r * by} />;
  }
  if (area.shape === "rect") {
    const [x, y] = at([area.x, area.y]);
    return <rect class="area" x={x} y={y} width={area.width * by} height={area.height * by} />;
  }
  return <polygon class="area" points={area.points.map(at).join(" ")} />;
}

/** Where the letter of an area stands: in the middle, and of a polygon in the middle of where it is widest half-way down. */
function middleOf(area: Area): Point {
  if (area.shape === "circle") return [area.cx, area.cy];
  if (area.shape === "rect") return [area.x + area.width / 2, area.y + area.height / 2];
  const heights = area.points.map(([, y]) => y);
  const y = (Math.min(...heights) + Math.max(...heights)) / 2;
  const across = area.points
    .map((end, index): [Point, Point] => [area.points.at(index - 1) ?? end, end])
    .filter(([a, b]) => a[1] > y !== b[1] > y)
    .map(([a, b]) => a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]))
    .sort((one, other) => one - other);
  let [from, to] = [across[0] ?? 0, across[1] ?? 0];
  for (let index = 2; index + 1 < across.length; index += 2) {
    const [left, right] = [across[index] ?? 0, across[index + 1] ?? 0];
    if (right - left > to - from) [from, to] = [left, right];
  }
  return [(from + to) / 2, y];
}

function Areas({ host, state, strings, files, answer, disabled, areas }: BodyProps & { areas: Area[] }) {
  const { figure } = host.spec;
  const box = figure?.box ?? null;
  const chosen = Array.isArray(answer) ? (answer as string[]) : [];
  const change = (id: string, checked: boolean): void => {
    const next = checked ? [...chosen, id].sort() : chosen.filter((one) => one !== id);
    host.save(next.length ? next : null);
  };
  const letter = (index: number): string => String.fromCharCode(65 + index);
  const count = chosen.length === 1 ? strings["hotspot.one"] : fill(strings[chosen.length ? "hotspot.many" : "hotspot.none"], { n: chosen.length });
  return (
    <>
      <div class="k-spot">
        {figure && (
          <Drawing figure={figure} number={host.spec.number} files={files} strings={strings}>
            {box &&
              areas.map((area, index) => (
                <g
                  key={area.id}
                  class={`spot${chosen.includes(area.id) ? " is-on" : ""}${disabled ? " is-fixed" : ""}`}
                  {...(disabled ? {} : { onClick: () => change(area.id, !chosen.includes(area.id)) })}
                >
                  <Outline area={area} box={box} />
                  <Spot at={scaleOf(box).at(middleOf(area))} text={letter(index)} on={chosen.includes(area.id)} />
                </g>
              ))}
          </Drawing>
        )}
        <div class="k-opts">
          {areas.map(({ id, name }, index) => (
            <Fragment key={id}>
              <Option
                type="checkbox"
                name={host.id}
                value={id}
                text={
                  <>
                    <strong>{letter(index)}</strong> {name}
                  </>
                }
                checked={chosen.includes(id)}
                disabled={disabled}
                onChange={(checked) => change(id, checked)}
              />
              {chosen.includes(id) && <PartNote state={state} part={id} strings={strings} />}
            </Fragment>
          ))}
        </div>
      </div>
      <p class="k-vh" role="status">
        {count}
      </p>
    </>
  );
}

/** Round a place to what a thousandth of the drawing is. */
function rounded(number: number, box: Box): number {
  const digits = 3 - Math.floor(Math.log10(Math.max(box[2], box[3])));
  return Number(number.toFixed(Math.min(4, Math.max(0, digits))));
}

function Marks({ host, strings, files, answer, disabled, figure, box, total }: BodyProps & { figure: Figure; box: Box; total: number }) {
  const marks = Array.isArray(answer) ? (answer as Point[]) : [];
  const [cursor, move] = useState<Point | null>(null);
  const [said, say] = useState("");
  const put = useRef<HTMLButtonElement>(null);
  const [left, top, width, height] = box;
  const { at } = scaleOf(box);
  const percent = ([x, y]: Point) => ({ x: Math.round(((x - left) / width) * 100), y: Math.round(((y - top) / height) * 100) });
  const place = ([x, y]: Point): Point => [rounded(left + (width * x) / 100, box), rounded(top + (height * y) / 100, box)];

  const full = fill(strings["hotspot.full"], { total });
  const mark = (point: Point): void => {
    // One mark alone is moved; of several nobody can tell which was meant.
    const kept = total === 1 ? [] : marks;
    if (kept.length >= total) {
      say(full);
      return;
    }
    host.save([...kept, point]);
    move(null);
    say(fill(strings["hotspot.marked"], { n: kept.length + 1, ...percent(point) }));
  };
  const press = (event: MouseEvent): void => {
    const layer = event.currentTarget as SVGSVGElement;
    const seen = layer.getScreenCTM();
    if (!seen) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(seen.inverse());
    const by = width / WIDTH;
    mark([rounded(left + x * by, box), rounded(top + y * by, box)]);
  };
  const remove = (index: number): void => {
    // The button goes with its mark; whoever pressed it goes on where a new one is made.
    put.current?.focus();
    const next = marks.filter((_, other) => other !== index);
    host.save(next.length ? next : null);
    say(fill(strings["hotspot.removed"], { n: index + 1 }));
  };

  const last = marks.at(-1);
  const from = last && percent(last);
  const [x, y] = cursor ?? (from ? [from.x, from.y] : [50, 50]);
  const slider = (name: "across" | "down", value: number, moved: (value: number) => Point) => (
    <div class="k-field">
      <label class="k-label" for={`${host.id}-${name}`}>
        {strings[`hotspot.${name}`]}
      </label>
      <div class="k-unit">
        <input
          type="range"
          class="k-range"
          id={`${host.id}-${name}`}
          min={0}
          max={100}
          value={value}
          aria-valuetext={fill(strings["hotspot.percent"], { n: value })}
          onFocus={() => move([x, y])}
          onBlur={({ relatedTarget }) => {
            // On the way to the other slider, or to the button that makes a mark there, it is still where one is.
            if (!(relatedTarget instanceof Element && relatedTarget.closest(".k-sliders"))) move(null);
          }}
          onInput={(event) => move(moved(Number(event.currentTarget.value)))}
        />
        <span class="k-range__now" aria-hidden="true">
          {value} %
        </span>
      </div>
    </div>
  );
  return (
    <>
      <div class="k-spot">
        <Drawing figure={figure} number={host.spec.number} files={files} strings={strings} press={disabled ? undefined : press}>
          {cursor && !disabled && <Cross at={at(place(cursor))} height={scaleOf(box).height} />}
          {marks.map((point, index) => (
            <g key={index} class="spot is-on">
              <Spot at={at(point)} text={String(index + 1)} on />
            </g>
          ))}
        </Drawing>
        <div class="k-stack">
          {!disabled && (
            <div class="k-stack k-sliders k-noprint">
              {slider("across", x, (value) => [value, y])}
              {slider("down", y, (value) => [x, value])}
              <p>
                <button type="button" class="k-btn" ref={put} onClick={() => mark(place([x, y]))}>
                  {strings["hotspot.put"]}
                </button>
              </p>
            </div>
          )}
          {marks.length > 0 && (
            <ol class="k-marks">
              {marks.map((point, index) => (
                <li key={index}>
                  <span class="n" aria-hidden="true">
                    {index + 1}
                  </span>
                  <span>{fill(strings["hotspot.at"], percent(point))}</span>
                  {!disabled && (
                    <button
                      type="button"
                      class="k-btn k-btn--plain"
                      aria-label={fill(strings["hotspot.remove_mark"], { n: index + 1 })}
                      onClick={() => remove(index)}
                    >
                      {strings["hotspot.remove"]}
                    </button>
                  )}
                </li>
              ))}
            </ol>
          )}
          <p class="k-small k-muted" role="status">
            {/* Where a mark was made stands in the list; only what cannot be done is also shown. */}
            <span class={said === full ? "" : "k-vh"}>{said} </span>
            {fill(strings[total === 1 ? "hotspot.count_one" : "hotspot.count"], { n: marks.length, total })}
          </p>
        </div>
      </div>
    </>
  );
}

/** Where the sliders are. */
function Cross({ at: [x, y], height }: { at: Point; height: number }) {
  // Open in the middle: what is to be marked must be seen.
  const lines = `M0 ${y}H${x - GAP}M${x + GAP} ${y}H${WIDTH}M${x} 0V${y - GAP}M${x} ${y + GAP}V${height}`;
  return (
    <g class="cross">
      <path class="case" d={lines} />
      <path d={lines} />
    </g>
  );
}

/** Mark places in a drawing. */
export const hotspot: KindView = {
  group: "fieldset",
  first: (spec) => ((spec as Hotspot).marks === null ? "view.first.place" : "view.first.point"),
  clearable: true,
  drawsFigure: true,
  tips(spec, strings) {
    const { marks } = spec as Hotspot;
    if (marks === null) return [strings["hotspot.how"] ?? "", strings["hotspot.minus"] ?? ""];
    const many = marks === 1 ? strings["hotspot.mark_one"] : fill(strings["hotspot.mark"], { n: marks });
    return [many ?? "", strings["hotspot.mark_how"] ?? ""];
  },
  partly(spec, state, strings) {
    const { marks } = spec as Hotspot;
    return marks === null ? (strings["view.partly"] ?? "") : partly(state, marks, strings["hotspot.partly"]);
  },
  Body(props) {
    const { areas, marks, figure } = props.host.spec as Hotspot;
    if (areas) return <Areas {...props} areas={areas} />;
    if (!figure?.box) return <p>{props.strings["hotspot.no_drawing"]}</p>;
    return <Marks {...props} figure={figure} box={figure.box} total={marks ?? 1} />;
  },
};
