/** A picture that belongs to an exercise, and in a table what it shows. */

import { type Figure as Picture, fill, type Strings } from "./host";

interface FigureProps {
  figure: Picture;
  /** Of the exercise, which tells this table from the others on the page. */
  number: number;
  files: string;
  strings: Strings;
}

export function Figure({ figure, number, files, strings }: FigureProps) {
  return (
    <figure class="k-fig">
      <img src={files + figure.file} alt={figure.alt} />
      <AsTable figure={figure} number={number} strings={strings} />
    </figure>
  );
}

/** What a picture shows, for a view that draws the picture itself; nothing when the figure has no table. */
export function AsTable({ figure: { grid }, number, strings }: Omit<FigureProps, "files">) {
  if (!grid) return null;
  const look = (column: number): { class?: string } => (grid.numbers[column] ? { class: "n" } : {});
  return (
    <details>
      <summary>{strings["view.as_table"]}</summary>
      <div class="k-scroll" role="region" tabIndex={0} aria-label={fill(strings["view.table"], { n: number })}>
        <table class="k-table k-table--tight k-table--fit">
          <thead>
            <tr>
              {grid.head.map((text, column) => (
                <th key={column} scope="col" {...look(column)}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map(([first, ...rest], row) => (
              <tr key={row}>
                <th scope="row" {...look(0)}>
                  {first}
                </th>
                {rest.map((text, column) => (
                  <td key={column} {...look(column + 1)}>
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
