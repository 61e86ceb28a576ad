import type { EvseBranch, LimitLeaf } from "#agent/domain/site/state-tree";
import type { FaultCode } from "#hal/core/charging";
import type { LimitOwner } from "#agent/domain/limits/current-limit";
import type { WhyCode } from "#agent/domain/evse/why-not-charging";
import { formatFor } from "../../model/format";
import { useLanguage, useTexts } from "../../model/page";
import { faultTexts } from "../../texts/faults";
import type { NowTexts } from "./now-en";
import { nowTexts } from "./now-texts";

/** Why nothing flows; while something does, what keeps it from being more. */
export function useWhyWords({ notCharging, limit, status }: EvseBranch): string | undefined {
  const texts = useTexts(nowTexts);
  const faults = useTexts(faultTexts);
  const language = useLanguage();
  if (notCharging !== null) return codeWords(notCharging.code, texts, faults);
  if (status !== "charging" || limit === null) return undefined;
  return limitWords(limit, texts, formatFor(language).number(limit.amperes, wholeOrTenth(limit.amperes)));
}

export function limitWords(limit: LimitLeaf, texts: NowTexts, amperes: string): string {
  return texts.limitedTo(amperes, texts.owner[limit.owner]);
}

export function wholeOrTenth(amperes: number): number {
  return Number.isInteger(amperes) ? 0 : 1;
}

function codeWords(code: WhyCode, texts: NowTexts, faults: Readonly<Record<FaultCode, string>>): string {
  if (Object.hasOwn(texts.why, code)) return texts.why[code as keyof NowTexts["why"]];
  const name = code.slice(code.indexOf(".") + 1);
  return code.startsWith("fault.") ? faults[name as FaultCode] : texts.limitedTo("0", texts.owner[name as LimitOwner]);
}
