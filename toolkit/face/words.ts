/** Times as they are written in the foot of an exercise, always in Swedish time. */

import type { Strings } from "./host";

const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Stockholm",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  weekday: "short",
  hourCycle: "h23",
});
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEK = 6 * 24 * 3600 * 1000;

function parts(date: Date): Record<string, string> {
  return Object.fromEntries(PARTS.formatToParts(date).map(({ type, value }) => [type, value]));
}

/** `14:02` today, `tis 14:02` within a week, else `tis 4 dec 14:02`; the weekday always where `long`. */
export function when(at: string, strings: Strings, long = false, now: Date = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "";
  const [then, today] = [parts(date), parts(now)];
  const clock = `${then["hour"]}:${then["minute"]}`;
  const isToday = ["year", "month", "day"].every((name) => then[name] === today[name]);
  if (isToday && !long) return clock;
  const weekday = (strings["journal.weekdays"] ?? "").split(" ")[WEEKDAYS.indexOf(then["weekday"] ?? "")];
  if (Math.abs(now.getTime() - date.getTime()) < WEEK) return `${weekday} ${clock}`;
  const month = (strings["journal.months"] ?? "").split(" ")[Number(then["month"]) - 1];
  return `${weekday} ${Number(then["day"])} ${month} ${clock}`;
}
