import type { Part, Spec } from "../../face/host";
import { type KindView, Option, PartNote } from "../../face/kind";

interface Single extends Spec {
  options: Part[];
}

/** Choose one option. */
export const single: KindView = {
  group: "fieldset",
  first: "view.first.option",
  clearable: true,
  Body({ host, state, strings, answer, disabled }) {
    return (
      <div class="k-opts">
        {(host.spec as Single).options.map(({ id, text }) => (
          <>
            <Option
              key={id}
              type="radio"
              name={host.id}
              value={id}
              text={text}
              checked={answer === id}
              disabled={disabled}
              onChange={() => host.save(id)}
            />
            {answer === id && <PartNote key={`${id}-note`} state={state} part={id} strings={strings} />}
          </>
        ))}
      </div>
    );
  },
};
