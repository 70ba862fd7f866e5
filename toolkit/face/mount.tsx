import { render } from "preact";
import { Exercise } from "./exercise";
import type { Host, Strings } from "./host";
import { KINDS } from "./kinds";

/** Draw an exercise in its section, in place of what the server drew; returns what takes it away. */
export function mount(root: HTMLElement, host: Host, strings: Strings, files = ""): () => void {
  const view = KINDS[host.spec.kind];
  if (!view) return () => {}; // what the server drew can at least be read
  root.replaceChildren();
  render(<Exercise host={host} strings={strings} view={view} root={root} files={files} />, root);
  return () => render(null, root);
}
