/**
 * The widget's way to the journal: messages to the kernel and back.
 *
 * A message is sent as `{id, type, ...}` and answered by `{id, reply}`; `{external}` tells of an answer that
 * was saved through another view, and `{again}` that the state is to be asked for again.
 */

import { type Adapter, type External, randomId, type Reply } from "./host";

export interface Model {
  send(content: unknown): void;
  on(event: string, callback: (content: unknown) => void): void;
  off(event: string, callback: (content: unknown) => void): void;
}

interface Comm extends Adapter {
  /** Call back when what `state` replied may be another. */
  onAgain(callback: () => void): void;
  close(): void;
}

export function comm(model: Model): Comm {
  const waiting = new Map<string, (reply: Reply) => void>();
  const others = new Set<(event: External) => void>();
  const askers = new Set<() => void>();

  const receive = (content: unknown): void => {
    const { id, reply, external, again } = content as { id?: string; reply?: Reply; external?: External; again?: boolean };
    if (external) for (const tell of others) tell(external);
    if (again) for (const ask of askers) ask();
    if (id === undefined || !reply) return;
    waiting.get(id)?.(reply);
    waiting.delete(id);
  };
  model.on("msg:custom", receive);

  return {
    transport: (type, payload) =>
      new Promise<Reply>((resolve, reject) => {
        const id = randomId();
        waiting.set(id, resolve);
        try {
          model.send({ id, type, ...payload });
        } catch (error) {
          waiting.delete(id); // the kernel was shut down
          reject(error);
        }
      }),
    onExternal(callback) {
      others.add(callback);
      return () => others.delete(callback);
    },
    onAgain: (callback) => void askers.add(callback),
    close: () => model.off("msg:custom", receive),
  };
}
