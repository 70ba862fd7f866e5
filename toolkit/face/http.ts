/** The page's way to the journal: POST of one message, GET of what the journal has. */

import { type Adapter, type Json, type Present, type Reply, SignedOut } from "./host";

const REPLIES = [200, 400, 409, 413, 422, 503];
const KEEPALIVE = 60_000;
/** One question answers every exercise that asks within this time. */
const SHARED = 1000;

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function call(endpoint: string, init: RequestInit): Promise<unknown> {
  const response = await fetch(endpoint, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...init });
  // Where a sign-in page would be shown, the answer is a redirect that is not followed.
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) throw new SignedOut();
  if (!REPLIES.includes(response.status)) throw new Error(String(response.status));
  return response.json();
}

/** `endpoint` takes the messages; `state` tells what the journal has. Both are addresses relative to the page. */
export function http(endpoint: string, state = endpoint): Adapter {
  let asked: Promise<Record<string, Present | null>> | null = null;

  const states = (): Promise<Record<string, Present | null>> => {
    if (!asked) {
      asked = call(state, { method: "GET" }).then((found) => (found as { state: Record<string, Present | null> }).state);
      asked.catch(() => {});
      setTimeout(() => (asked = null), SHARED);
    }
    return asked;
  };

  const post = async (body: Record<string, Json>): Promise<Reply> => {
    const text = JSON.stringify(body);
    const headers = {
      "Content-Type": "application/json",
      // Read at each request: it changes at a new sign-in.
      "X-XSRFToken": cookie("_xsrf"),
    };
    const reply = (await call(endpoint, { method: "POST", headers, body: text, keepalive: text.length < KEEPALIVE })) as Reply;
    if (typeof reply?.ok !== "boolean") throw new Error("no reply");
    return reply;
  };

  return {
    async transport(type, payload) {
      if (type !== "state") return post({ type, ...payload });
      return { ok: true, present: (await states())[String(payload["ex"])] ?? null };
    },
    // Tabs speak with each other in the store; a server does not begin.
    onExternal: () => () => {},
  };
}
