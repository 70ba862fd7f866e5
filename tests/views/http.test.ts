import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page } from "./setting";
import { SignedOut } from "../../toolkit/face/host";
import { http } from "../../toolkit/face/http";

let calls: { url: string; init: RequestInit }[];
let answer: { status?: number; type?: string; body?: unknown };

beforeEach(() => {
  calls = [];
  answer = { body: { ok: true, n: 1, at: "2026-11-22T13:02:05.123+00:00" } };
  globalThis.fetch = ((url: string, init: RequestInit) => {
    calls.push({ url, init });
    const { status = 200, type = "basic", body } = answer;
    return Promise.resolve({ status, type, json: () => Promise.resolve(body) });
  }) as unknown as typeof fetch;
});

function token(): string | undefined {
  return (calls.at(-1)?.init.headers as Record<string, string>)["X-XSRFToken"];
}

test("the token is read at each request, since a new sign-in changes it", async () => {
  const { transport } = http("svar");
  page.cookie = "kurs_xsrf=ett";
  await transport("answer", { ex: "a" });
  assert.equal(token(), "ett");
  page.cookie = "kurs_xsrf=tv%C3%A5";
  await transport("answer", { ex: "a" });
  assert.equal(token(), "två");
  assert.equal(calls[0]?.init.redirect, "manual");
  assert.deepEqual(JSON.parse(String(calls[0]?.init.body)), { type: "answer", ex: "a" });
});

for (const signedOut of [{ status: 401 }, { status: 0, type: "opaqueredirect" }]) {
  test(`signed out: ${JSON.stringify(signedOut)}`, async () => {
    answer = signedOut;
    await assert.rejects(http("svar").transport("answer", {}), SignedOut);
  });
}

test("what is forbidden is a reply with the server's words, and no sign that one is signed out", async () => {
  const { transport } = http("svar", "lage");
  const forbidden = { ok: false, why: "forbidden", message: "Sidan har blivit för gammal." };
  answer = { status: 403, body: forbidden };
  assert.deepEqual(await transport("answer", {}), forbidden);
  assert.deepEqual(await transport("state", { ex: "a" }), forbidden);
  answer = { status: 403, body: "Forbidden" }; // by somebody on the way
  await assert.rejects(transport("answer", {}), (error) => !(error instanceof SignedOut));
});

test("a short message is sent even when the page is left; the browser would not send a long one so", async () => {
  const { transport } = http("svar");
  await transport("answer", { answer: "kort" });
  assert.equal(calls.at(-1)?.init.keepalive, true);
  await transport("answer", { answer: "å".repeat(32_000) });
  assert.equal(calls.at(-1)?.init.keepalive, false);
});

test("a refusal is a reply; an error page and other JSON are none", async () => {
  const { transport } = http("svar");
  answer = { status: 409, body: { ok: false, why: "stale", message: "Ett senare svar finns." } };
  assert.equal((await transport("answer", {})).ok, false);
  answer = { status: 500, body: {} };
  await assert.rejects(transport("answer", {}));
  answer = { status: 200, body: {} };
  await assert.rejects(transport("answer", {}));
});

test("all exercises that ask at the same time share one request", async () => {
  const { transport } = http("svar", "lage");
  const present = { n: 2, at: "2026-11-22T13:02:05.123+00:00", answer: "a" };
  answer = { body: { ok: true, state: { one: present, two: null } } };
  const replies = await Promise.all([transport("state", { ex: "one" }), transport("state", { ex: "two" })]);
  assert.deepEqual(replies, [
    { ok: true, present },
    { ok: true, present: null },
  ]);
  assert.deepEqual(calls.map(({ url }) => url), ["lage"]);
});
