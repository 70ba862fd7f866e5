import { type KindView, lookOf, Option, type Options, PartNote, pictureOf } from "../../face/kind";

/** Choose one option. */
export const single: KindView = {
  group: "fieldset",
  first: "view.first.option",
  clearable: true,
  Body(props) {
    const { host, state, strings, answer, disabled } = props;
    return (
      <div class={lookOf(host.spec)}>
        {(host.spec as Options).options.map(({ id, text }) => (
          <>
            <Option
              key={id}
              type="radio"
              name={host.id}
              value={id}
              text={text}
              picture={pictureOf(props, id)}
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
