import { fill } from "../../face/host";
import { Icon } from "../../face/icons";
import { type KindView, lookOf, Option, type Options, PartNote, pictureOf } from "../../face/kind";

interface Multiple extends Options {
  choose: number | null;
  scoring: "all" | null;
}

/** Choose one or more options. */
export const multiple: KindView = {
  group: "fieldset",
  first: "view.first.option",
  clearable: true,
  tips(spec, strings) {
    const { choose, scoring } = spec as Multiple;
    const many = choose === null ? strings["multiple.any"] : fill(strings["multiple.choose"], { n: choose });
    return [many ?? "", strings[scoring === "all" ? "multiple.all" : "multiple.minus"] ?? ""];
  },
  Body(props) {
    const { host, state, strings, answer, disabled } = props;
    const { options, pictures, choose } = host.spec as Multiple;
    const chosen = Array.isArray(answer) ? (answer as string[]) : [];
    const change = (id: string, checked: boolean): void => {
      const next = checked ? [...chosen, id].sort() : chosen.filter((one) => one !== id);
      host.save(next.length ? next : null);
    };
    const tooMany = choose !== null && chosen.length > choose;
    return (
      <>
        <div class={lookOf(host.spec)}>
          {options.map(({ id, text }) => (
            <>
              <Option
                key={id}
                type="checkbox"
                name={host.id}
                value={id}
                text={text}
                picture={pictureOf(props, id)}
                checked={chosen.includes(id)}
                disabled={disabled}
                onChange={(checked) => change(id, checked)}
              />
              {!pictures && chosen.includes(id) && <PartNote each key={`${id}-note`} state={state} part={id} strings={strings} />}
            </>
          ))}
        </div>
        {pictures &&
          options.map(({ id, text }) => chosen.includes(id) && <PartNote each key={id} state={state} part={id} strings={strings} head={text} />)}
        <p class={tooMany ? "k-said k-mt" : "k-vh"} role="status">
          {tooMany && (
            <>
              <Icon name="info" />
              <span>{`${fill(strings["multiple.choose"], { n: choose })} ${fill(strings["view.chosen"], { n: chosen.length })}`}</span>
            </>
          )}
        </p>
      </>
    );
  },
};
