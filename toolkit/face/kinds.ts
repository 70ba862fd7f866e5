import { branch } from "../exercises/branch/view";
import { cloze } from "../exercises/cloze/view";
import { hotspot } from "../exercises/hotspot/view";
import { multiple } from "../exercises/multiple/view";
import { numeric } from "../exercises/numeric/view";
import { plan } from "../exercises/plan/view";
import { rank } from "../exercises/rank/view";
import { single } from "../exercises/single/view";
import { sort } from "../exercises/sort/view";
import { text } from "../exercises/text/view";
import type { KindView } from "./kind";

/** The view of each kind. */
export const KINDS: Record<string, KindView> = { branch, cloze, hotspot, multiple, numeric, plan, rank, single, sort, text };
