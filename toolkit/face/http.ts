/** The page's way to the journal: POST of one message, GET of what the journal has. */

import { type Adapter, type Json, type Present, type Reply, SignedOut } from "./host";

const REPLIES = [200, 400, 403, 409, 413, 422, 503];
/** Bytes of a message that a browser sends even when the page is left. */
const KEEPALIVE = 60_000;
/** One question answers every exercise that asks within this time. */
const SHARED = 1000;

type State = { ok: true; state: Record<string, Present | null> } | (Reply & { ok: false });

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function call(endpoint: string, init: RequestInit): Promise<{ ok: boolean }> {
  const response = await fetch(endpoint, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...init });
  // Where a sign-in page would be shown, the answer is a redirect that is not followed.
  if (response.type === "opaqueredirect" || response.status === 401) throw new SignedOut();
  if (!REPLIES.includes(response.status)) throw new Error(String(response.status));
  // What answers in another's words, such as a proxy's own page, is no reply.
  const reply = (await response.json()) as { ok: boolean };
  if (typeof reply?.ok !== "boolean") throw new Error("no reply");
  return reply;
}

/** `endpoint` takes the messages; `state` tells what the journal has. Both are addresses relative to the page. */
export function http(endpoint: string, state = endpoint): Adapter {
  let asked: Promise<State> | null = null;

  const states = (): Promise<State> => {
    if (!asked) {
      asked = call(state, { method: "GET" }) as Promise<State>;
      asked.catch(() => {});
      setTimeout(() => (asked = null), SHARED);
    }
    return asked;
  };

  const post = async (body: Record<string, Json>): Promise<Reply> => {
    const text = JSON.stringify(body);
    const keepalive = new TextEncoder().encode(text).length < KEEPALIVE;
    const headers = {
      "Content-Type": "application/json",
      // Read at each request: it changes at a new sign-in.
      "X-XSRFToken": cookie("kurs_xsrf"),
    };
    return (await call(endpoint, { method: "POST", headers, body: text, keepalive })) as Reply;
  };

  return {
    async transport(type, payload) {
      if (type !== "state") return post({ type, ...payload });
      const found = await states();
      return found.ok ? { ok: true, present: found.state[String(payload["ex"])] ?? null } : found;
    },
    // Tabs speak with each other in the store; a server does not begin.
    onExternal: () => () => {},
  };
}
